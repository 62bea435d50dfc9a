// Package prompt asks people for a proof, for every area that does: which of their methods can answer, sending a code and
// saying what became of it, passkeys, and the words for an answer that was not accepted. What is judged, and how often,
// is internal/authn's; the page that asks, and what the proof is for, are the area's.
package prompt

import (
	"maps"
	"net/url"
	"slices"

	screen "latchkey/components/prompt"
	"latchkey/components/ui"
	"latchkey/internal/authn"
	"latchkey/internal/factor"
	"latchkey/server/web"
)

// Prompt is a page that asks for a second step, by any of the person's methods.
type Prompt struct {
	Verifier *authn.Verifier
	UserID   string
	Scope    string          // what a sent code is to be good for
	Need     factor.Strength // what the answer must count for; 0: any
	State    factor.State
	At       Paths
	Query    url.Values // carried along from page to page and from form to form
}

// Paths are where a page of this kind stands, with what belongs to it.
type Paths struct {
	Page     string // asks for one way, named by the parameter "way"
	Methods  string // lists all
	Send     string // the form that sends a code
	Delivery string // the partial that says what became of it
	Backup   string // asks for a backup code; "": the page itself does
	Passkey  string // asks for a passkey; "" where none is taken
}

// backupMethod names the backup codes among the ways.
const backupMethod = "backup"

// Usable are the methods that can answer here, the preferred one first.
func (a Prompt) Usable() []factor.Enrolled {
	return slices.DeleteFunc(slices.Clone(a.State.Methods), func(m factor.Enrolled) bool {
		return m.Blocked != factor.None || m.Strength < a.Need || m.Kind == factor.Passkey && a.At.Passkey == ""
	})
}

// Pick is the method of a name that the page is asked for, else the one that comes first;
// of kind Backup where somebody asks for that, or has nothing else.
func (a Prompt) Pick(way string) factor.Enrolled {
	usable := a.Usable()
	if m, err := factor.Find(usable, way); err == nil {
		return m
	}
	if way == backupMethod || len(usable) == 0 && a.At.Backup == "" {
		return factor.Enrolled{Kind: factor.Backup}
	}
	if len(usable) == 0 {
		return factor.Enrolled{Kind: factor.TOTP}
	}
	return usable[0]
}

// Address is a page of this kind about one way.
func (a Prompt) Address(page, way string) string {
	query := url.Values{}
	for name, values := range a.Query {
		query[name] = values
	}
	if way != "" {
		query.Set("way", way)
	}
	if len(query) == 0 {
		return page
	}
	return page + "?" + query.Encode()
}

// Carried is the query as hidden fields.
func (a Prompt) Carried() (all []ui.Choice) {
	for _, name := range slices.Sorted(maps.Keys(a.Query)) {
		all = append(all, ui.Choice{Value: name, Label: a.Query.Get(name)})
	}
	return all
}

// Props is what the page shows of a method: with a code that was sent, what became of it.
func (a Prompt) Props(r *web.Request, m factor.Enrolled) (screen.Props, error) {
	props := screen.Props{
		Kind: string(m.Kind), Method: m.ID, Where: m.Target, Send: a.At.Send,
		Methods: a.Address(a.At.Methods, ""), Rows: a.Rows(), Carried: a.Carried(),
	}
	if m.Kind == factor.Backup {
		props.Method = backupMethod
	}
	if m.Kind == factor.TOTP && len(a.State.Methods) > 1 {
		props.Name = m.Name
	}
	if m.Kind != factor.Email && m.Kind != factor.WhatsApp {
		return props, nil
	}
	sent, found, err := a.Verifier.LastSent(r.Context(), a.UserID, a.Scope, m.Kind, r.Client)
	if err != nil || !found || sent.FactorID != m.ID {
		return props, err
	}
	props.Sent, err = sentCode(r, a.Verifier, sent, a.delivery(m.ID))
	return props, err
}

// Rows are all ways that can answer here, the backup codes last.
func (a Prompt) Rows() []screen.Method {
	var rows []screen.Method
	for _, m := range a.Usable() {
		row := screen.Method{Kind: string(m.Kind), Method: m.ID, Name: m.Name, Where: m.Target, URL: a.Address(a.At.Page, m.ID)}
		switch m.Kind {
		case factor.Email, factor.WhatsApp:
			row.Send = a.At.Send
		case factor.Passkey:
			row.URL = a.Address(a.At.Passkey, m.ID)
		}
		rows = append(rows, row)
	}
	if a.State.Backup.Left > 0 && a.State.Backup.Strength >= a.Need {
		row := screen.Method{Kind: string(factor.Backup), URL: a.Address(a.At.Backup, "")}
		if a.At.Backup == "" {
			row.URL = a.Address(a.At.Page, backupMethod)
		}
		rows = append(rows, row)
	}
	return rows
}

// ShowMethods is the page that lists them.
func (a Prompt) ShowMethods(r *web.Request, section string, support bool) error {
	return r.Screen(0, section, "ways.title", screen.AllMethods(screen.AllMethodsProps{
		Rows: a.Rows(), Back: a.Address(a.At.Page, ""), Support: support, Recovery: support && r.Recovers(), Carried: a.Carried(),
	}))
}

// Clock is the server's time for a page that takes codes.
func Clock(r *web.Request) ui.CodeClock {
	return ui.CodeClock{ServerNow: int64(r.Site.Clock.Now())}
}
