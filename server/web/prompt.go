package web

import (
	"context"
	"maps"
	"net/url"
	"slices"

	"latchkey/components/prompt"
	"latchkey/components/ui"
	"latchkey/internal/authn"
	"latchkey/internal/factor"
	"latchkey/internal/setting"
)

// Prompt is a page that asks for a second step, by any of the person's methods.
type Prompt struct {
	Verifier *authn.Verifier
	UserID   string
	Scope    string          // what a sent code is to be good for
	Need     factor.Strength // what the answer must count for; 0: any
	State    factor.State
	At       PromptPaths
	Query    url.Values // carried along from page to page and from form to form
}

// PromptPaths are where a page of this kind stands, with what belongs to it.
type PromptPaths struct {
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

// PromptProps is what the page shows of a method: with a code that was sent, what became of it.
func (r *Request) PromptProps(a Prompt, m factor.Enrolled) (prompt.Props, error) {
	asked := prompt.Props{
		Kind: string(m.Kind), Method: m.ID, Where: m.Target, Send: a.At.Send,
		Methods: a.Address(a.At.Methods, ""), Rows: a.Rows(), Carried: a.Carried(),
	}
	if m.Kind == factor.Backup {
		asked.Method = backupMethod
	}
	if m.Kind == factor.TOTP && len(a.State.Methods) > 1 {
		asked.Name = m.Name
	}
	if m.Kind != factor.Email && m.Kind != factor.WhatsApp {
		return asked, nil
	}
	sent, found, err := a.Verifier.LastSent(r.Context(), a.UserID, a.Scope, m.Kind, r.Client)
	if err != nil || !found || sent.FactorID != m.ID {
		return asked, err
	}
	became, err := r.DeliveryStatus(a.Verifier, sent.MessageID, a.delivery(m.ID), 1)
	asked.Sent = r.SentCode(sent, became)
	return asked, err
}

func (a Prompt) delivery(way string) prompt.DeliveryProps {
	return prompt.DeliveryProps{Page: a.Address(a.At.Page, way), Methods: a.Address(a.At.Methods, ""), Again: a.Address(a.At.Delivery, way)}
}

// ShowDelivery answers with the partial that says what became of the code sent last.
func (r *Request) ShowDelivery(a Prompt) error {
	m := a.Pick(r.Query("way"))
	sent, found, err := a.Verifier.LastSent(r.Context(), a.UserID, a.Scope, m.Kind, r.Client)
	if err != nil {
		return err
	}
	if !found {
		return r.Part(prompt.Delivery(prompt.DeliveryProps{Failed: true, Methods: a.Address(a.At.Methods, "")}))
	}
	return r.ShowDeliveryStatus(a.Verifier, sent.MessageID, a.delivery(m.ID))
}

// Rows are all ways that can answer here, the backup codes last.
func (a Prompt) Rows() []prompt.Method {
	var rows []prompt.Method
	for _, m := range a.Usable() {
		row := prompt.Method{Kind: string(m.Kind), Method: m.ID, Name: m.Name, Where: m.Target, URL: a.Address(a.At.Page, m.ID)}
		switch m.Kind {
		case factor.Email, factor.WhatsApp:
			row.Send = a.At.Send
		case factor.Passkey:
			row.URL = a.Address(a.At.Passkey, m.ID)
		}
		rows = append(rows, row)
	}
	if a.State.Backup.Left > 0 && a.State.Backup.Strength >= a.Need {
		row := prompt.Method{Kind: string(factor.Backup), URL: a.Address(a.At.Backup, "")}
		if a.At.Backup == "" {
			row.URL = a.Address(a.At.Page, backupMethod)
		}
		rows = append(rows, row)
	}
	return rows
}

// ShowMethods is the page that lists them.
func (r *Request) ShowMethods(a Prompt, section string, support bool) error {
	return r.Show(View{Title: "ways.title", Section: section, Screen: prompt.AllMethods(prompt.AllMethodsProps{
		Rows: a.Rows(), Back: a.Address(a.At.Page, ""), Support: support, Recovery: support && r.Recovers(), Carried: a.Carried(),
	})})
}

// Recovers reports whether there is a way back in for whoever has lost the backup codes too.
func (r *Request) Recovers() bool {
	return r.Site.Settings.Choices(r.Context()).RecoveryMode != setting.CodesOnly
}

// SendCode sends the code that a form asks for. Without a problem it leads to the page
// that takes it; with one, the alert and its status are for the caller to show there.
func (r *Request) SendCode(ctx context.Context, a Prompt, way string) (m factor.Enrolled, alert string, status int, err error) {
	m = a.Pick(way)
	_, refusal, err := a.Verifier.SendCode(ctx, authn.SendRequest{UserID: a.UserID, FactorID: m.ID, Scope: a.Scope, By: r.Client})
	alert, status, err = r.NotSent(refusal, err)
	return m, alert, status, err
}
