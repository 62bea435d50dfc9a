package web

import (
	"context"
	"maps"
	"net/url"
	"slices"

	"latchkey/components"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/internal/setting"
)

// Asking is a page that asks for a second step, by any of the person's methods.
type Asking struct {
	Prover *credential.Prover
	UserID string
	Scope  string          // what a sent code is to be good for
	Need   factor.Strength // what the answer must count for; 0: any
	State  factor.State
	At     Places
	Query  url.Values // carried along from page to page and from form to form
}

// Places are where a page of this kind stands, with what belongs to it.
type Places struct {
	Page     string // asks for one way, named by the parameter "way"
	Ways     string // lists all
	Send     string // the form that sends a code
	Delivery string // the partial that says what became of it
	Backup   string // asks for a backup code; "": the page itself does
	Passkey  string // asks for a passkey; "" where none is taken
}

// backupWay names the backup codes among the ways.
const backupWay = "backup"

// Usable are the methods that can answer here, the preferred one first.
func (a Asking) Usable() []factor.Enrolled {
	return slices.DeleteFunc(slices.Clone(a.State.Methods), func(m factor.Enrolled) bool {
		return m.Blocked != factor.None || m.Strength < a.Need || m.Kind == factor.Passkey && a.At.Passkey == ""
	})
}

// Pick is the method of a name that the page is asked for, else the one that comes first;
// of kind Backup where somebody asks for that, or has nothing else.
func (a Asking) Pick(way string) factor.Enrolled {
	usable := a.Usable()
	if m, err := factor.Find(usable, way); err == nil {
		return m
	}
	if way == backupWay || len(usable) == 0 && a.At.Backup == "" {
		return factor.Enrolled{Kind: factor.Backup}
	}
	if len(usable) == 0 {
		return factor.Enrolled{Kind: factor.TOTP}
	}
	return usable[0]
}

// Address is a page of this kind about one way.
func (a Asking) Address(page, way string) string {
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
func (a Asking) Carried() (all []components.Choice) {
	for _, name := range slices.Sorted(maps.Keys(a.Query)) {
		all = append(all, components.Choice{Value: name, Label: a.Query.Get(name)})
	}
	return all
}

// Asked is what the page shows of a method: with a code that was sent, what became of it.
func (r *Request) Asked(a Asking, m factor.Enrolled) (components.Asked, error) {
	asked := components.Asked{
		Kind: string(m.Kind), Way: m.ID, Where: m.Target, Send: a.At.Send,
		Ways: a.Address(a.At.Ways, ""), Rows: a.Rows(), Carried: a.Carried(),
	}
	if m.Kind == factor.Backup {
		asked.Way = backupWay
	}
	if m.Kind == factor.TOTP && len(a.State.Methods) > 1 {
		asked.Name = m.Name
	}
	if m.Kind != factor.Email && m.Kind != factor.WhatsApp {
		return asked, nil
	}
	sent, found, err := a.Prover.LastSent(r.Context(), a.UserID, a.Scope, m.Kind, r.Visitor)
	if err != nil || !found || sent.FactorID != m.ID {
		return asked, err
	}
	became, err := r.Became(a.Prover, sent.MessageID, a.delivery(m.ID), 1)
	asked.Sent = r.SentCode(sent, became)
	return asked, err
}

func (a Asking) delivery(way string) components.DeliveryProps {
	return components.DeliveryProps{Page: a.Address(a.At.Page, way), Ways: a.Address(a.At.Ways, ""), Again: a.Address(a.At.Delivery, way)}
}

// ShowDelivery answers with the partial that says what became of the code sent last.
func (r *Request) ShowDelivery(a Asking) error {
	m := a.Pick(r.Query("way"))
	sent, found, err := a.Prover.LastSent(r.Context(), a.UserID, a.Scope, m.Kind, r.Visitor)
	if err != nil {
		return err
	}
	if !found {
		return r.Part(components.Delivery(components.DeliveryProps{Failed: true, Ways: a.Address(a.At.Ways, "")}))
	}
	return r.ShowBecame(a.Prover, sent.MessageID, a.delivery(m.ID))
}

// Rows are all ways that can answer here, the backup codes last.
func (a Asking) Rows() []components.WayRow {
	var rows []components.WayRow
	for _, m := range a.Usable() {
		row := components.WayRow{Kind: string(m.Kind), Way: m.ID, Name: m.Name, Where: m.Target, URL: a.Address(a.At.Page, m.ID)}
		switch m.Kind {
		case factor.Email, factor.WhatsApp:
			row.Send = a.At.Send
		case factor.Passkey:
			row.URL = a.Address(a.At.Passkey, m.ID)
		}
		rows = append(rows, row)
	}
	if a.State.Backup.Left > 0 && a.State.Backup.Strength >= a.Need {
		row := components.WayRow{Kind: string(factor.Backup), URL: a.Address(a.At.Backup, "")}
		if a.At.Backup == "" {
			row.URL = a.Address(a.At.Page, backupWay)
		}
		rows = append(rows, row)
	}
	return rows
}

// ShowWays is the page that lists them.
func (r *Request) ShowWays(a Asking, section string, support bool) error {
	return r.Show(View{Title: "ways.title", Section: section, Screen: components.Ways(components.WaysProps{
		Rows: a.Rows(), Back: a.Address(a.At.Page, ""), Support: support, Recovery: support && r.Recovers(), Carried: a.Carried(),
	})})
}

// Recovers tells whether there is a way back in for whoever has lost the backup codes too.
func (r *Request) Recovers() bool {
	return r.Site.Settings.Choices(r.Context()).RecoveryMode != setting.CodesOnly
}

// SendCode sends the code that a form asks for. Without a problem it leads to the page
// that takes it; with one, the alert and its status are for the caller to show there.
func (r *Request) SendCode(ctx context.Context, a Asking, way string) (m factor.Enrolled, alert string, status int, err error) {
	m = a.Pick(way)
	_, refusal, err := a.Prover.SendCode(ctx, credential.SendRequest{UserID: a.UserID, FactorID: m.ID, Scope: a.Scope, By: r.Visitor})
	alert, status, err = r.NotSent(refusal, err)
	return m, alert, status, err
}
