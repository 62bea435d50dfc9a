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
	note := hosttest.Between(t, noor.Get(page).Body, `href="`+page+`/notes/`, `/remove"`)
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
	note := hosttest.Between(t, shown.Body, `href="`+page+`/notes/`, `/remove"`)
	says(t, noor.Get(page+"/notes/"+note+"/remove"), http.StatusOK, "Remove this note?", "Pays late")
	noor.Post(page+"/notes/"+note+"/remove").Leads(t, page+"?done=note-removed")
	noor.Post(page+"/notes/"+note+"/remove").Says(t, http.StatusNotFound, "Page not found")
	if n := s.Count(`SELECT COUNT(*) FROM account_note`); n != 0 {
		t.Errorf("%d notes are left", n)
	}
}

// Support sees what each member may do, changes it with a fresh proof, and the member and the owner are told.
func TestAMembersPermissionsAreChangedAtTheDesk(t *testing.T) {
	t.Parallel()
	const kim = "kim.may@example.test"
	s := hosttest.Boot(t)
	s.Set("registration", "invitation")
	s.AddPerson(kim, "Kim May", hosttest.FreshPassword)
	noor := s.Noor()
	page := engines(t, noor)
	noor.Post(page+"/invite", "email", kim, "tickets", "manage", "invoices", "see").Leads(t, page+"?done=invited")
	noor.Get(page).Says(t, http.StatusOK, "See invoices, Manage tickets")
	b := s.Browser()
	b.Post("/sign-in", "email", kim, "password", hosttest.FreshPassword).Leads(t, "/dashboard")
	b.Get(s.Link(kim, message.AccountInvitation))
	b.Post("/account/join").Leads(t, "/account?done=joined")

	who := s.IDOf(kim)
	member := page + "/members/" + who
	says(t, noor.Get(page), http.StatusOK, `href="`+member+`"`, "See invoices, Manage tickets", "Full access")
	says(t, noor.Get(member), http.StatusOK, "Kim May", `name="tickets" value="manage" checked`, `name="invoices" value="see" checked`)
	noor.Post(member, "tickets", "manage", "invoices", "see").Leads(t, page+"?done=unchanged")
	noor.Post(member, "tickets", "own").Says(t, http.StatusNotFound, "Page not found")
	owner := page + "/members/" + s.IDOf(hosttest.Ada)
	noor.Get(owner).Says(t, http.StatusNotFound, "Page not found")
	noor.Post(owner, "tickets", "see").Says(t, http.StatusNotFound, "Page not found")
	noor.Post(page+"/members/"+s.IDOf(hosttest.Noor), "tickets", "see").Says(t, http.StatusNotFound, "Page not found")
	noor.Post("/desk/accounts/C-10001/members/"+who, "tickets", "see").Says(t, http.StatusNotFound, "Page not found")

	may := func() string {
		for _, has := range []string{"invoices tickets tickets.manage", "tickets", ""} {
			if s.Count(`SELECT COUNT(*) FROM membership WHERE user_id = $1 AND permissions = $2`, who, has) == 1 {
				return has
			}
		}
		return "something else"
	}
	s.Clock.Advance(30 * time.Minute)
	asked := noor.Post(member, "tickets", "see")
	if may() != "invoices tickets tickets.manage" || !strings.Contains(asked.Location, "confirm") {
		t.Fatalf("without a fresh proof: %q, %d %s", may(), asked.Status, asked.Location)
	}
	noor = s.Sven()
	before := seen(t, noor.Get(member))
	noor.Post(member, "tickets", "see", "seen", before).Leads(t, page+"?done=changed")
	if may() != "tickets" {
		t.Errorf("Kim may %q", may())
	}
	s.Mail(hosttest.Ada, message.MemberChanged)
	s.Mail(kim, message.AccessChanged)
	again := noor.Post(member, "tickets", "manage", "seen", before)
	again.Says(t, http.StatusUnprocessableEntity, "Someone changed these permissions while you were editing.")
	noor.Post(member, "seen", seen(t, again)).Leads(t, page+"?done=changed")
	noor.Get(page).Says(t, http.StatusOK, "No permissions")
	for event, want := range map[string]int{"member.changed": 2, "access.changed": 2} {
		if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = $1 AND actor = $2`, event, s.IDOf(hosttest.Sven)); n != want {
			t.Errorf("%d rows %s", n, event)
		}
	}
	noor.Post(member+"/remove").Leads(t, page+"?done=removed")
	noor.Post(member, "tickets", "see").Says(t, http.StatusNotFound, "Page not found")
}

// An invitation is sent again with another link, and whoever has invited answers for it still.
func TestAnInvitationIsSentAgainAtTheDesk(t *testing.T) {
	t.Parallel()
	const kim = "kim.again@example.test"
	s := hosttest.Boot(t)
	s.Set("registration", "invitation")
	s.AddPerson(kim, "Kim Again", hosttest.FreshPassword)
	noor := s.Noor()
	page := engines(t, noor)
	noor.Post(page+"/invite", "email", kim, "tickets", "see").Leads(t, page+"?done=invited")
	first := s.Link(kim, message.AccountInvitation)
	resend := func() string {
		return page + "/invitations/" + hosttest.Between(t, noor.Get(page).Body, `action="`+page+`/invitations/`, `"`)
	}
	again := resend()
	noor.Post(again).Leads(t, page+"?done=resent")
	noor.Post(again).Leads(t, page) // that one was replaced
	second := s.Link(kim, message.AccountInvitation)
	if first == second {
		t.Fatal("the same link was sent again")
	}
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'member.invited-again' AND actor = $1`, s.IDOf(hosttest.Noor)); n != 1 {
		t.Errorf("%d rows say that it was sent again", n)
	}
	if n := s.Count(`SELECT COUNT(*) FROM message WHERE kind = $1 AND recipient = $2`, string(message.MemberInvited), hosttest.Ada); n != 2 {
		t.Errorf("the owner was told %d times", n)
	}
	s.Clock.Advance(30 * time.Minute)
	if asked := noor.Post(resend()); !strings.Contains(asked.Location, "confirm") {
		t.Errorf("without a fresh proof: %d %s", asked.Status, asked.Location)
	}
	s.Clock.Advance(8 * 24 * time.Hour)
	noor = s.Sven()
	noor.Get(page).Says(t, http.StatusOK, "Expired on")
	s.Set("registration", "closed")
	noor.Post(resend()).Leads(t, page+"?done=resent")
	b := s.Browser()
	b.Post("/sign-in", "email", kim, "password", hosttest.FreshPassword).Leads(t, "/dashboard")
	b.Get(second)
	if p := b.Post("/account/join"); p.Location == "/account?done=joined" {
		t.Fatal("the earlier link still lets in")
	}
	noor.Post(page+"/invite", "email", "eve.again@example.test", "tickets", "see").
		Says(t, http.StatusUnprocessableEntity, "registration is closed")
	noor.Post(page+"/close").Leads(t, page+"?done=closed")
	if strings.Contains(noor.Get(page).Body, "/resend") {
		t.Error("a closed account offers to invite")
	}
	id := hosttest.Between(t, noor.Get(page).Body, `href="`+page+`/invitations/`, `/`)
	noor.Post(page+"/invitations/"+id+"/resend").Says(t, http.StatusUnprocessableEntity, "This account is closed")
}

// A member's invitation that support sends again gives no more than the member may give, then and later.
func TestWhatSupportSendsAgainIsTheMembersStill(t *testing.T) {
	t.Parallel()
	const kim, lee = "kim.gives@example.test", "lee.gets@example.test"
	s := hosttest.Boot(t)
	s.AddPerson(kim, "Kim Gives", hosttest.FreshPassword)
	s.AddPerson(lee, "Lee Gets", hosttest.FreshPassword)
	noor := s.Noor()
	page := engines(t, noor)
	noor.Post(page+"/invite", "email", kim, "tickets", "see", "members", "manage").Leads(t, page+"?done=invited")
	b := s.Browser()
	b.Post("/sign-in", "email", kim, "password", hosttest.FreshPassword).Leads(t, "/dashboard")
	b.Get(s.Link(kim, message.AccountInvitation))
	b.Post("/account/join").Leads(t, "/account?done=joined")
	b.Post("/account/"+strings.TrimPrefix(page, "/desk/accounts/")+"/invite", "email", lee, "tickets", "see").
		Leads(t, "/account/members?done=invited")
	resend := func() string {
		return page + "/invitations/" + hosttest.Between(t, noor.Get(page).Body, `action="`+page+`/invitations/`, `"`)
	}
	noor.Post(resend()).Leads(t, page+"?done=resent")
	again := resend()
	member := page + "/members/" + s.IDOf(kim)
	noor.Post(member, "members", "manage", "seen", seen(t, noor.Get(member))).Leads(t, page+"?done=changed")
	noor.Post(again).Says(t, http.StatusUnprocessableEntity, "can no longer give these permissions")
	l := s.Browser()
	l.Post("/sign-in", "email", lee, "password", hosttest.FreshPassword).Leads(t, "/dashboard")
	l.Get(s.Link(lee, message.AccountInvitation))
	if p := l.Post("/account/join"); p.Location == "/account?done=joined" {
		t.Error("what the member can't give any more was given, because support had sent it again")
	}
}

// A note is removed after a question.
func TestRemovingANoteAsksFirst(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	noor := s.Noor()
	page := engines(t, noor)
	noor.Post(page+"/notes", "note", "Pays **late**.").Leads(t, page+"?done=note")
	ask := page + "/notes/" + hosttest.Between(t, noor.Get(page).Body, `href="`+page+`/notes/`, `"`)
	says(t, noor.Get(ask), http.StatusOK, "Remove this note?", "Pays late.")
	noor.Get(page).Says(t, http.StatusOK, "<strong>late</strong>")
	other := "/desk/accounts/C-10001" + strings.TrimPrefix(ask, page)
	noor.Get(other).Says(t, http.StatusNotFound, "Page not found")
	noor.Post(ask).Leads(t, page+"?done=note-removed")
	noor.Post(ask).Says(t, http.StatusNotFound, "Page not found")
}

// Everything that is wrong with a new account is said at once, and what came of its owner's address.
func TestAddingAnAccountSaysEverything(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("registration", "closed")
	noor := s.Noor()
	says(t, noor.Post("/desk/accounts/new", "number", "C 1?", "owner", "new@example.test", "country", "Germany", "currency", "Euro"),
		http.StatusUnprocessableEntity, "Use 1 to 40 letters", "registration is closed", "Enter three letters, such as EUR.",
		`id="name-error"`, `id="country-error"`, `value="C 1?"`)
	says(t, noor.Post("/desk/accounts/new", "number", "C-10001", "owner", "ada"), http.StatusUnprocessableEntity,
		"Another account has this number.", `id="owner-error"`, `id="name-error"`)
	leads := func(done string, values ...string) string {
		t.Helper()
		at := noor.Post("/desk/accounts/new", values...).Location
		if !strings.HasSuffix(at, "?done="+done) {
			t.Errorf("leads to %s, not to done=%s", at, done)
		}
		return strings.TrimSuffix(at, "?done="+done)
	}
	leads("added-owner", "name", "Engines", "owner", hosttest.Ada)
	page := leads("added", "name", "Looms")
	s.Set("registration", "invitation")
	invited := leads("added-owner-invited", "name", "Cards", "owner", "new@example.test")
	noor.Post(invited+"/owner", "owner", "newer@example.test").Leads(t, invited+"?done=owner-invited")
	noor.Post(page+"/owner", "owner", hosttest.Ada).Leads(t, page+"?done=owner")
	noor.Get(page+"?done=owner").Says(t, http.StatusOK, "Looms")
}

func says(t *testing.T, p hosttest.Page, status int, words ...string) {
	t.Helper()
	for _, w := range words {
		p.Says(t, status, w)
	}
}

// seen is the mark of what a page's form was filled from.
func seen(t *testing.T, p hosttest.Page) string {
	t.Helper()
	return hosttest.Between(t, p.Body, `name="seen" value="`, `"`)
}
