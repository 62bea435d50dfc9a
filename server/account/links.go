package account

import (
	"context"
	"errors"

	screen "latchkey/components/account"
	"latchkey/internal/account"
	"latchkey/internal/membership"
	"latchkey/internal/setting"
	"latchkey/internal/signin"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// What to do where a link does not hold any more.
var (
	goneInvitation = web.GoneError{Words: "account_invitation", Link: "/"}
	goneWithdrawn  = web.GoneError{Words: "invitation_withdrawn", Link: "/"}
	goneContact    = web.GoneError{Words: "account_contact", Link: "/contact"}
	goneStop       = web.GoneError{Words: "account_stop", Link: "/contact"}
	goneEmail      = web.GoneError{Words: "account_email", Link: "/account"}
	goneHandover   = web.GoneError{Words: "handover", Link: "/account"}
)

// gone is the page for a link that does not hold, for one of these errors; any other error is returned as it is.
func gone(err error, page web.GoneError, ended ...error) error {
	for _, e := range ended {
		if errors.Is(err, e) {
			return page
		}
	}
	return err
}

// goneInvited is the page for an invitation that does not hold, which says so if it was withdrawn.
func (p *Pages) goneInvited(r *web.Request, err error) error {
	if errors.Is(err, account.ErrNoInvitation) {
		withdrawn, err := p.Membership.Withdrawn(r.Context(), r.Cookie(web.AccountInvitationCookie))
		if err != nil {
			return err
		}
		if withdrawn {
			return goneWithdrawn
		}
	}
	return gone(err, goneInvitation, account.ErrNoInvitation)
}

// Invitation shows what the link of an invitation is for.
func (p *Pages) Invitation(r *web.Request) error { return p.showInvitation(r, "") }

func (p *Pages) showInvitation(r *web.Request, alert string) error {
	in, err := p.Membership.InvitationOf(r.Context(), r.Cookie(web.AccountInvitationCookie))
	if err != nil {
		return p.goneInvited(r, err)
	}
	props := screen.InvitationProps{
		Account: in.Account, By: in.By, Email: user.PlainEmail(in.Email), May: may(r, in.Permissions), Owner: in.Role == account.Owner,
		Step: in.RequiresSecondStep, Register: r.Site.Settings.Choices(r.Context()).Registration != setting.Closed, Alert: alert,
	}
	if r.SignedIn() {
		props.SignedIn = user.PlainEmail(r.Session.Email)
		props.Right = user.SameEmail(r.Session.Email, in.Email)
	}
	status := 0
	if alert != "" {
		status = web.Unprocessable
	}
	return r.Screen(status, "", "account_invitation.page", screen.Invitation(props))
}

// Accept makes the person a member, if they sign in with the address that was invited.
func (p *Pages) Accept(r *web.Request) error {
	joined, err := p.Membership.Accept(r.Context(), r.Caller(), r.Cookie(web.AccountInvitationCookie))
	switch {
	case errors.Is(err, membership.ErrOtherAddress):
		return p.showInvitation(r, r.Locale.T("account_invitation.refused_other"))
	case errors.Is(err, account.ErrExists):
		return p.showInvitation(r, r.Locale.T("account_invitation.refused_member"))
	case refused(r, err) != "":
		return p.showInvitation(r, refused(r, err))
	case err != nil:
		return p.goneInvited(r, err)
	}
	r.ClearCookie(web.AccountInvitationCookie)
	r.ChooseAccount(joined.ID)
	return r.Leave(r.Saying("/account?done=joined"))
}

// DeclineInvitation ends an invitation.
func (p *Pages) DeclineInvitation(r *web.Request) error {
	in, err := p.Membership.InvitationOf(r.Context(), r.Cookie(web.AccountInvitationCookie))
	if err == nil {
		err = p.Membership.Decline(r.Context(), r.Cookie(web.AccountInvitationCookie))
	}
	if err != nil {
		return p.goneInvited(r, err)
	}
	r.ClearCookie(web.AccountInvitationCookie)
	r.SignedIn()
	return r.Screen(0, "", "account_invitation.declined", screen.Done(screen.DoneProps{
		Title: r.Locale.T("account_invitation.declined"), What: r.Locale.T("account_invitation.declined_what", "Account", in.Account),
	}))
}

// RegisterInvited begins a registration with the address that was invited. The invitation waits meanwhile.
func (p *Pages) RegisterInvited(r *web.Request) error {
	token, err := p.Links.FromInvitation(r.Context(), r.Cookie(web.AccountInvitationCookie), r.Locale.Tag())
	switch {
	case errors.Is(err, user.ErrEmailTaken):
		return r.Go(r.Saying("/sign-in?next=%2Faccount-invitation&said=known"))
	case errors.Is(err, signin.ErrClosed):
		return r.Go("/register") // which says how to get in here
	case err != nil:
		return p.goneInvited(r, err)
	}
	r.SetCookie(web.RegisterCookie, token)
	return r.Go("/register/finish")
}

// ContactLink shows what the link of a contact is for.
func (p *Pages) ContactLink(r *web.Request) error {
	c, name, err := p.Membership.ContactOf(r.Context(), r.Cookie(web.AccountContactCookie))
	if err != nil {
		return gone(err, goneContact, account.ErrNoContact)
	}
	return r.Screen(0, "", "account_contact.page", screen.ContactLink(screen.ContactLinkProps{Account: name, Email: user.PlainEmail(c.Email)}))
}

// ConfirmContact has the account's mail go there.
func (p *Pages) ConfirmContact(r *web.Request) error {
	return p.doContact(r, p.Membership.ConfirmContact, "account_contact.confirmed")
}

// DeclineContact has no mail go there.
func (p *Pages) DeclineContact(r *web.Request) error {
	return p.doContact(r, p.Membership.DeclineContact, "account_contact.declined")
}

func (p *Pages) doContact(r *web.Request, do func(ctx context.Context, token string) error, done string) error {
	token := r.Cookie(web.AccountContactCookie)
	c, name, err := p.Membership.ContactOf(r.Context(), token)
	if err == nil {
		err = do(r.Context(), token)
	}
	if err != nil {
		return gone(err, goneContact, account.ErrNoContact)
	}
	r.ClearCookie(web.AccountContactCookie)
	return r.Screen(0, "", done, screen.Done(screen.DoneProps{
		Title: r.Locale.T(done), What: r.Locale.T(done+"_what", "Account", name, "Email", user.PlainEmail(c.Email)),
	}))
}

// StopLink shows what the link stops that stands in each mail to a contact.
func (p *Pages) StopLink(r *web.Request) error {
	c, name, err := p.Membership.StopOf(r.Context(), r.Cookie(web.AccountStopCookie))
	if err != nil {
		return gone(err, goneStop, account.ErrNoContact)
	}
	return r.Screen(0, "", "account_stop.page", screen.StopLink(screen.ContactLinkProps{Account: name, Email: user.PlainEmail(c.Email)}))
}

// StopContact has no mail go to the contact any more whose link it is.
func (p *Pages) StopContact(r *web.Request) error {
	return p.stop(r, r.Cookie(web.AccountStopCookie))
}

// StopAtOnce is [Pages.StopContact] for the request that a mail program makes when somebody presses its own button (RFC 8058):
// it comes without cookies, to the address of the link. Any other request there is led on as its link leads.
func (p *Pages) StopAtOnce(otherwise func(*web.Request) error) func(*web.Request) error {
	return func(r *web.Request) error {
		if r.Field("List-Unsubscribe") != "One-Click" {
			return otherwise(r)
		}
		return p.stop(r, r.Param("token"))
	}
}

func (p *Pages) stop(r *web.Request, token string) error {
	c, name, err := p.Membership.StopOf(r.Context(), token)
	if err == nil {
		err = p.Membership.Stop(r.Context(), token)
	}
	if err != nil {
		return gone(err, goneStop, account.ErrNoContact)
	}
	r.ClearCookie(web.AccountStopCookie)
	return r.Screen(0, "", "account_stop.done", screen.Done(screen.DoneProps{
		Title: r.Locale.T("account_stop.done"), What: r.Locale.T("account_stop.done_what", "Account", name, "Email", user.PlainEmail(c.Email)),
	}))
}

// EmailLink shows which address a link confirms.
func (p *Pages) EmailLink(r *web.Request) error {
	ch, name, err := p.Membership.EmailChangeOf(r.Context(), r.Cookie(web.AccountEmailCookie))
	if err != nil {
		return gone(err, goneEmail, account.ErrNoEmail)
	}
	return r.Screen(0, "", "account_email.title", screen.EmailLink(screen.EmailLinkProps{Account: name, Email: user.PlainEmail(ch.Email)}))
}

// ConfirmEmail has the account's mail go there.
func (p *Pages) ConfirmEmail(r *web.Request) error {
	ch, name, err := p.Membership.EmailChangeOf(r.Context(), r.Cookie(web.AccountEmailCookie))
	if err == nil {
		err = p.Membership.ConfirmEmail(r.Context(), r.Cookie(web.AccountEmailCookie), r.Client)
	}
	if err != nil {
		return gone(err, goneEmail, account.ErrNoEmail, membership.ErrSame)
	}
	r.ClearCookie(web.AccountEmailCookie)
	return r.Screen(0, "", "account_email.done", screen.Done(screen.DoneProps{
		Title: r.Locale.T("account_email.done"), What: r.Locale.T("account_email.done_what", "Account", name, "Email", user.PlainEmail(ch.Email)),
		Link: "/account", LinkText: r.Locale.T("account_email.done_link"),
	}))
}

// HandoverLink shows the hand-over that a link stops.
func (p *Pages) HandoverLink(r *web.Request) error {
	h, err := p.Membership.HandoverByLink(r.Context(), r.Cookie(web.HandoverCookie))
	if err != nil {
		return gone(err, goneHandover, account.ErrNoHandover)
	}
	return r.Screen(0, "", "handover.page", screen.HandoverLink(screen.HandoverLinkProps{
		Account: h.Account, To: r.Locale.Isolate(h.To), Due: r.DateTime(h.DueAt),
	}))
}

// StopByLink stops it. It signs nobody in.
func (p *Pages) StopByLink(r *web.Request) error {
	h, err := p.Membership.HandoverByLink(r.Context(), r.Cookie(web.HandoverCookie))
	if err == nil {
		err = p.Membership.StopHandoverByLink(r.Context(), r.Cookie(web.HandoverCookie), r.Client)
	}
	if err != nil {
		return gone(err, goneHandover, account.ErrNoHandover)
	}
	r.ClearCookie(web.HandoverCookie)
	return r.Screen(0, "", "handover.stopped", screen.Done(screen.DoneProps{
		Title: r.Locale.T("handover.stopped"), What: r.Locale.T("handover.stopped_what", "Account", h.Account),
		Link: "/sign-in", LinkText: r.Locale.T("handover.stopped_link"),
	}))
}
