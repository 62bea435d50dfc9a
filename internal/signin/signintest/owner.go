package signintest

import (
	"context"
	"fmt"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/throttle"
)

// Owner is a person with a session in a browser.
type Owner struct {
	*Person
	H  *Fixture
	By access.Caller
}

// Owner adds a person with two-factor on, in a fresh session.
func (h *Fixture) Owner() *Owner {
	h.Helper()
	p, s, by := h.Protected("ada@example.com")
	return &Owner{Person: p, H: h, By: As(s, by)}
}

// Add sets a further method up in the person's session.
func (p *Owner) Add(kind factor.Kind, to string) factor.Enrolled {
	h := p.H
	h.Helper()
	h.Must(h.Credential.BeginSetUp(h.Context(), p.By.Session, factor.Enrollment{Kind: kind, Phone: to}))
	setUp, err := h.Credential.SetUp(h.Context(), p.By.Session, kind)
	h.Must(err)
	_, refusal, err := h.Credential.SendSetUpCode(h.Context(), p.By, kind)
	if h.Must(err); refusal != nil {
		h.Fatalf("no code for the set-up: %+v", refusal)
	}
	secret, v, err := h.Credential.ConfirmSetUp(h.Context(), p.By, credential.FirstAnswer{Kind: kind, Input: h.Brought().Secret})
	if h.Must(err); !v.OK {
		h.Fatalf("setting up %s: %+v", kind, v)
	}
	p.By.Session = h.Load(secret)
	h.Clock.Advance(time.Minute)
	m, err := factor.Find(p.Methods(), setUp.ID)
	h.Must(err)
	return m
}

// AddApp sets a further app up in the person's session, and returns it with its secret in base32.
func (p *Owner) AddApp() (m factor.Enrolled, secret string) {
	h := p.H
	h.Helper()
	h.Must(h.Credential.BeginSetUp(h.Context(), p.By.Session, factor.Enrollment{Kind: factor.TOTP}))
	setUp, err := h.Credential.SetUp(h.Context(), p.By.Session, factor.TOTP)
	h.Must(err)
	shown, err := factor.At(setUp.Secret, code.Step(int64(h.Clock.Now())))
	h.Must(err)
	renewed, v, err := h.Credential.ConfirmSetUp(h.Context(), p.By, OfApp(shown))
	if h.Must(err); !v.OK {
		h.Fatalf("setting up an app: %+v", v)
	}
	p.By.Session = h.Load(renewed)
	h.Clock.Advance(2 * Period)
	m, err = factor.Find(p.Methods(), setUp.ID)
	h.Must(err)
	return m, setUp.Secret
}

// SignsIn signs in with the password and a code of the app with this secret, in a browser that is not known.
func (p *Owner) SignsIn(secret string) signin.Result {
	h := p.H
	h.Helper()
	h.Clock.Advance(2 * Period)
	shown, err := factor.At(secret, code.Step(int64(h.Clock.Now())))
	h.Must(err)
	r := p.Enter(Stranger())
	if r.Challenge == "" {
		return r
	}
	r, err = h.Flow.Verify(h.Context(), signin.Second{Challenge: r.Challenge, Kind: factor.TOTP, Input: shown, By: Stranger()})
	h.Must(err)
	return r
}

// Methods returns the person's methods.
func (p *Owner) Methods() []factor.Enrolled {
	p.H.Helper()
	methods, err := p.H.Factors.Enrolled(p.H.Context(), p.H.DB.Read(), p.ID)
	p.H.Must(err)
	return methods
}

// Send sends a code by a method for a scope.
func (p *Owner) Send(m factor.Enrolled, scope string, by session.Client) (code string, refusal *throttle.Refusal) {
	p.H.Helper()
	_, refusal, err := p.H.Authn.SendCode(p.H.Context(), authn.SendRequest{UserID: p.ID, FactorID: m.ID, Scope: scope, By: by})
	p.H.Must(err)
	if refusal != nil {
		return "", refusal
	}
	return p.H.Brought().Secret, nil
}

// Answer answers a code that was sent.
func (p *Owner) Answer(kind factor.Kind, scope, input string, by session.Client) authn.Verdict {
	p.H.Helper()
	v, err := p.H.Authn.SecondStep(context.Background(), authn.Attempt{
		UserID: p.ID, Kind: kind, Input: input, Scope: scope, By: by, Then: func(context.Context, db.Tx, authn.Accepted) error { return nil },
	})
	p.H.Must(err)
	return v
}

// Confirm gives a fresh proof in the person's session.
func (p *Owner) Confirm(proof credential.Proof) authn.Verdict {
	p.H.Helper()
	secret, v, err := p.H.Credential.Confirm(p.H.Context(), p.By, proof)
	p.H.Must(err)
	if v.OK {
		p.By.Session = p.H.Load(secret)
	}
	return v
}

// ByEmail gives a fresh proof by the e-mail method in the person's session.
func (p *Owner) ByEmail(m factor.Enrolled) {
	p.H.Helper()
	p.H.Clock.Advance(31 * time.Minute) // until every earlier wait is over
	if _, refusal := p.Send(m, credential.ToConfirm.Scope(p.By.Session), p.By.Client); refusal != nil {
		p.H.Fatalf("no code: %+v", refusal)
	}
	if v := p.Confirm(credential.Proof{Kind: factor.Email, Input: p.H.Brought().Secret}); !v.OK {
		p.H.Fatalf("the e-mailed code: %+v", v)
	}
}

// SwitchOff removes all of the person's methods.
func (p *Owner) SwitchOff() {
	p.H.Helper()
	secret, v, err := p.H.Credential.ProveForDisable(p.H.Context(), p.By, credential.Proof{Input: p.Code()})
	if p.H.Must(err); !v.OK {
		p.H.Fatalf("the code: %+v", v)
	}
	p.By.Session = p.H.Load(secret)
	secret, err = p.H.Credential.Disable(p.H.Context(), p.By)
	p.H.Must(err)
	p.By.Session = p.H.Load(secret)
}

// Wrong returns a code that is right for no time step near now.
func (p *Owner) Wrong() string {
	p.H.Helper()
	near := map[string]bool{}
	for steps := int64(-21); steps <= 21; steps++ {
		near[p.CodeAt(steps)] = true
	}
	for n := 0; ; n++ {
		if c := fmt.Sprintf("%06d", n); !near[c] {
			return c
		}
	}
}

// Spend uses up a limit's budget but for left guesses, on the day before yesterday.
func (p *Owner) Spend(limit string, left int64) {
	p.H.Helper()
	p.H.Write(func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO throttle_day (name, day, wrong) VALUES ($1, $2, $3)`,
			limit, dayOf(p.H.Clock.Now())-2, authn.StrangersYear-left)
		return err
	})
}

func dayOf(i clock.Instant) int64 { return int64(i) / (24 * time.Hour).Milliseconds() }

// Strangers returns the name of the limit for codes of the person's app from unknown browsers.
func (p *Owner) Strangers() string { return authn.StrangersLimit(factor.TOTP, p.ID).Name }

// Counted returns how many wrong codes the limit of [Owner.Strangers] has counted.
func (p *Owner) Counted() (n int) {
	p.H.Helper()
	p.H.Must(p.H.DB.Read().Row(p.H.Context(), `SELECT COALESCE(SUM(wrong), 0) FROM throttle_day WHERE name = $1`, p.Strangers()).Scan(&n))
	return n
}

// ShutCodes guesses codes until a stranger has to wait for a quarter of an hour.
func (p *Owner) ShutCodes(kind factor.Kind, wrong string, by session.Client) {
	p.H.Helper()
	for {
		v := p.Guess(kind, wrong, by)
		switch {
		case v.OK:
			p.H.Fatal("a wrong code was taken")
		case v.Refusal == nil:
		case v.Refusal.Wait > 15*time.Minute:
			return
		default:
			p.H.Clock.Advance(v.Refusal.Wait)
		}
	}
}
