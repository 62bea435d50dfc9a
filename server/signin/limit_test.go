package signin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/server/host"
	"latchkey/server/hosttest"
)

// A restart forgives nothing: neither wrong passwords nor wrong codes, nor spent ones.
func TestLimitsOutlastARestart(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	secret, codes := s.Browser().TurnOn()
	b := s.Browser()
	b.SignIn().Leads(t, "/sign-in/code")
	spent := s.Code(secret)
	b.Post("/sign-in/verify", "code", spent).Leads(t, "/dashboard")
	b.Post("/sign-out")

	guesser := s.Browser()
	guesser.SignIn()
	for range 5 {
		guesser.Post("/sign-in/verify", "code", "000000").Says(t, http.StatusUnprocessableEntity, "didn’t work")
	}
	guesser.Post("/sign-in/verify", "code", s.Code(secret)).Says(t, http.StatusTooManyRequests, "Too many wrong codes")
	for range 5 {
		s.Browser().Post("/sign-in", "email", hosttest.Bruno, "password", "wrong").Says(t, http.StatusUnprocessableEntity, "password is wrong")
	}

	address := strings.TrimPrefix(s.URL, "http://")
	s.Stop()
	s.Start(func(o *host.Options) { o.Listen = address })

	p := guesser.Post("/sign-in/verify", "code", s.Code(secret))
	p.Says(t, http.StatusTooManyRequests, "Too many wrong codes")
	if p.Header.Get("Retry-After") == "" {
		t.Error("nothing says when to try again")
	}
	s.Browser().Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).
		Says(t, http.StatusTooManyRequests, "Too many wrong passwords")
	// The owner's own browser has a limit of its own, and a spent code stays spent.
	b.SignIn().Leads(t, "/sign-in/code")
	b.Post("/sign-in/verify", "code", spent).Says(t, http.StatusUnprocessableEntity, "used already")
	b.Post("/sign-in/backup-code", "backup_code", codes[0]).Leads(t, "/security?said=backup-code")

	s.Clock.Advance(time.Minute)
	s.Browser().Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	again := s.Browser()
	again.SignIn()
	again.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
}
