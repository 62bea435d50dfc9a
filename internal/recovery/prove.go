package recovery

import (
	"context"
	"errors"

	"latchkey/internal/access"
	"latchkey/internal/db"
	"latchkey/internal/phrase"
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

// ProveBrowser gives the proof that the person has signed in from this browser before, or returns [ErrMayNot].
func (cs *Cases) ProveBrowser(ctx context.Context, secret string, by session.Client) error {
	return cs.withKey(ctx, secret, func(ctx context.Context, tx db.Tx, c *Case, keyID string) error {
		known, err := cs.Browsers.Knows(ctx, tx, by.Browser, c.UserID)
		if err != nil {
			return err
		}
		if !known {
			return ErrMayNot
		}
		return cs.advance(ctx, tx, c, move{event: Prove, actor: Person, proof: Browser, key: keyID, browser: by.Browser}, by)
	})
}

// StopByKey stops the case for a browser that follows it. It returns [ErrProofsMissing] if staff opened the case and the
// browser has not given the proofs that the case takes.
func (cs *Cases) StopByKey(ctx context.Context, secret string, by session.Client) error {
	return cs.withKey(ctx, secret, func(ctx context.Context, tx db.Tx, c *Case, keyID string) error {
		return cs.advance(ctx, tx, c, move{event: Stop, actor: Person, key: keyID, reason: "person"}, by)
	})
}

// Work is an action of a member of staff on a case. Every one returns [access.ErrNewStaff] if they became staff a short while
// ago.
type Work struct {
	CaseID string
	By     access.Caller
	Seen   int64 // the version that the page showed; 0: any
}

// NoteProof records that the person whose browser shows this phrase has shown staff a document or answered
// their questions. The content is not stored. It returns [ErrNoNumber] unless one browser of the case shows it, and
// [ErrCaseName] for the name of the case.
func (cs *Cases) NoteProof(ctx context.Context, w Work, p Proof, read string) error {
	err := cs.work(ctx, w, func(ctx context.Context, tx db.Tx) (move, error) {
		numbers, err := numbersOf(ctx, tx, w.CaseID)
		return move{event: Vouch, proof: p, key: showing(read, numbers)}, err
	})
	// Whoever reaches this refusal may work on the case, and sees its name beside the field.
	if n, found := phrase.Read(read); errors.Is(err, ErrNoNumber) && found && n == reference(Case{ID: w.CaseID}) {
		return ErrCaseName
	}
	return err
}

// showing is the one browser that shows a phrase; "" if none does, or more than one of a case from before there were phrases.
func showing(read string, numbers map[string]string) (id string) {
	n, found := phrase.Read(read)
	if !found {
		return ""
	}
	for number, browser := range numbers {
		switch {
		case phraseOf(number) != n:
		case id != "":
			return ""
		default:
			id = browser
		}
	}
	return id
}

// Tick ticks items of the checklist, all in one transaction. Those that are ticked already stay as they are; if there is nothing
// else to tick, it returns [ErrDone].
func (cs *Cases) Tick(ctx context.Context, w Work, items ...string) error {
	return cs.Gate.InSession(ctx, w.By.Session, func(ctx context.Context, tx db.Tx) error {
		c, err := caseByID(ctx, tx, w.CaseID)
		if err != nil {
			return err
		}
		ticked := false
		for _, item := range items {
			m := move{event: Tick, item: item, actor: Staff, staff: user.User{ID: w.By.UserID}}
			err := cs.advance(ctx, tx, &c, m, w.By.Client)
			if err != nil && !errors.Is(err, ErrDone) {
				return err
			}
			ticked = ticked || err == nil
		}
		if !ticked {
			return ErrDone
		}
		return nil
	})
}

// Submit hands the case on to be approved. It may return [ErrUnchecked] or [ErrProofsMissing].
func (cs *Cases) Submit(ctx context.Context, w Work) error {
	return cs.work(ctx, w, simply(move{event: Submit}))
}

// SendBack returns a case from review; the checklist starts again.
func (cs *Cases) SendBack(ctx context.Context, w Work) error {
	return cs.work(ctx, w, simply(move{event: SendBack}))
}

// Approve starts the waiting time. It needs the proof of [access.Gate.StaffStepUp], and returns [ErrSamePerson] if the
// caller worked on the case and the host requires a second person.
func (cs *Cases) Approve(ctx context.Context, w Work) error {
	return cs.work(ctx, w, func(ctx context.Context, tx db.Tx) (move, error) {
		return move{event: Approve}, cs.Gate.StaffStepUp(ctx, tx, w.By.Session)
	})
}

// Resume continues a paused case, starting with the checklist.
func (cs *Cases) Resume(ctx context.Context, w Work) error {
	return cs.work(ctx, w, simply(move{event: Resume}))
}

// StopByStaff stops the case.
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
