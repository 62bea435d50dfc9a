package recovery

import (
	"context"
	"fmt"

	"latchkey/internal/access"
	"latchkey/internal/code"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
)

// steal has the third thief sign in with the password and one code, which the owner has typed into a page of theirs.
func (w *world) steal() {
	r := w.person.Enter(w.s.by)
	r, err := w.fixture.Flow.Verify(w.Context(), signin.Second{Challenge: r.Challenge, Kind: factor.TOTP, Input: w.person.Code(), By: w.s.by})
	w.must(err)
	if !r.OK {
		w.Fatalf("the stolen code: %+v", r)
	}
	w.s.by.Browser = r.Browser
	w.came(w.s, r.Session)
	w.stolen = w.fixture.Clock.Now()
	w.fixture.Clock.Advance(2 * signintest.Period)
}

// intruded reports whether the third thief has got in and was not thrown out yet.
func (w *world) intruded() bool { return !w.stolen.IsZero() && !w.remedied }

// remedy notes that the thief was thrown out, if holds.
func (w *world) remedy(holds bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.remedied = w.remedied || holds && !w.stolen.IsZero()
}

// second is an answer to a second step.
type second struct {
	kind  factor.Kind
	input string
}

// answers are those of what a thief has added.
func (s *somebody) answers(w *world) (all []second) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, secret := range s.secrets {
		all = append(all, second{factor.TOTP, w.shows(secret)})
	}
	for _, c := range s.codes {
		all = append(all, second{factor.Backup, c})
	}
	return all[max(0, len(all)-4):]
}

func (w *world) shows(secret string) string {
	shown, err := factor.At(secret, code.Step(int64(w.fixture.Clock.Now())))
	w.must(err)
	return shown
}

// What the third thief does in the session. Each may fail in any way, as long as nothing of it outlasts the remedy.
var inside = map[string]func(w *world, who *somebody){
	"add": acts(func(ctx context.Context, w *world, who *somebody, by access.Caller) (string, error) {
		if err := w.fixture.Credential.BeginSetUp(ctx, by.Session, factor.Enrollment{Kind: factor.TOTP}); err != nil {
			return "", err
		}
		setUp, err := w.fixture.Credential.SetUp(ctx, by.Session, factor.TOTP)
		if err != nil {
			return "", err
		}
		secret, v, err := w.fixture.Credential.ConfirmSetUp(ctx, by, signintest.OfApp(w.shows(setUp.Secret)))
		if err == nil && v.OK {
			w.mu.Lock()
			who.secrets = append(who.secrets, setUp.Secret)
			w.mu.Unlock()
		}
		return secret, err
	}),
	"take off": acts(func(ctx context.Context, w *world, _ *somebody, by access.Caller) (string, error) {
		return w.fixture.Credential.RemoveMethod(ctx, by, w.app)
	}),
	"prove": acts(func(ctx context.Context, w *world, who *somebody, by access.Caller) (secret string, err error) {
		for _, a := range who.answers(w) {
			if secret, v, err := w.fixture.Credential.Confirm(ctx, by, credential.Proof{Kind: a.kind, Input: a.input}); err != nil || v.OK {
				return secret, err
			}
		}
		return "", nil
	}),
	"switch off": acts(func(ctx context.Context, w *world, who *somebody, by access.Caller) (string, error) {
		for _, a := range who.answers(w) {
			secret, v, err := w.fixture.Credential.ProveForDisable(ctx, by, credential.Proof{Kind: a.kind, Input: a.input})
			if err != nil || !v.OK {
				continue
			}
			w.came(who, secret)
			if by.Session, err = w.fixture.Sessions.Load(ctx, w.fixture.DB, secret); err != nil {
				return "", err
			}
			return w.fixture.Credential.Disable(ctx, by)
		}
		return "", nil
	}),
	"codes": acts(func(ctx context.Context, w *world, who *somebody, by access.Caller) (string, error) {
		if err := w.fixture.Credential.MakeBackupCodes(ctx, by); err != nil {
			return "", err
		}
		codes, err := w.fixture.Credential.RevealBackupCodes(ctx, by)
		w.mu.Lock()
		who.codes = codes
		w.mu.Unlock()
		return "", err
	}),
	"password": acts(func(ctx context.Context, w *world, who *somebody, by access.Caller) (string, error) {
		w.mu.Lock()
		w.resets++
		change := credential.PasswordChange{Current: who.password, New: fmt.Sprintf("quiet %s lantern %d", who.name, w.resets)}
		w.mu.Unlock()
		secret, v, err := w.fixture.Credential.ChangePassword(ctx, by, change)
		if err == nil && v.OK {
			w.mu.Lock()
			w.learns(who, change.New)
			w.mu.Unlock()
		}
		return secret, err
	}),
	"later": func(w *world, _ *somebody) { w.fixture.Clock.Advance(2 * signintest.Period) },
}

// acts is a step in the newest of the thief's sessions that still holds.
func acts(do func(ctx context.Context, w *world, who *somebody, by access.Caller) (secret string, err error)) func(*world, *somebody) {
	return func(w *world, who *somebody) {
		w.mu.Lock()
		sessions := who.sessions
		w.mu.Unlock()
		for n := range sessions {
			s, err := w.fixture.Sessions.Load(w.Context(), w.fixture.DB, sessions[len(sessions)-1-n])
			if err != nil {
				continue
			}
			if secret, err := do(w.Context(), w, who, access.Caller{Session: s, Client: who.by}); err == nil && secret != "" {
				w.came(who, secret)
			}
			return
		}
	}
}
