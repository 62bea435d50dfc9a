package authn

import (
	"context"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
)

// SentProof is a code that is sent to a destination which is no method of the person, to prove that they
// control it.
type SentProof struct {
	To    factor.Destination
	Scope string // what the code is good for, such as "contact/" and a session's id
	Known bool   // the browser that asked has signed in as the person before
}

// SendProof sends a code in the caller's transaction. It replaces the last one for the same scope. A refusal
// says when another may be sent.
func (p *Verifier) SendProof(ctx context.Context, tx db.Tx, s SentProof, language string, by session.Client) (*throttle.Refusal, error) {
	_, refusal, err := p.send(ctx, tx, s, message.Message{Kind: message.ConfirmCode, Language: language}, by)
	return refusal, err
}

// LastProof returns the code that was sent last and still waits for its answer; found is false if there is
// none.
func (p *Verifier) LastProof(ctx context.Context, tx db.Reader, s SentProof) (sent Sent, found bool, err error) {
	sent = Sent{Kind: s.To.Kind, Masked: s.To.Masked}
	if sent.MessageID, found, err = p.Factors.AwaitedMessage(ctx, tx, s.To, s.Scope); err != nil || !found {
		return Sent{}, false, err
	}
	sent.ResendAfter, err = p.ResendAfter(ctx, tx, s.To, s.Known)
	return sent, true, err
}

// send counts, draws and posts a code: its row and its message are one transaction.
func (p *Verifier) send(
	ctx context.Context, tx db.Tx, s SentProof, m message.Message, by session.Client,
) (sent Sent, refusal *throttle.Refusal, err error) {
	if refusal, err = p.maySend(ctx, tx, s.To, s.Known, by); err != nil || refusal != nil {
		return sent, refusal, err
	}
	issued, err := p.Factors.Issue(ctx, tx, s.To, s.Scope)
	if err != nil {
		return sent, nil, err
	}
	m.UserID, m.Channel, m.Recipient, m.Secret, m.ExpiresAt = s.To.UserID, channels[s.To.Kind], s.To.Address, issued.Code, issued.ExpiresAt
	sent = Sent{FactorID: s.To.FactorID, Kind: s.To.Kind, Masked: s.To.Masked}
	if sent.MessageID, err = p.Outbox.AddID(ctx, tx, m); err != nil {
		return sent, nil, err
	}
	return sent, nil, p.Factors.SentMessage(ctx, tx, issued.ID, sent.MessageID)
}

// ProofAttempt is one answer to a [SentProof].
type ProofAttempt struct {
	Input string
	By    session.Client
	// Counted runs in the transaction that counts the attempt, before the check. It returns what is answered
	// and the limits to count in.
	Counted func(ctx context.Context, tx db.Tx) (ProofCount, error)
	// Then runs after a right answer, in the transaction that uses the code up; if it fails, the code is not
	// used.
	Then func(ctx context.Context, tx db.Tx) error
}

// ProofCount is what an attempt answers, and the limits that it counts in.
type ProofCount struct {
	Proof  SentProof
	Wait   []throttle.Limit // count every answer
	Budget []throttle.Limit // count only answers to a code that can still be right
}

// CheckProof counts the attempt, then checks it (see [CountThenCheck]). A wrong answer is returned after MinResponseTime
// at the earliest.
func (p *Verifier) CheckProof(ctx context.Context, a ProofAttempt) (v Verdict, err error) {
	began := time.Now()
	digits, problem := code.ParseOneTime(a.Input)
	if problem != code.None {
		return Verdict{Outcome: factor.Outcome{Problem: factor.Malformed, Form: problem}}, nil
	}
	err = CountThenCheck(ctx, p.DB, func(ctx context.Context, tx db.Tx) (Check, error) {
		n, ticket, refusal, err := p.countProof(ctx, tx, a)
		if v.Refusal = refusal; err != nil || refusal != nil {
			return nil, err
		}
		return func(ctx context.Context, tx db.Tx) (err error) {
			v.Outcome, err = p.judgeProof(ctx, tx, a, n, ticket, digits)
			return err
		}, nil
	})
	if v.OK = err == nil && v.Outcome.OK; err != nil || v.OK || v.Refusal != nil {
		return v, err
	}
	return v, p.WaitMinResponseTime(ctx, began)
}

func (p *Verifier) judgeProof(
	ctx context.Context, tx db.Tx, a ProofAttempt, n ProofCount, ticket, digits string,
) (outcome factor.Outcome, err error) {
	outcome, err = p.Factors.JudgeSent(ctx, tx, n.Proof.To, n.Proof.Scope, ticket, digits)
	if err != nil {
		return outcome, err
	}
	if !outcome.OK {
		return outcome, p.noteWrongProof(ctx, tx, n.Proof, ticket, a.By)
	}
	limits := append(append(n.Wait, n.Budget...), resendLimit(n.Proof.To, n.Proof.Known))
	if err := p.Limiter.Succeed(ctx, tx, limits...); err != nil {
		return outcome, err
	}
	return outcome, a.Then(ctx, tx)
}

// noteWrongProof logs an answer that a code was there for.
func (p *Verifier) noteWrongProof(ctx context.Context, tx db.Tx, s SentProof, ticket string, by session.Client) error {
	if ticket == "" {
		return nil
	}
	return p.Audit.Append(ctx, tx, audit.Event{
		Kind: "code.wrong", Subject: s.To.UserID, Network: by.Network(), Detail: map[string]string{"method": string(s.To.Kind)},
	})
}

func (p *Verifier) countProof(
	ctx context.Context, tx db.Tx, a ProofAttempt,
) (n ProofCount, ticket string, refusal *throttle.Refusal, err error) {
	if n, err = a.Counted(ctx, tx); err != nil {
		return n, "", nil, err
	}
	if refusal, err = p.Limiter.Reserve(ctx, tx, n.Wait...); err != nil || refusal != nil {
		return n, "", refusal, err
	}
	if ticket, err = p.Factors.CountSent(ctx, tx, n.Proof.To, n.Proof.Scope); err != nil || ticket == "" {
		n.Budget = nil
		return n, ticket, nil, err
	}
	refusal, err = p.Limiter.Reserve(ctx, tx, n.Budget...)
	return n, ticket, refusal, err
}
