package signintest

import (
	"context"
	"net/netip"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/code"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/staff"
	"latchkey/internal/user"
)

// Password is the password of every person here.
const Password = "quiet harbour lantern"

// Person is a person with an account and, once two-factor is on, with a phone.
type Person struct {
	user.User
	fixture *Fixture
	Secret  string        // the secret in the phone's app, base32
	Off     time.Duration // how far the phone's clock is ahead
}

// Person adds a person with [Password].
func (h *Fixture) Person(email string) *Person {
	h.Helper()
	u, err := h.Staff.AddUser(h.Context(), staff.Person{Email: email, Name: "Ada Lovelace"}, Password)
	h.Must(err)
	return &Person{User: u, fixture: h}
}

// Stranger returns a client whose browser is not known.
func Stranger() session.Client {
	return session.Client{Agent: "curl", Address: netip.MustParseAddr("203.0.113.9")}
}

// As returns a caller with this session and client.
func As(s session.Session, by session.Client) access.Caller {
	return access.Caller{Session: s, Client: by}
}

// Session starts a session as a finished sign-in would, in a browser that is known from then on.
func (p *Person) Session(secondStep bool) (s session.Session, by session.Client) {
	h := p.fixture
	h.Helper()
	var secret string
	h.Write(func(ctx context.Context, tx db.Tx) (err error) {
		by = session.Client{Agent: "Firefox", Address: netip.MustParseAddr("198.51.100.7")}
		if by.Browser, err = h.Browsers.Remember(ctx, tx, "", p.ID); err != nil {
			return err
		}
		proofs := session.Proofs{UserID: p.ID, By: by}
		if secondStep {
			if proofs.Proof, err = p.proof(ctx, tx); err != nil {
				return err
			}
		}
		secret, err = h.Sessions.Start(ctx, tx, proofs)
		return err
	})
	return h.Load(secret), by
}

// proof is what a code of the person's oldest app proves, as if there were one.
func (p *Person) proof(ctx context.Context, tx db.Reader) (factor.Proof, error) {
	proof := factor.Proof{Strength: factor.ByApp}
	methods, err := p.fixture.Factors.Enrolled(ctx, tx, p.ID)
	for _, m := range methods {
		if m.Kind == factor.TOTP && (proof.FactorID == "" || m.AddedAt.Before(proof.Since)) {
			proof.FactorID, proof.Since = m.ID, m.AddedAt
		}
	}
	return proof, err
}

// Load returns the session that secret opens; it fails the test if there is none.
func (h *Fixture) Load(secret string) session.Session {
	h.Helper()
	s, err := h.Sessions.Load(h.Context(), h.DB, secret)
	h.Must(err)
	return s
}

// Code returns what the person's phone shows now.
func (p *Person) Code() string { return p.CodeAt(0) }

// CodeAt returns what the phone shows a number of steps from now.
func (p *Person) CodeAt(steps int64) string {
	p.fixture.Helper()
	step := code.Step(int64(p.fixture.Clock.Now().Add(p.Off))) + steps
	c, err := factor.At(p.Secret, step)
	p.fixture.Must(err)
	return c
}

// TurnOn sets two-factor up in a session of the person and returns the session afterwards. It moves the clock
// by two steps, because the first code is used up.
func (p *Person) TurnOn(s session.Session, by session.Client) session.Session {
	h := p.fixture
	h.Helper()
	h.Must(h.Credential.BeginSetUp(h.Context(), s, factor.Enrollment{Kind: factor.TOTP}))
	p.Scan(s)
	secret, verdict, err := h.Credential.ConfirmSetUp(h.Context(), As(s, by), OfApp(p.Code()))
	h.Must(err)
	if !verdict.OK {
		h.Fatalf("set-up was refused: %+v", verdict)
	}
	h.Clock.Advance(2 * Period)
	return h.Load(secret)
}

// Scan stores the secret of the set-up under way in the phone.
func (p *Person) Scan(s session.Session) {
	p.fixture.Helper()
	setUp, err := p.fixture.Credential.SetUp(p.fixture.Context(), s, factor.TOTP)
	p.fixture.Must(err)
	p.Secret = setUp.Secret
}

// Protected adds a person with two-factor on, and returns a fresh session of theirs.
func (h *Fixture) Protected(email string) (*Person, session.Session, session.Client) {
	h.Helper()
	p := h.Person(email)
	s, by := p.Session(false)
	return p, p.TurnOn(s, by), by
}

// Guess answers the person's second step without a challenge.
func (p *Person) Guess(kind factor.Kind, input string, by session.Client) authn.Verdict {
	p.fixture.Helper()
	v, err := p.fixture.Authn.SecondStep(p.fixture.Context(), authn.Attempt{
		UserID: p.ID, Kind: kind, Input: input, By: by,
		Then: func(context.Context, db.Tx, authn.Accepted) error { return nil },
	})
	p.fixture.Must(err)
	return v
}

// Enter signs in with the person's password.
func (p *Person) Enter(by session.Client) signin.Result {
	p.fixture.Helper()
	r, err := p.fixture.Flow.Password(p.fixture.Context(), signin.Entry{Email: p.Email, Password: Password, By: by})
	p.fixture.Must(err)
	return r
}

// OfApp returns the first code of an app that is being set up.
func OfApp(code string) credential.FirstAnswer {
	return credential.FirstAnswer{Kind: factor.TOTP, Input: code}
}
