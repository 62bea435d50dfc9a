package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/internal/session"
)

func TestARecoveryCaseFromTheFirstLinkToTheNewSecondStep(t *testing.T) {
	s := boot(t)
	s.browser().turnOn()
	s.phoneOf(ada, "+442079460123")
	s.settle()
	sven, noor := s.sven(), s.noor()

	b := s.browser()
	b.opensCase()
	b.get("/recovery/case").says(t, 200, "one of them your phone")
	b.phones()
	b.get("/recovery/case").says(t, 200, "The proofs from this browser are enough")

	at := noor.caseAt()
	noor.get(at).says(t, 200, "Case of Ada Hartwell")
	noor.get(at).says(t, 200, `href="/desk/audit?person=ada%40example.test"`) // what the checklist asks her to look at
	noor.get(at).says(t, 200, `href="/desk/people/`+s.idOf(ada)+`"`)
	noor.works(at)
	noor.decides(at, "approve").says(t, 422, "somebody else approves it")
	sven.decides(at, "approve").leads(t, at)
	s.mail(ada, message.RecoveryApproved)
	b.get("/recovery/case").says(t, 200, "Your case is approved")

	s.clock.Advance(24*time.Hour - time.Second)
	s.due()
	b.get("/recovery/finish").says(t, 200, "no longer works")
	s.clock.Advance(time.Second)
	s.due()
	token := s.mail(ada, message.RecoveryReady).Secret

	// Whoever reads the mailbox along has the link, and even the password: that is not enough.
	thief := s.browser()
	thief.get("/recovery/finish/"+token).leads(t, "/recovery/finish")
	thief.post("/recovery/finish", "password", adaPassword).says(t, 422, "in the browser that gave the proofs")
	thief.opensCase()
	thief.get("/recovery/finish/"+token).leads(t, "/recovery/finish")
	thief.post("/recovery/finish", "password", adaPassword).says(t, 422, "in the browser that gave the proofs")

	b.get("/recovery/finish/"+token).leads(t, "/recovery/finish")
	b.post("/recovery/finish", "password", "wrong").says(t, 422, "not the password")
	b.post("/recovery/finish", "password", adaPassword).leads(t, "/security/two-factor")
	s.mail(ada, message.RecoveryDone)
	b.get("/dashboard").leads(t, "/security/two-factor")
	b.get("/profile").leads(t, "/security/two-factor")
	s.browser().signIn().leads(t, "/recovery?said=owed") // the password alone is worth nothing meanwhile

	secret := b.setUpSecondStep()
	b.get("/dashboard").says(t, 200, "Welcome, Ada")
	again := s.browser()
	again.signIn().leads(t, "/sign-in/code")
	s.clock.Advance(30 * time.Second)
	again.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/dashboard")

	for _, kind := range []string{"start", "prove", "tick", "submit", "approve", "release", "finish"} {
		if s.count(`SELECT COUNT(*) FROM audit_event WHERE event = $1`, "recovery."+kind) == 0 {
			t.Errorf("recovery.%s is not in the audit log", kind)
		}
	}
}

// Words and steps are the same for every address.
func TestNobodyLearnsWhoHasAnAccountFromRecovery(t *testing.T) {
	s := boot(t)
	s.browser().turnOn()
	var bodies []string
	for _, email := range []string{ada, "nobody@example.test", "bruno@example.test", "nonsense"} {
		b := s.browser()
		b.post("/recovery", "email", email).leads(t, "/recovery/sent")
		bodies = append(bodies, b.get("/recovery/sent").body)
	}
	for _, body := range bodies[1:] {
		if body != bodies[0] {
			t.Error("the pages differ")
		}
	}
	if n := s.count(`SELECT COUNT(*) FROM message WHERE kind = 'recovery_open'`); n != 1 {
		t.Errorf("%d links were sent, want 1: to who has a second step", n)
	}
}

func TestNotMePausesACaseAndASignInEndsIt(t *testing.T) {
	s := boot(t)
	secret, _ := s.browser().turnOn()
	s.settle()
	noor := s.noor()
	b := s.browser()
	b.opensCase()
	at := noor.caseAt()
	owner := s.browser()
	token := s.mail(ada, message.RecoveryOpened).NotMe
	landed := owner.get("/not-me/" + token)
	owner.post(landed.location)
	b.get("/recovery/case").says(t, 200, "This wasn’t me")
	b.post("/recovery/case/browser").says(t, 422, "")
	noor.decides(at, "resume").leads(t, at)
	b.get("/recovery/case").says(t, 200, "Your case is open")

	owner.signIn().leads(t, "/sign-in/code")
	owner.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/dashboard")
	b.get("/recovery/case").says(t, 200, "signed in with the second step")
	noor.get(at).says(t, 200, "Ended by a sign-in with the second step")
}

// The mailbox is lost too: staff open the case, and a document counts for the browser
// whose number is read out.
func TestACaseThatStaffOpen(t *testing.T) {
	s := boot(t)
	home := s.browser()
	home.turnOn()
	s.settle()
	noor, sven := s.noor(), s.sven()
	person := between(t, noor.get("/desk/people?q="+ada).body, `/desk/people/0`, `"`)
	noor.get("/desk/cases/new?person=0"+person).says(t, 200, "Ada Hartwell")
	opened := noor.post("/desk/cases", "person", "0"+person)
	at := opened.location
	if !strings.HasPrefix(at, "/desk/cases/") {
		t.Fatalf("opening: %d %q", opened.status, at)
	}
	noor.post("/desk/cases", "person", "0"+person).says(t, 422, "case under way")

	b := s.browser()
	b.post("/recovery/join", "email", ada, "password", "wrong").says(t, 422, "opened no case")
	b.post("/recovery/join", "email", ada, "password", adaPassword).leads(t, "/recovery/case")
	number := between(t, b.get("/recovery/case").body, `Number of this browser</dt><dd dir="ltr">`, `<`)
	noor.post(at+"/proof", "proof", "document", "number", "000").says(t, 422, "No browser of this case")
	noor.post(at+"/proof", "proof", "document", "number", number).leads(t, at)
	noor.decides(at, "submit").says(t, 422, "do not suffice")
	noor.post(at+"/proof", "proof", "answers", "number", number).leads(t, at)
	noor.works(at)
	sven.decides(at, "approve").leads(t, at)
	s.clock.Advance(72*time.Hour - time.Minute)
	s.due()
	b.get("/recovery/case").says(t, 200, "Your case is approved")
	s.clock.Advance(time.Minute)
	s.due()
	if s.mail(ada, message.RecoveryReady).Secret != "" {
		t.Error("a link went to the mailbox that is lost")
	}
	b.post("/recovery/finish", "password", adaPassword).leads(t, "/security/two-factor")
}

func TestWhereCodesAreTheOnlyWayThereIsNoCase(t *testing.T) {
	s := boot(t)
	s.browser().turnOn()
	s.browser().get("/sign-in").says(t, 200, "Get back into your account")
	s.set("recovery.mode", "codes-only")
	if p := s.browser().get("/sign-in"); strings.Contains(p.body, "Get back into your account") {
		t.Error("the first page still leads there")
	}
	s.browser().get("/recovery").says(t, 200, "backup codes are the only way back in")
	s.browser().post("/recovery", "email", ada).leads(t, "/recovery")
	if s.count(`SELECT COUNT(*) FROM message WHERE kind = 'recovery_open'`) != 0 {
		t.Error("a link was sent")
	}
}

// What opens somebody else's account takes a proof made just now, not one of an hour ago.
func TestApprovingACaseTakesAFreshProof(t *testing.T) {
	s := boot(t)
	s.browser().turnOn()
	s.phoneOf(ada, "+442079460123")
	s.settle()
	sven, noor := s.sven(), s.noor()
	b := s.browser()
	b.opensCase()
	b.phones()
	at := noor.caseAt()
	noor.works(at)
	s.clock.Advance(session.FreshFor)
	if p := sven.decides(at, "approve"); p.status != http.StatusSeeOther || !strings.HasPrefix(p.location, "/confirm?") {
		t.Fatalf("approved without a fresh proof: %d to %q", p.status, p.location)
	}
	if strings.Contains(b.get("/recovery/case").body, "Your case is approved") {
		t.Error("the case is approved")
	}
}

// Where no mail can be sent, nobody is told to wait for a link: support opens the case.
func TestWithoutMailSupportOpensTheCase(t *testing.T) {
	s := boot(t)
	s.host.Changes.Outbox.Offer = func(by message.Channel) bool { return by != message.Email }
	b := s.browser()
	p := b.get("/recovery")
	p.says(t, 200, "Contact support: once they know who you are")
	if strings.Contains(p.body, `name="email"`) {
		t.Error("it offers a link that cannot be sent")
	}
	p.says(t, 200, `href="/recovery/join"`)
}
