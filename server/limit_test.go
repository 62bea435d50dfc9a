package main

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// A restart forgives nothing: neither wrong passwords nor wrong codes, nor spent ones.
func TestLimitsOutlastARestart(t *testing.T) {
	s := boot(t)
	secret, codes := s.browser().turnOn()
	b := s.browser()
	b.signIn().leads(t, "/sign-in/code")
	spent := s.code(secret)
	b.post("/sign-in/verify", "code", spent).leads(t, "/dashboard")
	b.post("/sign-out")

	guesser := s.browser()
	guesser.signIn()
	for range 5 {
		guesser.post("/sign-in/verify", "code", "000000").says(t, http.StatusUnprocessableEntity, "not right")
	}
	guesser.post("/sign-in/verify", "code", s.code(secret)).says(t, http.StatusTooManyRequests, "Too many wrong codes")
	for range 5 {
		s.browser().post("/sign-in", "email", bruno, "password", "wrong").says(t, http.StatusUnprocessableEntity, "do not match")
	}

	address := strings.TrimPrefix(s.url, "http://")
	s.stop()
	s.start(func(o *Options) { o.Listen = address })

	p := guesser.post("/sign-in/verify", "code", s.code(secret))
	p.says(t, http.StatusTooManyRequests, "Too many wrong codes")
	if p.header.Get("Retry-After") == "" {
		t.Error("nothing says when to try again")
	}
	s.browser().post("/sign-in", "email", bruno, "password", brunoPassword).says(t, http.StatusTooManyRequests, "Too many wrong passwords")
	// The owner's own browser has a limit of its own, and a spent code stays spent.
	b.signIn().leads(t, "/sign-in/code")
	b.post("/sign-in/verify", "code", spent).says(t, http.StatusUnprocessableEntity, "used already")
	b.post("/sign-in/backup-code", "backup_code", codes[0]).leads(t, "/security?said=backup-code")

	s.clock.Advance(time.Minute)
	s.browser().post("/sign-in", "email", bruno, "password", brunoPassword).leads(t, "/dashboard")
	again := s.browser()
	again.signIn()
	again.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/dashboard")
}
