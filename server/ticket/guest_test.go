package ticket_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/ticket"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

const mina = "mina@example.test"

// writes sends the form of those who can't sign in.
func writes(b *hosttest.Browser, email, subject, body string, more ...string) hosttest.Page {
	b.T.Helper()
	fields := []string{"name", "Mina Okafor", "email", email, "subject", subject, "message", body, "once", subject}
	return b.Post("/contact", append(fields, more...)...)
}

func TestWhoCannotSignInWritesReadsAndReplies(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	form := b.Get("/contact")
	for _, words := range []string{
		"Your name", "Email address", "Subject", "Message", ">Send<", "We don’t reset anyone’s sign-in", `href="/recovery"`,
	} {
		form.Says(t, 200, words)
	}
	writes(b, mina, "Locked out", "I lost **everything**.").Leads(t, "/contact/sent")
	writes(b, mina, "Locked out", "I lost **everything**.").Leads(t, "/contact/sent")
	b.Get("/contact/sent").Says(t, 200, "Check your email")
	if n := s.Count(`SELECT COUNT(*) FROM ticket WHERE guest_email = $1`, mina); n != 1 {
		t.Errorf("a double click writes %d tickets", n)
	}
	mail := s.Mail(mina, message.GuestConfirm)
	if strings.Contains(mail.Data.Name+mail.Data.Ticket, "Mina") || mail.Data.Post != "" {
		t.Errorf("the mail quotes what was typed: %+v", mail.Data)
	}

	link := s.Link(mina, message.GuestConfirm)
	g := s.Browser()
	g.Get(link).Leads(t, "/contact/ticket")
	page := g.Get("/contact/ticket")
	page.Says(t, 200, "Confirm your message")
	for _, typed := range []string{"Locked out", "everything", "Mina Okafor"} {
		if strings.Contains(page.Body, typed) {
			t.Errorf("before the address is confirmed the page shows %q", typed)
		}
	}
	g.Post("/contact/ticket", "message", "not yet").Says(t, 410, "The link to your ticket")
	g.Get("/contact/ticket/news?after=&left=9").Says(t, 404, "New answers don’t appear")
	g.Post("/contact/ticket/confirm").Leads(t, "/contact/ticket?done=confirmed")
	g.Get("/contact/ticket?done=confirmed").Says(t, 200, "<strong>everything</strong>")

	number := hosttest.Between(t, g.Get("/contact/ticket").Body, `<code dir="ltr">`, "<")
	answers(s, noor(s), "/tickets/"+number, "Open a recovery case, please.")
	g.Header.Set("HX-Request", "true")
	g.Get("/contact/ticket/news?after=&left=9").Says(t, 200, "Open a recovery case, please.")
	g.Header.Del("HX-Request")
	if again := s.Link(mina, message.GuestAnswered); again == link {
		t.Error("the answer's mail has the same link")
	}
	g.Post("/contact/ticket", "message", "Thank you!", "once", "g").Leads(t, "/contact/ticket?done=sent")
	g.Get("/contact/ticket").Says(t, 200, "Thank you!")
	g.Post("/contact/ticket", "message", "It is 123456", "once", "h").Says(t, 422, "looks like it has a code")
	g.Post("/contact/ticket/close").Leads(t, "/contact/ticket?done=closed")
	g.Get("/contact/ticket").Says(t, 200, "Your reply opens it again")
	g.Get("/contact/ticket").Says(t, 200, "You closed this ticket.")

	// It is that ticket alone, for thirty days, and of no use to anything else.
	writes(b, "other@example.test", "Other", "A secret of others.").Leads(t, "/contact/sent")
	if p := g.Get("/contact/ticket"); strings.Contains(p.Body, "A secret of others") {
		t.Error("a link shows another ticket")
	}
	g.Get("/dashboard").Leads(t, "/sign-in?next=%2Fdashboard")
	s.Clock.Advance(ticket.LinkFor + time.Minute)
	g.Get("/contact/ticket").Says(t, 410, "works for 30 days")
}

// What is answered does not say whose address it is, and there is an end to what one network, or to one address, can send.
func TestTheContactFormTellsAndSendsNothing(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	known, unknown := s.Browser(), s.Browser()
	one, other := writes(known, hosttest.Ada, "A", "Help me."), writes(unknown, mina, "A", "Help me.")
	hosttest.AnswersAlike(t, "an address that is registered", one, other)
	for name, c := range map[string]struct {
		fields []string
		words  string
	}{
		"name":    {[]string{"email", mina, "subject", "Kept", "message", "Kept"}, "Enter your name"},
		"email":   {[]string{"name", "Kept", "email", "mina", "subject", "Kept", "message", "Kept"}, "Enter an email address"},
		"subject": {[]string{"name", "Kept", "email", mina, "message", "Kept"}, "Enter a subject"},
		"message": {[]string{"name", "Kept", "email", mina, "subject", "Kept"}, "Enter a message"},
		"a code":  {[]string{"name", "Kept", "email", mina, "subject", "Kept", "message", "ABCD-EFGH-2345"}, "looks like it has a code"},
	} {
		p := unknown.Post("/contact", c.fields...)
		p.Says(t, 422, c.words)
		if !strings.Contains(p.Body, "Kept") {
			t.Errorf("%s: what was typed is gone", name)
		}
	}
	for i := range 12 { // whoever it is that writes in her name
		if p := writes(unknown, mina, "again "+strings.Repeat("x", i), "Help me."); p.Status == 303 {
			continue
		} else if p.Says(t, 429, "You’ve sent a lot of messages"); i < 8 {
			t.Errorf("after %d messages nothing is taken", i)
		}
	}
	if n := s.Count(`SELECT COUNT(*) FROM message WHERE recipient = $1`, mina); n > 6 {
		t.Errorf("%d mails to one address", n)
	}
}

// The page after a message was sent shows the address to the browser that typed it, and sends the link again: to an address that
// waits for it, within its bound, and with the same answer to any other.
func TestTheLinkOfAMessageIsSentAgain(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b, other := s.Browser(), s.Browser()
	writes(b, mina, "Locked out", "I lost everything.").Leads(t, "/contact/sent")
	b.Get("/contact/sent").Says(t, 200, "\u2066"+mina+"\u2069")
	b.Get("/contact").Says(t, 200, `value="`+mina+`"`)
	if p := other.Get("/contact/sent"); strings.Contains(p.Body, mina) || strings.Contains(other.Get("/contact").Body, mina) {
		t.Error("another browser is shown the address")
	}
	first := s.Link(mina, message.GuestConfirm)
	mails := func(to string) int {
		return s.Count(`SELECT COUNT(*) FROM message WHERE kind = $1 AND recipient = $2`, string(message.GuestConfirm), to)
	}
	s.Clock.Advance(time.Hour)
	known, unknown := b.Post("/contact", "email", mina, "again", "1"), other.Post("/contact", "email", "nobody@example.test", "again", "1")
	known.Leads(t, "/contact/sent?said=again")
	unknown.Leads(t, "/contact/sent?said=again")
	b.Get("/contact/sent?said=again").Says(t, 200, "We’ve got your request.")
	if s.Link(mina, message.GuestConfirm) == first || mails(mina) != 2 || mails("nobody@example.test") != 0 {
		t.Fatalf("%d to her, %d to nobody", mails(mina), mails("nobody@example.test"))
	}
	for range 20 {
		b.Post("/contact", "email", mina, "again", "1").Leads(t, "/contact/sent?said=again")
	}
	if n := mails(mina); n > 6 {
		t.Errorf("%d mails went to one address", n)
	}
	g := s.Browser()
	g.Get(s.Link(mina, message.GuestConfirm)).Leads(t, "/contact/ticket")
	g.Post("/contact/ticket/confirm").Leads(t, "/contact/ticket?done=confirmed")
	s.Clock.Advance(48 * time.Hour)
	sent := mails(mina)
	b.Post("/contact", "email", mina, "again", "1").Leads(t, "/contact/sent?said=again")
	b.Post("/contact", "email", "mina", "again", "1").Leads(t, "/contact/sent?said=again")
	if mails(mina) != sent {
		t.Error("a link that confirms goes to an address that is confirmed")
	}
	if s.Count(`SELECT COUNT(*) FROM ticket WHERE guest_email = $1`, mina) != 1 {
		t.Error("asking again writes another message")
	}
}

// Who is signed in is led to their own tickets, unless they can open none: nobody is sent in circles, or to a form that they
// can't reach.
func TestContactLeadsWhoIsSignedIn(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := ada(s)
	own := accountOf(s, hosttest.Ada)
	b.Get("/contact?about=security").Leads(t, "/tickets/new?about=security&account="+own)
	s.AddPerson("zoe@example.test", "Zoe", hosttest.TenantPassword)
	zoe := s.Browser()
	zoe.Post("/sign-in", "email", "zoe@example.test", "password", hosttest.TenantPassword).Leads(t, "/dashboard")
	zoe.Get("/contact").Says(t, 200, `value="zoe@example.test"`)
	zoe.Get("/tickets/new").Says(t, 200, "isn’t linked to a client account")
	zoe.Get("/tickets").Says(t, 200, "isn’t linked to a client account")
	s.Sven().Get("/contact").Says(t, 200, `href="/desk"`)
	for _, page := range []string{"/security", "/security/help"} {
		b.Get(page).Says(t, 200, `href="/contact?about=security"`)
	}
	for page, kind := range map[string]string{"/services": "service", "/domains": "domain", "/invoices": "invoice"} {
		link, of := `/tickets/new?about=`+kind+`%3A`, "&account="+own
		id := hosttest.Between(t, b.Get(page).Body, `href="`+link, "&amp;account="+own+`"`)
		b.Get(link+id+of).Says(t, 200, `<option value="`+kind+":"+id+`" selected>`)
	}
}

// A link to support names its account, so that a tab that is left over asks for the one that it shows; and who may open tickets
// in another account than the chosen one is led there, not to a page that only says no.
func TestContactIsForAnAccount(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b, own := ada(s), accountOf(s, hosttest.Ada)
	shop, err := s.Host.Accounts.ByNumber(t.Context(), s.Host.DB.Read(), "C-10002")
	if err != nil {
		t.Fatal(err)
	}
	keller := shop.ID
	id := hosttest.Between(t, b.Get("/services").Body, `href="/tickets/new?about=service%3A`, "&amp;")
	link := "/tickets/new?about=service%3A" + id + "&account=" + own
	b.Get("/tickets/new?account="+keller).Says(t, 404, "Page not found")
	do := func(f func(ctx context.Context, tx db.Tx) error) {
		t.Helper()
		if err := s.Host.DB.InTx(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	do(func(ctx context.Context, tx db.Tx) error {
		return s.Host.Accounts.Join(ctx, tx, account.Membership{
			AccountID: keller, UserID: s.IDOf(hosttest.Ada), Role: account.Member, Permissions: []account.Permission{account.Invoices},
		})
	})
	b.Post("/account/choose", "account", keller, "next", "/services").Leads(t, "/services")
	b.Get("/tickets/new").Says(t, 200, `href="/contact"`)
	b.Get("/tickets").Says(t, 200, `href="/contact"`)
	b.Get("/contact").Leads(t, "/tickets/new?account="+own)
	b.Get(link).Says(t, 200, `<option value="service:`+id+`" selected>`)
	b.Get(link).Says(t, 200, `name="account" value="`+own+`"`)

	do(func(ctx context.Context, tx db.Tx) error { return s.Host.Accounts.SetClosed(ctx, tx, own, true) })
	b.Get("/contact").Leads(t, "/tickets/new?account="+own)
	invoice := hosttest.Between(t, b.Get("/invoices").Body, `href="/tickets/new?about=invoice%3A`, "&amp;")
	b.Get("/tickets/new?about=invoice%3A"+invoice+"&account="+own).Says(t, 200, "You can still write to us about billing.")
	if p := b.Get("/services"); strings.Contains(p.Body, "/tickets/new?about=") {
		t.Error("a closed account is asked to write about its services")
	}
	do(func(ctx context.Context, tx db.Tx) error { // a host without a department for bills
		_, err := tx.Exec(ctx, `UPDATE department SET billing = 0`)
		return err
	})
	b.Get("/contact").Says(t, 200, `value="`+hosttest.Ada+`"`)
}

// Signing in or out forgets the link of a ticket: whoever uses the browser next doesn't read it.
func TestTheLinkOfATicketIsForgotten(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	writes(s.Browser(), mina, "Locked out", "I lost everything.").Leads(t, "/contact/sent")
	b := s.Browser()
	b.Get(s.Link(mina, message.GuestConfirm)).Leads(t, "/contact/ticket")
	b.SignIn().Leads(t, "/dashboard")
	if b.Cookie(web.TicketCookie) != "" {
		t.Error("the link stays in the browser")
	}
}
