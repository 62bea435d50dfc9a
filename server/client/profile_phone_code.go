package client

import (
	"errors"

	screen "latchkey/components/client"
	"latchkey/components/prompt"
	"latchkey/components/ui"
	"latchkey/internal/factor"
	"latchkey/internal/notice"
	"latchkey/server/web"
)

const phoneCodePath = "/profile/phone/code"

// Where the page that waits for the code leads, and asks what became of it. A number is
// confirmed by a message to itself only, so there is no other way than another number.
var phoneDelivery = prompt.DeliveryProps{Page: phoneCodePath, Methods: "/profile/phone", Again: "/profile/phone/delivery", Number: true}

// PhoneCode asks for the code that was sent to the new number.
func (p *Pages) PhoneCode(r *web.Request) error {
	return p.showPhoneCode(r, ui.Form{}, 0)
}

func (p *Pages) showPhoneCode(r *web.Request, form ui.Form, status int) error {
	sent, err := p.Changes.LastPhoneCode(r.Context(), r.Session)
	if err != nil {
		return p.noPhoneCode(r, err)
	}
	became, err := r.DeliveryStatus(p.Changes.Verifier, sent.MessageID, phoneDelivery, 1)
	if err != nil {
		return err
	}
	return showIn(r, status, "details.code_title", screen.PhoneCode(screen.PhoneCodeProps{Form: form, Prompt: prompt.Props{
		Kind: string(sent.Kind), Where: sent.Masked, Send: "/profile/phone/send", Sent: r.SentCode(sent, became),
	}}))
}

// noPhoneCode leads to where a number is given; other errors pass.
func (p *Pages) noPhoneCode(r *web.Request, err error) error {
	if errors.Is(err, notice.ErrNoLink) {
		return r.Go("/profile/phone?said=no-code")
	}
	return err
}

// CheckPhoneCode judges it, which confirms the number.
func (p *Pages) CheckPhoneCode(r *web.Request) error {
	verdict, err := p.Changes.ConfirmPhone(r.Context(), r.Caller(), r.Form("code"))
	if err != nil {
		return p.noPhoneCode(r, err)
	}
	if !verdict.OK {
		form, status := r.Refused("code", factor.WhatsApp, verdict)
		return p.showPhoneCode(r, form, status)
	}
	return r.Go("/profile?done=phone")
}

// SendPhoneCode sends another code.
func (p *Pages) SendPhoneCode(r *web.Request) error {
	refusal, err := p.Changes.SendPhoneCode(r.Context(), r.Caller())
	if err != nil {
		return p.noPhoneCode(r, err)
	}
	if refusal != nil {
		alert, status, _ := r.NotSent(refusal, nil)
		return p.showPhoneCode(r, ui.Form{Alert: alert}, status)
	}
	return r.Go(phoneCodePath)
}

// PhoneCodeDelivery is the partial; once nothing waits it leads on by a link, as what it
// is swapped into has no room for a page.
func (p *Pages) PhoneCodeDelivery(r *web.Request) error {
	sent, err := p.Changes.LastPhoneCode(r.Context(), r.Session)
	if errors.Is(err, notice.ErrNoLink) {
		return r.Part(prompt.Delivery(prompt.DeliveryProps{Failed: true, Methods: phoneDelivery.Methods, Number: true}))
	}
	if err != nil {
		return err
	}
	return r.ShowDeliveryStatus(p.Changes.Verifier, sent.MessageID, phoneDelivery)
}
