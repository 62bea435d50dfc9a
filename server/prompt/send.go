package prompt

import (
	screen "latchkey/components/prompt"
	"latchkey/internal/authn"
	"latchkey/internal/factor"
	"latchkey/server/web"
)

// Send sends a code by the method way. If it was sent, alert is "" and the caller redirects to the page that
// takes the code; otherwise the caller shows alert with status.
func (a Prompt) Send(r *web.Request, way string) (m factor.Enrolled, alert string, status int, err error) {
	m = a.Pick(way)
	_, refusal, err := a.Verifier.SendCode(r.Context(), authn.SendRequest{UserID: a.UserID, FactorID: m.ID, Scope: a.Scope, By: r.Client})
	alert, status, err = NotSent(r, refusal, err)
	return m, alert, status, err
}

// ShowDelivery answers with the partial that says whether the last code was sent, has arrived or has failed.
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

// OneCode is a page that asks for a code which can be sent to one place only, so there is no other method to
// try.
type OneCode struct {
	Verifier *authn.Verifier
	At       Paths // Methods is the page to go to if no code arrives
	Number   bool  // that page takes another number
}

// Props returns what the page shows: where the code was sent, and what became of it.
func (o OneCode) Props(r *web.Request, sent authn.Sent) (screen.Props, error) {
	code, err := sentCode(r, o.Verifier, sent, o.delivery())
	return screen.Props{Kind: string(sent.Kind), Where: sent.Masked, Send: o.At.Send, Sent: code}, err
}

// ShowDelivery answers with the partial that says whether the code was sent, has arrived or has failed.
func (o OneCode) ShowDelivery(r *web.Request, sent authn.Sent) error {
	return showDelivery(r, o.Verifier, sent.MessageID, o.delivery())
}

// ShowNoCode answers with the same partial when no code is awaited any more. It shows a link, because a whole
// page would not fit where the partial is swapped in.
func (o OneCode) ShowNoCode(r *web.Request) error {
	return r.Part(screen.Delivery(screen.DeliveryProps{Failed: true, Methods: o.At.Methods, Number: o.Number}))
}

func (o OneCode) delivery() screen.DeliveryProps {
	return screen.DeliveryProps{Page: o.At.Page, Methods: o.At.Methods, Again: o.At.Delivery, Number: o.Number}
}
