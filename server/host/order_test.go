package host_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/challenge"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

func TestAChallengeIsAnsweredOnceAndOnlyInTime(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	secret, codes := s.Browser().TurnOn()
	const again = "/sign-in?said=again"

	t.Run("twice", func(t *testing.T) {
		b := s.Browser()
		b.SignIn()
		answered := b.Cookie(web.ChallengeCookie)
		b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
		s.Clock.Advance(30 * time.Second)
		thief := s.Browser()
		thief.Plant(web.ChallengeCookie, answered)
		thief.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, again)
		thief.Post("/sign-in/backup-code", "backup_code", codes[0]).Leads(t, again)
		thief.IsOut("an answered challenge")
	})
	t.Run("too late", func(t *testing.T) {
		b := s.Browser()
		b.SignIn()
		s.Clock.Advance(challenge.Lifetime)
		b.Get("/sign-in/code").Leads(t, again)
		b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, again)
		b.IsOut("a challenge too old")
	})
	t.Run("after a change of password", func(t *testing.T) {
		thief, owner := s.Browser(), s.SignedIn(secret)
		thief.SignIn().Leads(t, "/sign-in/code")
		owner.Post("/security/password", "current", hosttest.AdaPassword, "password", "a whole new harbour 9", "code", s.Code(secret)).
			Leads(t, "/security?done=password")
		s.Clock.Advance(30 * time.Second)
		thief.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, again)
		thief.IsOut("a challenge from before the password was changed")
		owner.Post("/security/password", "current", "a whole new harbour 9",
			"password", hosttest.AdaPassword+"x", "code", s.Code(secret)).Leads(t, "/security?done=password")
	})
}

// The second step counts for whoever began it, whatever else this browser has tried.
func TestWhatOnePersonBeganNobodyElseFinishes(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	secret, codes := s.Browser().TurnOn()

	t.Run("a code of another person's app", func(t *testing.T) {
		other := s.Browser()
		other.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
		other.Post("/security/two-factor/start").Leads(t, "/security/two-factor/scan")
		his := hosttest.Between(t, other.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
		other.Post("/security/two-factor/verify", "code", s.Code(his)).Leads(t, "/security/backup-codes?of=set-up")
		s.Clock.Advance(30 * time.Second)

		b := s.Browser()
		b.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/sign-in/code")
		b.Post("/sign-in/verify", "code", s.Code(secret)).Says(t, http.StatusUnprocessableEntity, "didn’t work")
		b.Post("/sign-in/backup-code", "backup_code", codes[0]).Says(t, http.StatusUnprocessableEntity, "didn’t work")
		b.IsOut("another person's codes")
	})
	t.Run("Ada begins, Bruno's wrong password follows, Ada's code", func(t *testing.T) {
		b := s.Browser()
		b.SignIn().Leads(t, "/sign-in/code")
		b.Post("/sign-in", "email", hosttest.Bruno, "password", "wrong")
		b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
		b.Get("/profile").Says(t, http.StatusOK, hosttest.Ada)
		s.Clock.Advance(30 * time.Second)
	})
	t.Run("Ada's wrong password, then Mina signs in", func(t *testing.T) {
		b := s.Browser()
		b.Post("/sign-in", "email", hosttest.Ada, "password", "wrong", "next", "/security/two-factor")
		b.Post("/sign-in", "email", "mina@example.test", "password", "marble-kettle-93").Leads(t, "/dashboard")
		b.Get("/profile").Says(t, http.StatusOK, "mina@example.test")
	})
	t.Run("Ada's challenge, then Mina signs in, then Ada's code", func(t *testing.T) {
		b := s.Browser()
		b.SignIn().Leads(t, "/sign-in/code")
		b.Post("/sign-in", "email", "mina@example.test", "password", "marble-kettle-93").Leads(t, "/dashboard")
		if b.Cookie(web.ChallengeCookie) != "" {
			t.Error("Ada's challenge stayed in Mina's browser")
		}
		b.Get("/profile").Says(t, http.StatusOK, "mina@example.test")
	})
	t.Run("a field names another person", func(t *testing.T) {
		b := s.Browser()
		b.SignIn().Leads(t, "/sign-in/code")
		p := b.Post("/sign-in/verify", "code", s.Code(secret), "email", hosttest.Bruno,
			"user", hosttest.Bruno, "user_id", "1", "challenge", "x", "next", "//evil.test")
		p.Leads(t, "/dashboard")
		b.Get("/profile").Says(t, http.StatusOK, hosttest.Ada)
		s.Clock.Advance(30 * time.Second)
	})
}

// Every step of the changes behind the door, out of its turn.
func TestStepsOfAChangeOutOfTurnChangeNothing(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	b.Get("/security/two-factor/scan").Leads(t, "/security/two-factor?said=expired")
	b.Post("/security/two-factor/verify", "code", "123456").Leads(t, "/security/two-factor?said=expired")
	b.Get("/security/backup-codes").Says(t, http.StatusOK, "shown")
	b.Post("/security/backup-codes/new").Leads(t, "/security")
	b.Post("/security/backup-codes/download", "backup_code", "k7f3-9mzt-2xqa").Leads(t, "/security/backup-codes")
	b.Get("/security/two-factor/disable").Leads(t, "/security")
	b.Post("/security/two-factor/disable/confirm").Leads(t, "/security/two-factor/disable")
	if strings.Contains(b.Get("/security").Body, "Make new backup codes") {
		t.Fatal("it is on")
	}

	secret, codes := s.Browser().TurnOn()
	mine := s.SignedIn(secret)
	mine.Post("/security/two-factor/start").Leads(t, "/security")
	mine.Get("/security/two-factor/scan").Leads(t, "/security")
	mine.Post("/security/two-factor/disable/confirm").Leads(t, "/security/two-factor/disable")

	t.Run("the proof of one session does not confirm in another", func(t *testing.T) {
		other := s.SignedIn(secret)
		mine.Post("/security/two-factor/disable", "code", s.Code(secret)).Leads(t, "/security/two-factor/disable/confirm")
		s.Clock.Advance(30 * time.Second)
		other.Get("/security/two-factor/disable/confirm").Leads(t, "/security/two-factor/disable")
		other.Post("/security/two-factor/disable/confirm").Leads(t, "/security/two-factor/disable")
	})
	t.Run("nor when it has grown old", func(t *testing.T) {
		s.Clock.Advance(challenge.Lifetime)
		mine.Post("/security/two-factor/disable/confirm").Leads(t, "/security/two-factor/disable")
	})
	t.Run("new codes need a fresh code", func(t *testing.T) {
		mine.Get("/security/backup-codes/new").Leads(t, "/confirm?next=%2Fsecurity%2Fbackup-codes%2Fnew&need=3")
		mine.Post("/security/backup-codes/new").Leads(t, "/confirm?next=%2Fsecurity%2Fbackup-codes%2Fnew&need=3")
		mine.Post("/confirm", "password", hosttest.AdaPassword, "next", "/security/backup-codes/new").Says(t, http.StatusUnprocessableEntity, "")
		mine.Post("/security/backup-codes/new").Leads(t, "/confirm?next=%2Fsecurity%2Fbackup-codes%2Fnew&need=3")
		mine.Post("/confirm", "code", s.Code(secret), "next", "//evil.test").Leads(t, "/security")
		s.Clock.Advance(30 * time.Second)
		mine.Post("/security/backup-codes/new").Leads(t, "/security/backup-codes")
		late := s.Browser()
		late.SignIn()
		late.Post("/sign-in/backup-code", "backup_code", codes[1]).Says(t, http.StatusUnprocessableEntity, "didn’t work")
	})
	t.Run("off and on again, the old codes stay dead", func(t *testing.T) {
		mine.Post("/security/two-factor/disable", "code", s.Code(secret)).Leads(t, "/security/two-factor/disable/confirm")
		mine.Post("/security/two-factor/disable/confirm").Leads(t, "/security?done=off")
		mine.Post("/security/two-factor/disable/confirm").Leads(t, "/security/two-factor/disable")
		s.Clock.Advance(time.Minute)
		s.Browser().TurnOn()
		late := s.Browser()
		late.SignIn()
		late.Post("/sign-in/verify", "code", s.Code(secret)).Says(t, http.StatusUnprocessableEntity, "didn’t work")
		late.Post("/sign-in/backup-code", "backup_code", codes[2]).Says(t, http.StatusUnprocessableEntity, "didn’t work")
	})
}
