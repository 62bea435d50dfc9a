package contact

import (
	"context"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// phoneProof is what the code proves that confirms a number: whoever gave it, in that session, reads what comes there.
func phoneProof(userID, sessionID, phone string) authn.SentProof {
	return authn.SentProof{
		To: factor.Destination{
			Kind: factor.WhatsApp, UserID: userID, Address: phone, Masked: user.MaskPhone(phone), Pending: true,
		},
		Scope: "contact/" + sessionID,
	}
}

// sendPhoneCode sends a code to a number that counts for nothing yet. The one before it is dead.
func (c *Service) sendPhoneCode(ctx context.Context, tx db.Tx, by access.Caller, u user.User, phone string) (*throttle.Refusal, error) {
	refusal, err := c.Authn.SendProof(ctx, tx, phoneProof(u.ID, by.ID, phone), u.Language, by.Client)
	if err != nil || refusal != nil {
		return refusal, err
	}
	return nil, c.putWaiting(ctx, tx, by.Session, Change{Kind: Phone, Value: phone}, factor.CodeLifetime, "")
}

// SendPhoneCode sends another code to the number that this session gave. It needs no new proof. It returns
// [notice.ErrNoLink] if no number waits; a refusal says when another code may be sent.
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

// LastPhoneCode returns the code that was sent last to the number that this session gave, or [notice.ErrNoLink]
// if none waits.
func (c *Service) LastPhoneCode(ctx context.Context, s session.Session) (sent authn.Sent, err error) {
	ch, err := c.waitingPhone(ctx, c.DB.Read(), s)
	if err != nil {
		return sent, err
	}
	sent, found, err := c.Authn.LastProof(ctx, c.DB.Read(), phoneProof(s.UserID, s.ID, ch.Value))
	if err != nil {
		return sent, err
	}
	if !found {
		return sent, notice.ErrNoLink
	}
	return sent, nil
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
