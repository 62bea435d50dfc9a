package ticket_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

const written = "Half an hour's work."

// Whoever was taken out of the account while they wrote gets back what they wrote. So does everybody who writes to a ticket that
// there is not, in the same words.
func TestWhatWasWrittenComesBackWhereItCantBeSent(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	w.joins(account.TicketsManage)
	w.joins()
	var bodies []string
	for _, number := range []string{w.number, "T-0000000"} {
		p := sends(w.zoe, "/tickets/"+number, nil, "message", written, "once", "a")
		p.Says(t, http.StatusNotFound, "Half an hour&#39;s work.</textarea>")
		p.Says(t, http.StatusNotFound, "you can’t reach it any more")
		bodies = append(bodies, strings.ReplaceAll(p.Body, number, ""))
	}
	if bodies[0] != bodies[1] {
		t.Error("it tells a ticket from none")
	}
	if p := w.zoe.Get("/tickets/" + w.number); strings.Contains(p.Body, "textarea") {
		t.Error("a page that nobody wrote to shows a text")
	}
}

// What comes after somebody ended the session is kept nowhere, and handed back.
func TestWhatIsWrittenAfterASignOutComesBack(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := ada(s)
	path := opens(b, "Mail bounces", "Since Monday.")
	other := s.Browser()
	other.SignIn().Leads(t, "/dashboard")
	other.Post("/security/sessions/others/end")
	p := sends(b, path, nil, "message", written, "once", "a")
	p.Says(t, http.StatusUnauthorized, "Half an hour&#39;s work.</textarea>")
	p.Says(t, http.StatusUnauthorized, `href="/sign-in?next=`+strings.ReplaceAll(path, "/", "%2F")+`"`)
	if b.Cookie("draft") != "" || s.Count(`SELECT COUNT(*) FROM ticket_message WHERE body LIKE 'Half%'`) != 0 ||
		s.Count(`SELECT COUNT(*) FROM lost_session WHERE draft <> ''`) != 0 {
		t.Error("it is kept or sent")
	}
	b.Plant(web.SessionCookie, "made-up")
	sends(b, path, nil, "message", written).Says(t, http.StatusUnauthorized, "Half an hour&#39;s work.")
}

// The mark in the side bar follows a step into another section, which the page can't see in what a step brings otherwise.
func TestTheSideBarFollowsAStep(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := ada(s)
	b.Header.Set("HX-Request", "true")
	for _, c := range []struct {
		from, to string
		brings   string // the section that is marked; "" for no side bar
	}{
		{"/services", "/tickets/new", "/tickets"},
		{"/tickets", "/tickets/new", ""},
		{"/tickets/new", "/services", "/services"},
		{"/dashboard", "/invoices", "/invoices"},
		{"/invoices", "/security", "/security"},
		{"/profile", "/account", "/account"},
		{"/contact", "/tickets", "/tickets"},
	} {
		b.Header.Set("HX-Current-URL", s.Site.URL(c.from))
		p := b.Get(c.to)
		swapped := strings.Contains(p.Body, `hx-swap-oob="true"`) && strings.Contains(p.Body, `id="sections"`)
		if p.Status != http.StatusOK || swapped != (c.brings != "") ||
			swapped && !strings.Contains(p.Body, `href="`+c.brings+`" aria-current="page"`) {
			t.Errorf("from %s to %s: %d, %v", c.from, c.to, p.Status, swapped)
		}
	}
}

// A closed account is offered what is taken of it.
func TestAClosedAccountIsOfferedItsBillAlone(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := ada(s)
	b.Get("/tickets/new").Says(t, 200, `value="security"`)
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return s.Host.Accounts.SetClosed(ctx, tx, accountOf(s, hosttest.Ada), true)
	})
	if err != nil {
		t.Fatal(err)
	}
	p := b.Get("/tickets/new")
	p.Says(t, 200, "about billing")
	for _, not := range []string{`value="security"`, `value="service:`, `value="domain:`} {
		if strings.Contains(p.Body, not) {
			t.Errorf("it offers %s", not)
		}
	}
}

// What somebody did themselves is said to them so, and a tab says which ticket it shows.
func TestWhoClosedIt(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	w.joins(account.TicketsManage)
	path := "/tickets/" + w.number
	w.zoe.Post(path+"/close").Leads(t, path+"?done=closed")
	p := w.zoe.Get(path)
	p.Says(t, 200, "You closed this ticket.")
	p.Says(t, 200, "<title>"+w.number+" · Secret subject · ")
	b := w.Browser()
	b.SignIn()
	b.Get(path).Says(t, 200, "Zoe closed this ticket.")
}
