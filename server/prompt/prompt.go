// Package prompt asks people for a second step. All areas that ask share it: it lists the methods that can
// answer, sends codes and reports their delivery, asks for passkeys, rates new passwords, and words refusals.
// internal/authn checks the answers and limits how often they may be given; each area has its own page and
// decides what the proof is for.
package prompt

import (
	"maps"
	"net/url"
	"slices"

	screen "latchkey/components/prompt"
	"latchkey/components/ui"
	"latchkey/internal/authn"
	"latchkey/internal/clock"
	"latchkey/internal/factor"
	"latchkey/server/web"
)

// Prompt is a page that asks for a second step by any of the person's methods.
type Prompt struct {
	Verifier *authn.Verifier
	UserID   string
	Scope    string          // what a sent code is good for, see package factor
	Need     factor.Strength // the weakest strength that is accepted; 0: any
	Since    clock.Instant   // when the method must have been there already; 0: any will do
	Or       string          // with Since: the id of a method that will do all the same
	State    factor.State
	At       Paths
	Query    url.Values // passed on from page to page and from form to form
}

// Paths are the addresses that belong to a page which asks for a second step.
type Paths struct {
	Page     string // asks for one method, which the parameter "way" names
	Methods  string // lists all methods
	Send     string // takes the form that sends a code
	Delivery string // answers with the partial that says what became of the code
	Backup   string // asks for a backup code; "" if Page does
	Passkey  string // asks for a passkey; "" if none is accepted
	Trouble  string // helps when a code is refused, see [Refusing]; "" for none
}

// backupMethod names the backup codes among the ways.
const backupMethod = "backup"

// Usable returns the methods that can answer here, the preferred one first. It leaves out blocked ones, weaker
// ones than Need, newer ones than Since, and passkeys where the page accepts none.
func (a Prompt) Usable() []factor.Enrolled {
	return slices.DeleteFunc(slices.Clone(a.State.Methods), func(m factor.Enrolled) bool {
		return m.Blocked != factor.None || !a.suffices(m.Strength, m.ID, m.Since()) || m.Kind == factor.Passkey && a.At.Passkey == ""
	})
}

func (a Prompt) suffices(strength factor.Strength, id string, since clock.Instant) bool {
	return strength >= a.Need && factor.Proof{Strength: strength, FactorID: id, Since: since}.By(a.Since, a.Or)
}

// Pick returns the usable method with the id way, otherwise the first usable one. Its kind is [factor.Backup]
// if way asks for a backup code or nothing else can be used.
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

// Address returns the address of page for the method named way, with the query passed on; way "" names none.
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

// Carried returns the query as hidden fields of a form.
func (a Prompt) Carried() (all []ui.Choice) {
	for _, name := range slices.Sorted(maps.Keys(a.Query)) {
		all = append(all, ui.Choice{Value: name, Label: a.Query.Get(name)})
	}
	return all
}

// Props returns what the page shows for the method m. If a code was sent by it, that includes what became of
// the code.
func (a Prompt) Props(r *web.Request, m factor.Enrolled) (screen.Props, error) {
	props := screen.Props{
		Kind: string(m.Kind), Method: m.ID, Where: Where(r, a.UserID, m), Send: a.At.Send,
		Methods: a.Address(a.At.Methods, ""), Rows: a.Rows(r), Carried: a.Carried(),
	}
	if m.Kind == factor.Backup {
		props.Method = backupMethod
	}
	if a.At.Trouble != "" {
		props.Trouble = web.WithQuery(a.At.Trouble, "kind", props.Kind, "way", props.Method)
	}
	if m.Kind == factor.TOTP && len(a.State.Methods) > 1 {
		props.Name = m.Name
		if m.Name == "" && slices.ContainsFunc(a.State.Methods, func(o factor.Enrolled) bool { return o.Kind == m.Kind && o.ID != m.ID }) {
			props.Added = r.Date(m.AddedAt)
		}
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

// Where returns where a person's method sends its codes: masked, but for their own address where they are signed in, which
// the page shows in full anyway.
func Where(r *web.Request, userID string, m factor.Enrolled) string {
	if userID == "" || r.Session.UserID != userID {
		return m.Target
	}
	return m.Where(r.Session.Email)
}

// Rows returns every method that can answer here as a row of the list, backup codes last.
func (a Prompt) Rows(r *web.Request) []screen.Method {
	var rows []screen.Method
	for _, m := range a.Usable() {
		row := screen.Method{Kind: string(m.Kind), Method: m.ID, Name: m.Name, Where: Where(r, a.UserID, m), URL: a.Address(a.At.Page, m.ID)}
		switch m.Kind {
		case factor.Email, factor.WhatsApp:
			row.Send = a.At.Send
		case factor.Passkey:
			row.URL = a.Address(a.At.Passkey, m.ID)
		}
		rows = append(rows, row)
	}
	if a.State.Backup.Left > 0 && a.suffices(a.State.Backup.Strength, a.State.Backup.ID, a.State.Backup.MadeAt) {
		row := screen.Method{Kind: string(factor.Backup), URL: a.Address(a.At.Backup, "")}
		if a.At.Backup == "" {
			row.URL = a.Address(a.At.Page, backupMethod)
		}
		rows = append(rows, row)
	}
	return rows
}

// ShowMethods shows the list of all methods that can answer here. With support it also points to recovery and
// support.
func (a Prompt) ShowMethods(r *web.Request, section string, support bool) error {
	return r.Screen(0, section, "ways.title", screen.AllMethods(screen.AllMethodsProps{
		Rows: a.Rows(r), Back: a.Address(a.At.Page, ""), Support: support, Recovery: support && r.Recovers(), Carried: a.Carried(),
	}))
}

// Refusing returns the kind of the code that a page of help is about, which [Paths.Trouble] was led to with; otherwise if
// there is no advice about such codes.
func Refusing(r *web.Request, otherwise string) string {
	if kind := r.Query("kind"); screen.Advises(kind) {
		return kind
	}
	return otherwise
}

// Clock returns the server's time, for a page that counts down to the next code.
func Clock(r *web.Request) ui.CodeClock {
	return ui.CodeClock{ServerNow: int64(r.Site.Clock.Now())}
}
