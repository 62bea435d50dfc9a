package authn_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/password"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"

	"golang.org/x/crypto/bcrypt"
)

// imported gives a person the hash that another panel stored for a password.
func imported(h *signintest.Fixture, p *signintest.Person, pass string, cost int) {
	h.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(pass), cost)
	h.Must(err)
	storeHash(h, p, "$2y$"+strings.TrimPrefix(string(hash), "$2a$"))
}

// slowCost is the bcrypt cost that takes this machine a tenth of a second or two.
var slowCost = sync.OnceValue(func() int {
	for cost := bcrypt.MinCost; ; cost++ {
		began := time.Now()
		if _, _ = bcrypt.GenerateFromPassword([]byte("x"), cost); time.Since(began) > 100*time.Millisecond {
			return cost
		}
	}
})

func storeHash(h *signintest.Fixture, p *signintest.Person, hash string) {
	h.Helper()
	h.Write(func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE users SET password_hash = $1 WHERE id = $2`, hash, p.ID)
		return err
	})
}

// Each Argon2id hash takes 19 MiB, which nothing else here comes near: the memory
// taken tells how many were computed.
func hashes(fn func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	fn()
	runtime.ReadMemStats(&after)
	return int((after.TotalAlloc - before.TotalAlloc) / (19 << 20))
}

// asServed has the house hash as it does for people.
func asServed(h *signintest.Fixture) *signintest.Fixture {
	h.Authn.Hasher = password.NewHasher(password.Options{})
	return h
}

// No answer reports whether an address is registered: the same verdict, the same work.
func TestEveryPasswordCostsOneHash(t *testing.T) {
	h := asServed(signintest.Open(t))
	h.Person("ada@example.com")
	shut := h.Person("shut@example.com")
	_, err := h.Staff.DisableUser(t.Context(), shut.Email)
	h.Must(err)
	damaged := h.Person("damaged@example.com")
	storeHash(h, damaged, "$1$md5$of.the.nineties")
	upgraded := h.Person("upgraded@example.com")
	imported(h, upgraded, signintest.Password, bcrypt.MinCost)
	for name, c := range map[string]struct {
		email, pass string
		hashes      int
		right       bool
	}{
		"right":                       {"ada@example.com", signintest.Password, 1, true},
		"wrong":                       {"ada@example.com", "wrong", 1, false},
		"empty":                       {"ada@example.com", "", 1, false},
		"far too long":                {"ada@example.com", strings.Repeat("x", 60_000), 1, false},
		"nobody's address":            {"nobody@example.com", signintest.Password, 1, false},
		"no address":                  {"nobody", signintest.Password, 1, false},
		"disabled, right":             {"shut@example.com", signintest.Password, 1, false},
		"disabled, wrong":             {"shut@example.com", "wrong", 1, false},
		"a hash that can't be used":   {"damaged@example.com", signintest.Password, 1, false},
		"bcrypt, upgraded when right": {"upgraded@example.com", signintest.Password, 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			var r signin.Result
			events := h.Count(`FROM audit_event`)
			n := hashes(func() {
				var err error
				r, err = h.Flow.Password(t.Context(), signin.Entry{Email: c.email, Password: c.pass, By: signintest.Stranger()})
				h.Must(err)
			})
			if n != c.hashes || r.OK != c.right || r.Refusal != nil {
				t.Errorf("%d hashes, right %v, %+v", n, r.OK, r.Refusal)
			}
			if (r.Session != "") != c.right || r.Challenge != "" {
				t.Error("something was handed out")
			}
			want := 1
			if c.right {
				want = 2 // that the browser is new
			}
			if got := h.Count(`FROM audit_event`) - events; got != want {
				t.Errorf("%d rows were written, which takes another time than %d", got, want)
			}
		})
	}
}

func TestARefusedGuessCostsNoHash(t *testing.T) {
	h := asServed(signintest.Open(t))
	for range 5 {
		enter(h, "nobody@example.com", signintest.Stranger())
	}
	if n := hashes(func() { enter(h, "nobody@example.com", signintest.Stranger()) }); n != 0 {
		t.Errorf("%d hashes", n)
	}
}

func TestAnImportedHashIsUpgradedAtSignIn(t *testing.T) {
	t.Parallel()
	h := asServed(signintest.Open(t))
	p := h.Person("ada@example.com")
	imported(h, p, "short", bcrypt.MinCost) // weaker than what may be chosen here
	give := func(pass string) signin.Result {
		r, err := h.Flow.Password(t.Context(), signin.Entry{Email: p.Email, Password: pass, By: signintest.Stranger()})
		h.Must(err)
		return r
	}
	if give("wrong").OK || !strings.HasPrefix(p.StoredHash(), "$2y$") {
		t.Fatal("a wrong password got in, or was taken for the right one")
	}
	first := give("short")
	if !first.OK || !strings.HasPrefix(p.StoredHash(), "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%+v, stored %.30s", first.Verdict, p.StoredHash())
	}
	h.Load(first.Session) // an upgrade ends nothing
	if !give("short").OK || give("wrong").OK {
		t.Error("the upgraded hash is of another password")
	}
}

// A password that is changed while its old form is being hashed opens nothing.
func TestAPasswordChangedMeanwhileIsWrong(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(h *signintest.Fixture, ctx context.Context, tx db.Tx, id string) error{
		"a new password": func(h *signintest.Fixture, ctx context.Context, tx db.Tx, id string) error {
			return h.Users.SetPassword(ctx, tx, id, "new")
		},
		"disabled": func(h *signintest.Fixture, ctx context.Context, tx db.Tx, id string) error {
			return h.Users.SetDisabled(ctx, tx, id, true)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := signintest.Open(t)
			p := h.Person("ada@example.com")
			ctx := &signintest.WhenHashing{Context: t.Context(), N: 1, Do: func() {
				h.Write(func(ctx context.Context, tx db.Tx) error { return change(h, ctx, tx, p.ID) })
			}}
			r, err := h.Flow.Password(ctx, signin.Entry{Email: p.Email, Password: signintest.Password, By: signintest.Stranger()})
			if h.Must(err); ctx.N > 0 || r.OK || r.Session != "" || h.Count(`FROM session`) != 0 {
				t.Fatalf("the old password opened a session: %+v", r)
			}
		})
	}
}

// A machine at its limit says so; nothing is opened and nothing breaks, and what it could not judge counts for nothing.
func TestBusy(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Person("ada@example.com")
	var slow []*signintest.Person
	for i := range 5 {
		slow = append(slow, h.Person(fmt.Sprintf("slow%d@example.com", i)))
	}
	h.Authn.Hasher = password.NewHasher(password.Options{Parallel: 1, MaxWait: time.Millisecond})
	// While somebody's slow hash takes the only place, nobody else's is computed. On a machine that does much besides,
	// an attempt may slip in before it or after: then the next slow one shows it.
	for i := range 5 {
		if allAreBusy(h, p, slow[i]) {
			break
		} else if i == 4 {
			t.Fatal("the place was never taken for as long as the guesses took")
		}
	}
	h.Authn.Hasher = password.NewHasher(password.Options{Parallel: 1}) // with time to wait, should the machine be slow
	if r := p.Enter(signintest.Stranger()); !r.OK {
		t.Errorf("a moment later: %+v", r.Verdict)
	}
}

// allAreBusy reports whether twice as many right passwords as are free to guess were all answered with ErrBusy while a
// slow one was hashed.
func allAreBusy(h *signintest.Fixture, p, slow *signintest.Person) bool {
	imported(h, slow, signintest.Password, min(slowCost()+3, 12)) // no dearer hash is taken
	before, done, all := h.Count(`FROM throttle_streak`), make(chan struct{}), true
	go func() { defer close(done); slow.Enter(signintest.Stranger()) }()
	for h.Count(`FROM throttle_streak`) == before {
		time.Sleep(time.Millisecond)
	}
	for range 2 * authn.FreeGuesses {
		r, err := h.Flow.Password(h.T.Context(), signin.Entry{Email: p.Email, Password: signintest.Password, By: signintest.Stranger()})
		if err == nil && r.OK {
			all = false
		} else if !errors.Is(err, password.ErrBusy) || r.OK || r.Session != "" {
			h.T.Errorf("got %+v, %v", r, err)
		}
	}
	<-done
	return all
}

// Refusals are answered no sooner than a fixed floor, whatever they are for.
func TestRefusalsWaitForTheFloor(t *testing.T) {
	h := signintest.Open(t)
	p := h.Owner()
	pending := h.Person("bob@example.com")
	bobs, by := pending.Session(false)
	h.Must(h.Credential.BeginSetUp(t.Context(), bobs, factor.Enrollment{Kind: factor.TOTP}))
	pending.Scan(bobs)
	h.Authn.MinResponseTime = 100 * time.Millisecond
	stranger := signintest.Stranger()
	for range 5 {
		h.Authn.MinResponseTime = 0
		enter(h, "often@example.com", stranger)
	}
	h.Authn.MinResponseTime = 100 * time.Millisecond
	for name, refused := range map[string]func(){
		"a wrong password":    func() { enter(h, p.Email, stranger) },
		"nobody's address":    func() { enter(h, "nobody@example.com", stranger) },
		"too many guesses":    func() { enter(h, "often@example.com", stranger) },
		"a wrong code":        func() { p.Guess(factor.TOTP, p.Wrong(), stranger) },
		"a wrong backup code": func() { p.Guess(factor.Backup, "000000000000", stranger) },
		"a wrong first code": func() {
			_, _, err := h.Credential.ConfirmSetUp(t.Context(), signintest.As(bobs, by), signintest.OfApp("000000"))
			h.Must(err)
		},
	} {
		began := time.Now()
		if refused(); time.Since(began) < h.Authn.MinResponseTime {
			t.Errorf("%s: answered after %v", name, time.Since(began))
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := h.Flow.Password(ctx, signin.Entry{Email: "nobody", By: session.Client{}})
	if err == nil && time.Since(began) < h.Authn.MinResponseTime {
		t.Error("a request that is given up shortens the floor without an error")
	}
}
