package contact

import (
	"context"
	"errors"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/revoke"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// ErrNoChannel says that the host can't send messages to phones.
var ErrNoChannel = errors.New("no messages can be sent to phones")

// ChangePhone stores a new number, sends a code to it and a notice to the present address. It replaces an
// earlier change that waits. It returns [access.ErrStepUpRequired], [access.ErrFrozen], [ErrSame],
// [ErrNoChannel] or [user.ErrBadPhone]; a refusal says that too many were asked for.
func (c *Service) ChangePhone(ctx context.Context, by access.Caller, phone string) (refusal *throttle.Refusal, err error) {
	if phone, err = user.CleanPhone(phone); err != nil {
		return nil, err
	}
	if !c.Outbox.Offers(message.WhatsApp) {
		return nil, ErrNoChannel
	}
	err = c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		u, err := c.mayChange(ctx, tx, by.Session)
		if err != nil {
			return err
		}
		if u.Phone == phone {
			return ErrSame
		}
		if refusal, err = c.Limiter.Reserve(ctx, tx, limits(u.ID, toNumber(phone), by.Client.Address)...); err != nil || refusal != nil {
			return err
		}
		if refusal, err = c.sendPhoneCode(ctx, tx, by, u, phone); err != nil || refusal != nil {
			return err
		}
		return c.Notices.Add(ctx, tx, notice.Notice{
			Audit: "phone.asked", Message: message.PhoneChanging, UserID: u.ID, Actor: u.ID,
			By: by.Client, NotMe: notice.NotMeContact, Where: user.MaskPhone(phone),
		})
	})
	return refusal, err
}

// ConfirmPhone checks the code that was sent to the new number, in the session that gave the number. If it is
// right, the number becomes the present one and all other sessions end. It returns [notice.ErrNoLink] if no
// number of this session waits.
func (c *Service) ConfirmPhone(ctx context.Context, by access.Caller, input string) (v authn.Verdict, err error) {
	var ch Change
	return c.Authn.CheckProof(ctx, authn.ProofAttempt{
		Input: input, By: by.Client,
		Counted: func(ctx context.Context, tx db.Tx) (n authn.ProofCount, err error) {
			if ch, err = c.waitingPhone(ctx, tx, by.Session); err != nil {
				return n, err
			}
			return authn.ProofCount{Proof: phoneProof(by.UserID, by.ID, ch.Value), Wait: []throttle.Limit{codeLimit(by.UserID)}}, nil
		},
		Then: func(ctx context.Context, tx db.Tx) error {
			if err := c.Gate.Sessions.Holds(ctx, tx, by.ID); err != nil {
				return err
			}
			if ch, err = takePhone(ctx, tx, ch, c.Clock.Now()); err != nil {
				return err
			}
			return c.setPhone(ctx, tx, ch, notice.Notice{
				Audit: "phone.changed", Message: message.PhoneChanged, By: by.Client, Where: user.MaskPhone(ch.Value),
			})
		},
	})
}

// RemovePhone removes the present number. It returns [access.ErrStepUpRequired] or [access.ErrFrozen].
func (c *Service) RemovePhone(ctx context.Context, by access.Caller) error {
	return c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		u, err := c.mayChange(ctx, tx, by.Session)
		if err != nil || u.Phone == "" {
			return err
		}
		ch := Change{UserID: u.ID, Kind: Phone, SessionID: by.ID}
		return c.setPhone(ctx, tx, ch, notice.Notice{
			Audit: "phone.removed", Message: message.PhoneRemoved, By: by.Client, Where: user.MaskPhone(u.Phone),
		})
	})
}

func (c *Service) setPhone(ctx context.Context, tx db.Tx, ch Change, n notice.Notice) error {
	u, err := c.Users.ByID(ctx, tx, ch.UserID)
	if err != nil {
		return err
	}
	if u.Frozen() {
		return access.ErrFrozen
	}
	if err := c.Users.SetPhone(ctx, tx, u.ID, ch.Value); err != nil {
		return err
	}
	if err := keepReplaced(ctx, tx, u.ID, Phone, u.Phone, c.Clock.Now()); err != nil {
		return err
	}
	if err := c.Revoke.Apply(ctx, tx, revoke.ContactChanged, revoke.Whose{UserID: u.ID, Session: ch.SessionID}); err != nil {
		return err
	}
	n.UserID, n.Actor, n.NotMe = ch.UserID, ch.UserID, notice.NotMeContact
	return c.Notices.Add(ctx, tx, n)
}
