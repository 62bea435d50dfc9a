package ticket_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/internal/ticket"
	"latchkey/server/hosttest"
)

// guestOf is the link of a guest's ticket whose address is confirmed, and a browser that has followed it.
func guestOf(s *hosttest.Server, email, subject, body string) (link string, g *hosttest.Browser) {
	s.T.Helper()
	writes(s.Browser(), email, subject, body).Leads(s.T, "/contact/sent")
	link, g = s.Link(email, message.GuestConfirm), s.Browser()
	g.Get(link).Leads(s.T, guestPages)
	g.Post(guestPages+"/confirm").Leads(s.T, guestPages+"?done=confirmed")
	return link, g
}

// Another site sends the browser to a ticket of its own while a guest's page stands open. What the page sends and asks for then
// does nothing: neither is the reply read by the stranger, nor the stranger's words shown as the host's, nor a ticket closed.
// The answer says so, and gives back what was written.
func TestAGuestsPageActsOnItsOwnTicketOnly(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	eves, eve := guestOf(s, "eve@example.test", "Eve's ticket", "Call this number to get in.")
	own, g := guestOf(s, mina, "Locked out", "I lost everything.")
	page := g.Get(guestPages)
	poll := hosttest.Between(t, page.Body, `hx-get="`, `"`)
	const secret = "My cat is called Whiskers"
	p := g.Strays(own, eves, guestPages, "message", secret)
	p.Says(t, http.StatusUnprocessableEntity, "Eve&#39;s ticket")
	p.Says(t, http.StatusUnprocessableEntity, "Nothing was sent. Copy what you wrote")
	if !strings.Contains(hosttest.Between(t, p.Body, `<textarea id="typed"`, "</textarea>"), secret) {
		t.Error("what was written is lost")
	}
	if hosttest.Between(t, p.Body, `<textarea id="message"`, "</textarea>") == secret {
		t.Error("it stands in the form of the other ticket")
	}
	if strings.Contains(eve.Get(guestPages).Body, secret) {
		t.Error("the stranger reads the reply")
	}
	poll = strings.ReplaceAll(poll, "&amp;", "&")
	if p := g.Get(poll); p.Status != http.StatusConflict || strings.Contains(p.Body, "Call this number") {
		t.Errorf("the open page is given %d: %s", p.Status, p.Body)
	}
	g.Strays(own, eves, guestPages+"/close")
	if n := s.Count(`SELECT COUNT(*) FROM ticket WHERE guest_email = 'eve@example.test' AND status = $1`, string(ticket.Closed)); n != 0 {
		t.Error("the stranger's ticket is closed")
	}
	// The guest's own link brings the page back, and it works.
	g.Get(own).Leads(t, guestPages)
	g.Send(http.MethodPost, guestPages, g.Get(guestPages).Form()).Says(t, http.StatusUnprocessableEntity, "Enter a message")
	g.Post(guestPages, "message", secret, "once", "again").Leads(t, guestPages+"?done=sent")
	g.Get(guestPages+"?done=sent").Says(t, http.StatusOK, secret)
}

// Whoever presses "Yes, it's mine" on the page of one ticket does not confirm another; a form without the mark does nothing
// either, and what was done on one page is not said on that of another.
func TestAGuestConfirmsTheAddressThatThePageShows(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	for _, email := range []string{"eve@example.test", mina} {
		writes(s.Browser(), email, "Ticket of "+email, "Help.").Leads(t, "/contact/sent")
	}
	own, eves, g := s.Link(mina, message.GuestConfirm), s.Link("eve@example.test", message.GuestConfirm), s.Browser()
	g.Strays(own, eves, guestPages+"/confirm")
	g.Get(own)
	g.Post(guestPages+"/confirm", "link", "").Says(t, http.StatusUnprocessableEntity, "Another link was opened")
	if n := s.Count(`SELECT COUNT(*) FROM ticket WHERE guest_confirmed_at > 0`); n != 0 {
		t.Fatalf("%d are confirmed", n)
	}
	g.Post(guestPages+"/confirm").Leads(t, guestPages+"?done=confirmed")
	eve := s.Browser()
	eve.Get(eves)
	eve.Post(guestPages+"/confirm").Leads(t, guestPages+"?done=confirmed")
	eve.Get(guestPages+"?done=confirmed").Says(t, http.StatusOK, "Address confirmed")
	g.Get(eves)
	if p := g.Get(guestPages + "?done=confirmed"); strings.Contains(p.Body, "Address confirmed") {
		t.Error("the page of another ticket says that it was done")
	}
}
