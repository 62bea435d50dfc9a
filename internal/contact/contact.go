// Package contact holds a person's e-mail address and phone number, how a new one is confirmed, and the dispute
// about a change that the owner says they did not make. Whoever controls address and number controls the
// account, so a change asks for the strongest proof that the person has.
package contact

import (
	"context"
	"errors"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/revoke"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// Kind is a way to reach a person.
type Kind string

// The ways to reach a person.
const (
	Email Kind = "email"
	Phone Kind = "phone"
)

// ConfirmFor is how long a new address or number waits for its confirmation.
const ConfirmFor = 24 * time.Hour

// ErrSame refuses a change to the present address or number.
var ErrSame = errors.New("that is the address or number in force")

// Change is a new address or number that waits for its confirmation and has no effect yet.
type Change struct {
	UserID    string
	Kind      Kind
	Value     string
	SessionID string // of the session in which it was given
	ExpiresAt clock.Instant
}

// Service changes addresses and numbers.
type Service struct {
	DB       *db.DB
	Clock    *clock.Clock
	Users    *user.Users
	Factors  *factor.Factors
	Limiter  *throttle.Limiter
	Settings *setting.Settings
	Outbox   *message.Outbox
	Gate     *access.Gate
	Notices  *notice.Notices
	Authn    *authn.Verifier
	Revoke   *revoke.Revoker
}

// ChangeEmail stores a new address, mails a confirmation link to it and a notice to the present one. It
// replaces an earlier change that waits. Before the confirmation it does not tell whether somebody else has the
// address. It returns [access.ErrStepUpRequired], [access.ErrFrozen], [ErrSame] or [user.ErrBadEmail]; a
// refusal says that too many were asked for.
func (c *Service) ChangeEmail(ctx context.Context, by access.Caller, email string) (refusal *throttle.Refusal, err error) {
	email, err = user.CleanEmail(email)
	if err != nil {
		return nil, err
	}
	err = c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		u, err := c.mayChange(ctx, tx, by.Session)
		if err != nil {
			return err
		}
		if user.SameEmail(u.Email, email) {
			return ErrSame
		}
		if refusal, err = c.Limiter.Reserve(ctx, tx, limits(u.ID, toMailbox(email), by.Client.Address)...); err != nil || refusal != nil {
			return err
		}
		token, hash := seal.NewToken()
		if err := c.putWaiting(ctx, tx, by.Session, Change{Kind: Email, Value: email}, ConfirmFor, hash); err != nil {
			return err
		}
		err = c.Outbox.Add(ctx, tx, message.Message{
			UserID: u.ID, Recipient: email, Kind: message.EmailConfirm,
			Language: u.Language, Secret: token, ExpiresAt: c.Clock.Now().Add(ConfirmFor),
		})
		if err != nil {
			return err
		}
		return c.Notices.Add(ctx, tx, notice.Notice{
			Audit: "email.asked", Message: message.EmailChanging, UserID: u.ID, Actor: u.ID,
			By: by.Client, NotMe: notice.NotMeContact, Email: email,
		})
	})
	return refusal, err
}

// EmailChange returns the change that a confirmation link is for, or [notice.ErrNoLink].
func (c *Service) EmailChange(ctx context.Context, token string) (Change, error) {
	return loadChange(ctx, c.DB.Read(), Email, seal.HashToken(token), c.Clock.Now())
}

// ConfirmEmail makes the new address the present one and ends all sessions but the one that gave it. It returns
// [notice.ErrNoLink], [access.ErrFrozen], or [user.ErrEmailTaken] if somebody else has the address.
func (c *Service) ConfirmEmail(ctx context.Context, token string, by session.Client) error {
	return c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		ch, err := takeChange(ctx, tx, Email, seal.HashToken(token), c.Clock.Now())
		if err != nil {
			return err
		}
		u, err := c.Users.ByID(ctx, tx, ch.UserID)
		if err != nil {
			return err
		}
		if u.Frozen() {
			return access.ErrFrozen
		}
		if err := c.Users.SetEmail(ctx, tx, u.ID, ch.Value); err != nil {
			return err
		}
		if err := c.Notices.KeepFormer(ctx, tx, u.ID, u.Email, ch.Value); err != nil {
			return err
		}
		if err := keepReplaced(ctx, tx, u.ID, Email, u.Email, c.Clock.Now()); err != nil {
			return err
		}
		if err := c.Revoke.Apply(ctx, tx, revoke.ContactChanged, revoke.Whose{UserID: u.ID, Session: ch.SessionID}); err != nil {
			return err
		}
		return c.Notices.Add(ctx, tx, notice.Notice{
			Audit: "email.changed", Message: message.EmailChanged, UserID: u.ID, Actor: u.ID,
			By: by, NotMe: notice.NotMeContact, Email: ch.Value,
		})
	})
}

// Waiting returns the person's changes that wait for their confirmation.
func (c *Service) Waiting(ctx context.Context, userID string) ([]Change, error) {
	return pendingChanges(ctx, c.DB.Read(), userID, c.Clock.Now())
}

// Drop cancels a change that waits.
func (c *Service) Drop(ctx context.Context, s session.Session, kind Kind) error {
	return c.Gate.InSession(ctx, s, func(ctx context.Context, tx db.Tx) error { return drop(ctx, tx, s.UserID, kind) })
}

// mayChange asks for the strongest proof that the person has: an address carries
// resets and notices, a number proofs, so that whoever commands them commands the account.
func (c *Service) mayChange(ctx context.Context, tx db.Reader, s session.Session) (user.User, error) {
	if err := c.Gate.StepUp(ctx, tx, s, factor.ByApp); err != nil {
		return user.User{}, err
	}
	return c.Users.ByID(ctx, tx, s.UserID)
}

// putWaiting takes note of what a session gave, for as long as it may be confirmed: an address by the link's token, of
// which secret is the hash; a number by a code.
func (c *Service) putWaiting(ctx context.Context, tx db.Tx, s session.Session, ch Change, lasts time.Duration, secret string) error {
	now := c.Clock.Now()
	ch.UserID, ch.SessionID, ch.ExpiresAt = s.UserID, s.ID, now.Add(lasts)
	if secret == "" {
		_, secret = seal.NewToken() // which nobody is given
	}
	return insertChange(ctx, tx, ch, secret, now)
}
