package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// engines makes an account of Ada's and returns the address of its page.
func engines(t *testing.T, noor *hosttest.Browser) string {
	t.Helper()
	noor.Post("/desk/accounts/new", "name", "Engines", "number", "K/7", "owner", hosttest.Ada)
	return "/desk/accounts/" + idOf(t, noor, "K/7")
}

// Support changes where an account's mail goes; the owner is told.
func TestAnAccountsEmailIsChangedAtTheDesk(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	noor := s.Noor()
	page := engines(t, noor)
	stored := func(email string) bool {
		return s.Count(`SELECT COUNT(*) FROM account WHERE number = 'K/7' AND email = $1`, email) == 1
	}
	noor.Get(page).Says(t, http.StatusOK, `href="`+page+`/email"`)
	noor.Get(page+"/email").Says(t, http.StatusOK, "Leave this empty to use the owner’s address, ")
	noor.Post(page+"/email", "email", "books").Says(t, http.StatusUnprocessableEntity, `value="books"`)
	for range 2 {
		noor.Post(page+"/email", "email", "books@example.test").Leads(t, page+"?done=email")
	}
	if !stored("books@example.test") {
		t.Error("the address was not stored")
	}
	s.Mail(hosttest.Ada, message.AccountEmailChanged)
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'account.email-changed'`); n != 1 {
		t.Errorf("%d rows say that it was changed", n)
	}
	noor.Get(page+"/email").Says(t, http.StatusOK, `value="books@example.test"`)
	noor.Post(page+"/email", "email", "").Leads(t, page+"?done=email")
	if !stored("") {
		t.Error("it does not go to the owner again")
	}
	s.Clock.Advance(30 * time.Minute)
	asked := noor.Post(page+"/email", "email", "thief@example.test")
	if !stored("") || !strings.Contains(asked.Location, "confirm") {
		t.Errorf("without a fresh proof: %d %s", asked.Status, asked.Location)
	}
	noor.Get(asked.Location).Says(t, http.StatusOK, "thief@example.test")
}

// Support invites somebody to an account, withdraws that, invites them again, and removes them once they have joined.
func TestMembersAtTheDesk(t *testing.T) {
	t.Parallel()
	const kim = "kim.desk@example.test"
	s := hosttest.Boot(t)
	s.Set("registration", "invitation")
	s.AddPerson(kim, "Kim Desk", hosttest.FreshPassword)
	noor := s.Noor()
	page := engines(t, noor)
	noor.Get(page+"/invite").Says(t, http.StatusOK, "Invite a member")
	s.Set("registration", "closed")
	noor.Post(page+"/invite", "email", "new.kim@example.test", "tickets", "see").
		Says(t, http.StatusUnprocessableEntity, "registration is closed")
	if n := s.Count(`SELECT COUNT(*) FROM message WHERE recipient = 'new.kim@example.test'`); n != 0 {
		t.Error("an invitation was mailed that nobody can accept")
	}
	s.Set("registration", "invitation")
	noor.Post(page+"/invite", "email", "kim", "tickets", "see").Says(t, http.StatusUnprocessableEntity, `value="kim"`)
	noor.Post(page+"/invite", "email", hosttest.Ada).Says(t, http.StatusUnprocessableEntity, "already belongs to this account")
	noor.Post(page+"/invite", "email", kim, "tickets", "own").Says(t, http.StatusNotFound, "Page not found")
	noor.Post(page+"/invite", "email", kim, "tickets", "manage").Leads(t, page+"?done=invited")
	s.Mail(hosttest.Ada, message.MemberInvited)
	first := s.Link(kim, message.AccountInvitation)

	withdraw := hosttest.Between(t, noor.Get(page).Body, `href="`+page+`/invitations/`, `"`)
	withdraw = page + "/invitations/" + withdraw
	noor.Get(withdraw).Says(t, http.StatusOK, kim)
	noor.Post(withdraw).Leads(t, page+"?done=withdrawn")
	noor.Post(withdraw).Leads(t, page)
	noor.Get(withdraw).Says(t, http.StatusNotFound, "Page not found")
	b := s.Browser()
	b.Post("/sign-in", "email", kim, "password", hosttest.FreshPassword).Leads(t, "/dashboard")
	b.Get(first)
	b.Get("/account-invitation").Says(t, http.StatusGone, "This invitation was withdrawn")
	if page := b.Post("/account/join"); page.Location == "/account?done=joined" {
		t.Error("a withdrawn invitation was accepted")
	}

	noor.Post(page+"/invite", "email", kim, "tickets", "manage").Leads(t, page+"?done=invited")
	b.Get(s.Link(kim, message.AccountInvitation))
	b.Post("/account/join").Leads(t, "/account?done=joined")
	who := s.IDOf(kim)
	remove := page + "/members/" + who + "/remove"
	noor.Get(page).Says(t, http.StatusOK, `href="`+remove+`"`)
	noor.Get(remove).Says(t, http.StatusOK, "Kim Desk")
	owner := page + "/members/" + s.IDOf(hosttest.Ada) + "/remove"
	noor.Get(owner).Says(t, http.StatusNotFound, "Page not found")
	noor.Post(owner).Says(t, http.StatusNotFound, "Page not found")
	noor.Post(remove).Leads(t, page+"?done=removed")
	noor.Post(remove).Leads(t, page)
	s.Mail(hosttest.Ada, message.MemberRemoved)
	s.Mail(kim, message.AccessRemoved)
	for event, want := range map[string]int{"member.invited": 2, "member.invitation-withdrawn": 1, "member.removed": 1} {
		if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = $1`, event); n != want {
			t.Errorf("%d rows %s", n, event)
		}
	}
	if n := s.Count(`SELECT COUNT(*) FROM membership WHERE user_id = $1`, who); n != 0 {
		t.Error("Kim is a member still")
	}
}

// An invitation, a member and a note are those of the account that the path names, and of no other.
func TestWhatIsOfAnotherAccountAtTheDesk(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("registration", "invitation")
	noor := s.Noor()
	page := engines(t, noor)
	other := "/desk/accounts/" + idOf(t, noor, "C-10001")
	noor.Post(page+"/invite", "email", "lee@example.test").Says(t, http.StatusUnprocessableEntity, "Choose at least one thing")
	noor.Post(page+"/invite", "email", "lee@example.test", "tickets", "see")
	noor.Post(page+"/notes", "note", "Pays **late**.").Leads(t, page+"?done=note")
	invitation := hosttest.Between(t, noor.Get(page).Body, `href="`+page+`/invitations/`, `/withdraw"`)
	note := hosttest.Between(t, noor.Get(page).Body, `action="`+page+`/notes/`, `/remove"`)
	noor.Get(other+"/invitations/"+invitation+"/withdraw").Says(t, http.StatusNotFound, "Page not found")
	noor.Post(other+"/invitations/"+invitation+"/withdraw").Leads(t, other)
	noor.Post(other+"/notes/"+note+"/remove").Says(t, http.StatusNotFound, "Page not found")
	noor.Get(other+"/members/"+s.IDOf(hosttest.Noor)+"/remove").Says(t, http.StatusNotFound, "Page not found")
	if s.Count(`SELECT COUNT(*) FROM account_invitation WHERE id = $1`, invitation) != 1 ||
		s.Count(`SELECT COUNT(*) FROM account_note WHERE id = $1`, note) != 1 {
		t.Error("something of another account is gone")
	}
}

// Notes about an account are the staff's; they need no fresh proof, and what was typed is not lost. A ticket is opened from
// the account's page.
func TestNotesAboutAnAccount(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	noor := s.Noor()
	page := engines(t, noor)
	noor.Post(page+"/notes", "note", " ").Says(t, http.StatusUnprocessableEntity, "Write a message of up to")
	s.Clock.Advance(30 * time.Minute)
	noor.Post(page+"/notes", "note", "Pays **late**.<script>").Leads(t, page+"?done=note")
	shown := noor.Get(page)
	shown.Says(t, http.StatusOK, "Pays <strong>late</strong>.")
	if strings.Contains(shown.Body, "late</strong>.<script>") {
		t.Error("a note runs")
	}
	shown.Says(t, http.StatusOK, `href="/desk/tickets/new?account=`)
	client := s.Browser()
	client.SignIn().Leads(t, "/dashboard")
	if p := client.Post(page+"/notes", "note", "Mine"); p.Status < 400 {
		t.Errorf("a client's note: %d", p.Status)
	}
	if p := client.Get(page); strings.Contains(p.Body, "late") {
		t.Error("a client reads the note")
	}
	note := hosttest.Between(t, shown.Body, `action="`+page+`/notes/`, `/remove"`)
	noor.Post(page+"/notes/"+note+"/remove").Leads(t, page+"?done=note")
	noor.Post(page+"/notes/"+note+"/remove").Says(t, http.StatusNotFound, "Page not found")
	if n := s.Count(`SELECT COUNT(*) FROM account_note`); n != 0 {
		t.Errorf("%d notes are left", n)
	}
}
