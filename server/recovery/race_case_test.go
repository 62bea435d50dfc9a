package recovery_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/letter"
)

// Every step of a case is taken by twenty at the same instant, and happens once.
func TestEachStepOfACaseHappensOnceHoweverManyTakeIt(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	s.PhoneOf(hosttest.Ada, "+442079460123")
	s.LetSettle()
	sven, noor := s.Sven(), s.Noor()
	happened := func(what string, want int) {
		t.Helper()
		if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = $1`, what); n != want {
			t.Errorf("%s happened %d times, want %d", what, n, want)
		}
	}
	b := s.Browser()
	b.Post("/recovery", "email", hosttest.Ada).Leads(t, "/recovery/sent")
	b.Get(s.Link(hosttest.Ada, message.RecoveryOpen)).Leads(t, "/recovery/open")
	twentyPost(t, b, "/recovery/open")
	happened("recovery.start", 1)
	happened("recovery.join", 1)

	b.OpensCase()
	b.Post("/recovery/case/phone").Leads(t, "/recovery/case/code")
	twentyPost(t, b, "/recovery/case/code", "code", s.Mail("+442079460123", message.ConfirmCode).Secret)
	if n := s.Count(`SELECT COUNT(*) FROM recovery_proof WHERE kind = 'phone'`); n != 1 {
		t.Errorf("the phone proves it %d times", n)
	}
	at := noor.CaseAt()
	noor.TakesUp(at)
	twentyPost(t, sven, at+"/approve", "version", hosttest.Between(t, sven.Get(at).Body, `name="version" value="`, `"`))
	happened("recovery.approve", 1)
	s.Clock.Advance(24 * time.Hour)
	for outcome := range hosttest.AtOnce(twenty, func(int) string { return fmt.Sprint(s.Host.Cases.Due(t.Context())) }) {
		if outcome != "<nil>" {
			t.Errorf("moving the case: %s", outcome)
		}
	}
	happened("recovery.release", 1)
	if n := s.Count(`SELECT COUNT(*) FROM message WHERE kind = 'recovery_ready'`); n != 1 {
		t.Errorf("%d links went out", n)
	}
	b.Get(s.Link(hosttest.Ada, message.RecoveryReady)).Leads(t, "/recovery/finish")
	twentyPost(t, b, "/recovery/finish", "password", hosttest.AdaPassword)
	happened("recovery.finish", 1)
	if n := s.Count(`SELECT COUNT(*) FROM session WHERE user_id = $1`, s.IDOf(hosttest.Ada)); n != 1 {
		t.Errorf("%d sessions came of it", n)
	}
	owner := s.Browser()
	owner.Get(letter.NotMePath + s.Mail(hosttest.Ada, message.RecoveryDone).NotMe)
	twentyPost(t, owner, "/not-me")
	happened("not-me.said", 1)
}

const twenty = 20

// twentyPost sends the same form from twenty copies of a browser at once; none may be answered with an error of ours.
func twentyPost(t *testing.T, b *hosttest.Browser, path string, fields ...string) {
	t.Helper()
	twins := b.Twins(twenty)
	for outcome, n := range hosttest.AtOnce(twenty, func(i int) string { return http.StatusText(twins[i].Post(path, fields...).Status) }) {
		if strings.HasPrefix(outcome, "Internal") {
			t.Errorf("%s: %d times %s", path, n, outcome)
		}
	}
}

func TestALinkMakesOneAccountHoweverManyUseIt(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("registration", "open")
	b := s.Browser()
	b.Post("/register", "email", "heidi@example.test").Leads(t, "/register/sent")
	b.Get(s.Link("heidi@example.test", message.RegisterConfirm)).Leads(t, "/register/finish")
	twins := b.Twins(10)
	got := hosttest.AtOnce(len(twins), func(i int) string {
		return twins[i].Post("/register/finish", "name", "Heidi", "password", hosttest.TenantPassword).Location
	})
	if got["/sign-in?said=registered"] != 1 || s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'user.registered'`) != 1 {
		t.Errorf("%v", got)
	}
}
