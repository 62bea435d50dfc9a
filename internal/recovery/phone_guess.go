package recovery

import (
	"context"
	"errors"
	"time"

	"latchkey/internal/authn"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
)

// guessesYear is how many wrong codes a rolling year bears, from all browsers together that
// have not signed in as the person before; one that has bears as many by itself.
const guessesYear = 200

// waitLimit has each browser of a case wait for its own wrong guesses.
func waitLimit(keyID string) throttle.Limit {
	return throttle.Limit{Name: "recovery-code/" + keyID, Rule: throttle.Rule{Free: factor.CodeTries, First: 30 * time.Second, Most: time.Hour, Forget: throttle.Year}}
}

// yearLimit bounds what is guessed in a year. Whoever reads the mailbox along opens cases
// and spends it: a browser that has signed in before has one of its own, and so has each
// case that staff open, who can thus give the owner of the phone another chance.
func yearLimit(c Case, browser string, known bool) throttle.Limit {
	name := c.UserID
	switch {
	case known:
		name += "/" + browser
	case c.OpenedBy != "":
		name = c.ID
	}
	return throttle.Limit{Name: "recovery-code/" + name, Rule: throttle.Rule{Free: 1 << 40, Forget: throttle.Year, Budget: guessesYear}}
}

// ProvePhone judges the code. The try is counted and committed before that.
func (cs *Cases) ProvePhone(ctx context.Context, secret, input string, by session.Client) (v authn.Verdict, err error) {
	typed, problem := code.ParseOneTime(input)
	if problem != code.None {
		return authn.Verdict{Outcome: factor.Outcome{Problem: factor.Malformed, Form: problem}}, nil
	}
	began := time.Now()
	sent, limits, refusal, err := cs.countGuess(ctx, secret, by)
	if err != nil || refusal != nil {
		return authn.Verdict{Refusal: refusal}, err
	}
	if sent.id == "" {
		v.Outcome.Problem = factor.Dead
		return v, cs.Authn.WaitFloor(ctx, began)
	}
	if !cs.Factors.Ring.Verify(sent.mac, codePurpose, sent.id, sent.number, typed) {
		v.Outcome.Problem = factor.Wrong
		return v, cs.Authn.WaitFloor(ctx, began)
	}
	err = cs.withKey(ctx, secret, func(ctx context.Context, tx db.Tx, c *Case, keyID string) error {
		if err := useCode(ctx, tx, sent.id); err != nil {
			return err
		}
		if err := errors.Join(cs.Factors.NoteUsed(ctx, tx, sent.id), cs.Limiter.Succeed(ctx, tx, limits...)); err != nil {
			return err
		}
		return cs.advance(ctx, tx, c, move{event: Prove, actor: Person, proof: Phone, key: keyID}, by)
	})
	v.OK = err == nil
	return v, err
}

// countGuess counts a guess in the browser's limit, and in the year's where a code waits that
// it could hit: what can't be right spends nothing of that.
func (cs *Cases) countGuess(ctx context.Context, secret string, by session.Client) (sent sentCode, limits []throttle.Limit, refusal *throttle.Refusal, err error) {
	err = cs.withKey(ctx, secret, func(ctx context.Context, tx db.Tx, c *Case, keyID string) error {
		limits = []throttle.Limit{waitLimit(keyID)}
		if refusal, err = cs.Limiter.Reserve(ctx, tx, limits...); err != nil || refusal != nil {
			return err
		}
		if sent, err = countTry(ctx, tx, keyID, cs.Clock.Now()); err != nil || sent.id == "" {
			return err
		}
		person, err := cs.Users.ByID(ctx, tx, c.UserID)
		if err != nil {
			return err
		}
		sent.number = person.Phone
		known, err := cs.Browsers.Knows(ctx, tx, by.Browser, c.UserID)
		if err != nil {
			return err
		}
		year := yearLimit(*c, by.Browser, known)
		limits = append(limits, year)
		refusal, err = cs.Limiter.Reserve(ctx, tx, year)
		return err
	})
	return sent, limits, refusal, err
}
