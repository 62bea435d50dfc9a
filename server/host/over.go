package host

import (
	"context"
	"errors"

	"latchkey/internal/account"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/recovery"
	"latchkey/internal/signin"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// over reports whether the matter of a message is over by the time that it is written: its link or code opens nothing any
// more, it tells somebody of a ticket who may not read that now, or its person was removed. Notices are sent all the
// same: whoever began something in somebody's name must not keep that from them by ending it.
func (h *Host) over(ctx context.Context, m message.Message) (bool, error) {
	if m.UserID != "" && m.Kind != message.UserRemoved {
		if _, err := h.Users.ByID(ctx, h.DB.Read(), m.UserID); err != nil {
			return ended(err, user.ErrNotFound)
		}
	}
	switch {
	case m.Kind.Notice():
		return false, nil
	case m.Kind.Coded():
		return h.Factors.Superseded(ctx, h.DB.Read(), m.ID)
	case m.Data.Post != "":
		reads, err := h.Support.StillReads(ctx, m)
		if err == nil {
			return !reads, nil
		}
		return ended(err, ticket.ErrNotFound)
	}
	if opens := h.links()[m.Kind]; opens != nil && m.Secret != "" {
		return ended(opens(ctx, m.Secret), notice.ErrNoLink, account.ErrNoInvitation, account.ErrNoContact, account.ErrNoEmail,
			recovery.ErrNoCase, ticket.ErrNotFound)
	}
	return false, nil
}

// links say of each kind of link whether it opens something.
func (h *Host) links() map[message.Kind]func(ctx context.Context, token string) error {
	registers := func(ctx context.Context, token string) error { return second(h.Links.Registration(ctx, token)) }
	return map[message.Kind]func(ctx context.Context, token string) error{
		message.Invitation: registers, message.RegisterConfirm: registers,
		message.ResetPassword: func(ctx context.Context, token string) error { return second(h.Links.Reset(ctx, token)) },
		message.EmailConfirm:  func(ctx context.Context, token string) error { return second(h.Contact.EmailChange(ctx, token)) },
		message.RecoveryOpen:  func(ctx context.Context, token string) error { return second(h.Cases.LinkOwner(ctx, token)) },
		message.GuestConfirm:  func(ctx context.Context, token string) error { return second(h.Support.GuestTicket(ctx, token, "")) },
		message.AccountInvitation: func(ctx context.Context, token string) error {
			return second(h.Membership.InvitationOf(ctx, token))
		},
		message.ContactConfirm: func(ctx context.Context, token string) error {
			_, _, err := h.Membership.ContactOf(ctx, token)
			return err
		},
		message.AccountEmailConfirm: func(ctx context.Context, token string) error {
			_, _, err := h.Membership.EmailChangeOf(ctx, token)
			return err
		},
	}
}

func second[T any](_ T, err error) error { return err }

// ended reports whether an error says that something is over; any other is returned, but for that of a host which takes no
// registrations just now: it may change its mind.
func ended(err error, over ...error) (bool, error) {
	for _, e := range over {
		if errors.Is(err, e) {
			return true, nil
		}
	}
	if errors.Is(err, signin.ErrClosed) {
		return false, nil
	}
	return false, err
}
