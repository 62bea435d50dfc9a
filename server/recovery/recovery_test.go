package recovery_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/server/hosttest"
)

func TestARecoveryCaseFromTheFirstLinkToTheNewSecondStep(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	s.PhoneOf(hosttest.Ada, "+442079460123")
	s.LetSettle()
	sven, noor := s.Sven(), s.Noor()

	b := s.Browser()
	b.OpensCase()
	b.Get("/recovery/case").Says(t, 200, "One of them has to be your phone")
	b.ProvesPhone()
	b.Get("/recovery/case").Says(t, 200, "You’ve given enough proof in this browser")

	at := noor.CaseAt()
	noor.Get(at).Says(t, 200, "Case of Ada Hartwell")
	noor.Get(at).Says(t, 200, `href="/desk/audit?person=ada%40example.test"`) // what the checklist asks her to look at
	noor.Get(at).Says(t, 200, `href="/desk/people/`+s.IDOf(hosttest.Ada)+`"`)
	noor.TakesUp(at)
	noor.Decides(at, "approve").Says(t, 422, "someone else has to approve it")
	sven.Decides(at, "approve").Leads(t, at)
	s.Mail(hosttest.Ada, message.RecoveryApproved)
	b.Get("/recovery/case").Says(t, 200, "your case is approved")

	s.Clock.Advance(24*time.Hour - time.Second)
	s.MoveCases()
	b.Get("/recovery/finish").Says(t, 200, "no longer works")
	s.Clock.Advance(time.Second)
	s.MoveCases()
	token := s.Mail(hosttest.Ada, message.RecoveryReady).Secret

	// Whoever reads the mailbox along has the link, and even the password: that is not enough.
	thief := s.Browser()
	thief.Get("/recovery/finish/"+token).Leads(t, "/recovery/finish")
	thief.Post("/recovery/finish", "password", hosttest.AdaPassword).Says(t, 422, "in the browser you gave the proofs in")
	thief.OpensCase()
	thief.Get("/recovery/finish/"+token).Leads(t, "/recovery/finish")
	thief.Post("/recovery/finish", "password", hosttest.AdaPassword).Says(t, 422, "in the browser you gave the proofs in")

	b.Get("/recovery/finish/"+token).Leads(t, "/recovery/finish")
	b.Post("/recovery/finish", "password", "wrong").Says(t, 422, "password is wrong")
	b.Post("/recovery/finish", "password", hosttest.AdaPassword).Leads(t, "/security/two-factor")
	s.Mail(hosttest.Ada, message.RecoveryDone)
	b.Get("/dashboard").Leads(t, "/security/two-factor")
	b.Get("/profile").Leads(t, "/security/two-factor")
	s.Browser().SignIn().Leads(t, "/recovery?said=owed") // the password alone is worth nothing meanwhile

	secret := b.SetUpSecondStep()
	b.Get("/dashboard").Says(t, 200, "Welcome, Ada")
	again := s.Browser()
	again.SignIn().Leads(t, "/sign-in/code")
	s.Clock.Advance(30 * time.Second)
	again.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")

	for _, kind := range []string{"start", "prove", "tick", "submit", "approve", "release", "finish"} {
		if s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = $1`, "recovery."+kind) == 0 {
			t.Errorf("recovery.%s is not in the audit log", kind)
		}
	}
}

// Words and steps are the same for every address.
func TestNobodyLearnsWhoHasAnAccountFromRecovery(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	var bodies []string
	for _, email := range []string{hosttest.Ada, "nobody@example.test", "bruno@example.test", "nonsense"} {
		b := s.Browser()
		b.Post("/recovery", "email", email).Leads(t, "/recovery/sent")
		bodies = append(bodies, strings.ReplaceAll(b.Get("/recovery/sent").Body, email, "what was typed"))
	}
	for _, body := range bodies[1:] {
		if body != bodies[0] {
			t.Error("the pages differ")
		}
	}
	if n := s.Count(`SELECT COUNT(*) FROM message WHERE kind = 'recovery_open'`); n != 1 {
		t.Errorf("%d links were sent, want 1: to who has a second step", n)
	}
}

func TestNotMePausesACaseAndASignInEndsIt(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	secret, _ := s.Browser().TurnOn()
	s.LetSettle()
	noor := s.Noor()
	b := s.Browser()
	b.OpensCase()
	at := noor.CaseAt()
	owner := s.Browser()
	token := s.Mail(hosttest.Ada, message.RecoveryOpened).NotMe
	landed := owner.Get("/not-me/" + token)
	owner.Post(landed.Location)
	b.Get("/recovery/case").Says(t, 200, "This wasn’t me")
	b.Post("/recovery/case/browser").Says(t, 422, "")
	noor.Decides(at, "resume").Leads(t, at)
	b.Get("/recovery/case").Says(t, 200, "Step 1 of 3")

	owner.SignIn().Leads(t, "/sign-in/code")
	owner.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
	b.Get("/recovery/case").Says(t, 200, "signed in with the second step")
	noor.Get(at).Says(t, 200, "Closed: someone signed in with the second step")
}

// The mailbox is lost too: staff open the case, and a document counts for the browser
// whose phrase is read out, whatever language each of the two reads.
func TestACaseThatStaffOpen(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	home := s.Browser()
	home.TurnOn()
	s.LetSettle()
	noor, sven := s.Noor(), s.Sven()
	person := hosttest.Between(t, noor.Get("/desk/people?q="+hosttest.Ada).Body, `/desk/people/0`, `"`)
	noor.Get("/desk/cases/new?person=0"+person).Says(t, 200, "Ada Hartwell")
	opened := noor.Post("/desk/cases", "person", "0"+person)
	at := opened.Location
	if !strings.HasPrefix(at, "/desk/cases/") {
		t.Fatalf("opening: %d %q", opened.Status, at)
	}
	noor.Post("/desk/cases", "person", "0"+person).Says(t, 422, "already has an open case")

	b := s.Browser()
	b.Post("/recovery/join", "email", hosttest.Ada, "password", "wrong").Says(t, 422, "hasn’t opened a case")
	b.Post("/recovery/join", "email", hosttest.Ada, "password", hosttest.AdaPassword).Leads(t, "/recovery/case")
	phrase := hosttest.Between(t, b.Get("/recovery/case").Body, `Words for this browser</dt><dd>`, `<`)
	noor.Post(at+"/proof", "proof", "document", "phrase", "482913").Says(t, 422, "No browser in this case")
	noor.Post("/language", "language", "ar").Leads(t, "/")
	noor.Get(at).Says(t, 200, "المتصفح «")
	b.Post("/language", "language", "ar").Leads(t, "/")
	arabic := hosttest.Between(t, b.Get("/recovery/case").Body, `كلمتا هذا المتصفح</dt><dd>`, `<`)
	noor.Get(at).Says(t, 200, "المتصفح «"+arabic)
	noor.Post("/language", "language", "en").Leads(t, "/")
	b.Post("/language", "language", "en").Leads(t, "/")
	noor.Post(at+"/proof", "proof", "document", "phrase", arabic).Leads(t, at)
	noor.Decides(at, "submit").Says(t, 422, "More proof needed")
	noor.Post(at+"/proof", "proof", "answers", "phrase", phrase).Leads(t, at)
	noor.TakesUp(at)
	sven.Decides(at, "approve").Leads(t, at)
	s.Clock.Advance(72*time.Hour - time.Minute)
	s.MoveCases()
	b.Get("/recovery/case").Says(t, 200, "your case is approved")
	s.Clock.Advance(time.Minute)
	s.MoveCases()
	if s.Mail(hosttest.Ada, message.RecoveryReady).Secret != "" {
		t.Error("a link went to the mailbox that is lost")
	}
	b.Post("/recovery/finish", "password", hosttest.AdaPassword).Leads(t, "/security/two-factor")
}

func TestWhereCodesAreTheOnlyWayThereIsNoCase(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	s.Browser().Get("/sign-in").Says(t, 200, "Get back into your account")
	s.Set("recovery.mode", "codes-only")
	if p := s.Browser().Get("/sign-in"); strings.Contains(p.Body, "Get back into your account") {
		t.Error("the first page still leads there")
	}
	s.Browser().Get("/recovery").Says(t, 200, "Backup codes are the only way to get back in")
	s.Browser().Post("/recovery", "email", hosttest.Ada).Leads(t, "/recovery")
	if s.Count(`SELECT COUNT(*) FROM message WHERE kind = 'recovery_open'`) != 0 {
		t.Error("a link was sent")
	}
}

// What opens somebody else's account takes a proof made just now, not one of an hour ago.
func TestApprovingACaseTakesAFreshProof(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	s.PhoneOf(hosttest.Ada, "+442079460123")
	s.LetSettle()
	sven, noor := s.Sven(), s.Noor()
	b := s.Browser()
	b.OpensCase()
	b.ProvesPhone()
	at := noor.CaseAt()
	noor.TakesUp(at)
	s.Clock.Advance(session.FreshFor)
	if p := sven.Decides(at, "approve"); p.Status != http.StatusSeeOther || !strings.HasPrefix(p.Location, "/confirm?") {
		t.Fatalf("approved without a fresh proof: %d to %q", p.Status, p.Location)
	} else { // whose account it opens is said
		sven.Get(p.Location).Says(t, http.StatusOK, "Approve: \u2068Case of Ada Hartwell, ")
	}
	if strings.Contains(b.Get("/recovery/case").Body, "your case is approved") {
		t.Error("the case is approved")
	}
}

// Where no mail can be sent, nobody is told to wait for a link: support opens the case.
func TestWithoutMailSupportOpensTheCase(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Host.Outbox.Offer = func(by message.Channel) bool { return by != message.Email }
	b := s.Browser()
	p := b.Get("/recovery")
	p.Says(t, 200, "Once they know it’s you")
	if strings.Contains(p.Body, `name="email"`) {
		t.Error("it offers a link that cannot be sent")
	}
	p.Says(t, 200, `href="/recovery/join"`)
}
