package recovery

import (
	"context"
	"time"

	"latchkey/internal/authn"
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
	return throttle.Limit{Name: "recovery-code/" + keyID, Rule: throttle.Rule{
		Free: factor.CodeTries, First: 30 * time.Second, Most: time.Hour, Forget: throttle.Year,
	}}
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

// ProvePhone checks the code that was sent to the phone; a right one is a proof. The attempt is counted and
// committed first.
func (cs *Cases) ProvePhone(ctx context.Context, secret, input string, by session.Client) (authn.Verdict, error) {
	v, err := cs.Authn.CheckProof(ctx, authn.ProofAttempt{
		Input: input, By: by,
		Counted: func(ctx context.Context, tx db.Tx) (n authn.ProofCount, err error) {
			c, keyID, err := keyBySecret(ctx, tx, hashed(secret))
			if err != nil {
				return n, err
			}
			person, err := cs.Users.ByID(ctx, tx, c.UserID)
			if err != nil {
				return n, err
			}
			known, err := cs.Browsers.Knows(ctx, tx, by.Browser, c.UserID)
			return authn.ProofCount{
				Proof: phoneProof(person, keyID, known), Wait: []throttle.Limit{waitLimit(keyID)},
				Budget: []throttle.Limit{yearLimit(c, by.Browser, known)},
			}, err
		},
		Then: func(ctx context.Context, tx db.Tx) error {
			c, keyID, err := keyBySecret(ctx, tx, hashed(secret))
			if err != nil {
				return err
			}
			return cs.advance(ctx, tx, &c, move{event: Prove, actor: Person, proof: Phone, key: keyID}, by)
		},
	})
	if v.Outcome.Problem == factor.NotSent || v.Outcome.Problem == factor.Expired {
		v.Outcome.Problem = factor.Dead
	}
	return v, err
}
