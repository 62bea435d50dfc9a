package authn

import (
	"context"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
)

// Attempt is one answer to a second step.
type Attempt struct {
	UserID   string // set from Counted's result, if there is a Counted
	Kind     factor.Kind
	FactorID string // "" for any method of the kind
	Input    string
	Scope    string          // what a sent code must have been sent for; set from Counted's result, if there is a Counted
	Need     factor.Strength // the least that a right answer must count for
	Since    clock.Instant   // when the method that gives it must have been there already; 0: any will do
	Or       string          // with Since: the id of a method that will do all the same
	By       session.Client
	// Counted, if not nil, runs in the transaction that counts the attempt, before the check. It returns whose
	// attempt it is and for which scope.
	Counted func(ctx context.Context, tx db.Tx) (userID, scope string, err error)
	// Then runs after a right answer, in the transaction that uses the code up; if it fails, the code is not
	// used.
	Then func(ctx context.Context, tx db.Tx, accepted Accepted) error

	lastUsed clock.Instant
}

// Accepted is an answer that was right: what it counts for, and what is known of the browser that gave it.
type Accepted struct {
	factor.Outcome
	LastUsed clock.Instant // see [session.Browsers.LastUsed]
}

// SecondStep counts and checks an answer to a second step. A refusal is answered after MinResponseTime at the
// earliest.
func (p *Verifier) SecondStep(ctx context.Context, a Attempt) (Verdict, error) {
	began := time.Now()
	method := p.Factors.Method(a.Kind)
	if method == nil {
		return Verdict{Outcome: factor.Outcome{Problem: factor.NotSetUp}}, nil
	}
	if problem := method.Form(a.Input); problem != code.None {
		return Verdict{Outcome: factor.Outcome{Problem: factor.Malformed, Form: problem}}, nil
	}
	var v Verdict
	var held throttle.Reservation
	err := countThenCheck(ctx, p.DB, func(ctx context.Context, tx db.Tx) (_ Check, err error) {
		var answer factor.Answer
		answer, held, v.Refusal, err = p.countCode(ctx, tx, &a)
		if err != nil || v.Refusal != nil {
			return nil, err
		}
		return func(ctx context.Context, tx db.Tx) (err error) {
			v.Outcome, err = p.judgeCode(ctx, tx, a, method, answer, held)
			return err
		}, nil
	}, func(ctx context.Context, tx db.Tx) error { return held.Fail(ctx, tx, 1) })
	if v.OK = err == nil && v.Outcome.OK; err != nil || v.OK || v.Refusal != nil {
		return v, err
	}
	return v, wait(ctx, p.MinResponseTime-time.Since(began))
}

func (p *Verifier) judgeCode(
	ctx context.Context, tx db.Tx, a Attempt, method factor.Method, answer factor.Answer, held throttle.Reservation,
) (outcome factor.Outcome, err error) {
	outcome, err = method.Verify(ctx, tx, answer)
	if err != nil {
		return outcome, err
	}
	if !outcome.OK {
		return outcome, p.noteWrongCode(ctx, tx, a, held, outcome)
	}
	if problem := a.wants(outcome.Proof); problem != factor.None {
		return factor.Outcome{Problem: problem}, held.Succeed(ctx, tx) // spent, but no guess
	}
	return outcome, p.acceptCode(ctx, tx, a, held, outcome)
}

// wants says why a right answer is not enough.
func (a Attempt) wants(proof factor.Proof) factor.Problem {
	switch {
	case proof.Strength < a.Need:
		return factor.TooWeak
	case !proof.By(a.Since, a.Or):
		return factor.TooNew
	}
	return factor.None
}

// countCode counts in the browser's own limit if it has one that still takes codes,
// else in the one that all strangers share.
func (p *Verifier) countCode(
	ctx context.Context, tx db.Tx, a *Attempt,
) (answer factor.Answer, held throttle.Reservation, refusal *throttle.Refusal, err error) {
	if a.Counted != nil {
		if a.UserID, a.Scope, err = a.Counted(ctx, tx); err != nil {
			return answer, held, nil, err
		}
	}
	if a.lastUsed, err = p.Browsers.LastUsed(ctx, tx, a.By.Browser, a.UserID); err != nil {
		return answer, held, nil, err
	}
	known := !a.lastUsed.IsZero()
	limits := codeLimits(a.Kind, a.UserID, known, a.By)
	for _, limit := range limits {
		if held, refusal, err = p.Limiter.ReserveOne(ctx, tx, limit); err != nil {
			return answer, held, nil, err
		}
		if refusal == nil || !refusal.Spent {
			break
		}
	}
	if refusal != nil {
		return answer, held, refusal, nil
	}
	answer = factor.Answer{UserID: a.UserID, FactorID: a.FactorID, Input: a.Input, Scope: a.Scope, Known: known && held.Limit == limits[0]}
	return answer, held, nil, p.Factors.Count(ctx, tx, a.Kind, &answer)
}

func (p *Verifier) acceptCode(ctx context.Context, tx db.Tx, a Attempt, held throttle.Reservation, outcome factor.Outcome) error {
	if err := held.Succeed(ctx, tx); err != nil {
		return err
	}
	if _, sent := channels[a.Kind]; sent {
		if err := p.arrived(ctx, tx, a, outcome); err != nil {
			return err
		}
	}
	if a.Kind == factor.Backup {
		err := p.Notices.Add(ctx, tx, notice.Notice{
			Audit: "backup-code.used", Message: message.BackupCodeUsed, UserID: a.UserID, By: a.By, Left: outcome.Left,
			NotMe: notice.NotMeMethod,
		})
		if err != nil {
			return err
		}
	}
	if err := p.noteCounter(ctx, tx, a.UserID, outcome, a.By); err != nil {
		return err
	}
	return a.Then(ctx, tx, Accepted{Outcome: outcome, LastUsed: a.lastUsed})
}

func (p *Verifier) noteWrongCode(ctx context.Context, tx db.Tx, a Attempt, held throttle.Reservation, outcome factor.Outcome) error {
	if outcome.Problem == factor.NotSetUp || outcome.Problem == factor.NotSent {
		return held.Refund(ctx, tx) // no code would have been right: a stranger's must not spend what a method set up later needs
	}
	err := p.Audit.Append(ctx, tx, audit.Event{
		Kind: "second-step.wrong", Subject: a.UserID, Network: a.By.Network(), Detail: map[string]string{"method": string(a.Kind)},
	})
	if err != nil {
		return err
	}
	if err := held.Fail(ctx, tx, max(1, int64(outcome.Chances))); err != nil {
		return err
	}
	spent, err := p.Limiter.Spent(ctx, tx, held.Limit)
	if err != nil || !spent {
		return err
	}
	return p.Notices.Add(ctx, tx, notice.Notice{
		Audit: "codes.locked", Message: message.CodesLocked, UserID: a.UserID, By: a.By, Method: string(a.Kind),
	})
}
