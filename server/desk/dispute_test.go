package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/letter"
)

const eve = "eve@example.test"

// A thief at Bruno's open browser has put an address of his own in force; Bruno said from
// the old one that it wasn't him, and has no second step to settle it with.
func disputed(s *hosttest.Server) (staff *hosttest.Browser, page string) {
	s.T.Helper()
	thief, old := s.Browser(), s.Browser()
	thief.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(s.T, "/dashboard")
	thief.Post("/profile/email", "email", eve).Leads(s.T, "/profile/email?done=sent")
	thief.Get(s.Link(eve, message.EmailConfirm)).Leads(s.T, "/confirm-email")
	thief.Post("/confirm-email").Leads(s.T, "/profile?done=email")
	old.Get(letter.NotMePath+s.Mail(hosttest.Bruno, message.EmailChanged).NotMe).Leads(s.T, "/not-me")
	old.Get("/not-me").Says(s.T, http.StatusOK, "The change has already taken effect.")
	old.Post("/not-me").Leads(s.T, "/not-me")
	p := old.Get("/not-me")
	p.Says(s.T, http.StatusOK, "The change stays in effect for now")
	if strings.Contains(p.Body, "second step") {
		s.T.Error("somebody without a second step is told to use it")
	}
	return s.AtTheDesk(hosttest.Noor, hosttest.NoorPassword), "/desk/people/" + s.IDOf(eve)
}

// decided finds the decision that waits on a person's page, as whoever looks is offered it.
func decided(b *hosttest.Browser, page string) (seen string) {
	b.T.Helper()
	return hosttest.Between(b.T, b.Get(page).Body, `name="seen" value="`, `"`)
}

func TestStaffPutADisputedAddressBack(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	staff, page := disputed(s)
	card := staff.Get(page)
	for _, words := range []string{
		hosttest.Bruno, eve, "22 November 2026", "Restore the old one", "takes effect when another member of staff approves it",
		"Keep the new one", "You can’t open a recovery case, because this person has no second step",
	} {
		card.Says(t, http.StatusOK, words)
	}
	if strings.Contains(card.Body, "/desk/cases/new") {
		t.Error("a recovery case is offered that would be refused")
	}
	staff.Post(page+"/put-back", "kind", "email", "value", "mallory@example.test").
		Says(t, http.StatusUnprocessableEntity, "This is the current state.")
	staff.Post(page+"/put-back", "kind", "email", "value", hosttest.Bruno).Leads(t, page+"?done=decided")
	mine := staff.Get(page)
	for _, words := range []string{"Noor Rahman decided on", "Restore: ", "Another member of staff has to", "You made this decision"} {
		mine.Says(t, http.StatusOK, words)
	}
	if strings.Contains(mine.Body, "/dispute/approve") || strings.Contains(mine.Body, "/put-back") {
		t.Error("whoever decided is offered to approve it, or to decide again")
	}
	seen := decided(staff, page)
	staff.Post(page+"/dispute/approve", "seen", seen).Says(t, http.StatusUnprocessableEntity, "You made this decision")
	staff.Post(page+"/unfreeze").Says(t, http.StatusUnprocessableEntity, "someone made or withdrew a decision")
	boss := s.Sven()
	boss.Get(page).Says(t, http.StatusOK, "Approve")
	boss.Post(page+"/dispute/approve", "seen", "1").Says(t, http.StatusUnprocessableEntity, "Since you opened this page")
	boss.Post(page+"/dispute/approve", "seen", seen).Leads(t, page+"?done=settled")
	boss.Get(page+"?done=settled").Says(t, http.StatusOK, "The dispute is resolved")
	staff.Post(page+"/unfreeze").Says(t, http.StatusUnprocessableEntity, "Someone has resolved this in the meantime.")
	s.Browser().Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
}

func TestStaffKeepADisputedAddress(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	staff, page := disputed(s)
	s.AddPerson(hosttest.Bruno, "Another", hosttest.FreshPassword)
	staff.Post(page+"/put-back", "kind", "email", "value", hosttest.Bruno).Says(t, http.StatusUnprocessableEntity, "so nothing was changed")
	staff.Post(page+"/unfreeze").Leads(t, page+"?done=decided")
	boss := s.Sven()
	boss.Post(page+"/dispute/take-back", "seen", decided(boss, page)).Leads(t, page+"?done=taken-back")
	s.Clock.Advance(1e9)
	staff.Post(page+"/unfreeze").Leads(t, page+"?done=decided")
	boss.Post(page+"/dispute/approve", "seen", decided(boss, page)).Leads(t, page+"?done=settled")
	s.Mail(eve, message.ContactKept)
	s.Browser().Post("/sign-in", "email", eve, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
}

// Where one person decides, the page says when it takes effect, and both addresses hear of it before.
func TestOnePersonDecidesAndWaits(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("recovery.approval", "single")
	staff, page := disputed(s)
	staff.Post(page+"/put-back", "kind", "email", "value", hosttest.Bruno).Leads(t, page+"?done=decided")
	staff.Get(page).Says(t, http.StatusOK, "This takes effect on 25 November 2026")
	s.Mail(eve, message.ContactDeciding)
	s.Mail(hosttest.Bruno, message.ContactDeciding)
	s.Clock.Advance(72 * time.Hour)
	if err := s.Host.Contact.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.Browser().Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
}

// A notice to the thief's address says that its link freezes nothing, and whose does.
func TestALinkToTheNewAddressFreezesNothing(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	thief := s.Browser()
	thief.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	thief.Post("/profile/email", "email", eve).Leads(t, "/profile/email?done=sent")
	thief.Get(s.Link(eve, message.EmailConfirm)).Leads(t, "/confirm-email")
	thief.Post("/confirm-email").Leads(t, "/profile?done=email")
	thief.Get(letter.NotMePath+s.Mail(eve, message.EmailChanged).NotMe).Leads(t, "/not-me")
	thief.Get("/not-me").Says(t, http.StatusOK, "this link can’t freeze changes to the account")
	thief.Post("/not-me").Leads(t, "/not-me")
	thief.Get("/not-me").Says(t, http.StatusOK, "signed out on all devices")
	thief.Post("/sign-in", "email", eve, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	if p := thief.Get("/dashboard"); strings.Contains(p.Body, "frozen") {
		t.Error("changes to your account are frozen")
	}
}

// Who has a case under way is led to it from their page; who could have one, to opening it.
func TestThePersonsPageLeadsToTheirCase(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	staff, page := s.AtTheDesk(hosttest.Noor, hosttest.NoorPassword), "/desk/people/"+s.IDOf(hosttest.Ada)
	staff.Get(page).Says(t, http.StatusOK, "Open a recovery case")
	at := staff.Post("/desk/cases", "person", s.IDOf(hosttest.Ada)).Location
	p := staff.Get(page)
	p.Says(t, http.StatusOK, "View recovery case")
	p.Says(t, http.StatusOK, at)
	s.Set("recovery.mode", "codes-only")
	staff.Get("/desk/people/"+s.IDOf(hosttest.Bruno)).Says(t, http.StatusOK, "Backup codes are the only way to get back in")
}

// Each notice of a change says what its link still does, and to whom one can turn then.
func TestNotMeSaysWhatStays(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b, old := s.Browser(), s.Browser()
	b.TurnOn()
	old.Get(letter.NotMePath+s.Mail(hosttest.Ada, message.TwoFactorOn).NotMe).Leads(t, "/not-me")
	old.Get("/not-me").Says(t, http.StatusOK, "added in the last 7 days will stop working")
	b.Post("/profile/email", "email", eve).Leads(t, "/profile/email?done=sent")
	other := s.Browser()
	other.Get(letter.NotMePath+s.Mail(hosttest.Ada, message.EmailChanging).NotMe).Leads(t, "/not-me")
	p := other.Get("/not-me")
	p.Says(t, http.StatusOK, "we’ll stop the change before it takes effect")
	p.Says(t, http.StatusOK, "until support resolves it") // her app is as young as the change
	other.Post("/not-me").Leads(t, "/not-me")
	other.Get("/not-me").Says(t, http.StatusOK, "We stopped the change before it took effect.")
	old.Post("/not-me").Leads(t, "/not-me")
	p = old.Get("/not-me")
	p.Says(t, http.StatusOK, "restore it in Security Settings")
	p.Says(t, http.StatusOK, `href="/recovery"`)
	s.AtTheDesk(hosttest.Noor, hosttest.NoorPassword).Get("/desk/people/"+s.IDOf(hosttest.Ada)).
		Says(t, http.StatusOK, "The change was stopped before it took effect.")
}

// An address that reads the same as the owner's passes for it neither in the notice that goes to the owner nor at the desk.
func TestALookAlikeAddressIsToldApart(t *testing.T) {
	t.Parallel()
	const twin, plain = "bruno@ex\u0430mple.test", "xn--exmple-4nf"
	s := hosttest.Boot(t)
	thief, old := s.Browser(), s.Browser()
	thief.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	thief.Post("/profile/email", "email", twin).Leads(t, "/profile/email?done=sent")
	thief.Get("/profile/email").Says(t, http.StatusOK, plain)
	thief.Get(s.Link(twin, message.EmailConfirm)).Leads(t, "/confirm-email")
	thief.Post("/confirm-email").Leads(t, "/profile?done=email")
	for _, kind := range []message.Kind{message.EmailChanging, message.EmailChanged} {
		w := letter.Writer{Settings: s.Host.Settings, URL: s.Site.URL}
		got, err := w.Write(t.Context(), s.Mail(hosttest.Bruno, kind))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(got.Text, "["+plain+"].test") || !strings.Contains(got.Text, "[example].test") ||
			!strings.Contains(got.HTML, ">"+plain+"</b>.test") || strings.Contains(got.Text+got.HTML, "\u0430") {
			t.Errorf("%s:\n%s", kind, got.Text)
		}
	}
	old.Get(letter.NotMePath+s.Mail(hosttest.Bruno, message.EmailChanged).NotMe).Leads(t, "/not-me")
	old.Post("/not-me").Leads(t, "/not-me")
	staff := s.AtTheDesk(hosttest.Noor, hosttest.NoorPassword)
	page := "/desk/people/" + s.IDOf(twin)
	for at, marked := range map[string]string{
		"/desk/people?q=bruno": plain, "/desk/audit": plain, page: "bruno@<mark>" + plain + "</mark>.test",
	} {
		p := staff.Get(at)
		p.Says(t, http.StatusOK, marked)
		if strings.Contains(p.Body, twin) {
			t.Errorf("%s shows it as it was typed", at)
		}
	}
	staff.Post(page+"/put-back", "kind", "email", "value", hosttest.Bruno).Leads(t, page+"?done=decided")
}

// A new address whose mask is the owner's is said to be another one, to the owner only; and one that nobody takes for the
// owner's is not compared with it.
func TestAMaskedAddressDoesNotPassForTheOwners(t *testing.T) {
	t.Parallel()
	const says, looks = "It isn’t the address we sent this email to", "Look closely"
	for email, want := range map[string]string{
		"brunos@example.test": says, "b@example.test": says, "bartholomew.castellanos@example.test": says,
		"bruno@harbour.example": "", "bruno@exarnple.test": looks,
	} {
		s := hosttest.Boot(t)
		b := s.Browser()
		b.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
		b.Post("/profile/email", "email", email).Leads(t, "/profile/email?done=sent")
		b.Get(s.Link(email, message.EmailConfirm)).Leads(t, "/confirm-email")
		b.Post("/confirm-email").Leads(t, "/profile?done=email")
		w := letter.Writer{Settings: s.Host.Settings, URL: s.Site.URL}
		for _, m := range []message.Message{
			s.Mail(hosttest.Bruno, message.EmailChanging), s.Mail(hosttest.Bruno, message.EmailChanged), s.Mail(email, message.EmailChanged),
		} {
			got, err := w.Write(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			for _, words := range []string{says, looks} {
				if strings.Contains(got.Text, words) != (words == want && m.Recipient == hosttest.Bruno) {
					t.Errorf("%s, to %s: %q in\n%s", email, m.Recipient, words, got.Text)
				}
			}
		}
	}
}

// An administrator who makes an account of their own a member of support is still one person: it decides nothing and works
// on no case, and its pages say so instead of offering it.
func TestAnAdministratorIsNotTwoPeople(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	_, page := disputed(s)
	s.Browser().TurnOn()
	s.AddPerson("puppet@example.test", "Puppet", hosttest.TenantPassword)
	boss := s.Sven()
	boss.Post("/desk/people/"+s.IDOf("puppet@example.test")+"/role", "role", "support")
	puppet := s.AtTheDesk("puppet@example.test", hosttest.TenantPassword)
	p := puppet.Get(page)
	p.Says(t, http.StatusOK, "someone else has to decide and approve this")
	if strings.Contains(p.Body, "/put-back") || strings.Contains(p.Body, "/unfreeze") {
		t.Error("new staff are offered what they may not do")
	}
	puppet.Post(page+"/unfreeze").Says(t, http.StatusUnprocessableEntity, "someone else has to decide and approve this")
	adas := "/desk/people/" + s.IDOf(hosttest.Ada)
	p = puppet.Get(adas)
	p.Says(t, http.StatusOK, "someone else has to work on them")
	if strings.Contains(p.Body, "/desk/cases/new") {
		t.Error("new staff are offered to open a case")
	}
	puppet.Post("/desk/cases", "person", s.IDOf(hosttest.Ada)).Says(t, http.StatusUnprocessableEntity, "someone else has to work on them")
	at := boss.Post("/desk/cases", "person", s.IDOf(hosttest.Ada)).Location
	puppet.Get(at).Says(t, http.StatusOK, "someone else has to work on them")
	puppet.Post(at+"/tick", "item", "identity").Says(t, http.StatusUnprocessableEntity, "someone else has to work on them")
}

// A thief with one code of an administrator approves nothing and makes nobody staff with it; it takes another.
func TestOneStolenCodeApprovesNothing(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.Post("/sign-in", "email", hosttest.Sven, "password", hosttest.SvenPassword)
	secret := b.SetUpSecondStep()
	s.LetSettle()
	staff, page := disputed(s)
	staff.Post(page+"/unfreeze").Leads(t, page+"?done=decided")
	thief := s.Browser()
	thief.Post("/sign-in", "email", hosttest.Sven, "password", hosttest.SvenPassword).Leads(t, "/sign-in/code")
	thief.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/desk")
	asked := thief.Post(page+"/dispute/approve", "seen", decided(thief, page))
	role := thief.Post("/desk/people/"+s.IDOf(hosttest.Ada)+"/role", "role", "support")
	for _, p := range []hosttest.Page{asked, role} {
		if p.Status != http.StatusSeeOther || !strings.HasPrefix(p.Location, "/confirm?") || !strings.Contains(p.Location, "since=") {
			t.Errorf("on the sign-in's own proof: %d to %q", p.Status, p.Location)
		}
	}
	asked = thief.Post(page+"/dispute/approve", "seen", decided(thief, page))
	s.Clock.Advance(30 * time.Second)
	thief.Confirms(asked, "code", s.Code(secret)).Leads(t, page+"?done=settled")
}
