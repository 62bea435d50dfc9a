package authn

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
)

var channels = map[factor.Kind]message.Channel{factor.Email: message.Email, factor.WhatsApp: message.WhatsApp}

// SendRequest asks for a code to be sent.
type SendRequest struct {
	UserID   string
	FactorID string // one of the person's methods, or the one that is being set up
	Scope    string // what the code is good for, see factor.Answer
	By       session.Client
}

// Sent is a code that was sent.
type Sent struct {
	MessageID   string
	FactorID    string
	Kind        factor.Kind
	Masked      string        // the masked address or number that it was sent to
	ResendAfter time.Duration // how long until another may be sent
}

// SendCode sends a code for one scope; code and message are stored in one transaction. A refusal says when
// another may be sent. It returns [factor.ErrNoMethod], or [factor.ErrSameMailbox] if the password was reset
// through the mailbox that the code would go to.
func (p *Verifier) SendCode(ctx context.Context, r SendRequest) (s Sent, refusal *throttle.Refusal, err error) {
	err = p.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		s, refusal, err = p.SendCodeIn(ctx, tx, r)
		return err
	})
	return s, refusal, err
}

// SendCodeIn is [Verifier.SendCode] in the caller's transaction.
func (p *Verifier) SendCodeIn(ctx context.Context, tx db.Tx, r SendRequest) (s Sent, refusal *throttle.Refusal, err error) {
	d, err := p.Factors.Destination(ctx, tx, r.UserID, r.FactorID)
	if err != nil {
		return s, nil, err
	}
	if d.Pending != (r.Scope == factor.SetUpScope(d.FactorID)) {
		return s, nil, factor.ErrNoMethod // a set-up's code proves nothing but the set-up
	}
	u, err := p.Users.ByID(ctx, tx, r.UserID)
	if err != nil {
		return s, nil, err
	}
	if d.Kind == factor.Email && !d.Pending && !u.ResetAt.IsZero() {
		return s, nil, factor.ErrSameMailbox
	}
	known, err := p.Browsers.Knows(ctx, tx, r.By.Browser, r.UserID)
	if err != nil {
		return s, nil, err
	}
	known = known && !d.Pending
	s, refusal, err = p.send(ctx, tx, SentProof{To: d, Scope: r.Scope, Known: known}, message.Message{
		Kind: codeKind(r.Scope), Language: u.Language, Data: message.Data{Name: u.Name, Network: r.By.Network(), Agent: r.By.Agent},
	}, r.By)
	if err != nil || refusal != nil {
		return s, refusal, err
	}
	err = p.Audit.Append(ctx, tx, audit.Event{
		Kind: "code.sent", Subject: u.ID, Network: r.By.Network(), Detail: map[string]string{"method": string(d.Kind)},
	})
	if err != nil {
		return s, nil, err
	}
	s.ResendAfter, err = p.ResendAfter(ctx, tx, d, known)
	return s, nil, err
}

// codeKind has a code for a change not call itself one for signing in.
func codeKind(scope string) message.Kind {
	if strings.Contains(scope, "/") {
		return message.ConfirmCode
	}
	return message.SignInCode
}

// maySend counts a code that is to be sent in every limit that bounds it.
func (p *Verifier) maySend(ctx context.Context, tx db.Tx, d factor.Destination, known bool, by session.Client) (*throttle.Refusal, error) {
	if !known {
		if refusal, err := p.broken(ctx, tx, d); err != nil || refusal != nil {
			return refusal, err
		}
	}
	return p.Limiter.Reserve(ctx, tx, sendLimits(d, known, by, p.Settings.Choices(ctx).WhatsAppDaily)...)
}

// arrived forgets how often a code had to be sent until one was answered with: the
// next sign-in need not wait for it. What was sent in the day stays counted.
func (p *Verifier) arrived(ctx context.Context, tx db.Tx, a Attempt, proof factor.Outcome) error {
	d, err := p.Factors.Destination(ctx, tx, a.UserID, proof.FactorID)
	if err != nil {
		return err
	}
	known, err := p.Browsers.Knows(ctx, tx, a.By.Browser, a.UserID)
	if err != nil {
		return err
	}
	return p.Limiter.Succeed(ctx, tx, resendLimit(d, known))
}

// LastSent returns the code that was sent last for a scope by a kind of method; found is false if none was.
func (p *Verifier) LastSent(ctx context.Context, userID, scope string, k factor.Kind, by session.Client) (s Sent, found bool, err error) {
	tx := p.DB.Read()
	s.Kind = k
	s.MessageID, s.FactorID, err = p.Factors.CurrentMessage(ctx, tx, userID, scope, k)
	if errors.Is(err, sql.ErrNoRows) {
		return s, false, nil
	}
	if err != nil {
		return s, false, err
	}
	d, err := p.Factors.Destination(ctx, tx, userID, s.FactorID)
	if err != nil {
		return s, false, err
	}
	known, err := p.Browsers.Knows(ctx, tx, by.Browser, userID)
	if err != nil {
		return s, false, err
	}
	s.Masked = d.Masked
	s.ResendAfter, err = p.ResendAfter(ctx, tx, d, known && !d.Pending)
	return s, true, err
}
