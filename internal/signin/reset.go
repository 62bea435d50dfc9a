package signin

import (
	"cmp"
	"context"
	"errors"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/authn"
	"latchkey/internal/clock"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/membership"
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
	Accounts   *account.Accounts
	Membership *membership.Service
}

// ForgotPassword mails a reset link to the owner of an address, at the address as it is stored; of a frozen account only
// at the one of [user.User.ResetsTo], the present one is told of the freeze. For an address
// without an account, the answer, the work and the time are the same. Of many requests only some are mailed; each
// of the others has the newest link that was not used work again for [ResetFor], so that there is always one that
// works. A refusal is about the client's network. It may return [user.ErrBadEmail].
func (l *Links) ForgotPassword(ctx context.Context, email string, by session.Client) (*throttle.Refusal, error) {
	return l.ask(ctx, authn.ResetMail, email, by, func(ctx context.Context, tx db.Tx, m asked) error {
		err := l.Audit.Append(ctx, tx, audit.Event{Kind: "password-reset.asked", Subject: m.u.ID, Network: by.Network()})
		if err == nil && m.u.ID == "" {
			return l.tellContact(ctx, tx, m, by)
		}
		if err != nil || m.u.Disabled() {
			return err
		}
		now := l.Clock.Now()
		to := m.u.ResetsTo()
		switch here := user.SameEmail(to, m.key); {
		case !here && m.sent:
			return l.Notices.Tell(ctx, tx, m.u, message.Message{Kind: message.ContactFrozen}, notice.NotMe{Kind: notice.NotMeNotice})
		case !here:
			return nil
		case !m.sent:
			return renewReset(ctx, tx, m.u.ID, now)
		}
		token, hash := seal.NewToken()
		until := now.Add(ResetFor)
		if err := insertReset(ctx, tx, m.u.ID, to, hash, now, until); err != nil {
			return err
		}
		return l.Outbox.Add(ctx, tx, message.Message{
			UserID: m.u.ID, Recipient: to, Kind: message.ResetPassword, Language: m.u.Language, Secret: token, ExpiresAt: until,
			Data: message.Data{Name: m.u.Name, Network: by.Network(), Agent: by.Agent},
		})
	})
}

// tellContact tells somebody who gets an account's mail, and does not sign in with that address, which way leads on.
func (l *Links) tellContact(ctx context.Context, tx db.Tx, m asked, by session.Client) error {
	c, err := l.Accounts.ContactWith(ctx, tx, m.key)
	if errors.Is(err, account.ErrNoContact) || err == nil && !m.sent {
		return nil
	}
	if err != nil {
		return err
	}
	a, err := l.Accounts.ByID(ctx, tx, c.AccountID)
	if err != nil {
		return err
	}
	return l.Outbox.Add(ctx, tx, message.Message{
		Recipient: c.Email, Kind: message.ContactReset, Language: cmp.Or(c.Language, by.Language),
		Data: message.Data{Network: by.Network(), Agent: by.Agent, Contact: c.ID, Account: a.Name},
	})
}

// Reset returns the person whose password a link can set, or [notice.ErrNoLink].
func (l *Links) Reset(ctx context.Context, token string) (user.User, error) {
	sent, err := loadReset(ctx, l.DB.Read(), seal.HashToken(token), l.Clock.Now())
	if err != nil {
		return user.User{}, err
	}
	return l.ownerOf(ctx, l.DB.Read(), sent)
}

// TakesEmailCodes reports whether a code by e-mail is one of the person's second steps.
func (l *Links) TakesEmailCodes(ctx context.Context, userID string) (bool, error) {
	s, err := l.Credential.Factors.State(ctx, l.DB.Read(), userID)
	return s.Has(factor.Email), err
}

// ownerOf returns whose a link is. One that was mailed to an address that resets do not go to any more holds no longer:
// since then a change of address was disputed, or the dispute settled.
func (l *Links) ownerOf(ctx context.Context, tx db.Reader, sent reset) (user.User, error) {
	u, err := l.Users.ByID(ctx, tx, sent.userID)
	if err == nil && (sent.mailedTo == "" || sent.mailedTo != u.ResetsTo()) {
		err = notice.ErrNoLink
	}
	return u, err
}

// ResetPassword sets a password and uses the link up; of several requests at once, one succeeds. It returns the
// id by which the browser is known from then on, see [authn.Verifier.UsedLink]. It may return
// [authn.WeakError], which leaves the link usable, also for the password that the person has; or [notice.ErrNoLink].
func (l *Links) ResetPassword(ctx context.Context, token, pass string, by session.Client) (browser string, err error) {
	u, err := l.Reset(ctx, token)
	if err != nil {
		return "", err
	}
	hash, err := l.Authn.HashOther(ctx, u, seal.HashToken(token), pass)
	if err != nil {
		return "", err
	}
	err = l.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		sent, err := takeReset(ctx, tx, seal.HashToken(token), l.Clock.Now())
		if err != nil {
			return err
		}
		if u, err = l.ownerOf(ctx, tx, sent); err != nil {
			return err
		}
		if err := l.Credential.SetPasswordByLink(ctx, tx, u, hash, by); err != nil {
			return err
		}
		browser, err = l.Authn.UsedLink(ctx, tx, u.ID, by)
		return err
	})
	return browser, err
}

// asked is a mail that somebody asked for.
type asked struct {
	key  string
	u    user.User // whose address it is; empty if it is nobody's
	sent bool      // it may be sent; otherwise the mailbox got enough
}

// ask counts a request for a mail, then does it, and answers no sooner than the floor.
func (l *Links) ask(
	ctx context.Context, purpose authn.MailPurpose, email string, by session.Client, do func(ctx context.Context, tx db.Tx, m asked) error,
) (network *throttle.Refusal, err error) {
	began := time.Now()
	key, err := user.EmailKey(email)
	if err != nil {
		return nil, err
	}
	m := asked{key: key}
	err = l.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		find := l.Users.ByEmail
		if purpose == authn.ResetMail {
			find = l.Users.ByAddress
		}
		if m.u, err = find(ctx, tx, key); err != nil && !errors.Is(err, user.ErrNotFound) {
			return err
		}
		m.sent, network, err = l.Authn.MayMail(ctx, tx, authn.MailRequest{Purpose: purpose, EmailKey: key, UserID: m.u.ID, By: by})
		return err
	})
	if err != nil || network != nil {
		return network, err
	}
	err = l.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return do(ctx, tx, m) })
	return nil, errors.Join(err, l.Authn.WaitMinResponseTime(ctx, began))
}
