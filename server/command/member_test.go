package command

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// Members are invited, changed and removed from the shell; the owner is told, and the owner can't be removed.
func TestMembersFromTheShell(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Clock.Set(time.Now()) // the shell goes by the machine's clock
	s.Set("registration", "invitation")
	run := func(args ...string) hosttest.Said {
		return latchkey(t, map[string]string{"LATCHKEY_DATA": s.Data}, "", append([]string{"account"}, args...)...)
	}
	const grace = "grace.shell@example.test"
	s.AddPerson(grace, "Grace", hosttest.FreshPassword)
	run("add", "--name", "Engines", "--number", "M-1", "--owner", hosttest.Ada).Succeeds(t)
	run("member", "add", "M-1").Refuses(t, 2, "takes --email")
	run("member", "add", "M-1", "--email", grace, "--permissions", "all").Refuses(t, 2, "it takes services")
	run("member", "add", "M-1", "--email", hosttest.Ada).Refuses(t, 1, "belong to that client account already")
	run("member", "add", "M-1", "--email", grace, "--permissions", "tickets.manage").Succeeds(t, "An invitation to "+grace)
	s.Mail(grace, message.AccountInvitation)
	s.Set("registration", "closed")
	run("member", "add", "M-1", "--email", "nobody.yet@example.test").Refuses(t, 1, "registration is closed")
	run("member", "change", "M-1", "--email", grace).Refuses(t, 1, "has not joined yet", "account member add M-1")
	run("member", "remove", "M-1", "--email", "nobody.yet@example.test").Refuses(t, 1, "does not belong to client account M-1")
	const owns = "ada@example.test owns client account M-1"
	run("member", "remove", "M-1", "--email", hosttest.Ada).Refuses(t, 1, owns, "the owner hands it over", "user disable")
	run("member", "change", "M-1", "--email", hosttest.Ada, "--permissions", "tickets").Refuses(t, 1, owns)
	first := s.Link(grace, message.AccountInvitation)
	run("member", "remove", "M-1", "--email", strings.ToUpper(grace)).Succeeds(t, "The invitation of", "is withdrawn")
	if s.Count(`SELECT COUNT(*) FROM account_invitation`) != 0 {
		t.Error("the invitation is there still")
	}
	lost := s.Browser()
	lost.Get(first)
	lost.Get("/account-invitation").Says(t, http.StatusGone, "This invitation was withdrawn")
	run("member", "add", "M-1", "--email", grace, "--permissions", "tickets.manage").Succeeds(t, "An invitation to "+grace)

	who := s.IDOf(grace)
	b := s.Browser()
	b.Post("/sign-in", "email", grace, "password", hosttest.FreshPassword).Leads(t, "/dashboard")
	b.Get(s.Link(grace, message.AccountInvitation))
	b.Post("/account/join").Leads(t, "/account?done=joined")
	if s.Count(`SELECT COUNT(*) FROM membership WHERE user_id = $1 AND permissions = 'tickets tickets.manage'`, who) != 1 {
		t.Fatal("the invitation from the shell was not accepted")
	}
	run("member", "change", "M-1", "--email", grace, "--permissions", "invoices").Succeeds(t, grace+" may from now on: invoices.")
	if s.Count(`SELECT COUNT(*) FROM membership WHERE user_id = $1 AND permissions = 'invoices'`, who) != 1 {
		t.Error("the permissions were not changed")
	}
	s.Mail(hosttest.Ada, message.MemberChanged)
	run("member", "remove", "M-1", "--email", grace).Succeeds(t, "does not belong")
	s.Mail(hosttest.Ada, message.MemberRemoved)
	for kind, want := range map[string]int{
		"member.invited": 2, "member.invitation-withdrawn": 1, "member.changed": 1, "member.removed": 1, "access.changed": 1, "access.removed": 1,
	} {
		if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = $1 AND actor = 'shell'`, kind); n != want {
			t.Errorf("%d rows %s", n, kind)
		}
	}
}

// A person is renamed and signed out from the shell.
func TestSomebodyIsRenamedAndSignedOutFromTheShell(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	run := func(args ...string) hosttest.Said {
		return latchkey(t, map[string]string{"LATCHKEY_DATA": s.Data}, "", append([]string{"user"}, args...)...)
	}
	b := s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	run("rename", hosttest.Ada).Refuses(t, 2, "takes --name")
	run("rename", "--email", hosttest.Ada, "--name", "A\x1b[2Jda").Refuses(t, 1, "a name takes one line")
	run("rename", "nobody@example.test", "--name", "N").Refuses(t, 1, "nobody has the address")
	for range 2 {
		run("rename", "--email", hosttest.Ada, "--name", "Άδα").Succeeds(t, "ada@example.test is called Άδα from now on.")
	}
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'name.changed' AND actor = 'shell'`); n != 1 {
		t.Errorf("%d rows say that the name was changed", n)
	}
	run("sign-out", "--email", "nobody@example.test").Refuses(t, 1, "nobody has the address")
	shown := reads[map[string]any](t, run("sign-out", hosttest.Ada, "--json"))
	if shown["sessions"] != 0.0 {
		t.Errorf("%v sessions are left", shown["sessions"])
	}
	b.Get("/dashboard").Leads(t, "/sign-in?next=%2Fdashboard&said=lost")
}
