package browsertest

import (
	"context"
	"strings"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// kept says whether the form still has what was typed.
const kept = `document.getElementById("subject").value === "Mail bounces" &&
	document.getElementById("message").value === "Since **Monday**."`

// A client asks support from Security Settings: a file that is too large loses nothing that was typed, a double click sends
// once, a long quotation is folded, and somebody else of the account follows.
func TestAClientAsksSupport(t *testing.T) {
	t.Parallel()
	inWays(t, onAPhone, func(b spoken) {
		s := b.s
		s.Set("attachment.size", "1")
		s.Noor()
		s.AddPerson("zoe@example.test", "Zoe", hosttest.TenantPassword)
		own := b.s.AccountID("C-10001")
		b.join(own, "zoe@example.test", account.Tickets)
		b.signed(hosttest.Ada, hosttest.AdaPassword)
		b.open("/security/help?kind=totp")
		b.returns("/security/help?kind=totp", b.T("help.refused"))
		b.clicks("#screen a[href='/contact?about=security']")
		b.returns("/tickets/new?about=security&account="+own, b.T("tickets.open"))
		b.open("/security")
		b.returns("/security", b.T("section.security"))
		b.press(b.T("contact.ask"))
		b.returns("/tickets/new?about=security&account="+own, b.T("tickets.open"))
		b.shows("what it is about", `document.getElementById("about").value === "security"`)
		b.fill(b.T("write.subject"), "Mail bounces")
		b.fill(b.T("write.message"), "Since **Monday**.")
		b.attaches("trace.txt", "550 no such user", "huge.log", strings.Repeat("x", 1<<20+1))
		if b.scripts {
			b.module()
			b.attaches("trace.txt", "550 no such user", "huge.log", strings.Repeat("x", 1<<20+1))
			b.shows("at once that one is too large", `document.getElementById("files").validationMessage !== ""`)
		}
		b.press(b.T("write.send"))
		b.refuses("files", "huge.log")
		b.shows("what was typed", kept)
		b.attaches("trace.txt", "550 no such user", "screen.txt", "It says 550.")
		b.pressTimes(b.T("write.send"), 2)
		b.sees(b.T("thread.done_opened"), "trace.txt", "screen.txt")
		if n := s.Count(`SELECT COUNT(*) FROM ticket WHERE subject = 'Mail bounces'`); n != 1 {
			b.t.Errorf("a double click opens %d tickets", n)
		}

		page := eval[string](b.tab, `location.pathname`)
		answersTicket(b.t, s, b.number(), "> 1\n> 2\n> 3\n> 4\n> 5\n\nIt is mended.")
		b.open(page)
		b.returns(page, "Mail bounces")
		b.shows("the quotation, folded", `!document.querySelector("details.quote").open`)
		b.press(b.T("thread.quoted"))
		b.shows("the quotation", `document.querySelector("details.quote").open`)
		b.fill(b.T("thread.reply"), "Thank you!")
		b.pressTimes(b.T("thread.send"), 2)
		b.steps(page+"?done=sent", "Mail bounces")
		if n := s.Count(`SELECT COUNT(*) FROM ticket_message WHERE body = 'Thank you!'`); n != 1 {
			b.t.Errorf("a double click replies %d times", n)
		}

		b.press(b.T("thread.follow_label", "Name", "Zoe"))
		b.steps(page+"?done=followers", "Mail bounces")
		b.announces("status", b.T("thread.done_followers"))
		b.has("button: " + b.T("thread.unfollow_label", "Name", "Zoe"))
		b.sees(b.T("thread.follower_opened")) // who gets the answers anyway
	})
}

// Whose code is refused at the sign-in writes to support from the help, which says why nothing is reset there and leads to the
// recovery case; the link of the mail ends after 30 days.
func TestWhoseCodeIsRefusedAsksSupport(t *testing.T) {
	t.Parallel()
	inWays(t, atADesk, func(b spoken) {
		s := b.s
		b.client().TurnOn()
		waits := b.client()
		waits.SignIn().Leads(b.t, "/sign-in/code")
		b.becomes(waits)
		b.open("/sign-in/help?kind=totp")
		b.returns("/sign-in/help?kind=totp", b.T("help.refused"))
		b.clicks("#screen a[href='/contact']")
		b.returns("/contact", b.T("contact.sign_in_title"))
		b.sees(b.T("contact.no_reset"))
		b.press(b.T("contact.recovery_link"))
		b.returns("/recovery", b.T("recovery.ask_title"))
		b.open("/contact")
		b.returns("/contact", b.T("contact.sign_in_title"))
		b.fill(b.T("contact.name"), "Ada")
		b.fill(b.T("contact.email_address"), hosttest.Ada)
		b.fill(b.T("write.subject"), "Mail bounces")
		b.fill(b.T("write.message"), "My backup code is k3qm-7x2p-9wfd")
		b.press(b.T("write.send"))
		b.announces("alert", b.T("write.code"))
		b.fill(b.T("write.message"), "Since **Monday**.")
		if b.scripts {
			b.seesNot(b.T("write.code"))
		}
		b.pressTimes(b.T("write.send"), 2)
		b.returns("/contact/sent", b.T("contact.sent_title"))
		b.sees(hosttest.Ada)
		s.Clock.Advance(time.Hour)
		b.press(b.T("link_sent.again"))
		b.steps("/contact/sent?said=again", b.T("contact.sent_title"))
		b.sees(b.T("link_sent.repeated"))
		if n := s.Count(`SELECT COUNT(*) FROM ticket WHERE subject = 'Mail bounces'`); n != 1 {
			b.t.Errorf("a double click opens %d tickets", n)
		}
		link := s.Link(hosttest.Ada, message.GuestConfirm)
		b.open(link)
		b.returns("/contact/ticket", b.T("guest.confirm_title"))
		b.press(b.T("guest.confirm_submit"))
		b.steps("/contact/ticket?done=confirmed", "Mail bounces")
		b.seesNot("Hartwell Studio", "INV-2041") // nothing of the account of that address
		s.Clock.Advance(31 * 24 * time.Hour)
		b.open(link)
		b.returns("/contact/ticket", b.T("failure.gone_title"))
		b.sees(b.T("failure.gone_ticket"))
		b.press(b.T("failure.gone_ticket_link"))
		b.returns("/contact", b.T("contact.sign_in_title"))
	})
}

// In a closed account one reads, and writes about the bill alone.
func TestAClosedAccountInABrowser(t *testing.T) {
	t.Parallel()
	inWays(t, atADesk, func(b spoken) {
		own := b.s.AccountID("C-10001")
		b.write(func(ctx context.Context, tx db.Tx) error { return b.s.Host.Accounts.SetClosed(ctx, tx, own, true) })
		b.signed(hosttest.Ada, hosttest.AdaPassword)
		b.open("/account")
		b.returns("/account", "Hartwell Studio")
		b.hasNone("what changes the account", `[...document.querySelectorAll("#screen a[href^='/account/`+own+`']")].map(e => e.innerText)`)
		b.open("/services")
		b.returns("/services", b.T("section.services"))
		b.hasNone("support about a service", `[...document.querySelectorAll(".ask")].map(e => e.innerText)`)
		b.open("/tickets/T-3014")
		b.returns("/tickets/T-3014", "Please reactivate our journal")
		b.sees(b.T("thread.why_closed"))
		b.seesNot(b.T("thread.send"), b.T("thread.close"))
		b.open("/invoices")
		b.returns("/invoices", b.T("section.invoices"))
		b.press(b.T("contact.ask") + " INV-2041")
		b.sees(b.T("write.closed"))
		b.shows("the bill, and the department for it alone", `document.getElementById("about").value.startsWith("invoice:") &&
			document.querySelectorAll("#department option").length === 1`)
		b.fill(b.T("write.subject"), "Mail bounces")
		b.fill(b.T("write.message"), "Since **Monday**.")
		b.press(b.T("write.send"))
		b.sees(b.T("thread.done_opened"), "INV-2041")
		b.has("textbox: " + b.T("thread.reply"))
	})
}

// A tab that is left over writes for the account that it shows, whichever another tab has chosen since.
func TestTwoTabsOfTwoAccounts(t *testing.T) {
	t.Parallel()
	inWays(t, []way{{"en", true, 1280}, {"ar", false, 1280}}, func(b spoken) {
		own, shop := b.s.AccountID("C-10001"), b.s.AccountID("C-10002")
		b.join(shop, hosttest.Ada, account.Services, account.ServicesManage, account.Tickets, account.TicketsManage)
		b.signed(hosttest.Ada, hosttest.AdaPassword)
		b.open("/tickets/new")
		b.returns("/tickets/new", b.T("tickets.open"))
		b.sees(b.T("write.account", "Account", "Hartwell Studio"))
		other := b.beside()
		other.open("/services")
		other.returns("/services", b.T("section.services"))
		other.sees("Managed WordPress")
		other.clicks("details.account > summary")
		other.clicks("details.account form li:last-child button")
		other.sees("Starter")
		other.seesNot("Managed WordPress", b.T("section.invoices"))
		b.fill(b.T("write.subject"), "Mail bounces")
		b.fill(b.T("write.message"), "Since **Monday**.")
		b.press(b.T("write.send"))
		b.sees(b.T("thread.done_opened"))
		if n := b.s.Count(`SELECT COUNT(*) FROM ticket WHERE subject = 'Mail bounces' AND account_id = $1`, own); n != 1 {
			b.t.Error("it was not opened for the account that the tab showed")
		}
		other.press(b.T("contact.ask") + " Web hosting")
		other.shows("the form", `location.pathname === "/tickets/new" && document.getElementById("about").value.startsWith("service:")`)
		other.sees(b.T("write.account", "Account", "Keller Fahrräder"))
	})
}
