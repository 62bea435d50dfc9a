package main

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

const fifty = 50

// entered is what a right answer to the second step says.
func entered(p page) string {
	if p.status == http.StatusSeeOther && (p.location == "/dashboard" || strings.HasPrefix(p.location, "/security")) {
		return "in"
	}
	if p.status >= 500 {
		return "failed"
	}
	return "out"
}

func TestOfFiftyIdenticalCodesAtOnceOneSignsIn(t *testing.T) {
	s := boot(t)
	secret, codes := s.browser().turnOn()
	for _, known := range []bool{false, true} {
		for _, answer := range [][3]string{{"/sign-in/verify", "code"}, {"/sign-in/backup-code", "backup_code", codes[len(codes)-1]}} {
			s.clock.Advance(2 * time.Hour) // over any wait
			if answer[2] == "" {
				answer[2] = s.code(secret)
			}
			codes = codes[:len(codes)-1]
			b := s.browser()
			if known {
				b = s.in(secret)
				if answer[1] == "code" {
					answer[2] = s.code(secret)
				}
				b.post("/sign-out")
			}
			b.signIn().leads(t, "/sign-in/code")
			before := s.count(`SELECT COUNT(*) FROM session`)
			twins := b.twins(fifty)
			got := atOnce(fifty, func(i int) string { return entered(twins[i].post(answer[0], answer[1], answer[2])) })
			if after := s.count(`SELECT COUNT(*) FROM session`); got["in"] != 1 || got["failed"] != 0 || after != before+1 {
				t.Errorf("%s, known %v: %v, and %d new sessions", answer[0], known, got, after-before)
			}
		}
	}
}

// Many browsers with the right password and the same right code: one challenge each,
// one code in all.
func TestOneCodeAnswersOneOfManyChallenges(t *testing.T) {
	s := boot(t)
	secret, codes := s.browser().turnOn()
	for _, answer := range [][3]string{{"/sign-in/verify", "code", s.code(secret)}, {"/sign-in/backup-code", "backup_code", codes[0]}} {
		browsers := make([]*browser, 20)
		for i := range browsers {
			browsers[i] = s.browser()
			browsers[i].signIn().leads(t, "/sign-in/code")
		}
		got := atOnce(len(browsers), func(i int) string { return entered(browsers[i].post(answer[0], answer[1], answer[2])) })
		if got["in"] != 1 || got["failed"] != 0 {
			t.Errorf("%s: got %v", answer[0], got)
		}
	}
}

// Of different right backup codes for one challenge one is taken, and only one is spent.
func TestOneChallengeTakesOneBackupCode(t *testing.T) {
	s := boot(t)
	_, codes := s.browser().turnOn()
	b := s.browser()
	b.signIn().leads(t, "/sign-in/code")
	twins := b.twins(5)
	got := atOnce(len(twins), func(i int) string { return entered(twins[i].post("/sign-in/backup-code", "backup_code", codes[i])) })
	if spent := s.count(`SELECT COUNT(*) FROM backup_code WHERE used_at > 0`); got["in"] != 1 || spent != 1 || got["failed"] != 0 {
		t.Errorf("got %v, and %d codes are spent", got, spent)
	}
}

// Guesses at once are counted one by one: no more are judged than in a row.
func TestGuessesAtOnceAreAllCounted(t *testing.T) {
	s := boot(t)
	s.browser().turnOn()
	b := s.browser()
	b.signIn().leads(t, "/sign-in/code")
	twins := b.twins(fifty)
	got := atOnce(fifty, func(i int) string {
		return http.StatusText(twins[i].post("/sign-in/verify", "code", "000000").status)
	})
	// Whoever is answered when the challenge has no try left is sent back to the password, judged or not.
	refused := got[http.StatusText(http.StatusTooManyRequests)] + got[http.StatusText(http.StatusUnprocessableEntity)] + got[http.StatusText(http.StatusSeeOther)]
	if judged := s.count(`SELECT COUNT(*) FROM audit_event WHERE event = 'second-step.wrong'`); judged != 5 || refused != fifty {
		t.Errorf("%d of fifty were judged, want 5: %v", judged, got)
	}
	b.get("/dashboard").leads(t, "/sign-in?next=%2Fdashboard")
}

// A change made twice at once is made once.
func TestChangesAtOnceAreMadeOnce(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.signIn()
	b.post("/security/two-factor/start").leads(t, "/security/two-factor/scan")
	secret := between(t, b.get("/security/two-factor/scan").body, `data-text="`, `"`)
	code := s.code(secret)
	twins := b.twins(10)
	got := atOnce(len(twins), func(i int) string { return twins[i].post("/security/two-factor/verify", "code", code).location })
	if got["/security/backup-codes?of=set-up"] != 1 {
		t.Errorf("turned on at once: %v", got)
	}
	if sets, apps := s.count(`SELECT COUNT(*) FROM backup_set`), s.count(`SELECT COUNT(*) FROM factor`); sets != 1 || apps != 1 {
		t.Errorf("%d sets of backup codes and %d apps", sets, apps)
	}
	for _, twin := range append(twins, b) {
		if p := twin.get("/security/backup-codes"); p.status == http.StatusOK {
			b = twin
		}
	}
	s.clock.Advance(30 * time.Second)
	twins = b.twins(10)
	code = s.code(secret)
	got = atOnce(len(twins), func(i int) string { return twins[i].post("/security/two-factor/disable", "code", code).location })
	if got["/security/two-factor/disable/confirm"] != 1 {
		t.Errorf("proved at once: %v", got)
	}
	got = atOnce(len(twins), func(i int) string { return twins[i].post("/security/two-factor/disable/confirm").location })
	if got["/security?done=off"] != 1 {
		t.Errorf("turned off at once: %v", got)
	}
	if told := s.count(`SELECT COUNT(*) FROM message WHERE kind = 'two_factor_off'`); told != 1 {
		t.Errorf("told %d times", told)
	}
}
