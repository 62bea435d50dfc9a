package main

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/message"
)

// A case that waits 72 hours says why to the person, by mail and on the page, and to staff;
// what staff did is said to be theirs, without where they sit; and the owner's sign-in is not.
func TestACaseSaysWhyItWaitsLongerAndWhoMovedIt(t *testing.T) {
	s := boot(t)
	secret, _ := s.browser().turnOn() // the demo's people have had their passwords for a day
	s.phoneOf(ada, "+442079460123")
	sven, noor, b := s.sven(), s.noor(), s.browser()
	b.opensCase()
	b.phones()
	at := noor.caseAt()
	noor.get(at).says(t, http.StatusOK, "because the person’s password was changed a short while ago")
	noor.works(at)
	sven.decides(at, "approve").leads(t, at)
	b.get("/recovery/case").says(t, http.StatusOK, "It waits 72 hours, because the password was changed a short while ago.")
	approved := s.mail(ada, message.RecoveryApproved)
	if f := approved.Data; f.Caution != "password" || f.By != message.ByDesk || f.Network+f.Agent != "" {
		t.Errorf("the approval is told with %+v", f)
	}

	owner := s.browser()
	owner.get(message.NotMePath+approved.NotMe).leads(t, "/not-me")
	owner.post("/not-me").leads(t, "/not-me")
	p := b.get("/recovery/case")
	p.says(t, http.StatusOK, "The case is paused")
	if strings.Contains(p.body, "proofs from this browser are enough") {
		t.Error("a paused case looks as if it went on")
	}
	owner.signIn().leads(t, "/sign-in/code")
	owner.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/dashboard")
	if f := s.mail(ada, message.RecoveryStopped).Data; f.By != message.ByPerson || f.Network == "" {
		t.Errorf("that the owner's sign-in ended it is told with %+v", f)
	}
}

func TestWhoStaffKeepOutIsToldWhoDidIt(t *testing.T) {
	s := boot(t)
	page := "/desk/people/" + s.idOf(bruno)
	s.noor().post(page+"/disable").leads(t, page+"?done=disabled")
	if f := s.mail(bruno, message.UserDisabled).Data; f.By != message.ByDesk || f.Network != "" {
		t.Errorf("it is told with %+v", f)
	}
}
