package signin_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

func TestNoAnswerTellsWhetherAnAddressIsKnown(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	if _, err := s.Host.Staff.DisableUser(t.Context(), "mina@example.test"); err != nil {
		t.Fatal(err)
	}
	known := map[string]string{
		"somebody with two-factor": hosttest.Ada, "somebody without": hosttest.Bruno, "somebody disabled": "mina@example.test",
		"no address at all": "nobody", "another host": "ada@elsewhere.test",
	}
	for name, email := range known {
		for try := range 8 { // through the wait, too
			wrong := s.Browser().Post("/sign-in", "email", email, "password", "wrong-password-1")
			unknown := s.Browser().Post("/sign-in",
				"email", fmt.Sprintf("nobody-%s@example.test", strings.ReplaceAll(name, " ", "-")), "password", "wrong-password-1")
			hosttest.AnswersAlike(t, fmt.Sprintf("%s, try %d", name, try), wrong, unknown)
		}
		s.Clock.Advance(25 * time.Hour)
	}
	right := s.Browser().Post("/sign-in", "email", "mina@example.test", "password", "marble-kettle-93")
	hosttest.AnswersAlike(t, "somebody disabled, the right password", right,
		s.Browser().Post("/sign-in", "email", "nobody@example.test", "password", "marble-kettle-93"))
}

func TestRefusalsTakeTheSameTime(t *testing.T) {
	s := hosttest.Boot(t)
	const floor = 500 * time.Millisecond
	s.Host.Authn.MinResponseTime = floor
	time.Sleep(time.Second) // what the start began is done
	median := func(email string) time.Duration {
		var took []time.Duration
		for i := range 3 {
			began := time.Now()
			s.Browser().Post("/sign-in", "email", strings.Replace(email, "%d", fmt.Sprint(i), 1), "password", "wrong-password-1")
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		return took[len(took)/2]
	}
	known, unknown := atTheSameTime(
		func() time.Duration { return median(hosttest.Bruno) },
		func() time.Duration { return median("nobody%d@example.test") },
	)
	if min(known, unknown) < floor {
		t.Errorf("refused after %v and %v, sooner than %v", known, unknown, floor)
	}
	if apart := (known - unknown).Abs(); apart > 60*time.Millisecond {
		t.Errorf("known: %v, unknown: %v", known, unknown)
	}
}

// atTheSameTime measures two things while the machine does the same besides.
func atTheSameTime(a, b func() time.Duration) (tookA, tookB time.Duration) {
	var both sync.WaitGroup
	both.Go(func() { tookA = a() })
	both.Go(func() { tookB = b() })
	both.Wait()
	return tookA, tookB
}

// Other spellings of one address are the same account to the limiter.
func TestSpellingsOfAnAddressShareOneLimit(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	for _, spelling := range []string{hosttest.Ada, "ADA@example.test", "Ada@Example.TEST", " ada@example.test", "ada@example.test \t"} {
		s.Browser().Post("/sign-in", "email", spelling, "password", "wrong").Says(t, http.StatusUnprocessableEntity, "password is wrong")
	}
	for _, spelling := range []string{hosttest.Ada, "aDA@EXAMPLE.test", "\u00a0ada@example.test"} {
		s.Browser().Post("/sign-in", "email", spelling, "password", hosttest.AdaPassword).
			Says(t, http.StatusTooManyRequests, "Too many wrong passwords")
	}
	// What merely looks like it is another address, and has a count of its own.
	for _, spelling := range []string{"аda@example.test", "ａda@example.test", "ada@example.test.", "ada+x@example.test"} {
		s.Browser().Post("/sign-in", "email", spelling, "password", hosttest.AdaPassword).Says(t, http.StatusUnprocessableEntity, "is wrong")
	}
}
