package prompt

import (
	screen "latchkey/components/prompt"
	"latchkey/internal/authn"
	"latchkey/internal/factor"
	"latchkey/server/web"
)

// Send sends the code that a form asks for. Without a problem the page that takes it is next;
// with one, the alert and its status are for the caller to show there.
func (a Prompt) Send(r *web.Request, way string) (m factor.Enrolled, alert string, status int, err error) {
	m = a.Pick(way)
	_, refusal, err := a.Verifier.SendCode(r.Context(), authn.SendRequest{UserID: a.UserID, FactorID: m.ID, Scope: a.Scope, By: r.Client})
	alert, status, err = NotSent(r, refusal, err)
	return m, alert, status, err
}

// ShowDelivery answers with the partial that says what became of the code sent last.
func (a Prompt) ShowDelivery(r *web.Request) error {
	m := a.Pick(r.Query("way"))
	sent, found, err := a.Verifier.LastSent(r.Context(), a.UserID, a.Scope, m.Kind, r.Client)
	if err != nil {
		return err
	}
	if !found {
		return r.Part(screen.Delivery(screen.DeliveryProps{Failed: true, Methods: a.Address(a.At.Methods, "")}))
	}
	return showDelivery(r, a.Verifier, sent.MessageID, a.delivery(m.ID))
}

func (a Prompt) delivery(way string) screen.DeliveryProps {
	return screen.DeliveryProps{
		Page: a.Address(a.At.Page, way), Methods: a.Address(a.At.Methods, ""), Again: a.Address(a.At.Delivery, way),
	}
}

// OneCode is a page that waits for a code which was sent to the only place that it can be sent to.
type OneCode struct {
	Verifier *authn.Verifier
	At       Paths // Methods is where else to go
	Number   bool  // and what is there is another number
}

// Props is what the page shows of the code, with what became of it.
func (o OneCode) Props(r *web.Request, sent authn.Sent) (screen.Props, error) {
	code, err := sentCode(r, o.Verifier, sent, o.delivery())
	return screen.Props{Kind: string(sent.Kind), Where: sent.Masked, Send: o.At.Send, Sent: code}, err
}

// ShowDelivery answers with the partial that says what became of the code.
func (o OneCode) ShowDelivery(r *web.Request, sent authn.Sent) error {
	return showDelivery(r, o.Verifier, sent.MessageID, o.delivery())
}

// ShowNoCode is the same partial once nothing waits: it leads on by a link, as what it is swapped into has no room
// for a page.
func (o OneCode) ShowNoCode(r *web.Request) error {
	return r.Part(screen.Delivery(screen.DeliveryProps{Failed: true, Methods: o.At.Methods, Number: o.Number}))
}

func (o OneCode) delivery() screen.DeliveryProps {
	return screen.DeliveryProps{Page: o.At.Page, Methods: o.At.Methods, Again: o.At.Delivery, Number: o.Number}
}
