package account

import (
	"cmp"
	"errors"

	screen "latchkey/components/account"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/membership"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// emailState is where an account's mail goes, as its owner sees it.
func (p *Pages) emailState(r *web.Request, b account.Belonging) (s screen.EmailState, err error) {
	s.Now = user.PlainEmail(cmp.Or(b.Email, r.Session.Email))
	people, err := p.Membership.People(r.Context(), r.Caller(), b.ID)
	if waiting := people.WaitingEmail; err == nil && waiting != nil {
		s.Pending, s.Until = user.PlainEmail(waiting.Email), r.DateTime(waiting.ExpiresAt)
	}
	return s, err
}

// Email shows the form for another address of an account.
func (p *Pages) Email(r *web.Request) error {
	return p.showEmail(r, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *Pages) showEmail(r *web.Request, form ui.Form, status int) error {
	b, err := owned(r)
	if err != nil {
		return err
	}
	state, err := p.emailState(r, b)
	if err != nil {
		return err
	}
	return r.Screen(status, section, "accounts.email_title", screen.Email(screen.EmailProps{
		Form: form, Base: base(b), State: state, Own: user.PlainEmail(r.Session.Email),
	}))
}

// ChangeEmail mails a link to another address of an account.
func (p *Pages) ChangeEmail(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	email := r.Form("email")
	again := func(form ui.Form, status int) error {
		form.Values = map[string]string{"email": email}
		return p.showEmail(r, form, status)
	}
	own := user.SameEmail(email, r.Session.Email)
	refusal, err := p.Membership.ChangeEmail(r.Context(), r.Caller(), b.ID, email)
	switch {
	case errors.Is(err, user.ErrBadEmail):
		return again(badEmail(r, email, err), web.Unprocessable)
	case errors.Is(err, membership.ErrSame):
		return again(r.Beside("email", "accounts.refused_same"), web.Unprocessable)
	case err == nil && refusal != nil:
		return again(prompt.TooManyMails(r, refusal))
	}
	said := "email-sent"
	if own {
		said = "email"
	}
	return ended(r, err, nil, web.PendingAction{
		Do: r.Locale.T("accounts.email_change"), To: email, Page: base(b) + "/email", Fields: []string{"email"},
	}, "/account", said)
}

// badEmail says beside the field what is wrong with an address.
func badEmail(r *web.Request, email string, err error) ui.Form {
	if email == "" {
		return r.Beside("email", "accounts.email_empty")
	}
	return r.Beside("email", prompt.BadEmail(err, "refused.email_bad"))
}

// DropEmail forgets the address of an account that waits.
func (p *Pages) DropEmail(r *web.Request) error {
	b, err := named(r)
	if err != nil {
		return err
	}
	err = p.Membership.DropEmail(r.Context(), r.Caller(), b.ID)
	return ended(r, err, nil, web.PendingAction{}, "/account", "email-dropped")
}
