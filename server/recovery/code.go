package recovery

import (
	"errors"

	screen "latchkey/components/recovery"
	"latchkey/components/ui"
	"latchkey/internal/factor"
	"latchkey/internal/recovery"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

const codePath = casePath + "/code"

// phoneCode is the page that waits for the phone's code. The other proofs stand on the case.
func (p *Pages) phoneCode() prompt.OneCode {
	return prompt.OneCode{Verifier: p.Cases.Authn, At: prompt.Paths{
		Page: codePath, Methods: casePath, Send: casePath + "/phone", Delivery: casePath + "/delivery",
	}}
}

// SendCode sends a code to the confirmed phone number.
func (p *Pages) SendCode(r *web.Request) error {
	refusal, err := p.Cases.SendCode(r.Context(), p.key(r), r.Client)
	if err != nil || refusal == nil {
		return p.after(r, err, codePath)
	}
	alert, status, _ := prompt.NotSent(r, refusal, nil)
	if _, err := p.Cases.LastCode(r.Context(), p.key(r), r.Client); errors.Is(err, recovery.ErrNoCode) {
		return p.draw(r, status, alert) // it was another browser's that was sent a moment ago
	}
	return p.showCode(r, ui.Form{Alert: alert}, status)
}

// Code shows the form for that code.
func (p *Pages) Code(r *web.Request) error { return p.showCode(r, ui.Form{}, 0) }

func (p *Pages) showCode(r *web.Request, form ui.Form, status int) error {
	sent, err := p.Cases.LastCode(r.Context(), p.key(r), r.Client)
	if err != nil {
		return noCode(r, err)
	}
	props, err := p.phoneCode().Props(r, sent)
	if err != nil {
		return err
	}
	return r.Screen(status, "", "recovery.code_title", screen.Code(screen.CodeProps{Form: form, Prompt: props}))
}

// noCode leads to the case where there is no code to be typed; other errors pass.
func noCode(r *web.Request, err error) error {
	if errors.Is(err, recovery.ErrNoCode) {
		return r.Go(r.Saying(casePath + "?said=no-code"))
	}
	if waitsForNone(err) {
		return r.Go(casePath)
	}
	return err
}

// waitsForNone reports whether an error says that this browser awaits no code: that of somebody
// else's case, or of one that has moved on, is none of its business.
func waitsForNone(err error) bool {
	for _, known := range []error{
		recovery.ErrNoCode, recovery.ErrNoCase, recovery.ErrDone, recovery.ErrNotNow, recovery.ErrNotAllowed,
		recovery.ErrNoNumber, recovery.ErrOff,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// CheckCode checks the code. If it is right, the case has the proof of the phone.
func (p *Pages) CheckCode(r *web.Request) error {
	verdict, err := p.Cases.ProvePhone(r.Context(), p.key(r), r.Form("code"), r.Client)
	if err != nil || verdict.OK {
		return p.after(r, err, casePath)
	}
	form, status := prompt.Refused(r, "code", factor.WhatsApp, verdict)
	return p.showCode(r, form, status)
}

// Delivery answers with the partial that says whether the code was sent, has arrived or has failed.
func (p *Pages) Delivery(r *web.Request) error {
	sent, err := p.Cases.LastCode(r.Context(), p.key(r), r.Client)
	if waitsForNone(err) {
		return p.phoneCode().ShowNoCode(r)
	}
	if err != nil {
		return err
	}
	return p.phoneCode().ShowDelivery(r, sent)
}
