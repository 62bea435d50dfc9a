package recovery

import (
	"context"
	"fmt"

	"latchkey/internal/audit"
	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
	"latchkey/internal/user"

	"github.com/google/uuid"
)

const codePurpose = "recovery code"

func phoneOf(u user.User) factor.Destination {
	return factor.Destination{Kind: factor.WhatsApp, UserID: u.ID, Address: u.Phone, Masked: user.MaskPhone(u.Phone)}
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
	return f, unless(f.person.Phone != "" && !f.person.Disabled() && cs.Outbox.Offers(message.WhatsApp), ErrNotAllowed)
}

// SendCode sends a code to the person's confirmed phone, for this browser's proof. The
// one before it is dead. ErrNotAllowed: there is no such phone, or it does not count; a
// refusal says when there may be another.
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
		to := phoneOf(f.person)
		if refusal, err = cs.Authn.MaySend(ctx, tx, to, known, by); err != nil || refusal != nil {
			return err
		}
		id, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("naming code: %w", err)
		}
		digits, until := factor.DrawCode(), f.now.Add(factor.CodeLifetime)
		sent := sentCode{id: id.String(), mac: cs.Factors.Ring.MAC(codePurpose, id.String(), to.Address, digits)}
		sent.messageID, err = cs.Outbox.AddID(ctx, tx, message.Message{
			UserID: c.UserID, Channel: message.WhatsApp, Recipient: to.Address, Kind: message.ConfirmCode,
			Language: f.person.Language, Secret: digits, ExpiresAt: until,
		})
		if err != nil {
			return err
		}
		if err := replaceCode(ctx, tx, keyID, sent, f.now, until); err != nil {
			return err
		}
		if err := cs.Factors.NoteSent(ctx, tx, to, sent.id); err != nil {
			return err
		}
		return cs.Audit.Append(ctx, tx, audit.Event{Kind: "recovery.code-sent", Subject: c.UserID, Network: by.Network(), Detail: map[string]string{"case": c.ID}})
	})
	return refusal, err
}

// LastCode is the code that was sent last for this browser's proof. ErrNoCode: none waits;
// otherwise it is what keeps the proof from being given, as with SendCode.
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
	to := phoneOf(f.person)
	sent = authn.Sent{Kind: to.Kind, Masked: to.Masked}
	if sent.MessageID, err = awaitedMessage(ctx, tx, keyID, f.now); err != nil {
		return sent, err
	}
	known, err := cs.Browsers.Knows(ctx, tx, by.Browser, c.UserID)
	if err != nil {
		return sent, err
	}
	sent.ResendAfter, err = cs.Authn.ResendAfter(ctx, tx, to, known)
	return sent, err
}
