package recovery

import (
	"context"

	"latchkey/internal/access"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

func hashed(secret string) string { return seal.HashToken(secret) }

// withKey runs fn in one transaction for the case that a key's secret follows.
func (cs *Cases) withKey(ctx context.Context, secret string, fn func(ctx context.Context, tx db.Tx, c *Case, keyID string) error) error {
	return cs.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		c, keyID, err := keyBySecret(ctx, tx, hashed(secret))
		if err != nil {
			return err
		}
		return fn(ctx, tx, &c, keyID)
	})
}

// ProveBrowser gives the proof that this browser has signed in as the person before.
// ErrMayNot: it has not.
func (cs *Cases) ProveBrowser(ctx context.Context, secret string, by session.Client) error {
	return cs.withKey(ctx, secret, func(ctx context.Context, tx db.Tx, c *Case, keyID string) error {
		known, err := cs.Browsers.Knows(ctx, tx, by.Browser, c.UserID)
		if err != nil {
			return err
		}
		if !known {
			return ErrMayNot
		}
		return cs.advance(ctx, tx, c, move{event: Prove, actor: Person, proof: Browser, key: keyID}, by)
	})
}

// StopByKey ends the case for whoever follows it.
func (cs *Cases) StopByKey(ctx context.Context, secret string, by session.Client) error {
	return cs.withKey(ctx, secret, func(ctx context.Context, tx db.Tx, c *Case, _ string) error {
		return cs.advance(ctx, tx, c, move{event: Stop, actor: Person, reason: "person"}, by)
	})
}

// Work is one thing that a member of staff does to a case.
type Work struct {
	CaseID string
	By     access.Caller
	Seen   int64 // the version that the page showed; 0: whatever it is now
}

// NoteProof notes that the person whose browser shows the number has shown a document, or
// has answered what staff asked. Nothing of either is kept.
func (cs *Cases) NoteProof(ctx context.Context, w Work, p Proof, number string) error {
	return cs.work(ctx, w, func(ctx context.Context, tx db.Tx) (move, error) {
		numbers, err := numbersOf(ctx, tx, w.CaseID)
		return move{event: Vouch, proof: p, key: numbers[number]}, err
	})
}

// Tick notes an item of the checklist as done.
func (cs *Cases) Tick(ctx context.Context, w Work, item string) error {
	return cs.work(ctx, w, simply(move{event: Tick, item: item}))
}

// Submit hands the case on for approval. [ErrUnchecked], [ErrProofsMissing].
func (cs *Cases) Submit(ctx context.Context, w Work) error {
	return cs.work(ctx, w, simply(move{event: Submit}))
}

// SendBack asks for more work; the checklist begins again.
func (cs *Cases) SendBack(ctx context.Context, w Work) error {
	return cs.work(ctx, w, simply(move{event: SendBack}))
}

// Approve begins the waiting time. It opens somebody else's account, so it takes a fresh proof
// ([access.ErrStepUpRequired]). [ErrSamePerson]: somebody else has to, unless the host lets one person do both.
func (cs *Cases) Approve(ctx context.Context, w Work) error {
	return cs.work(ctx, w, func(ctx context.Context, tx db.Tx) (move, error) {
		return move{event: Approve}, cs.Gate.StepUp(ctx, tx, w.By.Session, factor.ByApp)
	})
}

// Resume lets a paused case go on, from the checklist.
func (cs *Cases) Resume(ctx context.Context, w Work) error {
	return cs.work(ctx, w, simply(move{event: Resume}))
}

// StopByStaff ends the case.
func (cs *Cases) StopByStaff(ctx context.Context, w Work) error {
	return cs.work(ctx, w, simply(move{event: Stop, reason: "staff"}))
}

func simply(m move) func(context.Context, db.Tx) (move, error) {
	return func(context.Context, db.Tx) (move, error) { return m, nil }
}

// work makes a move of staff, who are asked for again as the database knows them now.
func (cs *Cases) work(ctx context.Context, w Work, make func(context.Context, db.Tx) (move, error)) error {
	return cs.Gate.InSession(ctx, w.By.Session, func(ctx context.Context, tx db.Tx) error {
		c, err := caseByID(ctx, tx, w.CaseID)
		if err != nil {
			return err
		}
		m, err := make(ctx, tx)
		if err != nil {
			return err
		}
		m.actor, m.staff, m.seen = Staff, user.User{ID: w.By.UserID}, w.Seen
		return cs.advance(ctx, tx, &c, m, w.By.Client)
	})
}
