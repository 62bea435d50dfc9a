package signin

import (
	"context"
	"errors"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/authn"
	"latchkey/internal/clock"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// ResetFor is how long a password-reset link works.
const ResetFor = 30 * time.Minute

// Links are e-mailed links that reset a password or create an account. None of them signs anybody in.
type Links struct {
	DB         *db.DB
	Clock      *clock.Clock
	Users      *user.Users
	Limiter    *throttle.Limiter
	Settings   *setting.Settings
	Audit      *audit.Log
	Outbox     *message.Outbox
	Notices    *notice.Notices
	Authn      *authn.Verifier
	Credential *credential.Service
}

// ForgotPassword mails a reset link to the owner of an address, at the address as it is stored. For an address
// without an account, the answer, the work and the time are the same. Of many requests within a short time only
// the first are mailed. A refusal is about the client's network. It may return [user.ErrBadEmail].
func (l *Links) ForgotPassword(ctx context.Context, email string, by session.Client) (*throttle.Refusal, error) {
	return l.ask(ctx, "reset", email, by, func(ctx context.Context, tx db.Tx, key string) error {
		u, err := l.Users.ByEmail(ctx, tx, key)
		if err != nil && !errors.Is(err, user.ErrNotFound) {
			return err
		}
		err = l.Audit.Append(ctx, tx, audit.Event{Kind: "password-reset.asked", Subject: u.ID, Network: by.Network()})
		if err != nil || u.ID == "" || u.Disabled() {
			return err
		}
		if u.Frozen() {
			return l.Notices.Tell(ctx, tx, u, message.Message{Kind: message.ContactFrozen}, notice.NotMe{Kind: notice.NotMeNotice})
		}
		token, hash := seal.NewToken()
		until := l.Clock.Now().Add(ResetFor)
		if err := insertReset(ctx, tx, u.ID, hash, until); err != nil {
			return err
		}
		return l.Outbox.Add(ctx, tx, message.Message{
			UserID: u.ID, Recipient: u.Email, Kind: message.ResetPassword, Language: u.Language, Secret: token, ExpiresAt: until,
			Data: message.Data{Name: u.Name, Network: by.Network(), Agent: by.Agent},
		})
	})
}

// Reset returns the person whose password a link can set, or [notice.ErrNoLink].
func (l *Links) Reset(ctx context.Context, token string) (user.User, error) {
	id, err := loadReset(ctx, l.DB.Read(), seal.HashToken(token), l.Clock.Now())
	if err != nil {
		return user.User{}, err
	}
	return l.Users.ByID(ctx, l.DB.Read(), id)
}

// ResetPassword sets a password and uses the link up; of several requests at once, one succeeds. It may return
// [authn.WeakError], which leaves the link usable, [notice.ErrNoLink] or [access.ErrFrozen].
func (l *Links) ResetPassword(ctx context.Context, token, pass string, by session.Client) error {
	u, err := l.Reset(ctx, token)
	if err != nil {
		return err
	}
	hash, err := l.Authn.HashNew(ctx, pass, u.Email, u.Name)
	if err != nil {
		return err
	}
	return l.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		id, err := takeReset(ctx, tx, seal.HashToken(token), l.Clock.Now())
		if err != nil {
			return err
		}
		if u, err = l.Users.ByID(ctx, tx, id); err != nil {
			return err
		}
		return l.Credential.SetPasswordByLink(ctx, tx, u, hash, by)
	})
}

// ask counts a request for a mail, then does it, and answers no sooner than the floor. An
// address that was written to often enough gets the same answer and no mail: the one
// that it got last still works.
func (l *Links) ask(
	ctx context.Context, purpose, email string, by session.Client, do func(ctx context.Context, tx db.Tx, key string) error,
) (*throttle.Refusal, error) {
	began := time.Now()
	key, err := user.EmailKey(email)
	if err != nil {
		return nil, err
	}
	var network, address *throttle.Refusal
	err = l.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if network, err = l.Limiter.Reserve(ctx, tx, authn.MailNetworks(by.Address)...); err != nil || network != nil {
			return err
		}
		address, err = l.Limiter.Reserve(ctx, tx, authn.MailLimit(purpose, key))
		return err
	})
	if err != nil || network != nil {
		return network, err
	}
	if address == nil {
		err = l.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return do(ctx, tx, key) })
	}
	return nil, errors.Join(err, l.Authn.WaitFloor(ctx, began))
}
