package browsertest

import (
	"strings"

	"latchkey/internal/account"
	"latchkey/internal/message"
	"latchkey/server/hosttest"

	"github.com/chromedp/chromedp"
)

// support visits the pages of tickets: a client's, and those of people who can't sign in.
func (g *guide) support() {
	g.s.Noor()
	g.at("search-found", "/search?q=inv-20")
	g.at("tickets-all", "/tickets?show=all")
	g.at("ticket-new", "/tickets/new?about=security")
	g.sends("ticket-new-refused", "/tickets/new", "subject", "", "message", "")
	g.sends("ticket-new-code", "/tickets/new", "subject", "Mail", "message", "My code is 123456")
	g.attaches("trace.txt", "550 no such user")
	g.sends("ticket-opened", "/tickets/new", "message", "Since **Monday**.\n\n- one\n- two")
	answersTicket(g.t, g.s, g.number(), "> 1\n> 2\n> 3\n> 4\n> 5\n\nIt is mended: `dig mx`.")
	page := eval[string](g.tab, `location.pathname`)
	g.open(page)
	eval[chromedp.Void](g.tab, `document.querySelectorAll("details.quote").forEach(d => d.open = true), null`)
	g.settle()
	g.visit("ticket-answered")
	g.sends("ticket-closed", page+"/close")

	guest := g.s.Browser()
	guest.Post("/contact", "name", "Mina Okafor", "email", "mina@example.test", "subject", "Locked out", "message", "I lost it.", "once", "x").
		Leads(g.t, "/contact/sent")
	g.at("contact-sent", "/contact/sent")
	g.at("guest-confirm", g.s.Link("mina@example.test", message.GuestConfirm))
	g.sends("guest-ticket", "/contact/ticket/confirm")
	g.at("ticket-link-gone", "/contact/ticket/no-such-link")
}

// household visits the pages of an account and of the links in mails about it.
func (g *guide) household() {
	base, bruno := "/account/"+g.s.AccountID("C-10001"), g.s.IDOf(hosttest.Bruno)
	const guest, books = "nadia@example.test", "books@office.example"
	owner := g.s.Browser()
	owner.SignIn().Leads(g.t, "/dashboard")
	owner.Post(base+"/invite", "email", guest, string(account.Tickets), "manage").Leads(g.t, "/account/members?done=invited")
	owner.Post(base+"/contacts/new", "email", books, "name", "Books", "mail", "tickets").Leads(g.t, "/account/contacts?done=contact")
	for _, page := range []string{"", "/members", "/contacts", "/activity"} {
		g.at("account"+strings.ReplaceAll(page, "/", "-"), "/account"+page)
	}
	for name, page := range map[string]string{
		"account-data": "/data", "account-email": "/email", "invite": "/invite", "member": "/members/" + bruno,
		"member-remove": "/members/" + bruno + "/remove", "account-second-step": "/second-step", "hand-over": "/hand-over",
	} {
		g.at(name, base+page)
	}
	g.at("contact-new", base+"/contacts/new")
	g.sends("contact-refused", base+"/contacts/new", "email", "books@", "name", "")
	g.at("security-activity", "/security/activity")
	g.at("invitation-of-another", g.s.Link(guest, message.AccountInvitation))
	g.at("contact-link", g.s.Link(books, message.ContactConfirm))
	g.sends("contact-confirmed", "/account-contact")
	g.at("contact-stop", stopLink(g.s, books))
	g.sends("contact-stopped", "/account-contact/stop")
}
