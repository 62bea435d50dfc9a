package recovery

import (
	"context"

	"latchkey/internal/audit"
	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// phoneProof is what a code to the person's confirmed phone proves, for one browser of a case.
func phoneProof(u user.User, keyID string, known bool) authn.SentProof {
	return authn.SentProof{
		To:    factor.Destination{Kind: factor.WhatsApp, UserID: u.ID, Address: u.Phone, Masked: user.MaskPhone(u.Phone)},
		Scope: "recovery/" + keyID, Known: known,
	}
}

// provesPhone is what the proof of the phone is judged by, where this browser can give it now.
// ErrNotAllowed: there is no such phone, or it does not count.
func (cs *Cases) provesPhone(ctx context.Context, tx db.Reader, c Case, keyID string) (facts, error) {
	f, err := cs.facts(ctx, tx, c)
	if err != nil {
		return f, err
	}
	if _, err := judge(c, f, move{event: Prove, actor: Person, proof: Phone, key: keyID}); err != nil {
		return f, err
	}
	if f.person.Phone == "" || !cs.Outbox.Offers(message.WhatsApp) {
		return f, ErrNotAllowed
	}
	return f, nil
}

// SendCode sends a code to the person's confirmed phone. It replaces the last one. It returns [ErrNotAllowed]
// if there is no such phone or the host does not accept this proof; a refusal says when another may be sent.
func (cs *Cases) SendCode(ctx context.Context, secret string, by session.Client) (refusal *throttle.Refusal, err error) {
	err = cs.withKey(ctx, secret, func(ctx context.Context, tx db.Tx, c *Case, keyID string) error {
		f, err := cs.provesPhone(ctx, tx, *c, keyID)
		if err != nil {
			return err
		}
		known, err := cs.Browsers.Knows(ctx, tx, by.Browser, c.UserID)
		if err != nil {
			return err
		}
		refusal, err = cs.Authn.SendProof(ctx, tx, phoneProof(f.person, keyID, known), f.person.Language, by)
		if err != nil || refusal != nil {
			return err
		}
		return cs.Audit.Append(ctx, tx, audit.Event{
			Kind: "recovery.code-sent", Subject: c.UserID, Network: by.Network(), Detail: map[string]string{"case": c.ID},
		})
	})
	return refusal, err
}

// LastCode returns the code that was sent last to prove the phone from this browser. It returns [ErrNoCode] if
// none is awaited, or the error with which [Cases.SendCode] would refuse.
func (cs *Cases) LastCode(ctx context.Context, secret string, by session.Client) (sent authn.Sent, err error) {
	tx := cs.DB.Read()
	c, keyID, err := keyBySecret(ctx, tx, hashed(secret))
	if err != nil {
		return sent, err
	}
	f, err := cs.provesPhone(ctx, tx, c, keyID)
	if err != nil {
		return sent, err
	}
	known, err := cs.Browsers.Knows(ctx, tx, by.Browser, c.UserID)
	if err != nil {
		return sent, err
	}
	sent, found, err := cs.Authn.LastProof(ctx, tx, phoneProof(f.person, keyID, known))
	if err != nil {
		return sent, err
	}
	if !found {
		return sent, ErrNoCode
	}
	return sent, nil
}
