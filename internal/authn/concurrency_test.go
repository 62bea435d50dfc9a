package authn_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"latchkey/internal/authn"
	"latchkey/internal/password"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
)

// taken is the context of a request that stands still just before its password is hashed.
type taken struct {
	context.Context
	once          sync.Once
	arrived, open chan struct{}
}

func (c *taken) Err() error {
	c.once.Do(func() {
		c.arrived <- struct{}{}
		<-c.open
	})
	return c.Context.Err()
}

// With the right password nobody has to wait for long, so one client with a few browsers
// could keep the machine busy for all. Whoever comes on top is sent away, which is no wrong guess.
func TestOnePersonsManySignInsLeaveRoomForOthers(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	ada, bob := h.Person("ada@example.com"), h.Person("bob@example.com")
	arrived, open := make(chan struct{}), make(chan struct{})
	signIn := func(ctx context.Context, by session.Client) (signin.Result, error) {
		return h.Flow.Password(ctx, signin.Entry{Email: " ADA@example.com", Password: signintest.Password, By: by})
	}
	_, known := ada.Session(false)
	var all sync.WaitGroup
	for i := range authn.AtOnce {
		by := []session.Client{known, signintest.Stranger()}[i%2] // each has a limit that bears five at once
		all.Go(func() {
			if r, err := signIn(&taken{Context: context.Background(), arrived: arrived, open: open}, by); err != nil || !r.OK {
				t.Errorf("one of those who came first: %+v, %v", r.Verdict, err)
			}
		})
	}
	for range authn.AtOnce {
		select {
		case <-arrived:
		case <-time.After(time.Minute):
			t.Fatal("they do not all come to be hashed")
		}
	}
	counted := guessesOf(h)
	if r, err := signIn(t.Context(), signintest.Stranger()); !errors.Is(err, password.ErrBusy) || r.OK {
		t.Errorf("one more: %+v, %v", r.Verdict, err)
	}
	if now := guessesOf(h); now != counted {
		t.Errorf("sending one away was counted: %d wrong guesses, %d before", now, counted)
	}
	if r := bob.Enter(signintest.Stranger()); !r.OK {
		t.Errorf("Bob, meanwhile: %+v", r.Verdict)
	}
	close(open)
	all.Wait()
	if n := guessesOf(h); n != 0 {
		t.Errorf("%d right passwords stay counted as wrong", n)
	}
	if r := ada.Enter(signintest.Stranger()); !r.OK {
		t.Errorf("afterwards: %+v", r.Verdict)
	}
}

// guessesOf is how many guesses the network of the tests' stranger is counted.
func guessesOf(h *signintest.Fixture) (n int) {
	h.Helper()
	h.Must(h.DB.Read().Row(h.Context(), `SELECT COALESCE(SUM(wrong), 0) FROM throttle_streak WHERE name = 'network/203.0.113.0/24'`).Scan(&n))
	return n
}
