package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/challenge"
	"latchkey/server/web"
)

func TestAChallengeIsAnsweredOnceAndOnlyInTime(t *testing.T) {
	s := boot(t)
	secret, codes := s.browser().turnOn()
	const again = "/sign-in?said=again"

	t.Run("twice", func(t *testing.T) {
		b := s.browser()
		b.signIn()
		answered := b.cookie(web.ChallengeCookie)
		b.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/dashboard")
		s.clock.Advance(30 * time.Second)
		thief := s.browser()
		thief.plant(web.ChallengeCookie, answered)
		thief.post("/sign-in/verify", "code", s.code(secret)).leads(t, again)
		thief.post("/sign-in/backup-code", "backup_code", codes[0]).leads(t, again)
		thief.out("an answered challenge")
	})
	t.Run("too late", func(t *testing.T) {
		b := s.browser()
		b.signIn()
		s.clock.Advance(challenge.Lifetime)
		b.get("/sign-in/code").leads(t, again)
		b.post("/sign-in/verify", "code", s.code(secret)).leads(t, again)
		b.out("a challenge too old")
	})
	t.Run("after a change of password", func(t *testing.T) {
		thief, owner := s.browser(), s.in(secret)
		thief.signIn().leads(t, "/sign-in/code")
		owner.post("/security/password", "current", adaPassword, "password", "a whole new harbour 9", "code", s.code(secret)).leads(t, "/security?done=password")
		s.clock.Advance(30 * time.Second)
		thief.post("/sign-in/verify", "code", s.code(secret)).leads(t, again)
		thief.out("a challenge from before the password was changed")
		owner.post("/security/password", "current", "a whole new harbour 9", "password", adaPassword+"x", "code", s.code(secret)).leads(t, "/security?done=password")
	})
}

// The second step counts for whoever began it, whatever else this browser has tried.
func TestWhatOnePersonBeganNobodyElseFinishes(t *testing.T) {
	s := boot(t)
	secret, codes := s.browser().turnOn()

	t.Run("a code of another person's app", func(t *testing.T) {
		other := s.browser()
		other.post("/sign-in", "email", bruno, "password", brunoPassword).leads(t, "/dashboard")
		other.post("/security/two-factor/start").leads(t, "/security/two-factor/scan")
		his := between(t, other.get("/security/two-factor/scan").body, `data-text="`, `"`)
		other.post("/security/two-factor/verify", "code", s.code(his)).leads(t, "/security/backup-codes?of=set-up")
		s.clock.Advance(30 * time.Second)

		b := s.browser()
		b.post("/sign-in", "email", bruno, "password", brunoPassword).leads(t, "/sign-in/code")
		b.post("/sign-in/verify", "code", s.code(secret)).says(t, http.StatusUnprocessableEntity, "not right")
		b.post("/sign-in/backup-code", "backup_code", codes[0]).says(t, http.StatusUnprocessableEntity, "not right")
		b.out("another person's codes")
	})
	t.Run("Ada begins, Bruno's wrong password follows, Ada's code", func(t *testing.T) {
		b := s.browser()
		b.signIn().leads(t, "/sign-in/code")
		b.post("/sign-in", "email", bruno, "password", "wrong")
		b.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/dashboard")
		b.get("/profile").says(t, http.StatusOK, ada)
		s.clock.Advance(30 * time.Second)
	})
	t.Run("Ada's wrong password, then Mina signs in", func(t *testing.T) {
		b := s.browser()
		b.post("/sign-in", "email", ada, "password", "wrong", "next", "/security/two-factor")
		b.post("/sign-in", "email", "mina@example.test", "password", "marble-kettle-93").leads(t, "/dashboard")
		b.get("/profile").says(t, http.StatusOK, "mina@example.test")
	})
	t.Run("Ada's challenge, then Mina signs in, then Ada's code", func(t *testing.T) {
		b := s.browser()
		b.signIn().leads(t, "/sign-in/code")
		b.post("/sign-in", "email", "mina@example.test", "password", "marble-kettle-93").leads(t, "/dashboard")
		if b.cookie(web.ChallengeCookie) != "" {
			t.Error("Ada's challenge stayed in Mina's browser")
		}
		b.get("/profile").says(t, http.StatusOK, "mina@example.test")
	})
	t.Run("a field names another person", func(t *testing.T) {
		b := s.browser()
		b.signIn().leads(t, "/sign-in/code")
		p := b.post("/sign-in/verify", "code", s.code(secret), "email", bruno, "user", bruno, "user_id", "1", "challenge", "x", "next", "//evil.test")
		p.leads(t, "/dashboard")
		b.get("/profile").says(t, http.StatusOK, ada)
		s.clock.Advance(30 * time.Second)
	})
}

// Every step of the changes behind the door, out of its turn.
func TestStepsOfAChangeOutOfTurnChangeNothing(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.signIn()
	b.get("/security/two-factor/scan").leads(t, "/security/two-factor?said=expired")
	b.post("/security/two-factor/verify", "code", "123456").leads(t, "/security/two-factor?said=expired")
	b.get("/security/backup-codes").says(t, http.StatusOK, "shown")
	b.post("/security/backup-codes/new").leads(t, "/security")
	b.post("/security/backup-codes/download", "backup_code", "k7f3-9mzt-2xqa").leads(t, "/security/backup-codes")
	b.get("/security/two-factor/disable").leads(t, "/security")
	b.post("/security/two-factor/disable/confirm").leads(t, "/security/two-factor/disable")
	if strings.Contains(b.get("/security").body, "Make new backup codes") {
		t.Fatal("it is on")
	}

	secret, codes := s.browser().turnOn()
	mine := s.in(secret)
	mine.post("/security/two-factor/start").leads(t, "/security")
	mine.get("/security/two-factor/scan").leads(t, "/security")
	mine.post("/security/two-factor/disable/confirm").leads(t, "/security/two-factor/disable")

	t.Run("the proof of one session does not confirm in another", func(t *testing.T) {
		other := s.in(secret)
		mine.post("/security/two-factor/disable", "code", s.code(secret)).leads(t, "/security/two-factor/disable/confirm")
		s.clock.Advance(30 * time.Second)
		other.get("/security/two-factor/disable/confirm").leads(t, "/security/two-factor/disable")
		other.post("/security/two-factor/disable/confirm").leads(t, "/security/two-factor/disable")
	})
	t.Run("nor when it has grown old", func(t *testing.T) {
		s.clock.Advance(challenge.Lifetime)
		mine.post("/security/two-factor/disable/confirm").leads(t, "/security/two-factor/disable")
	})
	t.Run("new codes need a fresh code", func(t *testing.T) {
		mine.get("/security/backup-codes/new").leads(t, "/confirm?next=%2Fsecurity%2Fbackup-codes%2Fnew&need=3")
		mine.post("/security/backup-codes/new").leads(t, "/confirm?next=%2Fsecurity%2Fbackup-codes%2Fnew&need=3")
		mine.post("/confirm", "password", adaPassword, "next", "/security/backup-codes/new").says(t, http.StatusUnprocessableEntity, "")
		mine.post("/security/backup-codes/new").leads(t, "/confirm?next=%2Fsecurity%2Fbackup-codes%2Fnew&need=3")
		mine.post("/confirm", "code", s.code(secret), "next", "//evil.test").leads(t, "/security")
		s.clock.Advance(30 * time.Second)
		mine.post("/security/backup-codes/new").leads(t, "/security/backup-codes")
		late := s.browser()
		late.signIn()
		late.post("/sign-in/backup-code", "backup_code", codes[1]).says(t, http.StatusUnprocessableEntity, "not right")
	})
	t.Run("off and on again, the old codes stay dead", func(t *testing.T) {
		mine.post("/security/two-factor/disable", "code", s.code(secret)).leads(t, "/security/two-factor/disable/confirm")
		mine.post("/security/two-factor/disable/confirm").leads(t, "/security?done=off")
		mine.post("/security/two-factor/disable/confirm").leads(t, "/security/two-factor/disable")
		s.clock.Advance(time.Minute)
		s.browser().turnOn()
		late := s.browser()
		late.signIn()
		late.post("/sign-in/verify", "code", s.code(secret)).says(t, http.StatusUnprocessableEntity, "not right")
		late.post("/sign-in/backup-code", "backup_code", codes[2]).says(t, http.StatusUnprocessableEntity, "not right")
	})
}
