package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
)

// Every step of a case is taken by twenty at the same instant, and happens once.
func TestEachStepOfACaseHappensOnceHoweverManyTakeIt(t *testing.T) {
	s := boot(t)
	s.browser().turnOn()
	s.phoneOf(ada, "+442079460123")
	s.settle()
	sven, noor := s.sven(), s.noor()
	const twenty = 20
	happened := func(what string, want int) {
		t.Helper()
		if n := s.count(`SELECT COUNT(*) FROM audit_event WHERE event = $1`, what); n != want {
			t.Errorf("%s happened %d times, want %d", what, n, want)
		}
	}
	all := func(b *browser, path string, fields ...string) {
		t.Helper()
		twins := b.twins(twenty)
		for outcome, n := range atOnce(twenty, func(i int) string { return http.StatusText(twins[i].post(path, fields...).status) }) {
			if strings.HasPrefix(outcome, "Internal") {
				t.Errorf("%s: %d times %s", path, n, outcome)
			}
		}
	}
	b := s.browser()
	b.post("/recovery", "email", ada).leads(t, "/recovery/sent")
	b.get(s.link(ada, message.RecoveryOpen)).leads(t, "/recovery/open")
	all(b, "/recovery/open")
	happened("recovery.start", 1)
	happened("recovery.join", 1)

	b.opensCase()
	b.post("/recovery/case/phone").leads(t, "/recovery/case/code")
	all(b, "/recovery/case/code", "code", s.mail("+442079460123", message.ConfirmCode).Secret)
	if n := s.count(`SELECT COUNT(*) FROM recovery_proof WHERE kind = 'phone'`); n != 1 {
		t.Errorf("the phone proves it %d times", n)
	}
	at := noor.caseAt()
	noor.works(at)
	all(sven, at+"/approve", "version", between(t, sven.get(at).body, `name="version" value="`, `"`))
	happened("recovery.approve", 1)
	s.clock.Advance(24 * time.Hour)
	for outcome := range atOnce(twenty, func(int) string { return fmt.Sprint(s.host.Cases.Due(t.Context())) }) {
		if outcome != "<nil>" {
			t.Errorf("moving the case: %s", outcome)
		}
	}
	happened("recovery.release", 1)
	if n := s.count(`SELECT COUNT(*) FROM message WHERE kind = 'recovery_ready'`); n != 1 {
		t.Errorf("%d links went out", n)
	}
	b.get(s.link(ada, message.RecoveryReady)).leads(t, "/recovery/finish")
	all(b, "/recovery/finish", "password", adaPassword)
	happened("recovery.finish", 1)
	if n := s.count(`SELECT COUNT(*) FROM session WHERE user_id = $1`, s.idOf(ada)); n != 1 {
		t.Errorf("%d sessions came of it", n)
	}
	owner := s.browser()
	owner.get(message.NotMePath + s.mail(ada, message.RecoveryDone).NotMe)
	all(owner, "/not-me")
	happened("not-me.said", 1)
}

func TestALinkMakesOneAccountHoweverManyUseIt(t *testing.T) {
	s := boot(t)
	s.set("registration", "open")
	b := s.browser()
	b.post("/register", "email", "heidi@example.test").leads(t, "/register/sent")
	b.get(s.link("heidi@example.test", message.RegisterConfirm)).leads(t, "/register/finish")
	twins := b.twins(10)
	got := atOnce(len(twins), func(i int) string {
		return twins[i].post("/register/finish", "name", "Heidi", "password", tenantPassword).location
	})
	if got["/sign-in?said=registered"] != 1 || s.count(`SELECT COUNT(*) FROM audit_event WHERE event = 'user.registered'`) != 1 {
		t.Errorf("%v", got)
	}
}
