package contact

import (
	"context"
	"errors"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/revoke"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// ErrNoChannel says that the host can't send messages to phones.
var ErrNoChannel = errors.New("no messages can be sent to phones")

// ChangePhone takes note of a new number, sends a code there and tells the address in
// force at once. It takes the place of one given before. access.ErrStepUpRequired, access.ErrFrozen,
// ErrSame, ErrNoChannel, user.ErrBadPhone; a refusal says that too many were asked for.
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
		if refusal, err = c.Limiter.Reserve(ctx, tx, limits(u.ID, phone, by.Client.Address)...); err != nil || refusal != nil {
			return err
		}
		if refusal, err = c.sendPhoneCode(ctx, tx, by, u, phone); err != nil || refusal != nil {
			return err
		}
		return c.Notices.Add(ctx, tx, notice.Notice{
			Audit: "phone.asked", Message: message.PhoneChanging, UserID: u.ID, Actor: u.ID, By: by.Client, NotMe: notice.NotMeContact, Where: user.MaskPhone(phone),
		})
	})
	return refusal, err
}

// ConfirmPhone puts the new number in force if the code is the one that was sent there,
// in the session that gave the number. All other sessions end. notice.ErrNoLink: no number of
// this session's waits any more.
func (c *Service) ConfirmPhone(ctx context.Context, by access.Caller, input string) (v authn.Verdict, err error) {
	digits, problem := code.ParseOneTime(input)
	if problem != code.None {
		return authn.Verdict{Outcome: factor.Outcome{Problem: factor.Malformed, Form: problem}}, nil
	}
	limit := throttle.Limit{Name: "contact-code/" + by.UserID, Rule: authn.Rule(throttle.Year, authn.BrowsersYear)}
	var try changeTry
	err = c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if v.Refusal, err = c.Limiter.Reserve(ctx, tx, limit); err != nil || v.Refusal != nil {
			return err
		}
		try, err = tryChange(ctx, tx, by.UserID, by.ID, Phone, c.Clock.Now())
		return err
	})
	if err != nil || v.Refusal != nil {
		return v, err
	}
	if !try.left {
		return authn.Verdict{Outcome: factor.Outcome{Problem: factor.Dead}}, nil
	}
	if !c.Factors.Ring.Verify(try.secret, phonePurpose, phoneParts(by.UserID, try.Value, by.ID, try.at, digits)...) {
		return authn.Verdict{Outcome: factor.Outcome{Problem: factor.Wrong}}, nil
	}
	err = c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		ch, err := takeChange(ctx, tx, Phone, try.secret, c.Clock.Now())
		if err != nil {
			return err
		}
		if err := c.Factors.NoteUsed(ctx, tx, ch.MessageID); err != nil {
			return err
		}
		if err := c.Limiter.Succeed(ctx, tx, limit, authn.ResendLimit(pendingPhone(ch), false)); err != nil {
			return err
		}
		return c.setPhone(ctx, tx, ch, notice.Notice{Audit: "phone.changed", Message: message.PhoneChanged, By: by.Client, Where: user.MaskPhone(ch.Value)})
	})
	return authn.Verdict{OK: err == nil}, err
}

// RemovePhone forgets the number in force. access.ErrStepUpRequired, access.ErrFrozen.
func (c *Service) RemovePhone(ctx context.Context, by access.Caller) error {
	return c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		u, err := c.mayChange(ctx, tx, by.Session)
		if err != nil || u.Phone == "" {
			return err
		}
		ch := Change{UserID: u.ID, Kind: Phone, SessionID: by.ID}
		return c.setPhone(ctx, tx, ch, notice.Notice{Audit: "phone.removed", Message: message.PhoneRemoved, By: by.Client, Where: user.MaskPhone(u.Phone)})
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
	if err := keepReplaced(ctx, tx, u.ID, Phone, u.Phone, ch.Value, c.Clock.Now()); err != nil {
		return err
	}
	if err := c.Revoke.Apply(ctx, tx, revoke.ContactChanged, revoke.Whose{UserID: u.ID, Session: ch.SessionID}); err != nil {
		return err
	}
	n.UserID, n.Actor, n.NotMe = ch.UserID, ch.UserID, notice.NotMeContact
	return c.Notices.Add(ctx, tx, n)
}
