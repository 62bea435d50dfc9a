package main

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/message"
)

const eve = "eve@example.test"

// A thief at Bruno's open browser has put an address of his own in force; Bruno said from
// the old one that it wasn't him, and has no second step to settle it with.
func disputed(s *server) (staff *browser, page string) {
	s.t.Helper()
	thief, old := s.browser(), s.browser()
	thief.post("/sign-in", "email", bruno, "password", brunoPassword).leads(s.t, "/dashboard")
	thief.post("/profile/email", "email", eve).leads(s.t, "/profile/email?done=sent")
	thief.get(s.link(eve, message.EmailConfirm)).leads(s.t, "/confirm-email")
	thief.post("/confirm-email").leads(s.t, "/profile?done=email")
	old.get(message.NotMePath+s.mail(bruno, message.EmailChanged).NotMe).leads(s.t, "/not-me")
	old.get("/not-me").says(s.t, http.StatusOK, "The change has been made already.")
	old.post("/not-me").leads(s.t, "/not-me")
	p := old.get("/not-me")
	p.says(s.t, http.StatusOK, "The change that was made stays for now")
	if strings.Contains(p.body, "second step") {
		s.t.Error("somebody without a second step is told to use it")
	}
	return s.atTheDesk(noor, noorPassword), "/desk/people/" + s.idOf(eve)
}

func TestStaffPutADisputedAddressBack(t *testing.T) {
	s := boot(t)
	staff, page := disputed(s)
	card := staff.get(page)
	for _, words := range []string{bruno, eve, "22 November 2026", "Put the old one back", "Keep the new one", "A recovery case can’t be opened: this person has no second step"} {
		card.says(t, http.StatusOK, words)
	}
	if strings.Contains(card.body, "/desk/cases/new") {
		t.Error("a recovery case is offered that would be refused")
	}
	staff.post(page+"/put-back", "kind", "email", "value", "mallory@example.test").says(t, http.StatusUnprocessableEntity, "This is how it stands now.")
	staff.post(page+"/put-back", "kind", "email", "value", bruno).leads(t, page+"?done=put-back")
	staff.get(page+"?done=put-back").says(t, http.StatusOK, "The old one is in force again")
	staff.post(page+"/unfreeze").says(t, http.StatusUnprocessableEntity, "Somebody settled this meanwhile.")
	s.browser().post("/sign-in", "email", bruno, "password", brunoPassword).leads(t, "/dashboard")
}

func TestStaffKeepADisputedAddress(t *testing.T) {
	s := boot(t)
	staff, page := disputed(s)
	s.addPerson(bruno, "Another", freshPassword)
	staff.post(page+"/put-back", "kind", "email", "value", bruno).says(t, http.StatusUnprocessableEntity, "so nothing was changed")
	staff.post(page+"/unfreeze").leads(t, page+"?done=unfrozen")
	s.mail(eve, message.ContactKept)
	s.browser().post("/sign-in", "email", eve, "password", brunoPassword).leads(t, "/dashboard")
}

// Who has a case under way is led to it from their page; who could have one, to opening it.
func TestThePersonsPageLeadsToTheirCase(t *testing.T) {
	s := boot(t)
	s.browser().turnOn()
	staff, page := s.atTheDesk(noor, noorPassword), "/desk/people/"+s.idOf(ada)
	staff.get(page).says(t, http.StatusOK, "Open a recovery case")
	at := staff.post("/desk/cases", "person", s.idOf(ada)).location
	p := staff.get(page)
	p.says(t, http.StatusOK, "Their recovery case")
	p.says(t, http.StatusOK, at)
	s.set("recovery.mode", "codes-only")
	staff.get("/desk/people/"+s.idOf(bruno)).says(t, http.StatusOK, "Backup codes are the only way back in")
}

// Each notice of a change says what its link still does, and to whom one can turn then.
func TestNotMeSaysWhatStays(t *testing.T) {
	s := boot(t)
	b, old := s.browser(), s.browser()
	b.turnOn()
	old.get(message.NotMePath+s.mail(ada, message.TwoFactorOn).NotMe).leads(t, "/not-me")
	old.get("/not-me").says(t, http.StatusOK, "stays on until it is removed")
	b.post("/profile/email", "email", eve).leads(t, "/profile/email?done=sent")
	other := s.browser()
	other.get(message.NotMePath+s.mail(ada, message.EmailChanging).NotMe).leads(t, "/not-me")
	p := other.get("/not-me")
	p.says(t, http.StatusOK, "the change is stopped before it counts")
	p.says(t, http.StatusOK, "until you settle it with your second step")
	other.post("/not-me").leads(t, "/not-me")
	other.get("/not-me").says(t, http.StatusOK, "The change was stopped before it counted.")
	old.post("/not-me").leads(t, "/not-me")
	p = old.get("/not-me")
	p.says(t, http.StatusOK, "is still on")
	p.says(t, http.StatusOK, `href="/recovery"`)
	s.atTheDesk(noor, noorPassword).get("/desk/people/"+s.idOf(ada)).says(t, http.StatusOK, "The change was stopped before it counted: the address and the number are as they were.")
}
