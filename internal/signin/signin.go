// Package signin signs people in: a password, then a second step if one is on, then a session. Between the
// steps there is no state but a challenge. It also has the e-mailed links that reset a password or create an
// account. Package authn checks the proofs.
package signin

import (
	"context"
	"errors"
	"fmt"

	"latchkey/internal/access"
	"latchkey/internal/audit"
	"latchkey/internal/authn"
	"latchkey/internal/challenge"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// Flow signs people in and out.
type Flow struct {
	DB         *db.DB
	Users      *user.Users
	Sessions   *session.Sessions
	Browsers   *session.Browsers
	Challenges *challenge.Challenges
	Factors    *factor.Factors
	Limiter    *throttle.Limiter
	Audit      *audit.Log
	Notices    *notice.Notices
	Authn      *authn.Verifier
	// OnSignedIn, if not nil, runs in the transaction of every sign-in with a second step, with what that proved.
	OnSignedIn func(ctx context.Context, tx db.Tx, userID string, proof factor.Proof, by session.Client) error
	// OnTried, if not nil, is told how each step ended, after it has. It must not wait.
	OnTried func(Tried)
}

// Result is the result of a sign-in step. If the verdict is right, exactly one of Session, Challenge,
// EnrollmentRequired and Suspended is set. Session and Challenge are secrets for a cookie.
type Result struct {
	authn.Verdict
	Session   string
	Challenge string
	Browser   string    // the id by which this browser is known from now on
	Trust     string    // the secret by which this browser is trusted from now on; "" for none
	Next      string    // the local path to go to that was asked for with the password; "" for the caller's default
	Role      user.Role // the person's: the caller's default may depend on it
	// EnrollmentRequired says that a recovery case has removed the person's methods, and that only the browser
	// which finished the case may set a new one up.
	EnrollmentRequired bool
	// Suspended says that all of the person's methods are suspended, so that only a recovery case lets them in.
	Suspended bool
}

// Entry is the first step of a sign-in: e-mail address and password.
type Entry struct {
	Email, Password string
	Next            string // the local path to go to afterwards, checked by the caller
	Replaces        string // the secret of this browser's earlier session; "" for none
	Earlier         string // the secret of this browser's earlier challenge; "" for none
	Trust           string // the secret of this trusted browser; "" for none
	By              session.Client
}

// Password checks the first step. A right password leads to a challenge if two-factor is on, otherwise to a
// session; where every method is suspended and no backup code is left, to neither. For an address without an
// account, the answer and the work are the same. It returns [password.ErrBusy] if too many passwords are being
// hashed.
func (f *Flow) Password(ctx context.Context, e Entry) (r Result, err error) {
	defer func() { f.report(PasswordMethod, e.By, &r, err) }()
	r.Verdict, err = f.Authn.Password(ctx, e.Email, e.Password, e.By, func(ctx context.Context, tx db.Tx, u user.User) error {
		r.Next, r.Role = e.Next, u.Role
		asked, err := f.Factors.Asks(ctx, tx, u.ID)
		if err != nil {
			return err
		}
		if r.Suspended = asked.On && !asked.Left; r.Suspended {
			return f.Audit.Append(ctx, tx, audit.Event{Kind: "sign-in.suspended", Subject: u.ID, Network: e.By.Network()})
		}
		in := entrance{userID: u.ID, epoch: u.Epoch, zone: u.Zone, replaces: e.Replaces, earlier: e.Earlier, by: e.By}
		if asked.On {
			if in.trustID, err = f.trusts(ctx, tx, u, e.Trust, e.By); err != nil {
				return err
			}
			in.trusted = in.trustID != ""
		}
		if r.EnrollmentRequired = !asked.On && !u.EnrollmentRequiredAt.IsZero() && !u.EnrollsByPassword; r.EnrollmentRequired {
			return f.Audit.Append(ctx, tx, audit.Event{Kind: "sign-in.awaits-set-up", Subject: u.ID, Network: e.By.Network()})
		}
		if asked.On && !in.trusted {
			return f.begin(ctx, tx, &r, u, asked.Sends, e)
		}
		return f.start(ctx, tx, &r, in)
	})
	return r, err
}

// Second is the second step of a sign-in.
type Second struct {
	Challenge string // Result.Challenge of the first step
	Kind      factor.Kind
	FactorID  string // "" for any method of the kind
	Input     string
	Trust     bool   // trust this browser from now on, if the host allows it
	Replaces  string // the secret of this browser's earlier session; "" for none
	By        session.Client
}

// Verify checks the second step. If it is right, one transaction uses the code up, ends the challenge and
// starts the session. It returns [challenge.ErrExpired] if the person has to start again with the password.
func (f *Flow) Verify(ctx context.Context, s Second) (r Result, err error) {
	defer func() { f.report(string(s.Kind), s.By, &r, err) }()
	var c challenge.Challenge
	r.Verdict, err = f.Authn.SecondStep(ctx, authn.Attempt{
		Kind: s.Kind, FactorID: s.FactorID, Input: s.Input, By: s.By,
		Counted: func(ctx context.Context, tx db.Tx) (userID, scope string, err error) {
			c, err = f.Challenges.Try(ctx, tx, s.Challenge, challenge.SignIn)
			return c.UserID, c.ID, err
		},
		Then: func(ctx context.Context, tx db.Tx, right authn.Accepted) error {
			if err := f.Challenges.Finish(ctx, tx, c); err != nil {
				return err
			}
			if !c.ResetAt.IsZero() {
				if err := f.Users.ResetProved(ctx, tx, c.UserID); err != nil {
					return err
				}
			}
			return f.start(ctx, tx, &r, entrance{
				userID: c.UserID, epoch: c.Epoch, zone: c.Zone, lastUsed: &right.LastUsed,
				second: s.Kind, proof: right.Proof, trust: s.Trust, replaces: s.Replaces, by: s.By,
			})
		},
	})
	if err == nil && r.Outcome.Problem == factor.Malformed {
		return r, f.Awaits(ctx, s.Challenge) // a slip of the finger is not counted, so nobody has asked yet
	}
	r.Next, r.Role = c.Next, c.Role
	return r, err
}

// Awaits returns nil if the challenge with this secret waits for a second step, otherwise
// [challenge.ErrExpired].
func (f *Flow) Awaits(ctx context.Context, secret string) error {
	_, err := f.Challenges.Load(ctx, f.DB.Read(), secret, challenge.SignIn)
	return err
}

// Leave gives up the sign-in that awaits its second step: it can't be finished any more. That the password was right is still
// told, as of any sign-in that is left unfinished. It may return [challenge.ErrExpired].
func (f *Flow) Leave(ctx context.Context, secret string) error {
	return f.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return f.Challenges.Leave(ctx, tx, secret) })
}

// UsedLink is [authn.Verifier.UsedLink] for a link whose use is over.
func (f *Flow) UsedLink(ctx context.Context, userID string, by session.Client) (browser string, err error) {
	err = f.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		browser, err = f.Authn.UsedLink(ctx, tx, userID, by)
		return err
	})
	return browser, err
}

// SignOut ends the session on the server. The caller deletes the cookie, whatever SignOut returns. Where nothing can be
// stored ([db.IsDisk]), the session is denied in this process, and the error is [session.ErrUnrecorded].
func (f *Flow) SignOut(ctx context.Context, by access.Caller) error {
	err := f.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := f.Sessions.EndByID(ctx, tx, by.ID); err != nil {
			return err
		}
		return f.Audit.Append(ctx, tx, audit.Event{Kind: "sign-out", Actor: by.UserID, Subject: by.UserID, Network: by.Client.Network()})
	})
	if db.IsDisk(err) {
		return fmt.Errorf("%w: %w", f.Sessions.Deny(by.ID), err)
	}
	return err
}

type entrance struct {
	userID   string
	epoch    int64          // the person's, as this transaction has read it
	zone     string         // the person's
	lastUsed *clock.Instant // of the browser, as this transaction has read it; nil: it has not
	second   factor.Kind    // "" where none was asked
	proof    factor.Proof
	trusted  bool   // none was asked because the browser is trusted
	trust    bool   // the browser is to be trusted
	trustID  string // the trust by which it is trusted already; "" for none
	replaces string // the secret of a session
	earlier  string // the secret of a challenge
	by       session.Client
}

func (f *Flow) start(ctx context.Context, tx db.Tx, r *Result, e entrance) (err error) {
	if err := f.endEarlier(ctx, tx, e); err != nil {
		return err
	}
	known, err := f.remember(ctx, tx, r, &e)
	if err != nil {
		return err
	}
	if e.zone == "" {
		if err := f.Users.LearnZone(ctx, tx, e.userID, e.by.Zone); err != nil {
			return err
		}
	}
	r.Session, err = f.Sessions.Start(ctx, tx, session.Proofs{UserID: e.userID, Epoch: e.epoch, Proof: e.proof, By: e.by})
	if err != nil {
		return err
	}
	if !known && e.second != factor.Backup { // a backup code has a notice of its own
		if err := f.tellNewBrowser(ctx, tx, e); err != nil {
			return err
		}
	}
	if r.Trust, err = f.trust(ctx, tx, e); err != nil {
		return err
	}
	if e.second != "" && f.OnSignedIn != nil {
		if err := f.OnSignedIn(ctx, tx, e.userID, e.proof, e.by); err != nil {
			return err
		}
	}
	return f.Audit.Append(ctx, tx, audit.Event{
		Kind: "sign-in.done", Actor: e.userID, Subject: e.userID, Network: e.by.Network(), Detail: e.detail(),
	})
}

// remember makes the browser known, and says whether it was already.
func (f *Flow) remember(ctx context.Context, tx db.Tx, r *Result, e *entrance) (known bool, err error) {
	if e.lastUsed == nil {
		last, err := f.Browsers.LastUsed(ctx, tx, e.by.Browser, e.userID)
		if err != nil {
			return false, err
		}
		e.lastUsed = &last
	}
	r.Browser, err = f.Browsers.RememberFrom(ctx, tx, e.by.Browser, e.userID, *e.lastUsed)
	e.by.Browser = r.Browser
	return !e.lastUsed.IsZero(), err
}

// endEarlier ends what this browser had before.
func (f *Flow) endEarlier(ctx context.Context, tx db.Tx, e entrance) error {
	if e.earlier != "" {
		c, err := f.Challenges.Load(ctx, tx, e.earlier, challenge.SignIn)
		if err != nil && !errors.Is(err, challenge.ErrExpired) {
			return err
		}
		if err == nil && c.UserID == e.userID {
			if err := f.Challenges.EndChain(ctx, tx, c); err != nil {
				return err
			}
		}
	}
	if e.replaces == "" {
		return nil
	}
	return f.Sessions.End(ctx, tx, e.replaces)
}

func (e entrance) detail() map[string]string {
	if e.trusted {
		return map[string]string{"second-step": "", "browser": "trusted"}
	}
	return map[string]string{"second-step": string(e.second)}
}
