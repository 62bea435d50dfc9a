package signin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

const fifty = 50

// entered is what a right answer to the second step says.
func entered(p hosttest.Page) string {
	if p.Status == http.StatusSeeOther && (p.Location == "/dashboard" || strings.HasPrefix(p.Location, "/security")) {
		return "in"
	}
	if p.Status >= 500 {
		return "failed"
	}
	return "out"
}

func TestOfFiftyIdenticalCodesAtOnceOneSignsIn(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	secret, codes := s.Browser().TurnOn()
	for _, known := range []bool{false, true} {
		for _, answer := range [][3]string{{"/sign-in/verify", "code"}, {"/sign-in/backup-code", "backup_code", codes[len(codes)-1]}} {
			s.Clock.Advance(2 * time.Hour) // over any wait
			if answer[2] == "" {
				answer[2] = s.Code(secret)
			}
			codes = codes[:len(codes)-1]
			b := s.Browser()
			if known {
				b = s.SignedIn(secret)
				if answer[1] == "code" {
					answer[2] = s.Code(secret)
				}
				b.Post("/sign-out")
			}
			b.SignIn().Leads(t, "/sign-in/code")
			before := s.Count(`SELECT COUNT(*) FROM session`)
			twins := b.Twins(fifty)
			got := hosttest.AtOnce(fifty, func(i int) string { return entered(twins[i].Post(answer[0], answer[1], answer[2])) })
			if after := s.Count(`SELECT COUNT(*) FROM session`); got["in"] != 1 || got["failed"] != 0 || after != before+1 {
				t.Errorf("%s, known %v: %v, and %d new sessions", answer[0], known, got, after-before)
			}
		}
	}
}

// Many browsers with the right password and the same right code: one challenge each,
// one code in all.
func TestOneCodeAnswersOneOfManyChallenges(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	secret, codes := s.Browser().TurnOn()
	for _, answer := range [][3]string{{"/sign-in/verify", "code", s.Code(secret)}, {"/sign-in/backup-code", "backup_code", codes[0]}} {
		browsers := make([]*hosttest.Browser, 20)
		for i := range browsers {
			browsers[i] = s.Browser()
			browsers[i].SignIn().Leads(t, "/sign-in/code")
		}
		got := hosttest.AtOnce(len(browsers), func(i int) string { return entered(browsers[i].Post(answer[0], answer[1], answer[2])) })
		if got["in"] != 1 || got["failed"] != 0 {
			t.Errorf("%s: got %v", answer[0], got)
		}
	}
}

// Of different right backup codes for one challenge one is taken, and only one is spent.
func TestOneChallengeTakesOneBackupCode(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	_, codes := s.Browser().TurnOn()
	b := s.Browser()
	b.SignIn().Leads(t, "/sign-in/code")
	twins := b.Twins(5)
	got := hosttest.AtOnce(len(twins), func(i int) string { return entered(twins[i].Post("/sign-in/backup-code", "backup_code", codes[i])) })
	if spent := s.Count(`SELECT COUNT(*) FROM backup_code WHERE used_at > 0`); got["in"] != 1 || spent != 1 || got["failed"] != 0 {
		t.Errorf("got %v, and %d codes are spent", got, spent)
	}
}

// Guesses at once are counted one by one: no more are judged than in a row.
func TestGuessesAtOnceAreAllCounted(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	b := s.Browser()
	b.SignIn().Leads(t, "/sign-in/code")
	twins := b.Twins(fifty)
	got := hosttest.AtOnce(fifty, func(i int) string {
		return http.StatusText(twins[i].Post("/sign-in/verify", "code", "000000").Status)
	})
	// Whoever is answered when the challenge has no try left is sent back to the password, judged or not.
	refused := got[http.StatusText(http.StatusTooManyRequests)] +
		got[http.StatusText(http.StatusUnprocessableEntity)] + got[http.StatusText(http.StatusSeeOther)]
	if judged := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'second-step.wrong'`); judged != 5 || refused != fifty {
		t.Errorf("%d of fifty were judged, want 5: %v", judged, got)
	}
	b.Get("/dashboard").Leads(t, "/sign-in?next=%2Fdashboard")
}

// A change made twice at once is made once.
func TestChangesAtOnceAreMadeOnce(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	b.Post("/security/two-factor/start").Leads(t, "/security/two-factor/scan")
	secret := hosttest.Between(t, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
	code := s.Code(secret)
	twins := b.Twins(10)
	got := hosttest.AtOnce(len(twins), func(i int) string { return twins[i].Post("/security/two-factor/verify", "code", code).Location })
	if got["/security/backup-codes?of=set-up"] != 1 {
		t.Errorf("turned on at once: %v", got)
	}
	if sets, apps := s.Count(`SELECT COUNT(*) FROM backup_set`), s.Count(`SELECT COUNT(*) FROM factor`); sets != 1 || apps != 1 {
		t.Errorf("%d sets of backup codes and %d apps", sets, apps)
	}
	for _, twin := range append(twins, b) {
		if p := twin.Get("/security/backup-codes"); p.Status == http.StatusOK {
			b = twin
		}
	}
	s.Clock.Advance(30 * time.Second)
	twins = b.Twins(10)
	code = s.Code(secret)
	got = hosttest.AtOnce(len(twins), func(i int) string { return twins[i].Post("/security/two-factor/disable", "code", code).Location })
	if got["/security/two-factor/disable/confirm"] != 1 {
		t.Errorf("proved at once: %v", got)
	}
	got = hosttest.AtOnce(len(twins), func(i int) string { return twins[i].Post("/security/two-factor/disable/confirm").Location })
	if got["/security?done=off"] != 1 {
		t.Errorf("turned off at once: %v", got)
	}
	if told := s.Count(`SELECT COUNT(*) FROM message WHERE kind = 'two_factor_off'`); told != 1 {
		t.Errorf("told %d times", told)
	}
}
