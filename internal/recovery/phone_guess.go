package recovery

import (
	"context"
	"errors"
	"time"

	"latchkey/internal/code"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
)

// guessLanes has each browser wait for its own wrong guesses; the year's budget is everybody's.
func guessLanes(c Case, keyID string) []throttle.Lane {
	return []throttle.Lane{
		{Name: "recovery-code/" + keyID, Rule: throttle.Rule{Free: factor.CodeTries, First: 30 * time.Second, Most: time.Hour, Forget: throttle.Year}},
		{Name: "recovery-code/" + c.UserID, Rule: throttle.Rule{Free: 1 << 40, Forget: throttle.Year, Budget: 200}},
	}
}

// ProvePhone judges the code. The try is counted and committed before that.
func (cs *Cases) ProvePhone(ctx context.Context, secret, input string, by session.Visitor) (v credential.Verdict, err error) {
	typed, problem := code.ParseOneTime(input)
	if problem != code.None {
		return credential.Verdict{Outcome: factor.Outcome{Problem: factor.Malformed, Form: problem}}, nil
	}
	began := time.Now()
	sent, lanes, refusal, err := cs.countGuess(ctx, secret)
	if err != nil || refusal != nil {
		return credential.Verdict{Refusal: refusal}, err
	}
	if sent.id == "" {
		v.Outcome.Problem = factor.Dead
		return v, cs.Rest(ctx, began)
	}
	if !cs.Factors.Ring.Verify(sent.mac, codePurpose, sent.id, typed) {
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

func (cs *Cases) countGuess(ctx context.Context, secret string) (sent sentCode, lanes []throttle.Lane, refusal *throttle.Refusal, err error) {
	err = cs.withKey(ctx, secret, func(ctx context.Context, tx db.Tx, c *Case, keyID string) error {
		lanes = guessLanes(*c, keyID)
		if refusal, err = cs.Limiter.Take(ctx, tx, lanes...); err != nil || refusal != nil {
			return err
		}
		sent, err = countTry(ctx, tx, keyID, cs.Clock.Now())
		return err
	})
	return sent, lanes, refusal, err
}
