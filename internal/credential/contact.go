package credential

import (
	"context"
	"errors"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/revoke"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// Contact is a way to reach a person.
type Contact string

// The ways there are.
const (
	ContactEmail Contact = "email"
	ContactPhone Contact = "phone"
)

// ContactFor is how long a new address or number waits to be confirmed.
const ContactFor = 24 * time.Hour

// ErrSameContact refuses a change to what is in force already.
var ErrSameContact = errors.New("that is the address or number in force")

// ContactChange is an address or number that was given and is not confirmed: it counts for nothing yet.
type ContactChange struct {
	UserID    string
	Kind      Contact
	Value     string
	SessionID string // of the session that gave it
	ExpiresAt clock.Instant
	MessageID string // with a number: of the message that brings the code sent last
}

// ChangeEmail takes note of a new address, sends a link there, and tells the address in
// force at once. It takes the place of one given before. Whether somebody else has the
// address is not told before it is confirmed. access.ErrStepUpRequired, access.ErrFrozen, ErrSameContact,
// user.ErrBadEmail; a refusal says that too many were asked for.
func (c *Service) ChangeEmail(ctx context.Context, by access.Caller, email string) (refusal *throttle.Refusal, err error) {
	email, err = user.CleanEmail(email)
	if err != nil {
		return nil, err
	}
	err = c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		u, err := c.mayChangeContact(ctx, tx, by.Session)
		if err != nil {
			return err
		}
		if user.SameEmail(u.Email, email) {
			return ErrSameContact
		}
		if refusal, err = c.Limiter.Reserve(ctx, tx, contactLimits(u.ID, email, by.Client.Address)...); err != nil || refusal != nil {
			return err
		}
		token, hash := seal.NewToken()
		if err := c.putContact(ctx, tx, by.Session, ContactEmail, email, hash); err != nil {
			return err
		}
		err = c.Outbox.Add(ctx, tx, message.Message{
			UserID: u.ID, Recipient: email, Kind: message.EmailConfirm, Language: u.Language, Secret: token, ExpiresAt: c.Clock.Now().Add(ContactFor),
		})
		if err != nil {
			return err
		}
		return c.Notices.Add(ctx, tx, notice.Notice{
			Audit: "email.asked", Message: message.EmailChanging, UserID: u.ID, Actor: u.ID, By: by.Client, NotMe: notice.NotMeContact, Where: user.MaskEmail(email),
		})
	})
	return refusal, err
}

// EmailChange is what a confirmation link is about. notice.ErrNoLink.
func (c *Service) EmailChange(ctx context.Context, token string) (ContactChange, error) {
	return loadContact(ctx, c.DB.Read(), ContactEmail, seal.HashToken(token), c.Clock.Now())
}

// ConfirmEmail puts the new address in force for whoever has its mailbox. All sessions
// but the one that gave it end. notice.ErrNoLink; access.ErrFrozen; user.ErrEmailTaken: somebody else
// has the address by now, or always had.
func (c *Service) ConfirmEmail(ctx context.Context, token string, by session.Client) error {
	return c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		ch, err := takeContact(ctx, tx, ContactEmail, seal.HashToken(token), c.Clock.Now())
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
		if err := keepReplaced(ctx, tx, u.ID, ContactEmail, u.Email, ch.Value, c.Clock.Now()); err != nil {
			return err
		}
		if err := c.Revoke.Apply(ctx, tx, revoke.ContactChanged, revoke.Whose{UserID: u.ID, Session: ch.SessionID}); err != nil {
			return err
		}
		return c.Notices.Add(ctx, tx, notice.Notice{
			Audit: "email.changed", Message: message.EmailChanged, UserID: u.ID, Actor: u.ID, By: by, NotMe: notice.NotMeContact, Where: user.MaskEmail(ch.Value),
		})
	})
}

// ContactChanges are the person's changes that wait to be confirmed.
func (c *Service) ContactChanges(ctx context.Context, userID string) ([]ContactChange, error) {
	return pendingContacts(ctx, c.DB.Read(), userID, c.Clock.Now())
}

// DropContactChange forgets a change that waits; what is in force stays.
func (c *Service) DropContactChange(ctx context.Context, s session.Session, kind Contact) error {
	return c.Gate.InSession(ctx, s, func(ctx context.Context, tx db.Tx) error { return dropContact(ctx, tx, s.UserID, kind) })
}

// mayChangeContact asks for the strongest proof that the person has: an address carries
// resets and notices, a number proofs, so that whoever commands them commands the account.
func (c *Service) mayChangeContact(ctx context.Context, tx db.Reader, s session.Session) (user.User, error) {
	if err := c.Gate.StepUp(ctx, tx, s, factor.ByApp); err != nil {
		return user.User{}, err
	}
	return c.Users.ByID(ctx, tx, s.UserID)
}

func (c *Service) putContact(ctx context.Context, tx db.Tx, s session.Session, kind Contact, value, secret string) error {
	now := c.Clock.Now()
	return insertContact(ctx, tx, ContactChange{
		UserID: s.UserID, Kind: kind, Value: value, SessionID: s.ID, ExpiresAt: now.Add(ContactFor),
	}, secret, 0, now)
}
