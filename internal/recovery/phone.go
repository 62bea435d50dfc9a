package recovery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/throttle"

	"github.com/google/uuid"
)

const codePurpose = "recovery code"

// resendLane has each browser wait before it asks again; what may be sent in all is credential's to bound.
func resendLane(keyID string) throttle.Lane {
	return throttle.Lane{Name: "recovery-send/" + keyID, Rule: throttle.Rule{Free: 1, First: 30 * time.Second, Most: time.Hour, Forget: time.Hour}}
}

// Each browser waits for its own wrong guesses; the year's budget is everybody's.
func guessLanes(c Case, keyID string) []throttle.Lane {
	return []throttle.Lane{
		{Name: "recovery-code/" + keyID, Rule: throttle.Rule{Free: factor.CodeTries, First: 30 * time.Second, Most: time.Hour, Forget: throttle.Year}},
		{Name: "recovery-code/" + c.UserID, Rule: throttle.Rule{Free: 1 << 40, Forget: throttle.Year, Budget: 200}},
	}
}

// SendCode sends a code to the person's confirmed phone, for this browser's proof. The
// one before it is dead. ErrNotAllowed: there is no such phone, or it does not count.
func (cs *Cases) SendCode(ctx context.Context, secret string, by session.Visitor) (refusal *throttle.Refusal, err error) {
	err = cs.withKey(ctx, secret, func(ctx context.Context, tx db.Tx, c *Case, keyID string) error {
		f, err := cs.facts(ctx, tx, *c)
		if err != nil {
			return err
		}
		m := move{event: Prove, actor: Person, proof: Phone, key: keyID}
		if _, err := judge(*c, f, m); err != nil {
			return err
		}
		if f.person.Phone == "" || f.person.Disabled() || !cs.Outbox.Offers(message.WhatsApp) {
			return ErrNotAllowed
		}
		if refusal, err = cs.Limiter.Take(ctx, tx, resendLane(keyID)); err != nil || refusal != nil {
			return err
		}
		to := factor.Destination{Kind: factor.WhatsApp, UserID: c.UserID, Address: f.person.Phone}
		if refusal, err = cs.MaySend(ctx, tx, to, false, by); err != nil || refusal != nil {
			return err
		}
		sent, until := factor.DrawCode(), f.now.Add(factor.CodeLifetime)
		id, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("naming code: %w", err)
		}
		if err := replaceCode(ctx, tx, id.String(), keyID, cs.mac(id.String(), sent), f.now, until); err != nil {
			return err
		}
		if err := cs.Factors.NoteSent(ctx, tx, to, id.String()); err != nil {
			return err
		}
		err = cs.Audit.Append(ctx, tx, audit.Event{Kind: "recovery.code-sent", Subject: c.UserID, Network: by.Network(), Detail: map[string]string{"case": c.ID}})
		if err != nil {
			return err
		}
		return cs.Outbox.Add(ctx, tx, message.Message{
			UserID: c.UserID, Channel: message.WhatsApp, Recipient: f.person.Phone, Kind: message.ConfirmCode,
			Language: f.person.Language, Secret: sent, ExpiresAt: until,
		})
	})
	return refusal, err
}

// ProvePhone judges the code. The try is counted and committed before that.
func (cs *Cases) ProvePhone(ctx context.Context, secret, input string, by session.Visitor) (v credential.Verdict, err error) {
	typed, problem := code.ParseOneTime(input)
	if problem != code.None {
		return credential.Verdict{Outcome: factor.Outcome{Problem: factor.Malformed, Form: problem}}, nil
	}
	began := time.Now()
	var sent sentCode
	var lanes []throttle.Lane
	err = cs.withKey(ctx, secret, func(ctx context.Context, tx db.Tx, c *Case, keyID string) error {
		lanes = guessLanes(*c, keyID)
		if v.Refusal, err = cs.Limiter.Take(ctx, tx, lanes...); err != nil || v.Refusal != nil {
			return err
		}
		sent, err = countTry(ctx, tx, keyID, cs.Clock.Now())
		return err
	})
	if err != nil || v.Refusal != nil {
		return v, err
	}
	if sent.id == "" || !cs.Factors.Ring.Verify(sent.mac, codePurpose, sent.id, typed) {
		v.Outcome.Problem = factor.Wrong
		return v, cs.Rest(ctx, began)
	}
	err = cs.withKey(ctx, secret, func(ctx context.Context, tx db.Tx, c *Case, keyID string) error {
		if err := useCode(ctx, tx, sent.id); err != nil {
			return err
		}
		if err := errors.Join(cs.Factors.NoteUsed(ctx, tx, sent.id), cs.Limiter.Right(ctx, tx, lanes...)); err != nil {
			return err
		}
		return cs.advance(ctx, tx, c, move{event: Prove, actor: Person, proof: Phone, key: keyID}, by)
	})
	v.OK = err == nil
	return v, err
}

func (cs *Cases) mac(id, code string) string { return cs.Factors.Ring.MAC(codePurpose, id, code) }

type sentCode struct {
	id, mac   string
	expiresAt clock.Instant
}
