package credential

import (
	"context"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
)

// Attempt is one answer to a second step.
type Attempt struct {
	UserID string // set by Counted where that is given
	Kind   factor.Kind
	Input  string
	By     session.Visitor
	// Counted, where it is given, runs in the transaction that counts the attempt, before
	// it is judged, and tells whose it is.
	Counted func(ctx context.Context, tx db.Tx) (userID string, err error)
	// Then runs in the transaction that spends a right code, and decides with it.
	Then func(ctx context.Context, tx db.Tx) error
}

// SecondStep judges a code.
func (p *Prover) SecondStep(ctx context.Context, a Attempt) (Verdict, error) {
	began := time.Now()
	method := p.Factors.Method(a.Kind)
	if problem := method.Form(a.Input); problem != code.None {
		return Verdict{Outcome: factor.Outcome{Problem: factor.Malformed, Form: problem}}, nil
	}
	lane, known, refusal, err := p.countCode(ctx, &a)
	if err != nil || refusal != nil {
		return Verdict{Refusal: refusal}, err
	}
	var outcome factor.Outcome
	err = p.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		outcome, err = method.Verify(ctx, tx, factor.Answer{UserID: a.UserID, Input: a.Input, Known: known})
		if err != nil {
			return err
		}
		if !outcome.OK {
			return p.noteWrongCode(ctx, tx, a, lane)
		}
		return p.acceptCode(ctx, tx, a, lane, outcome)
	})
	if err != nil || outcome.OK {
		return Verdict{OK: err == nil, Outcome: outcome}, err
	}
	return Verdict{Outcome: outcome}, wait(ctx, p.Floor-time.Since(began))
}

// countCode counts in the browser's own lane if it has one that still takes codes,
// else in the one that all strangers share.
func (p *Prover) countCode(ctx context.Context, a *Attempt) (lane throttle.Lane, known bool, refusal *throttle.Refusal, err error) {
	err = p.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if a.Counted != nil {
			if a.UserID, err = a.Counted(ctx, tx); err != nil {
				return err
			}
		}
		known, err = p.Browsers.Knows(ctx, tx, a.By.Browser, a.UserID)
		if err != nil {
			return err
		}
		lane = strangersLane(a.Kind, a.UserID)
		if a.Kind == factor.Backup {
			lane = strangersBackupLane(a.UserID, a.By.Address)
		}
		if known {
			own := browsersLane(a.Kind, a.UserID, a.By.Browser)
			spent, err := p.Limiter.Spent(ctx, tx, own)
			if err != nil {
				return err
			}
			if known = !spent; known {
				lane = own
			}
		}
		refusal, err = p.Limiter.Take(ctx, tx, lane)
		return err
	})
	return lane, known, refusal, err
}

func (p *Prover) acceptCode(ctx context.Context, tx db.Tx, a Attempt, lane throttle.Lane, outcome factor.Outcome) error {
	if err := p.Limiter.Right(ctx, tx, lane); err != nil {
		return err
	}
	if a.Kind == factor.Backup {
		err := p.tell(ctx, tx, note{audit: "backup-code.used", message: message.BackupCodeUsed, userID: a.UserID, by: a.By, left: outcome.Left})
		if err != nil {
			return err
		}
	}
	return a.Then(ctx, tx)
}

func (p *Prover) noteWrongCode(ctx context.Context, tx db.Tx, a Attempt, lane throttle.Lane) error {
	err := p.Audit.Append(ctx, tx, audit.Event{
		Kind: "second-step.wrong", Subject: a.UserID, Network: a.By.Network(), Detail: map[string]string{"method": string(a.Kind)},
	})
	if err != nil {
		return err
	}
	spent, err := p.Limiter.Spent(ctx, tx, lane)
	if err != nil || !spent {
		return err
	}
	return p.tell(ctx, tx, note{audit: "codes.locked", message: message.CodesLocked, userID: a.UserID, by: a.By})
}

// note is a change that is logged and told to its person.
type note struct {
	audit   string
	message message.Kind
	userID  string
	actor   string // "" for somebody who has not proved to be the person
	by      session.Visitor
	left    int
	method  string        // the kind of the method that it is about; "" for none
	when    clock.Instant // 0: now
	where   string        // a masked address or number
	notMe   NotMeKind     // what "this wasn't me" does; "" is NotMeNotice
}

func (p *Prover) tell(ctx context.Context, tx db.Tx, n note) error {
	err := p.Audit.Append(ctx, tx, audit.Event{Kind: n.audit, Actor: n.actor, Subject: n.userID, Network: n.by.Network()})
	if err != nil {
		return err
	}
	u, err := p.Users.ByID(ctx, tx, n.userID)
	if err != nil {
		return err
	}
	if n.notMe == "" {
		n.notMe = NotMeNotice
	}
	return p.Notify(ctx, tx, u, message.Message{Kind: n.message, Facts: facts(n)}, NotMe{Kind: n.notMe})
}

func facts(n note) message.Facts {
	return message.Facts{Network: n.by.Network(), Agent: n.by.Agent, Left: n.left, Where: n.where, Method: n.method, When: n.when}
}
