package contact

import (
	"context"
	"fmt"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// pendingPhone is where the code goes that confirms a number.
func pendingPhone(ch Change) factor.Destination {
	return factor.Destination{Kind: factor.WhatsApp, UserID: ch.UserID, Address: ch.Value, Pending: true}
}

// sendPhoneCode sends a code to a number that counts for nothing yet. The one before it is dead.
func (c *Service) sendPhoneCode(ctx context.Context, tx db.Tx, by access.Caller, u user.User, phone string) (*throttle.Refusal, error) {
	digits, now := factor.DrawCode(), c.Clock.Now()
	ch := Change{UserID: u.ID, Kind: Phone, Value: phone, SessionID: by.ID, ExpiresAt: now.Add(factor.CodeLifetime)}
	to := pendingPhone(ch)
	refusal, err := c.Authn.MaySend(ctx, tx, to, false, by.Client)
	if err != nil || refusal != nil {
		return refusal, err
	}
	ch.MessageID, err = c.Outbox.AddID(ctx, tx, message.Message{
		UserID: u.ID, Channel: message.WhatsApp, Recipient: phone, Kind: message.ConfirmCode, Language: u.Language,
		Secret: digits, ExpiresAt: ch.ExpiresAt,
	})
	if err != nil {
		return nil, err
	}
	if err := c.Factors.NoteSent(ctx, tx, to, ch.MessageID); err != nil {
		return nil, err
	}
	return nil, insertChange(ctx, tx, ch, c.phoneMAC(u.ID, phone, by.ID, now, digits), factor.CodeTries, now)
}

// SendPhoneCode sends a new code to the number that this session gave and has not
// confirmed. It needs no proof beyond the one that the number was given with. notice.ErrNoLink:
// none waits; a refusal says when there may be another.
func (c *Service) SendPhoneCode(ctx context.Context, by access.Caller) (refusal *throttle.Refusal, err error) {
	err = c.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		ch, err := c.waitingPhone(ctx, tx, by.Session)
		if err != nil {
			return err
		}
		u, err := c.Users.ByID(ctx, tx, by.UserID)
		if err != nil {
			return err
		}
		refusal, err = c.sendPhoneCode(ctx, tx, by, u, ch.Value)
		return err
	})
	return refusal, err
}

// LastPhoneCode is the code that was sent last to the number that this session gave.
// notice.ErrNoLink: none waits.
func (c *Service) LastPhoneCode(ctx context.Context, s session.Session) (sent authn.Sent, err error) {
	ch, err := c.waitingPhone(ctx, c.DB.Read(), s)
	if err != nil {
		return sent, err
	}
	sent = authn.Sent{MessageID: ch.MessageID, Kind: factor.WhatsApp, Masked: user.MaskPhone(ch.Value)}
	sent.ResendAfter, err = c.Authn.ResendAfter(ctx, c.DB.Read(), pendingPhone(ch), false)
	return sent, err
}

func (c *Service) waitingPhone(ctx context.Context, tx db.Reader, s session.Session) (Change, error) {
	all, err := pendingChanges(ctx, tx, s.UserID, c.Clock.Now())
	if err != nil {
		return Change{}, err
	}
	for _, ch := range all {
		if ch.Kind == Phone && ch.SessionID == s.ID {
			return ch, nil
		}
	}
	return Change{}, notice.ErrNoLink
}

const phonePurpose = "contact code"

func (c *Service) phoneMAC(userID, phone, sessionID string, at clock.Instant, digits string) string {
	return c.Factors.Ring.MAC(phonePurpose, phoneParts(userID, phone, sessionID, at, digits)...)
}

func phoneParts(userID, phone, sessionID string, at clock.Instant, digits string) []string {
	return []string{userID, phone, sessionID, fmt.Sprint(int64(at)), digits}
}
