package client

import (
	"errors"

	screen "latchkey/components/client"
	"latchkey/components/ui"
	"latchkey/internal/factor"
	"latchkey/internal/notice"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

const phoneCodePath = "/profile/phone/code"

// newNumber is the page that waits for the code. A number is confirmed by a message to itself
// only, so there is no other way than another number.
func (p *Pages) newNumber() prompt.OneCode {
	return prompt.OneCode{Verifier: p.Authn, Number: true, At: prompt.Paths{
		Page: phoneCodePath, Methods: "/profile/phone", Send: "/profile/phone/send", Delivery: "/profile/phone/delivery",
	}}
}

// PhoneCode shows the form for the code that was sent to the new number.
func (p *Pages) PhoneCode(r *web.Request) error {
	return p.showPhoneCode(r, ui.Form{}, 0)
}

func (p *Pages) showPhoneCode(r *web.Request, form ui.Form, status int) error {
	sent, err := p.Contact.LastPhoneCode(r.Context(), r.Session)
	if err != nil {
		return p.noPhoneCode(r, err)
	}
	props, err := p.newNumber().Props(r, sent)
	if err != nil {
		return err
	}
	return r.Screen(status, "profile", "details.code_title", screen.PhoneCode(screen.PhoneCodeProps{Form: form, Prompt: props}))
}

// noPhoneCode leads to where a number is given; other errors pass.
func (p *Pages) noPhoneCode(r *web.Request, err error) error {
	if errors.Is(err, notice.ErrNoLink) {
		return r.Go(r.Saying("/profile/phone?said=no-code"))
	}
	return err
}

// CheckPhoneCode checks that code. If it is right, the new number counts.
func (p *Pages) CheckPhoneCode(r *web.Request) error {
	verdict, err := p.Contact.ConfirmPhone(r.Context(), r.Caller(), r.Form("code"))
	if err != nil {
		return p.noPhoneCode(r, err)
	}
	if !verdict.OK {
		form, status := prompt.Refused(r, "code", factor.WhatsApp, verdict)
		return p.showPhoneCode(r, form, status)
	}
	return r.Go(r.Saying("/profile?done=phone"))
}

// SendPhoneCode sends another code to the new number.
func (p *Pages) SendPhoneCode(r *web.Request) error {
	refusal, err := p.Contact.SendPhoneCode(r.Context(), r.Caller())
	if err != nil {
		return p.noPhoneCode(r, err)
	}
	if refusal != nil {
		alert, status, _ := prompt.NotSent(r, refusal, nil)
		return p.showPhoneCode(r, ui.Form{Alert: alert}, status)
	}
	return r.Go(phoneCodePath)
}

// PhoneCodeDelivery answers with the partial that says whether that code was sent, has arrived or has failed.
func (p *Pages) PhoneCodeDelivery(r *web.Request) error {
	sent, err := p.Contact.LastPhoneCode(r.Context(), r.Session)
	if errors.Is(err, notice.ErrNoLink) {
		return p.newNumber().ShowNoCode(r)
	}
	if err != nil {
		return err
	}
	return p.newNumber().ShowDelivery(r, sent)
}
