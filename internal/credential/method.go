package credential

import (
	"context"
	"errors"

	"latchkey/internal/access"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/revoke"
	"latchkey/internal/session"
)

var (
	// ErrNotOffered refuses a method that the host does not offer.
	ErrNotOffered = errors.New("this method is not offered")
	// ErrLast refuses to remove a person's last method. Turning two-factor authentication off does that, and
	// asks for a code and a confirmation.
	ErrLast = errors.New("the last method is taken off by switching two-factor authentication off")
)

// RemoveMethod removes one of several methods, ends other sessions, and returns the session's new secret. It
// needs a fresh proof as strong as the method. It may return [ErrLast] or [factor.ErrNoMethod].
func (c *Service) RemoveMethod(ctx context.Context, by access.Caller, id string) (secret string, err error) {
	err = c.changeMethod(ctx, by.Session, id, func(ctx context.Context, tx db.Tx, m factor.Enrolled, of int) error {
		if of == 1 {
			return ErrLast
		}
		if err := c.Factors.Remove(ctx, tx, by.UserID, id); err != nil {
			return err
		}
		if err := c.Notices.Add(ctx, tx, aboutMethod(m, "method.removed", message.MethodRemoved, by)); err != nil {
			return err
		}
		secret, err = c.rotateAndRevoke(ctx, tx, revoke.MethodRemoved, revoke.Of(by), false, factor.Proof{})
		return err
	})
	return secret, err
}

// RenameMethod changes a method's name; "" removes it. It needs a fresh proof as strong as the method. It may
// return [factor.ErrBadName] or [factor.ErrNoMethod].
func (c *Service) RenameMethod(ctx context.Context, by access.Caller, id, name string) error {
	return c.changeMethod(ctx, by.Session, id, func(ctx context.Context, tx db.Tx, m factor.Enrolled, _ int) error {
		if err := c.Factors.Rename(ctx, tx, by.UserID, id, name); err != nil {
			return err
		}
		return c.logMethod(ctx, tx, "method.renamed", m, by)
	})
}

// changeMethod is InSession for a change of one of the person's own methods, once the
// proof is strong enough for it.
func (c *Service) changeMethod(ctx context.Context, s session.Session, id string,
	change func(ctx context.Context, tx db.Tx, m factor.Enrolled, of int) error,
) error {
	return c.Gate.InSession(ctx, s, func(ctx context.Context, tx db.Tx) error {
		methods, err := c.Factors.Enrolled(ctx, tx, s.UserID)
		if err != nil {
			return err
		}
		m, err := factor.Find(methods, id)
		if err != nil {
			return err
		}
		if err := c.Gate.StepUp(ctx, tx, s, m.Strength); err != nil {
			return err
		}
		return change(ctx, tx, m, len(methods))
	})
}

// PreferMethod makes a method the one that is asked for first. It needs no proof, because it weakens nothing.
// It may return [factor.ErrNoMethod].
func (c *Service) PreferMethod(ctx context.Context, by access.Caller, id string) error {
	return c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		if err := c.Factors.Prefer(ctx, tx, by.UserID, id); err != nil {
			return err
		}
		methods, err := c.Factors.Enrolled(ctx, tx, by.UserID)
		if err != nil {
			return err
		}
		m, err := factor.Find(methods, id)
		if err != nil {
			return err
		}
		return c.logMethod(ctx, tx, "method.preferred", m, by)
	})
}

func (c *Service) logMethod(ctx context.Context, tx db.Tx, event string, m factor.Enrolled, by access.Caller) error {
	return c.Audit.Append(ctx, tx, audit.Event{
		Kind: event, Actor: by.UserID, Subject: by.UserID, Network: by.Client.Network(), Detail: map[string]string{"method": string(m.Kind)},
	})
}

func aboutMethod(m factor.Enrolled, event string, k message.Kind, by access.Caller) notice.Notice {
	return notice.Notice{
		Audit: event, Message: k, UserID: by.UserID, Actor: by.UserID, By: by.Client, Method: string(m.Kind), Name: m.Name, Where: m.Target,
	}
}
