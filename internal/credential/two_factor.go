package credential

import (
	"context"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/challenge"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/revoke"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// BeginSetUp starts the set-up of a method with b's Kind, Name and Phone; it fills in the rest. A person's
// first method needs a fresh password, a further one a fresh second step ([access.ErrStepUpRequired]), and
// counts for no more than that proof. Nothing is turned on yet. What the session has under way already in this browser goes
// on as it is, with the same secret, once that proof is fresh; in another browser it ends. It may return [ErrNotOffered],
// [user.ErrBadPhone], [factor.ErrBadName], [factor.ErrDuplicate] or [factor.ErrTooMany].
func (c *Service) BeginSetUp(ctx context.Context, s session.Session, b factor.Enrollment) (err error) {
	if !c.Authn.Offers(ctx, b.Kind) {
		return ErrNotOffered
	}
	if b.Kind != factor.WhatsApp {
		b.Phone = ""
	} else if b.Phone, err = user.CleanPhone(b.Phone); err != nil {
		return err
	}
	return c.Gate.InSession(ctx, s, func(ctx context.Context, tx db.Tx) error {
		if err := c.Gate.StepUp(ctx, tx, s, factor.Weakest); err != nil {
			return err
		}
		if goesOn, err := c.Factors.IsUnderWay(ctx, tx, ownerOf(s), b); goesOn || err != nil {
			return err
		}
		on, err := c.Factors.IsOn(ctx, tx, s.UserID)
		if err != nil {
			return err
		}
		b.Proof, b.Codes = s.Proof.Strength, false
		if !on {
			// Only an authenticator app's page shows them before the method is on: the others' would never be seen.
			b.Proof, b.Codes = factor.Strongest, b.Kind == factor.TOTP && c.Settings.Choices(ctx).SetUp == setting.Dialog
		}
		return c.Factors.Begin(ctx, tx, ownerOf(s), b)
	})
}

func ownerOf(s session.Session) factor.Owner {
	return factor.Owner{UserID: s.UserID, Session: s.Key, Browser: s.Browser}
}

// SetUp returns the set-up of that kind that this session has under way in this browser; [factor.ErrNoSetUp] if there is none. It stays the
// same until it is complete, has expired after [factor.SetUpLifetime], or is discarded. It is gone, too, once the session's
// secret has changed, as after a proof or a changed password: somebody may have stolen the one before, and have seen it.
func (c *Service) SetUp(ctx context.Context, s session.Session, k factor.Kind) (factor.SetUp, error) {
	return c.Factors.Pending(ctx, c.DB.Read(), ownerOf(s), k)
}

// DiscardSetUp throws away what the session has under way in this browser. Nothing was turned on by it yet.
func (c *Service) DiscardSetUp(ctx context.Context, s session.Session) error {
	return c.Gate.InSession(ctx, s, func(ctx context.Context, tx db.Tx) error { return c.Factors.Discard(ctx, tx, ownerOf(s)) })
}

// FirstAnswer is the answer that completes the set-up of a method.
type FirstAnswer struct {
	Kind  factor.Kind
	Name  string // what the person calls the method; "": what it was begun with
	Input string
}

// ConfirmSetUp checks the answer that completes the set-up of a's kind. If it is right, it turns the method on,
// ends other sessions, and returns the session's new secret. A person's first method also makes known browsers
// unknown. It returns [factor.ErrNoSetUp] if the set-up has expired or is complete, and [factor.ErrBadName].
func (c *Service) ConfirmSetUp(ctx context.Context, by access.Caller, a FirstAnswer) (secret string, v authn.Verdict, err error) {
	setUp, err := c.SetUp(ctx, by.Session, a.Kind)
	if err != nil {
		return "", v, err
	}
	if problem := c.Factors.Method(setUp.Kind).Form(a.Input); problem != code.None {
		return "", authn.Verdict{Outcome: factor.Outcome{Problem: factor.Malformed, Form: problem}}, nil
	}
	limit, answer := authn.SetUpLimit(by.ID), factor.Answer{Input: a.Input}
	began := time.Now()
	err = authn.CountThenCheck(ctx, c.DB, func(ctx context.Context, tx db.Tx) (authn.Check, error) {
		if v.Refusal, err = c.Limiter.Reserve(ctx, tx, limit); err != nil || v.Refusal != nil {
			return nil, err
		}
		if setUp.Name, err = c.Factors.NamePending(ctx, tx, ownerOf(by.Session), a.Kind, a.Name); err != nil {
			return nil, err
		}
		return func(ctx context.Context, tx db.Tx) (err error) {
			secret, v.Outcome, err = c.judgeFirst(ctx, tx, by, setUp, answer, limit)
			return err
		}, c.Factors.CountFirst(ctx, tx, ownerOf(by.Session), a.Kind, &answer)
	})
	v.OK = err == nil && v.Outcome.OK
	if err != nil || v.OK || v.Refusal != nil {
		return secret, v, err
	}
	return "", v, c.Authn.WaitMinResponseTime(ctx, began)
}

func (c *Service) judgeFirst(
	ctx context.Context, tx db.Tx, by access.Caller, setUp factor.SetUp, answer factor.Answer, limit throttle.Limit,
) (secret string, outcome factor.Outcome, err error) {
	on, err := c.Factors.IsOn(ctx, tx, by.UserID)
	if err != nil {
		return "", outcome, err
	}
	outcome, err = c.Factors.Confirm(ctx, tx, ownerOf(by.Session), setUp.Kind, answer)
	if err != nil {
		return "", outcome, err
	}
	if !outcome.OK {
		return "", outcome, c.log(ctx, tx, by, "set-up.wrong", map[string]string{"method": string(setUp.Kind)})
	}
	if err := c.Gate.NotFrozen(ctx, tx, by.UserID); err != nil {
		return "", outcome, err
	}
	if err := c.Limiter.Succeed(ctx, tx, limit); err != nil {
		return "", outcome, err
	}
	if on {
		secret, err = c.added(ctx, tx, by, setUp)
	} else {
		secret, err = c.turnOn(ctx, tx, by, setUp, outcome.Proof)
	}
	return secret, outcome, err
}

// added tells of a further method. The session's proof stays what it was: the new
// method has proved nothing that the old one had not.
func (c *Service) added(ctx context.Context, tx db.Tx, by access.Caller, setUp factor.SetUp) (secret string, err error) {
	m := factor.Enrolled{Kind: setUp.Kind, Name: setUp.Name, Target: setUp.Target}
	if err := c.Notices.Add(ctx, tx, aboutMethod(m, "method.added", message.MethodAdded, by)); err != nil {
		return "", err
	}
	return c.rotateAndRevoke(ctx, tx, revoke.MethodAdded, revoke.Of(by), false, factor.Proof{})
}

func (c *Service) turnOn(
	ctx context.Context, tx db.Tx, by access.Caller, setUp factor.SetUp, proof factor.Proof,
) (secret string, err error) {
	n := notice.Notice{
		Audit: "two-factor.on", Message: message.TwoFactorOn, UserID: by.UserID,
		Actor: by.UserID, By: by.Client, NotMe: notice.NotMeMethod, Method: string(setUp.Kind), Where: setUp.Target,
	}
	if err := c.Notices.Add(ctx, tx, n); err != nil {
		return "", err
	}
	// Whoever came by a reset could do all this anyway: from now on it takes more than the mailbox.
	if err := c.Users.ResetProved(ctx, tx, by.UserID); err != nil {
		return "", err
	}
	if err := c.Users.SetEnrollmentRequired(ctx, tx, by.UserID, false); err != nil {
		return "", err
	}
	if err := c.Users.RoleInEffect(ctx, tx, by.UserID); err != nil {
		return "", err
	}
	return c.rotateAndRevoke(ctx, tx, revoke.TwoFactorOn, revoke.Of(by), false, proof)
}

// ProveForDisable checks the proof that turning two-factor off needs, which removes every method: it must be as strong
// as the person's strongest method, and by one that is not young, unless all are. If it is right, only this session can
// confirm, and only with its new secret: somebody who has stolen the old secret can't confirm in the person's place.
func (c *Service) ProveForDisable(ctx context.Context, by access.Caller, p Proof) (secret string, v authn.Verdict, err error) {
	state, err := c.Factors.State(ctx, c.DB.Read(), by.UserID)
	if err != nil {
		return "", v, err
	}
	p.Need, p.Since, p.Or = max(p.Need, state.Strongest()), state.RemoverSince(c.Clock.Now()), ""
	attempt := p.attempt(by, ToDisable)
	attempt.Then = func(ctx context.Context, tx db.Tx, proof authn.Accepted) error {
		if err := c.Gate.NotFrozen(ctx, tx, by.UserID); err != nil {
			return err
		}
		secret, err = c.Sessions.Prove(ctx, tx, by.ID, false, proof.Proof)
		if err != nil {
			return err
		}
		if err := c.proved(ctx, tx, by, attempt.Kind); err != nil {
			return err
		}
		_, err = c.Challenges.Start(ctx, tx, challenge.Challenge{UserID: by.UserID, Purpose: challenge.Disable, SessionID: by.ID})
		return err
	}
	v, err = c.Authn.SecondStep(ctx, attempt)
	return secret, v, err
}

// MayDisable returns nil if this session has given the proof for [Service.Disable], otherwise
// [challenge.ErrExpired].
func (c *Service) MayDisable(ctx context.Context, s session.Session) error {
	_, err := c.Challenges.Of(ctx, c.DB.Read(), s.ID, challenge.Disable)
	return err
}

// Disable removes all methods and backup codes, ends all other sessions, and returns the session's new secret. As with
// [Service.RemoveMethod], what a young method has removed, or what gave the proof itself, can come back. It returns
// [challenge.ErrExpired] unless [Service.ProveForDisable] accepted a proof shortly before.
func (c *Service) Disable(ctx context.Context, by access.Caller) (secret string, err error) {
	err = c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		proof, err := c.Challenges.Of(ctx, tx, by.ID, challenge.Disable)
		if err != nil {
			return err
		}
		if proof.UserID != by.UserID {
			return challenge.ErrExpired
		}
		state, err := c.Factors.State(ctx, tx, by.UserID)
		if err != nil {
			return err
		}
		// The last proof may be another than the one that was given for this.
		if err := c.Gate.StepUpSince(ctx, tx, by.Session, state.Strongest(), state.RemoverSince(c.Clock.Now()), ""); err != nil {
			return err
		}
		if err := c.Factors.SwitchOff(ctx, tx, by.UserID, by.Proof); err != nil {
			return err
		}
		err = c.Notices.Add(ctx, tx, notice.Notice{
			Audit: "two-factor.off", Message: message.TwoFactorOff, UserID: by.UserID, Actor: by.UserID, By: by.Client,
			NotMe: notice.NotMeMethod,
		})
		if err != nil {
			return err
		}
		secret, err = c.rotateAndRevoke(ctx, tx, revoke.TwoFactorOff, revoke.Of(by), false, factor.Proof{})
		return err
	})
	return secret, err
}
