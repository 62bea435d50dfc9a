package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/server/hosttest"
)

// What staff read of clients is in the log, by whichever page; an administrator finds who read what of an account by its number.
func TestWhoReadAClientsTicketsIsFound(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number, a := s.asks("Mail bounces", "Since Monday."), s.account()
	noor, id := s.Noor(), s.IDOf(hosttest.Noor)
	rows := func(kind, subject string) int {
		return s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = $1 AND actor = $2 AND subject = $3 AND network <> ''`, kind, id, subject)
	}
	noor.Get("/desk/queue").Says(t, http.StatusOK, "Mail bounces")
	noor.Get("/desk/search").Says(t, http.StatusOK, "")
	if n := rows("ticket.viewed", a.ID) + rows("desk.searched", ""); n != 0 {
		t.Errorf("a list of subjects and an empty search leave %d rows", n)
	}
	for range 2 {
		noor.Get("/desk/search?q=bounces").Says(t, http.StatusOK, number)
		noor.Get("/desk/search/panel?q=Monday")
		noor.Get("/desk/tickets/"+number).Says(t, http.StatusOK, "Since Monday.")
		noor.Get("/desk/tickets/new?account="+a.Number).Says(t, http.StatusOK, hosttest.Ada)
	}
	for kind, subject := range map[string]string{"desk.searched": "", "ticket.viewed": a.ID, "account.viewed": a.ID} {
		if n := rows(kind, subject); n != 1 {
			t.Errorf("%s: %d rows", kind, n)
		}
	}
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE detail LIKE '%bounces%' OR detail LIKE '%Monday%'`); n != 0 {
		t.Errorf("what was searched for stands in %d rows", n)
	}
	page := noor.Get("/desk/audit?person=" + a.Number)
	page.Says(t, http.StatusOK, "Ticket read by staff")
	for _, want := range []string{a.Name, number, `href="/desk/accounts/` + a.ID + `"`} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the log does not say %q", want)
		}
	}
	noor.Get("/desk/audit?person=C-none").Says(t, http.StatusUnprocessableEntity, "no client account has this number")
	shown := noor.Get("/desk/accounts/" + a.ID)
	if strings.Contains(shown.Body, "Ticket read by staff") || !strings.Contains(shown.Body, `href="/desk/audit?person=`+a.Number+`"`) {
		t.Error("the account's page drowns in who looked at it, or does not lead to it")
	}
}
