package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// Two of the support can't make themselves administrators by way of an administrator's case.
func TestSupportNeitherOpensNorApprovesACaseOfSomebodyWhoWorksHere(t *testing.T) {
	s := boot(t)
	s.sven()
	noor := s.noor()
	const mina = "mina@example.test"
	s.role(mina, user.Support)
	support := s.atTheDesk(mina, "marble-kettle-93")
	svens := s.idOf(sven)
	support.post("/desk/cases", "person", svens).says(t, http.StatusForbidden, "Only an administrator")
	if n := s.count(`SELECT COUNT(*) FROM recovery_case`); n != 0 {
		t.Fatalf("%d cases were opened", n)
	}
	s.role(bruno, user.Administrator)
	other := s.atTheDesk(bruno, brunoPassword)
	at := other.post("/desk/cases", "person", svens).location

	b := s.browser()
	b.post("/recovery/join", "email", sven, "password", svenPassword).leads(t, "/recovery/case")
	number := between(t, b.get("/recovery/case").body, `Number of this browser</dt><dd dir="ltr">`, `<`)
	for _, proof := range []string{"document", "answers"} {
		noor.post(at+"/proof", "proof", proof, "number", number).leads(t, at)
	}
	noor.works(at)
	support.get(at).says(t, http.StatusOK, "so an administrator approves it")
	support.decides(at, "approve").says(t, http.StatusForbidden, "Only an administrator")
	if n := s.count(`SELECT COUNT(*) FROM recovery_case WHERE approved_at > 0`); n != 0 {
		t.Error("it was approved")
	}
	s.addPerson("third@example.test", "T", "paper-lantern-tide")
	s.role("third@example.test", user.Administrator)
	s.atTheDesk("third@example.test", "paper-lantern-tide").decides(at, "approve").leads(t, at)
}

// The page on which a case is joined is no place to try a password out: a right one without a
// case is answered as late as a wrong one, and counts like it.
func TestJoiningACaseTellsNothingOfThePassword(t *testing.T) {
	s := boot(t)
	s.browser().turnOn()
	const floor = 400 * time.Millisecond
	s.host.Changes.MinResponseTime = floor
	var pages []page
	for _, password := range []string{"wrong-password-1", adaPassword} {
		began := time.Now()
		pages = append(pages, s.browser().post("/recovery/join", "email", ada, "password", password))
		if took := time.Since(began); took < floor {
			t.Errorf("%q is answered after %v", password, took)
		}
	}
	answersAlike(t, "a wrong password and a right one", pages[0], pages[1])
	for range 3 {
		s.browser().post("/recovery/join", "email", ada, "password", adaPassword).says(t, http.StatusUnprocessableEntity, "opened no case")
	}
	s.browser().post("/recovery/join", "email", ada, "password", adaPassword).says(t, http.StatusTooManyRequests, "")
	if n := s.count(`SELECT COUNT(*) FROM audit_event WHERE event = 'recovery.no-case'`); n != 4 {
		t.Errorf("%d of 4 right passwords are in the audit log", n)
	}
}

// Whoever has the password can't have browsers join a case faster than staff look at it; the
// owner's own browser is not kept out by that.
func TestACaseIsJoinedSoOften(t *testing.T) {
	s := boot(t)
	home := s.browser()
	home.turnOn()
	noor := s.noor()
	noor.post("/desk/cases", "person", s.idOf(ada))
	join := func(b *browser) page { return b.post("/recovery/join", "email", ada, "password", adaPassword) }
	for range 5 {
		join(s.browser()).leads(t, "/recovery/case")
	}
	for range 3 {
		join(s.browser()).says(t, http.StatusTooManyRequests, "")
	}
	if n := s.count(`SELECT COUNT(*) FROM recovery_key`); n != 5 {
		t.Errorf("%d browsers follow the case", n)
	}
	join(home).leads(t, "/recovery/case")
	s.clock.Advance(time.Minute)
	join(s.browser()).leads(t, "/recovery/case")
}

// A proof ages, whatever is changed with it: who knows the password can't keep it fresh.
func TestChangingThePasswordMakesNoProofFresher(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.turnOn() // half a minute ago
	s.clock.Advance(session.FreshFor - time.Minute)
	b.post("/security/password", "current", adaPassword, "password", "a whole new harbour 9").leads(t, "/security?done=password")
	s.clock.Advance(30 * time.Second)
	if p := b.get("/security/backup-codes/new"); p.status != http.StatusSeeOther || !strings.HasPrefix(p.location, "/confirm?") {
		t.Errorf("%d to %q", p.status, p.location)
	}
}

// endings are how an owner throws somebody else out.
var endings = map[string]func(owner *browser){
	"this one": func(owner *browser) {
		_, rest, _ := strings.Cut(owner.get("/security/sessions").body, `action="/security/sessions/`)
		id, _, _ := strings.Cut(rest, "/end")
		owner.post("/security/sessions/"+id+"/end").leads(owner.t, "/security/sessions?done=one")
	},
	"all others": func(owner *browser) {
		owner.post("/security/sessions/others/end").leads(owner.t, "/security/sessions?done=others")
	},
}

// Whoever was thrown out of a session has left nothing behind: the address that they gave
// there can't be confirmed any more, and their browser is not taken for the owner's.
func TestAnEndedSessionLeavesNothingBehind(t *testing.T) {
	for name, end := range endings {
		t.Run(name, func(t *testing.T) {
			s := boot(t)
			owner, thief := s.browser(), s.browser()
			secret, _ := owner.turnOn()
			thief.signIn().leads(t, "/sign-in/code")
			thief.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/dashboard")
			thief.post("/profile/email", "email", "eve@example.test").leads(t, "/profile/email?done=sent")
			token := s.mail("eve@example.test", message.EmailConfirm).Secret
			owner.t = t
			end(owner)
			thief.get("/dashboard").leads(t, "/sign-in?next=%2Fdashboard")
			thief.get("/confirm-email/"+token).leads(t, "/confirm-email")
			thief.post("/confirm-email").says(t, http.StatusGone, "")
			if n := s.count(`SELECT COUNT(*) FROM users WHERE email = 'eve@example.test'`); n != 0 {
				t.Error("the address was changed")
			}
			thief.opensCase() // who reads the mailbox too
			thief.post("/recovery/case/browser").says(t, http.StatusUnprocessableEntity, "")
			owner.get("/dashboard").says(t, http.StatusOK, "")
			owner.post("/sign-out")
			s.clock.Advance(time.Hour)
			owner.opensCase()
			owner.post("/recovery/case/browser").leads(t, "/recovery/case")
		})
	}
}

// A mail about a case that is read when the case is done already: there is nothing left to
// stop, so what came of it ends.
func TestNotMeOfACaseThatIsDoneEndsWhatCameOfIt(t *testing.T) {
	s := boot(t)
	home := s.browser()
	home.turnOn()
	s.phoneOf(ada, "+442079460123")
	s.settle()
	sven, noor := s.sven(), s.noor()
	thief := s.browser()
	thief.opensCase()
	thief.phones()
	at := noor.caseAt()
	noor.works(at)
	sven.decides(at, "approve").leads(t, at)
	opened := s.mail(ada, message.RecoveryOpened).NotMe
	s.clock.Advance(72 * time.Hour)
	s.due()
	thief.get("/recovery/finish/" + s.mail(ada, message.RecoveryReady).Secret)
	thief.post("/recovery/finish", "password", adaPassword).leads(t, "/security/two-factor")
	thief.get("/security/two-factor").says(t, http.StatusOK, "")

	owner := s.browser()
	owner.get("/not-me/"+opened).leads(t, "/not-me")
	owner.get("/not-me").says(t, http.StatusOK, "all sessions end")
	owner.post("/not-me").leads(t, "/not-me")
	owner.get("/not-me").says(t, http.StatusOK, "All sessions have ended")
	thief.get("/security/two-factor").leads(t, "/sign-in?next=%2Fsecurity%2Ftwo-factor")
}

// A number that costs the host dearly is nobody's second step.
func TestACodeGoesToNoNumberThatCostsExtra(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.signIn()
	for _, number := range []string{"+44 909 8790000", "+1 900 234 5678", "+49 900 1234567", "+44 800 123 4567", "+800 1234 5678"} {
		b.post("/security/methods/whatsapp", "phone", number).says(t, http.StatusUnprocessableEntity, "")
	}
	if n := s.codesSent(); n != 0 {
		t.Errorf("%d codes were sent", n)
	}
}

// An upload that unpacks to a thousand times its size is not unpacked.
func TestAPackedUploadIsNotUnpacked(t *testing.T) {
	s := boot(t)
	boss := s.sven()
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	fmt.Fprint(w, "--x\r\nContent-Disposition: form-data; name=\"value\"; filename=\"logo.png\"\r\n\r\n")
	_, _ = w.Write(make([]byte, 50<<20))
	fmt.Fprint(w, "\r\n--x--\r\n")
	_ = w.Close()
	request, err := http.NewRequest(http.MethodPost, s.url+"/desk/settings/brand.logo", &packed)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	request.Header.Set("Content-Encoding", "gzip")
	request.Header.Set("Origin", s.url)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if p := boss.do(request); p.status < 400 || p.status >= 500 {
		t.Errorf("%d", p.status)
	}
	runtime.ReadMemStats(&after)
	if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 40 {
		t.Errorf("it took %d MB", took)
	}
}
