package browsertest

import (
	"fmt"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// entries are the client area's entries of the menu.
const entries = `[...document.querySelectorAll(".sidebar .nav > ul:first-of-type a")].map(a => a.getAttribute("href")).join(" ")`

// With each permission a member's menu has what it opens and nothing else, each entry leads to a page, and nothing is offered
// there that they may not do.
func TestEachPermissionInABrowser(t *testing.T) {
	t.Parallel()
	inWays(t, onAPhone, func(b spoken) {
		own := b.s.AccountID("C-10001")
		for i, given := range account.Permissions() {
			email := fmt.Sprintf("member%d@example.test", i)
			b.s.AddPerson(email, "Somebody", hosttest.TenantPassword)
			b.join(own, email, given)
			b.signed(email, hosttest.TenantPassword)
			b.open("/dashboard")
			b.returns("/dashboard", b.T("dashboard.title", "Name", "Somebody"))
			want, part := "/dashboard /account", "/"+string(given.Part())
			if given.Part() != account.Members {
				want = "/dashboard " + part + " /account"
			}
			if got := eval[string](b.tab, entries); got != want {
				b.t.Errorf("with %s the menu has %s, want %s", given, got, want)
			}
			if given.Part() == account.Members {
				part = "/account/members"
			}
			b.open(part)
			b.until("the page "+part, func() error {
				return unlessTrue(eval[bool](b.tab, `document.readyState === "complete" && !!document.querySelector("#screen h1")`), "it loads")
			})
			b.seesNot(b.T("failure.not_found_title"), b.T("failure.not_allowed_title"))
			for words, may := range map[string]bool{
				b.T("tickets.open"): given == account.TicketsManage, b.T("accounts.invite"): given == account.MembersManage,
			} {
				if shown := eval[bool](b.tab, fmt.Sprintf(`document.getElementById("screen").innerText.includes(%q)`, words)); shown != may {
					b.t.Errorf("with %s, %q is offered: %t", given, words, shown)
				}
			}
		}
	})
}

// Somebody without a sign-in is invited: another who has the link can't use it, they make a sign-in from it, join, and are
// removed.
func TestAnInvitationInABrowser(t *testing.T) {
	t.Parallel()
	inWays(t, atADesk, func(b spoken) {
		const email = "nadia@example.test"
		s, base := b.s, "/account/"+b.s.AccountID("C-10001")
		owner := b.client()
		owner.SignIn().Leads(b.t, "/dashboard")
		owner.Post(base+"/invite", "email", email, "tickets", "manage").Leads(b.t, "/account/members?done=invited")
		title := b.T("account_invitation.title", "Account", "Hartwell Studio")
		b.signed(hosttest.Bruno, hosttest.BrunoPassword)
		b.open(s.Link(email, message.AccountInvitation))
		b.returns("/account-invitation", title)
		b.sees(b.T("account_invitation.other", "Email", hosttest.Bruno))
		b.seesNot(b.T("account_invitation.accept"))
		b.press(b.T("menu.sign_out"))
		b.returns("/sign-in?said=out", b.T("sign_in.title"))
		b.open(s.Link(email, message.AccountInvitation))
		b.returns("/account-invitation", title)
		b.sees(email, b.T("accounts.may_tickets_manage"))
		b.press(b.T("account_invitation.register"))
		b.returns("/register/finish", b.T("register.joins_title"))
		b.fill(b.T("profile.name"), "Nadia")
		b.fill(b.T("sign_in.password"), hosttest.FreshPassword)
		b.press(b.T("account_invitation.register"))
		b.returns("/sign-in?next=%2Faccount-invitation&said=registered", b.T("sign_in.title"))
		b.fill(b.T("sign_in.email"), email)
		b.fill(b.T("sign_in.password"), hosttest.FreshPassword)
		b.press(b.T("sign_in.submit"))
		b.returns("/account-invitation", title)
		b.press(b.T("account_invitation.accept"))
		b.loads("/account?done=joined", "Hartwell Studio")
		b.announces("status", b.T("accounts.done_joined"))
		b.open("/tickets/T-3014")
		b.returns("/tickets/T-3014", "Please reactivate our journal")

		owner.Post(base+"/members/"+s.IDOf(email)+"/remove").Leads(b.t, "/account/members?done=removed")
		b.fill(b.T("thread.reply"), "Am I still here?")
		b.press(b.T("thread.send"))
		b.sees(b.T("failure.not_found_title"))
		b.open("/dashboard")
		b.returns("/dashboard", b.T("dashboard.title", "Name", "Nadia"))
		b.press(b.T("dashboard.no_account_ask"))
		b.returns("/contact", b.T("contact.sign_in_title"))
		b.shows("who writes", `document.getElementById("email").value === "`+email+`"`)
	})
}

// stopLink is the link in the mails to a contact that stops them.
func stopLink(s *hosttest.Server, email string) string {
	s.T.Helper()
	var id string
	if err := s.Host.DB.Read().Row(s.T.Context(), `SELECT id FROM account_contact WHERE email = $1`, email).Scan(&id); err != nil {
		s.T.Fatal(err)
	}
	return "/account-contact/stop/" + s.Host.Membership.StopToken(id)
}

// The owner adds a contact, who confirms by a link, and says what mail goes where.
func TestContactsOfAnAccount(t *testing.T) {
	t.Parallel()
	inWays(t, onAPhone, func(b spoken) {
		const books = "books@office.example"
		base := "/account/" + b.s.AccountID("C-10001")
		b.signed(hosttest.Ada, hosttest.AdaPassword)
		b.open("/account/contacts")
		b.returns("/account/contacts", "Hartwell Studio")
		b.press(b.T("accounts.contact_add"))
		b.steps(base+"/contacts/new", b.T("accounts.contact_add"))
		b.fill(b.T("accounts.address"), books)
		b.fill(b.T("accounts.contact_name"), "Books")
		b.clicks("[name=mail][value=tickets]")
		b.press(b.T("accounts.contact_add"))
		b.steps("/account/contacts?done=contact", "Hartwell Studio")

		contact := b.elsewhere()
		contact.open(b.s.Link(books, message.ContactConfirm))
		contact.returns("/account-contact", b.T("account_contact.title", "Account", "Hartwell Studio"))
		contact.press(b.T("account_contact.submit"))
		contact.sees(b.T("account_contact.confirmed_what", "Account", "Hartwell Studio", "Email", books))
		contact.seesNot(b.T("sign_in.submit"))

		const opened = `document.querySelector("#screen h1").innerText === "Books"`
		b.press(b.T("accounts.change_or_remove") + " Books")
		b.shows("the contact", opened)
		b.clicks("[name=mail][value=invoices]")
		b.press(b.T("accounts.save"))
		b.steps("/account/contacts?done=contact-saved", "Hartwell Studio")
		b.sees(b.T("accounts.mail_invoices"))
		b.press(b.T("accounts.change_or_remove") + " Books")
		b.shows("the contact", opened)
		b.press(b.T("accounts.billing_make"))
		b.steps("/account/contacts?done=billing", "Hartwell Studio")
		b.sees(b.T("accounts.contact_billing"))

		contact.open(stopLink(b.s, books))
		contact.returns("/account-contact/stop", b.T("account_stop.title", "Account", "Hartwell Studio"))
		contact.sees(books)
		contact.press(b.T("account_stop.submit"))
		contact.sees(b.T("account_stop.done_what", "Account", "Hartwell Studio", "Email", books))
		b.open("/account/contacts")
		b.returns("/account/contacts", "Hartwell Studio")
		b.seesNot(books)

		b.open("/account")
		b.returns("/account", "Hartwell Studio")
		news := eval[bool](b.tab, `document.querySelector("[name=mail][value=news]").checked`)
		b.clicks("[name=mail][value=news]")
		b.press(b.T("accounts.mail_submit"))
		b.steps("/account?done=mail", "Hartwell Studio")
		b.shows("the switch", fmt.Sprintf(`document.querySelector("[name=mail][value=news]").checked === %t`, !news))
	})
}

// An account requires a second step of all: who has none sets one up before anything else. The owner reads what happened.
func TestAnAccountRequiresASecondStepInABrowser(t *testing.T) {
	t.Parallel()
	inWays(t, atADesk, func(b spoken) {
		base := "/account/" + b.s.AccountID("C-10001")
		owner := b.client()
		owner.TurnOn()
		b.becomes(owner)
		b.open("/account")
		b.returns("/account", "Hartwell Studio")
		b.press(b.T("accounts.step_require"))
		b.steps(base+"/second-step", b.T("accounts.step"))
		b.press(b.T("accounts.step_require"))
		b.steps("/account?done=required", "Hartwell Studio")
		b.sees(b.T("accounts.step_on"))
		member, from := b.elsewhere(), b.client()
		from.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword)
		member.becomes(from)
		member.open("/tickets")
		member.returns("/security/two-factor", b.T("explain.title"))

		b.clicks("nav.pages a[href='/account/activity']")
		b.steps("/account/activity", "Hartwell Studio")
		b.sees(b.T("event.account.second-step-required"), b.T("activity.you"))
		b.open("/security/activity")
		b.returns("/security/activity", b.T("activity.title"))
		b.sees(b.T("event.two-factor.on"))
	})
}

// Who creates an account comes to one where the host says so, and else to who links one.
func TestRegisteringLeadsOnInABrowser(t *testing.T) {
	t.Parallel()
	inWays(t, atADesk, func(b spoken) {
		const email = "grace@example.test"
		b.s.Set("registration", "open")
		b.s.Set("registration.account", map[bool]string{true: "on", false: "off"}[b.scripts])
		b.open("/sign-in")
		b.press(b.T("sign_in.register"))
		b.returns("/register", b.T("register.title"))
		b.fill(b.T("sign_in.email"), email)
		b.press(b.T("register.submit"))
		b.returns("/register/sent", b.T("link_sent.title"))
		b.open(b.s.Link(email, message.RegisterConfirm))
		b.returns("/register/finish", b.T("register.finish_title"))
		b.fill(b.T("profile.name"), "Grace")
		b.fill(b.T("sign_in.password"), hosttest.FreshPassword)
		b.press(b.T("register.finish_submit"))
		b.returns("/sign-in?said=registered", b.T("sign_in.title"))
		b.fill(b.T("sign_in.email"), email)
		b.fill(b.T("sign_in.password"), hosttest.FreshPassword)
		b.press(b.T("sign_in.submit"))
		b.returns("/dashboard", b.T("dashboard.title", "Name", "Grace"))
		if b.scripts {
			b.open("/account")
			b.returns("/account", "Grace")
			b.sees(b.T("accounts.owner_what"))
			return
		}
		b.press(b.T("dashboard.no_account_ask"))
		b.returns("/contact", b.T("contact.sign_in_title"))
		b.shows("who writes", `document.getElementById("name").value === "Grace"`)
	})
}
