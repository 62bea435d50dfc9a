// Package account serves the pages of a client account: what it says of itself, who belongs to it and gets its mail, what
// happened in it, and the pages of the links in mails about it. What each person may do there, internal/membership says.
package account

import (
	"errors"

	screen "latchkey/components/account"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/membership"
	"latchkey/internal/signin"
	"latchkey/server/web"
)

const (
	section      = "account"
	membersPath  = "/account/members"
	contactsPath = "/account/contacts"
	activityPath = "/account/activity"
)

// Pages holds the handlers of client accounts and what they need.
type Pages struct {
	Membership *membership.Service
	Links      *signin.Links
}

// named is the account that the address of an act names, which the browser shows from then on. The choice in the cookie
// bears on no act. It returns [account.ErrNotFound] for an account that is none of the person's.
func named(r *web.Request) (account.Belonging, error) {
	all, err := r.Accounts()
	for _, b := range all {
		if b.ID == r.Param("account") {
			r.ChooseAccount(b.ID)
			return b, nil
		}
	}
	if err == nil {
		err = account.ErrNotFound
	}
	return account.Belonging{}, err
}

// chosen is the account that the browser shows; [account.ErrNotFound] for who belongs to none.
func chosen(r *web.Request) (account.Belonging, error) {
	b, belongs, err := r.Account()
	if err == nil && !belongs {
		err = account.ErrNotFound
	}
	return b, err
}

// manages returns the account that the address names, if the person may change its part p: who may not gets no form that
// would be refused. The change itself asks again.
func manages(r *web.Request, p account.Permission) (account.Belonging, error) {
	b, err := named(r)
	switch {
	case err != nil:
		return b, err
	case !b.As.Allows(p.Part()):
		return b, account.ErrNotFound
	case !b.As.Allows(p):
		return b, account.ErrForbidden
	case b.Closed():
		return b, account.ErrClosed
	}
	return b, r.NotFrozen()
}

// owned is manages for what the owner alone does.
func owned(r *web.Request) (account.Belonging, error) {
	b, err := named(r)
	switch {
	case err != nil:
		return b, err
	case b.As.Role != account.Owner:
		return b, account.ErrForbidden
	case b.Closed():
		return b, account.ErrClosed
	}
	return b, r.NotFrozen()
}

// sees is chosen for who may see its part p: to the others of the account its pages say whom to ask.
func sees(r *web.Request, p account.Permission) (account.Belonging, error) {
	b, err := chosen(r)
	if err == nil && !b.As.Allows(p) {
		err = account.ErrForbidden
	}
	return b, err
}

// base is where what is done to an account is sent.
func base(b account.Belonging) string { return "/account/" + b.ID }

// What the pages say after a change.
var done = map[string]string{
	"saved": "accounts.done_saved", "mail": "accounts.done_mail", "email-sent": "accounts.done_email_sent",
	"email": "accounts.done_email", "email-dropped": "accounts.done_email_dropped", "required": "accounts.done_required",
	"released": "accounts.done_released", "handover": "accounts.done_handover", "stopped": "accounts.done_stopped",
	"invited": "accounts.done_invited", "resent": "accounts.done_resent", "withdrawn": "accounts.done_withdrawn",
	"changed": "accounts.done_changed", "unchanged": "accounts.done_unchanged",
	"removed": "accounts.done_removed", "joined": "accounts.done_joined",
	"contact": "accounts.done_contact", "contact-resent": "accounts.done_resent", "contact-saved": "accounts.done_saved",
	"contact-removed": "accounts.done_contact_removed", "billing": "accounts.done_billing", "billing-end": "accounts.done_billing_end",
}

func top(r *web.Request, b account.Belonging, url string) screen.Top {
	t := screen.Top{Name: b.Name, Number: b.Number, URL: url, Done: r.Said("done", done)}
	page := func(url, words string) {
		t.Pages = append(t.Pages, ui.Choice{Value: url, Label: r.Locale.T(words)})
	}
	page("/account", "accounts.overview")
	if b.As.Allows(account.Members) {
		page(membersPath, "accounts.members")
		page(contactsPath, "accounts.contacts")
	}
	if b.As.Role == account.Owner {
		page(activityPath, "accounts.activity")
	}
	return t
}

// Choose has the browser show another account of the person's.
func (p *Pages) Choose(r *web.Request) error {
	all, err := r.Accounts()
	if err != nil {
		return err
	}
	for _, b := range all {
		if b.ID == r.Form("account") {
			r.ChooseAccount(b.ID)
			return r.Leave(web.LocalPath(r.Form("next"), web.Dashboard))
		}
	}
	return account.ErrNotFound
}

// refusals are what the pages explain of what the rules refuse.
var refusals = []struct {
	err   error
	words string
}{
	{membership.ErrYourself, "accounts.refused_yourself"},
	{membership.ErrOwner, "accounts.refused_owner"},
	{membership.ErrWider, "accounts.refused_wider"},
	{membership.ErrInvitedWider, "accounts.refused_invited_wider"},
	{membership.ErrNothing, "accounts.refused_nothing"},
	{membership.ErrMember, "accounts.refused_member"},
	{membership.ErrTooMany, "accounts.refused_many"},
	{membership.ErrOwnSecondStep, "accounts.refused_own_step"},
	{membership.ErrInQuestion, "accounts.refused_in_question"},
	{account.ErrHandover, "accounts.refused_handover"},
	{account.ErrExists, "accounts.refused_contact"},
	{account.ErrHasOwner, "accounts.refused_has_owner"},
}

// refused are the words for a refusal; "" for any other error.
func refused(r *web.Request, err error) string {
	for _, known := range refusals {
		if errors.Is(err, known.err) {
			return r.Locale.T(known.words)
		}
	}
	return ""
}

// ended leads on after an act, or by way of "Confirm it's you", or shows its page again with what was refused. What is gone
// meanwhile is as if it had never been.
func ended(r *web.Request, err error, again func(alert string) error, d web.PendingAction, to, said string) error {
	if words := refused(r, err); words != "" {
		return again(words)
	}
	for _, gone := range []error{
		account.ErrNoInvitation, account.ErrNoContact, account.ErrNoHandover, account.ErrNoEmail, account.ErrUnknown,
	} {
		if errors.Is(err, gone) {
			return web.ErrNotFound
		}
	}
	if err != nil {
		return r.RequireStepUp(err, d)
	}
	return r.Go(r.Saying(to + "?done=" + said))
}

// ask shows a question, or shows it again with what was refused.
func ask(r *web.Request, title string, q screen.AskProps) error {
	status := 0
	if q.Alert != "" {
		status = web.Unprocessable
	}
	q.Title = r.Locale.T(title)
	return r.Screen(status, section, title, screen.Ask(q))
}
