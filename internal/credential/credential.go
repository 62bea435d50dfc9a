// Package credential makes every change that weakens or strengthens an account: it asks for the proof, makes
// the change, ends sessions and sends the notice. Signing in, and what changes with it, is in package signin.
package credential

import (
	"context"
	"errors"

	"latchkey/internal/access"
	"latchkey/internal/audit"
	"latchkey/internal/authn"
	"latchkey/internal/challenge"
	"latchkey/internal/clock"
	"latchkey/internal/contact"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/locale"
	"latchkey/internal/notice"
	"latchkey/internal/revoke"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// ErrNotOn says that two-factor authentication is not on.
var ErrNotOn = errors.New("two-factor authentication is not on")

// Service makes the changes that people make to their own accounts.
type Service struct {
	DB         *db.DB
	Clock      *clock.Clock
	Users      *user.Users
	Sessions   *session.Sessions
	Browsers   *session.Browsers
	Challenges *challenge.Challenges
	Factors    *factor.Factors
	Limiter    *throttle.Limiter
	Settings   *setting.Settings
	Audit      *audit.Log
	Gate       *access.Gate
	Notices    *notice.Notices
	Authn      *authn.Verifier
	Revoke     *revoke.Revoker
	Contact    *contact.Service
}

// Proof is an answer to a second step, or the password of a person who has no second step.
type Proof struct {
	Kind     factor.Kind // "": a code of an app or a backup code, by its form
	FactorID string      // "" for any method of the kind
	Input    string
	Need     factor.Strength // the least that it must count for; otherwise it is factor.TooWeak
	Since    clock.Instant   // when its method must have been there already, or it is factor.TooNew; 0: any will do
	Or       string          // with Since: the id of a method that will do all the same
}

func (p Proof) attempt(by access.Caller, a Action) authn.Attempt {
	if p.Kind == "" {
		p.Kind = factor.KindOf(p.Input)
	}
	return authn.Attempt{
		UserID: by.UserID, Kind: p.Kind, FactorID: p.FactorID, Input: p.Input, Need: p.Need, Since: p.Since, Or: p.Or,
		Scope: a.Scope(by.Session), By: by.Client,
	}
}

// Confirm checks a fresh proof: a second step or, for a person without one, the password. If it is right, it
// returns the session's new secret.
func (c *Service) Confirm(ctx context.Context, by access.Caller, p Proof) (secret string, v authn.Verdict, err error) {
	on, err := c.Factors.IsOn(ctx, c.DB.Read(), by.UserID)
	if err != nil {
		return "", v, err
	}
	if !on {
		v, err = c.ownPassword(ctx, by, p.Input, func(ctx context.Context, tx db.Tx) error {
			if secret, err = c.Sessions.Prove(ctx, tx, by.ID, true, factor.Proof{}); err != nil {
				return err
			}
			return c.proved(ctx, tx, by, "")
		})
		return secret, v, err
	}
	attempt := p.attempt(by, ToConfirm)
	attempt.Then = func(ctx context.Context, tx db.Tx, proof authn.Accepted) error {
		if secret, err = c.Sessions.Prove(ctx, tx, by.ID, false, proof.Proof); err != nil {
			return err
		}
		return c.proved(ctx, tx, by, attempt.Kind)
	}
	v, err = c.Authn.SecondStep(ctx, attempt)
	return secret, v, err
}

// proved logs a right answer to "Confirm it's you": whoever has it may do what weakens the account. No kind is the password.
func (c *Service) proved(ctx context.Context, tx db.Tx, by access.Caller, k factor.Kind) error {
	return c.log(ctx, tx, by, "confirm.done", map[string]string{"method": string(k)})
}

// SetLanguage is [Service.SetProfile] for the language alone.
func (c *Service) SetLanguage(ctx context.Context, by access.Caller, language string) error {
	return c.setProfile(ctx, by, func(p *user.Profile) { p.Language = language })
}

// LearnZone keeps the time zone that the person's browser names, if none is known yet.
func (c *Service) LearnZone(ctx context.Context, by access.Caller, zone string) error {
	return c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		return c.Users.LearnZone(ctx, tx, by.UserID, zone)
	})
}

// SetProfile changes the person's profile, which does not weaken the account. It may return [user.ErrBadName].
func (c *Service) SetProfile(ctx context.Context, by access.Caller, p user.Profile) error {
	return c.setProfile(ctx, by, func(now *user.Profile) { *now = p })
}

func (c *Service) setProfile(ctx context.Context, by access.Caller, change func(*user.Profile)) error {
	return c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		before, err := c.Users.ByID(ctx, tx, by.UserID)
		if err != nil {
			return err
		}
		p := before.Profile()
		change(&p)
		if err := c.Users.SetProfile(ctx, tx, by.UserID, p); err != nil || locale.Bare(p.Name) == before.Name {
			return err
		}
		return c.log(ctx, tx, by, "name.changed", map[string]string{"was": before.Name, "now": locale.Bare(p.Name)})
	})
}

// rotateAndRevoke ends what a change ends; the session at hand goes on with a new secret.
func (c *Service) rotateAndRevoke(
	ctx context.Context, tx db.Tx, change revoke.Change, of revoke.Whose, password bool, proof factor.Proof,
) (secret string, err error) {
	if err := c.Revoke.Apply(ctx, tx, change, of); err != nil {
		return "", err
	}
	return c.Sessions.Prove(ctx, tx, of.Session, password, proof)
}

func (c *Service) ownPassword(
	ctx context.Context, by access.Caller, pass string, then func(context.Context, db.Tx) error,
) (authn.Verdict, error) {
	return c.Authn.Password(ctx, by.Email, pass, by.Client, func(ctx context.Context, tx db.Tx, u user.User) error {
		if u.ID != by.UserID {
			return access.ErrStepUpRequired
		}
		return then(ctx, tx)
	})
}
