package signintest

import (
	"context"
	"net/netip"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/user"
)

// Password is what everybody here signs in with.
const Password = "quiet harbour lantern"

// Person is somebody with an account and, once two-factor is on, with a phone.
type Person struct {
	user.User
	fixture *Fixture
	Secret  string        // the authenticator app's, base32
	Off     time.Duration // how far the phone's clock is ahead
}

// Person adds somebody with Password.
func (h *Fixture) Person(email string) *Person {
	h.Helper()
	u, err := h.Staff.AddUser(h.Context(), email, "Ada Lovelace", Password)
	h.Must(err)
	return &Person{User: u, fixture: h}
}

// Stranger is a visitor whose browser has not signed in before.
func Stranger() session.Client {
	return session.Client{Agent: "curl", Address: netip.MustParseAddr("203.0.113.9")}
}

// As is somebody who asks in a session, from a client.
func As(s session.Session, by session.Client) access.Caller {
	return access.Caller{Session: s, Client: by}
}

// Session starts a session for the person as a finished sign-in would, in a browser
// that is known from now on.
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
			proofs.Strength = factor.ByApp
		}
		secret, err = h.Sessions.Start(ctx, tx, proofs)
		return err
	})
	return h.Load(secret), by
}

// Load is the session that a secret opens; there must be one.
func (h *Fixture) Load(secret string) session.Session {
	h.Helper()
	s, err := h.Sessions.Load(h.Context(), h.DB, secret)
	h.Must(err)
	return s
}

// Code is what the person's phone shows now.
func (p *Person) Code() string { return p.CodeAt(0) }

// CodeAt is what the phone shows some steps from now.
func (p *Person) CodeAt(steps int64) string {
	p.fixture.Helper()
	step := code.Step(int64(p.fixture.Clock.Now().Add(p.Off))) + steps
	c, err := factor.At(p.Secret, step)
	p.fixture.Must(err)
	return c
}

// TurnOn sets two-factor up for the person in a session of theirs, and returns the
// session as it is then. The clock moves on by two steps: the first code is spent.
func (p *Person) TurnOn(s session.Session, by session.Client) session.Session {
	h := p.fixture
	h.Helper()
	h.Must(h.Credential.BeginSetUp(h.Context(), s, factor.Enrollment{Kind: factor.TOTP}))
	p.Scan(s)
	secret, verdict, err := h.Credential.ConfirmSetUp(h.Context(), As(s, by), p.Code())
	h.Must(err)
	if !verdict.OK {
		h.Fatalf("set-up was refused: %+v", verdict)
	}
	h.Clock.Advance(2 * Period)
	return h.Load(secret)
}

// Scan reads the secret of the set-up under way into the phone.
func (p *Person) Scan(s session.Session) {
	p.fixture.Helper()
	setUp, err := p.fixture.Credential.SetUp(p.fixture.Context(), s)
	p.fixture.Must(err)
	p.Secret = setUp.Secret
}

// Protected adds somebody who has two-factor on, with a fresh session of theirs.
func (h *Fixture) Protected(email string) (*Person, session.Session, session.Client) {
	h.Helper()
	p := h.Person(email)
	s, by := p.Session(false)
	return p, p.TurnOn(s, by), by
}

// Guess answers the person's second step outside any challenge.
func (p *Person) Guess(kind factor.Kind, input string, by session.Client) authn.Verdict {
	p.fixture.Helper()
	v, err := p.fixture.Authn.SecondStep(p.fixture.Context(), authn.Attempt{
		UserID: p.ID, Kind: kind, Input: input, By: by,
		Then: func(context.Context, db.Tx, factor.Outcome) error { return nil },
	})
	p.fixture.Must(err)
	return v
}

// Enter gives the person's password at the door.
func (p *Person) Enter(by session.Client) signin.Result {
	p.fixture.Helper()
	r, err := p.fixture.Flow.Password(p.fixture.Context(), signin.Entry{Email: p.Email, Password: Password, By: by})
	p.fixture.Must(err)
	return r
}
