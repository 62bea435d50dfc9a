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
	// ErrNoOlder refuses to restore a suspended method of a person who has no older one that could prove it theirs:
	// a recovery case takes all of them off.
	ErrNoOlder = errors.New("no method that was there before can restore a suspended one")
)

// RemoveMethod removes one of several methods, ends other sessions, and returns the session's new secret. It
// needs the proof of [Service.MayRemove]. The removal is final if another method than the one that is removed gave
// that, and was not young; otherwise the owner's "this wasn't me" can bring it back. It may return [ErrLast] or
// [factor.ErrNoMethod].
func (c *Service) RemoveMethod(ctx context.Context, by access.Caller, id string) (secret string, err error) {
	err = c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		m, err := c.mayRemove(ctx, tx, by.Session, id)
		if err != nil {
			return err
		}
		final := m.suspended || by.Proof.FactorID != id && by.Proof.Was(c.Clock.Now().Add(-factor.Young))
		if err := c.Factors.Remove(ctx, tx, by.UserID, id, final); err != nil {
			return err
		}
		if err := c.Notices.Add(ctx, tx, aboutMethod(m.Enrolled, "method.removed", message.MethodRemoved, by)); err != nil {
			return err
		}
		secret, err = c.rotateAndRevoke(ctx, tx, revoke.MethodRemoved, revoke.Of(by), false, factor.Proof{})
		return err
	})
	return secret, err
}

// listed is a method of the person, which may be suspended.
type listed struct {
	factor.Enrolled
	suspended bool
}

// MayRemove returns nil if this session's last proof may remove a method: it is fresh, as strong as the method, was
// given after the sign-in, and by a method that is not young or by the very one that is removed. Where all are young,
// any will do; a suspended one takes one that was there before it. Otherwise it returns an [access.StepUpError], or an
// error of [Service.RemoveMethod].
func (c *Service) MayRemove(ctx context.Context, s session.Session, id string) error {
	_, err := c.mayRemove(ctx, c.DB.Read(), s, id)
	return err
}

func (c *Service) mayRemove(ctx context.Context, tx db.Reader, s session.Session, id string) (m listed, err error) {
	state, err := c.Factors.State(ctx, tx, s.UserID)
	if err != nil {
		return m, err
	}
	if m.Enrolled, err = factor.Find(state.Suspended, id); err == nil {
		m.suspended = true
		return m, c.mayRestore(ctx, tx, s, state, m.Enrolled)
	}
	if m.Enrolled, err = factor.Find(state.Methods, id); err != nil {
		return m, err
	}
	if len(state.Methods) == 1 {
		return m, ErrLast
	}
	return m, c.Gate.StepUpSince(ctx, tx, s, m.Strength, state.RemoverSince(c.Clock.Now()), id)
}

// RestoreMethod ends the suspension of a method or of the set of backup codes, ends other sessions, and returns the
// session's new secret. It needs a fresh proof, given after the sign-in, as strong as what is restored, by a method or
// a set that was there before it. It may return [ErrNoOlder] or [factor.ErrNoMethod].
func (c *Service) RestoreMethod(ctx context.Context, by access.Caller, id string) (secret string, err error) {
	err = c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		state, err := c.Factors.State(ctx, tx, by.UserID)
		if err != nil {
			return err
		}
		m, err := factor.Find(state.Suspended, id)
		if err != nil {
			return err
		}
		if err := c.mayRestore(ctx, tx, by.Session, state, m); err != nil {
			return err
		}
		if err := c.Factors.Restore(ctx, tx, by.UserID, id); err != nil {
			return err
		}
		if err := c.Notices.Add(ctx, tx, aboutMethod(m, "method.restored", message.MethodRestored, by)); err != nil {
			return err
		}
		secret, err = c.rotateAndRevoke(ctx, tx, revoke.MethodAdded, revoke.Of(by), false, factor.Proof{})
		return err
	})
	return secret, err
}

func (c *Service) mayRestore(ctx context.Context, tx db.Reader, s session.Session, state factor.State, m factor.Enrolled) error {
	if !state.OlderThan(m.Since()) {
		return ErrNoOlder
	}
	return c.Gate.StepUpSince(ctx, tx, s, m.Strength, m.Since()-1, "")
}

// RenameMethod changes a method's name; "" removes it. It needs a fresh proof as strong as the method. It may
// return [factor.ErrBadName] or [factor.ErrNoMethod].
func (c *Service) RenameMethod(ctx context.Context, by access.Caller, id, name string) error {
	return c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		methods, err := c.Factors.Enrolled(ctx, tx, by.UserID)
		if err != nil {
			return err
		}
		m, err := factor.Find(methods, id)
		if err != nil {
			return err
		}
		if err := c.Gate.StepUp(ctx, tx, by.Session, m.Strength); err != nil {
			return err
		}
		if err := c.Factors.Rename(ctx, tx, by.UserID, id, name); err != nil {
			return err
		}
		return c.logMethod(ctx, tx, "method.renamed", m, by)
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
		Audit: event, Message: k, UserID: by.UserID, Actor: by.UserID, By: by.Client, NotMe: notice.NotMeMethod,
		Method: string(m.Kind), Name: m.Name, Where: m.Target,
	}
}
