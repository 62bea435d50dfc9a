package slowtest

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
	"latchkey/server/hosttest"
)

// Two of the support can't make themselves administrators by way of an administrator's case.
func TestSupportNeitherOpensNorApprovesACaseOfSomebodyWhoWorksHere(t *testing.T) {
	s := hosttest.Boot(t)
	s.Sven()
	noor := s.Noor()
	const mina = "mina@example.test"
	s.SetRole(mina, user.Support)
	support := s.AtTheDesk(mina, "marble-kettle-93")
	svens := s.IDOf(hosttest.Sven)
	support.Post("/desk/cases", "person", svens).Says(t, http.StatusForbidden, "Only an administrator")
	if n := s.Count(`SELECT COUNT(*) FROM recovery_case`); n != 0 {
		t.Fatalf("%d cases were opened", n)
	}
	s.SetRole(hosttest.Bruno, user.Administrator)
	other := s.AtTheDesk(hosttest.Bruno, hosttest.BrunoPassword)
	at := other.Post("/desk/cases", "person", svens).Location

	b := s.Browser()
	b.Post("/recovery/join", "email", hosttest.Sven, "password", hosttest.SvenPassword).Leads(t, "/recovery/case")
	phrase := hosttest.Between(t, b.Get("/recovery/case").Body, `Words for this browser</dt><dd>`, `<`)
	for _, proof := range []string{"document", "answers"} {
		noor.Post(at+"/proof", "proof", proof, "phrase", phrase).Leads(t, at)
	}
	noor.TakesUp(at)
	support.Get(at).Says(t, http.StatusOK, "so an administrator has to approve the case")
	support.Decides(at, "approve").Says(t, http.StatusForbidden, "Only an administrator")
	if n := s.Count(`SELECT COUNT(*) FROM recovery_case WHERE approved_at > 0`); n != 0 {
		t.Error("it was approved")
	}
	s.AddPerson("third@example.test", "T", "paper-lantern-tide")
	s.SetRole("third@example.test", user.Administrator)
	s.AtTheDesk("third@example.test", "paper-lantern-tide").Decides(at, "approve").Leads(t, at)
}

// The page on which a case is joined is no place to try a password out: a right one without a
// case is answered as late as a wrong one, and counts like it.
func TestJoiningACaseTellsNothingOfThePassword(t *testing.T) {
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	const floor = 400 * time.Millisecond
	s.Host.Authn.MinResponseTime = floor
	var pages []hosttest.Page
	for _, password := range []string{"wrong-password-1", hosttest.AdaPassword} {
		began := time.Now()
		pages = append(pages, s.Browser().Post("/recovery/join", "email", hosttest.Ada, "password", password))
		if took := time.Since(began); took < floor {
			t.Errorf("%q is answered after %v", password, took)
		}
	}
	hosttest.AnswersAlike(t, "a wrong password and a right one", pages[0], pages[1])
	for range 3 {
		s.Browser().Post("/recovery/join", "email", hosttest.Ada, "password", hosttest.AdaPassword).
			Says(t, http.StatusUnprocessableEntity, "hasn’t opened a case")
	}
	s.Browser().Post("/recovery/join", "email", hosttest.Ada, "password", hosttest.AdaPassword).Says(t, http.StatusTooManyRequests, "")
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'recovery.no-case'`); n != 4 {
		t.Errorf("%d of 4 right passwords are in the audit log", n)
	}
}

// Whoever has the password can't have browsers join a case faster than staff look at it; the
// owner's own browser is not kept out by that.
func TestACaseIsJoinedSoOften(t *testing.T) {
	s := hosttest.Boot(t)
	home := s.Browser()
	home.TurnOn()
	noor := s.Noor()
	noor.Post("/desk/cases", "person", s.IDOf(hosttest.Ada))
	join := func(b *hosttest.Browser) hosttest.Page {
		return b.Post("/recovery/join", "email", hosttest.Ada, "password", hosttest.AdaPassword)
	}
	for range 5 {
		join(s.Browser()).Leads(t, "/recovery/case")
	}
	for range 3 {
		join(s.Browser()).Says(t, http.StatusTooManyRequests, "")
	}
	if n := s.Count(`SELECT COUNT(*) FROM recovery_key`); n != 5 {
		t.Errorf("%d browsers follow the case", n)
	}
	join(home).Leads(t, "/recovery/case")
	s.Clock.Advance(time.Minute)
	join(s.Browser()).Leads(t, "/recovery/case")
}

// A proof ages, whatever is changed with it: who knows the password can't keep it fresh.
func TestChangingThePasswordMakesNoProofFresher(t *testing.T) {
	s := hosttest.Boot(t)
	b := s.Browser()
	b.TurnOn() // half a minute ago
	s.Clock.Advance(session.FreshFor - time.Minute)
	b.Post("/security/password", "current", hosttest.AdaPassword, "password", "a whole new harbour 9").Leads(t, "/security?done=password")
	s.Clock.Advance(30 * time.Second)
	if p := b.Get("/security/backup-codes/new"); p.Status != http.StatusSeeOther || !strings.HasPrefix(p.Location, "/confirm?") {
		t.Errorf("%d to %q", p.Status, p.Location)
	}
}

// endings are how an owner throws somebody else out.
var endings = map[string]func(owner *hosttest.Browser){
	"this one": func(owner *hosttest.Browser) {
		_, rest, _ := strings.Cut(owner.Get("/security/sessions").Body, `action="/security/sessions/`)
		id, _, _ := strings.Cut(rest, "/end")
		owner.Post("/security/sessions/"+id+"/end").Leads(owner.T, "/security/sessions?done=one")
	},
	"all others": func(owner *hosttest.Browser) {
		owner.Post("/security/sessions/others/end").Leads(owner.T, "/security/sessions?done=others")
	},
}

// Whoever was thrown out of a session has left nothing behind: the address that they gave
// there can't be confirmed any more, and their browser is not taken for the owner's.
func TestAnEndedSessionLeavesNothingBehind(t *testing.T) {
	for name, end := range endings {
		t.Run(name, func(t *testing.T) {
			s := hosttest.Boot(t)
			owner, thief := s.Browser(), s.Browser()
			secret, _ := owner.TurnOn()
			thief.SignIn().Leads(t, "/sign-in/code")
			thief.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
			thief.Post("/profile/email", "email", "eve@example.test").Leads(t, "/profile/email?done=sent")
			token := s.Mail("eve@example.test", message.EmailConfirm).Secret
			owner.T = t
			end(owner)
			thief.Get("/dashboard").Leads(t, "/sign-in?next=%2Fdashboard&said=lost")
			thief.Get("/confirm-email/"+token).Leads(t, "/confirm-email")
			thief.Post("/confirm-email").Says(t, http.StatusGone, "")
			if n := s.Count(`SELECT COUNT(*) FROM users WHERE email = 'eve@example.test'`); n != 0 {
				t.Error("the address was changed")
			}
			thief.OpensCase() // who reads the mailbox too
			thief.Post("/recovery/case/browser").Says(t, http.StatusUnprocessableEntity, "")
			owner.Get("/dashboard").Says(t, http.StatusOK, "")
			owner.Post("/sign-out")
			s.Clock.Advance(time.Hour)
			owner.OpensCase()
			owner.Post("/recovery/case/browser").Leads(t, "/recovery/case")
		})
	}
}

// A mail about a case that is read when the case is done already: there is nothing left to
// stop, so what came of it ends.
func TestNotMeOfACaseThatIsDoneEndsWhatCameOfIt(t *testing.T) {
	s := hosttest.Boot(t)
	home := s.Browser()
	home.TurnOn()
	s.PhoneOf(hosttest.Ada, "+442079460123")
	s.LetSettle()
	sven, noor := s.Sven(), s.Noor()
	thief := s.Browser()
	thief.OpensCase()
	thief.ProvesPhone()
	at := noor.CaseAt()
	noor.TakesUp(at)
	sven.Decides(at, "approve").Leads(t, at)
	opened := s.Mail(hosttest.Ada, message.RecoveryOpened).NotMe
	s.Clock.Advance(72 * time.Hour)
	s.MoveCases()
	thief.Get("/recovery/finish/" + s.Mail(hosttest.Ada, message.RecoveryReady).Secret)
	thief.Post("/recovery/finish", "password", hosttest.AdaPassword).Leads(t, "/security/two-factor")
	thief.Get("/security/two-factor").Says(t, http.StatusOK, "")

	owner := s.Browser()
	owner.Get("/not-me/"+opened).Leads(t, "/not-me")
	owner.Get("/not-me").Says(t, http.StatusOK, "You’ll be signed out on all devices")
	owner.Post("/not-me").Leads(t, "/not-me")
	owner.Get("/not-me").Says(t, http.StatusOK, "You’re signed out on all devices")
	thief.Get("/security/two-factor").Leads(t, "/sign-in?next=%2Fsecurity%2Ftwo-factor&said=lost")
}

// A number that costs the host dearly is nobody's second step.
func TestACodeGoesToNoNumberThatCostsExtra(t *testing.T) {
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	for _, number := range []string{"+44 909 8790000", "+1 900 234 5678", "+49 900 1234567", "+44 800 123 4567", "+800 1234 5678"} {
		b.Post("/security/methods/whatsapp", "phone", number).Says(t, http.StatusUnprocessableEntity, "")
	}
	if n := s.CodesSent(); n != 0 {
		t.Errorf("%d codes were sent", n)
	}
}

// An upload that unpacks to a thousand times its size is not unpacked.
func TestAPackedUploadIsNotUnpacked(t *testing.T) {
	s := hosttest.Boot(t)
	boss := s.Sven()
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	fmt.Fprint(w, "--x\r\nContent-Disposition: form-data; name=\"brand.logo\"; filename=\"logo.png\"\r\n\r\n")
	_, _ = w.Write(make([]byte, 50<<20))
	fmt.Fprint(w, "\r\n--x--\r\n")
	_ = w.Close()
	request, err := http.NewRequest(http.MethodPost, s.URL+"/desk/settings/brand", &packed)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	request.Header.Set("Content-Encoding", "gzip")
	request.Header.Set("Origin", s.URL)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if p := boss.Do(request); p.Status < 400 || p.Status >= 500 {
		t.Errorf("%d", p.Status)
	}
	runtime.ReadMemStats(&after)
	if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 40 {
		t.Errorf("it took %d MB", took)
	}
}
