package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/ticket"
)

// Whoever opens a ticket that somebody else has open is told so, without scripts too; a page of another site tells nobody.
func TestThePageSaysWhoElseHasTheTicketOpen(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number := s.asks("The site is slow", "Ten seconds.")
	at := "/desk/tickets/" + number
	noor, sven := s.Noor(), s.Sven()
	if page := noor.Get(at); strings.Contains(page.Body, "this ticket open") && !strings.Contains(page.Body, "Nobody else") {
		t.Error("she has it open alone")
	}
	sven.Get(at).Says(t, 200, "Noor Rahman has this ticket open.")
	noor.Get(at).Says(t, 200, "Sven Lindqvist has this ticket open.")
	sends(t, sven, number, "body", "Half an answer", "do", "preview").Says(t, 422, "Half an answer")
	noor.Get(at).Says(t, 200, "Sven Lindqvist is answering this ticket now.")
	noor.Get(at+"/pulse?after=-").Says(t, 200, "Sven Lindqvist is answering this ticket now.")
	s.Clock.Advance(ticket.OpenFor)
	if page := noor.Get(at); strings.Contains(page.Body, "Sven Lindqvist has") {
		t.Error("Sven has gone, and is said to be there")
	}

	s.Clock.Advance(ticket.OpenFor)
	foreign, err := http.NewRequest(http.MethodGet, s.URL+at+"/pulse?after=-&typing=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	foreign.Header.Set("Sec-Fetch-Site", "cross-site")
	noor.Do(foreign)
	if n := s.Count(`SELECT COUNT(*) FROM ticket_answering WHERE until > $1`, int64(s.Clock.Now())); n != 0 {
		t.Error("a page of another site has staff seem to answer")
	}
	noor.Get(at + "/pulse?after=-")
	sven.Get(at).Says(t, 200, "Noor Rahman has this ticket open.")
}

// What was arranged stands in the thread, and what stands beside it leads to the thing itself.
func TestATicketLeadsToWhatItIsAbout(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number := s.asks("The site is slow", "Ten seconds.")
	at := "/desk/tickets/" + number
	noor := s.Noor()
	beside(t, noor, number, "/sort", "department", ticket.Billing, "priority", "high").Leads(t, at+"?done=sorted")
	beside(t, noor, number, "/assign", "assignee", s.IDOf("sven@example.test")).Leads(t, at+"?done=assigned")
	page := noor.Get(at)
	for _, line := range []string{
		"Noor Rahman moved the ticket to the department Billing", "Noor Rahman set the priority: High",
		"Noor Rahman assigned the ticket to Sven Lindqvist", "Only staff see this",
	} {
		page.Says(t, 200, line)
	}
	account := "/desk/accounts/" + s.account().ID
	page.Says(t, 200, `href="`+account+`"`)
	for _, kind := range []string{"service", "invoice"} {
		var id string
		err := s.Host.DB.Read().Row(t.Context(), map[string]string{
			"service": `SELECT MIN(id) FROM service WHERE account_id = $1`,
			"invoice": `SELECT MIN(id) FROM invoice WHERE account_id = $1 AND paid_at = 0`,
		}[kind], s.account().ID).Scan(&id)
		if err != nil || id == "" {
			t.Fatal(kind, err)
		}
		row := kind + "-" + id
		page.Says(t, 200, `href="`+account+"?show="+row+"#"+row+`"`)
		noor.Get(account+"?show="+row).Says(t, 200, `id="`+row+`"`)
	}
	if strings.Contains(page.Body, "Recovery case in progress") {
		t.Error("a case is named where there is none")
	}
}
