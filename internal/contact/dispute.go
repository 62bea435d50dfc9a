package contact

import (
	"context"
	"errors"
	"slices"

	"latchkey/internal/access"
	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/revoke"
	"latchkey/internal/user"
)

var (
	// ErrSettled says that the dispute has ended already.
	ErrSettled = errors.New("the dispute is settled already")
	// ErrNotReplaced says that the disputed changes did not replace this address or number.
	ErrNotReplaced = errors.New("that is not what the disputed change replaced")
)

// Replaced is an address or number from before a disputed change.
type Replaced struct {
	Kind  Kind
	Value string // "" if there was no number
	At    clock.Instant
}

// Disputed returns what the disputed changes replaced, newest first; nil if the change was stopped before it
// took effect.
func (c *Service) Disputed(ctx context.Context, u user.User) ([]Replaced, error) {
	if !u.Frozen() {
		return nil, nil
	}
	return disputed(ctx, c.DB.Read(), u)
}

// InForce reports whether the change that a notice is about has taken effect. If so, "This wasn't me" can't
// stop it, and the change stays until the dispute is settled.
func (c *Service) InForce(ctx context.Context, n notice.NotMe) (bool, error) {
	kind := Email
	switch n.Told {
	case message.EmailChanged, message.PhoneChanged, message.PhoneRemoved:
		return true, nil
	case message.PhoneChanging:
		kind = Phone
	}
	return replacedSince(ctx, c.DB.Read(), n.UserID, kind, n.At)
}

// UnfreezePerson ends a dispute after staff have checked who is who. Address and number stay as they are. It
// returns [ErrSettled].
func (c *Service) UnfreezePerson(ctx context.Context, by access.Caller, userID string) (user.User, error) {
	return c.Gate.OnPerson(ctx, by, userID, func(ctx context.Context, tx db.Tx, u user.User) (audit.Event, error) {
		if !u.Frozen() {
			return access.Nothing, ErrSettled
		}
		return access.Nothing, c.keep(ctx, tx, notice.Notice{UserID: u.ID, Actor: by.UserID, By: by.Client, DoneBy: message.ByDesk})
	})
}

// keep ends a dispute with what is in force.
func (c *Service) keep(ctx context.Context, tx db.Tx, n notice.Notice) error {
	n.Audit, n.Message = "account.unfrozen", message.ContactKept
	if err := c.unfreeze(ctx, tx, n.UserID); err != nil {
		return err
	}
	return c.Notices.Add(ctx, tx, n)
}

// PutBack restores an address or number that a disputed change replaced, after staff have checked whose account
// it is. It ends everything that was granted meanwhile: sessions, trust, password links, changes that wait. If
// both address and number are in dispute, the dispute goes on about the other. It returns [ErrSettled],
// [ErrNotReplaced], or [user.ErrEmailTaken] if somebody else has the address now.
func (c *Service) PutBack(ctx context.Context, by access.Caller, userID string, kind Kind, value string) (user.User, error) {
	return c.Gate.OnPerson(ctx, by, userID, func(ctx context.Context, tx db.Tx, u user.User) (audit.Event, error) {
		if !u.Frozen() {
			return access.Nothing, ErrSettled
		}
		all, err := disputed(ctx, tx, u)
		if err != nil {
			return access.Nothing, err
		}
		if !slices.ContainsFunc(all, func(r Replaced) bool { return r.Kind == kind && r.Value == value }) {
			return access.Nothing, ErrNotReplaced
		}
		n := notice.Notice{UserID: u.ID, Actor: by.UserID, By: by.Client, DoneBy: message.ByDesk}
		if kind == Email {
			err = c.putEmailBack(ctx, tx, u, value, n)
		} else {
			err = c.putPhoneBack(ctx, tx, u, value, n)
		}
		if err != nil {
			return access.Nothing, err
		}
		if err := settleReplaced(ctx, tx, u.ID, kind, c.Clock.Now()); err != nil {
			return access.Nothing, err
		}
		if err := dropAll(ctx, tx, u.ID); err != nil {
			return access.Nothing, err
		}
		err = c.Revoke.Apply(ctx, tx, revoke.ContactPutBack, revoke.Whose{UserID: u.ID})
		if err != nil || slices.ContainsFunc(all, func(r Replaced) bool { return r.Kind != kind }) {
			return access.Nothing, err
		}
		return audit.Event{Kind: "account.unfrozen"}, c.unfreeze(ctx, tx, u.ID)
	})
}

// putEmailBack tells the other addresses without a link: what staff have settled is not
// begun again by whoever it was settled against.
func (c *Service) putEmailBack(ctx context.Context, tx db.Tx, u user.User, email string, n notice.Notice) error {
	others, err := c.Notices.FormerEmails(ctx, tx, u.ID)
	if err != nil {
		return err
	}
	if err := c.Users.SetEmail(ctx, tx, u.ID, email); err != nil {
		return err
	}
	if err := c.Notices.DropFormer(ctx, tx, u.ID); err != nil {
		return err
	}
	n.Audit, n.Message, n.Where = "email.put-back", message.ContactPutBack, user.MaskEmail(user.PlainEmail(email))
	if err := c.Notices.Add(ctx, tx, n); err != nil {
		return err
	}
	others = slices.DeleteFunc(append(others, u.Email), func(other string) bool { return other == email })
	return c.Notices.TellElsewhere(ctx, tx, u, others, n)
}

func (c *Service) putPhoneBack(ctx context.Context, tx db.Tx, u user.User, phone string, n notice.Notice) error {
	if err := c.Users.SetPhone(ctx, tx, u.ID, phone); err != nil {
		return err
	}
	n.Audit, n.Message, n.Where = "phone.put-back", message.ContactPutBack, user.MaskPhone(phone)
	if phone == "" {
		n.Message, n.Where = message.PhoneRemoved, user.MaskPhone(u.Phone)
	}
	return c.Notices.Add(ctx, tx, n)
}
