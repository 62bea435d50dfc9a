package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// idOf is the id of the account with that number.
func idOf(t *testing.T, b *hosttest.Browser, number string) string {
	t.Helper()
	page := b.Get("/desk/accounts?q=" + number)
	page.Says(t, http.StatusOK, number)
	return hosttest.Between(t, page.Body[strings.Index(page.Body, "<tbody"):], `href="/desk/accounts/`, `"`)
}

// Support makes a client account for somebody who signs in already, finds it, changes it, closes it and opens it again.
func TestAClientAccountAtTheDesk(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	noor := s.Noor()
	noor.Get("/desk/accounts/new").Says(t, http.StatusOK, "Owner’s email address")
	noor.Post("/desk/accounts/new", "name", "", "owner", hosttest.Ada).Says(t, http.StatusUnprocessableEntity, "Enter a name")
	noor.Post("/desk/accounts/new", "name", "N", "owner", "ada").Says(t, http.StatusUnprocessableEntity, `value="ada"`)
	noor.Post("/desk/accounts/new", "name", "N", "number", "!").Says(t, http.StatusUnprocessableEntity, "Use 1 to 40")
	noor.Post("/desk/accounts/new", "name", "N", "currency", "Euro").Says(t, http.StatusUnprocessableEntity, "such as EUR")
	made := noor.Post("/desk/accounts/new", "name", "Engines", "number", "K/7", "owner", hosttest.Ada, "country", "DE")
	id := idOf(t, noor, "K/7")
	made.Leads(t, "/desk/accounts/"+id+"?done=added-owner")
	noor.Get("/desk/accounts/"+id+"?done=added-owner").Says(t, http.StatusOK, "Account added.")
	s.Mail(hosttest.Ada, message.AccountMade)
	noor.Post("/desk/accounts/new", "name", "Other", "number", "K/7").
		Says(t, http.StatusUnprocessableEntity, "Another account has this number")
	noor.Get("/desk/accounts/"+id).Says(t, http.StatusOK, hosttest.Ada)
	noor.Get("/desk/people/"+s.IDOf(hosttest.Ada)).Says(t, http.StatusOK, `href="/desk/accounts/`+id+`"`)
	noor.Get("/desk/accounts/C-10001").Says(t, http.StatusOK, "C-10001")

	edit := "/desk/accounts/" + id + "/edit"
	first, second := noor.Get(edit).Form(), noor.Get(edit).Form()
	first.Set("city", "Berlin")
	noor.Send(http.MethodPost, edit, first).Leads(t, "/desk/accounts/"+id+"?done=saved")
	second.Set("city", "Oslo")
	noor.Send(http.MethodPost, edit, second).Says(t, http.StatusUnprocessableEntity, "Someone changed these details")
	if s.Count(`SELECT COUNT(*) FROM account WHERE number = 'K/7' AND city = 'Berlin'`) != 1 {
		t.Error("a form that was left over wrote over what somebody had changed")
	}

	noor.Get("/desk/accounts/"+id+"/close").Says(t, http.StatusOK, "Close this account?")
	for range 2 {
		noor.Post("/desk/accounts/"+id+"/close").Leads(t, "/desk/accounts/"+id+"?done=closed")
	}
	noor.Get("/desk/accounts?show=closed").Says(t, http.StatusOK, "K/7")
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'account.closed' AND subject = $1`, id); n != 1 {
		t.Errorf("%d rows say that it was closed", n)
	}
	noor.Post("/desk/accounts/"+id+"/reopen").Leads(t, "/desk/accounts/"+id+"?done=reopened")
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'account.viewed' AND subject = $1`, id); n != 1 {
		t.Errorf("%d rows say that Noor looked at it within the hour", n)
	}
}

// Who does not work here, or has not confirmed who they are lately, changes no account.
func TestWhoMayNotActOnAccountsAtTheDesk(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	noor, client := s.Noor(), s.Browser()
	client.SignIn().Leads(t, "/dashboard")
	noor.Get("/desk/accounts/nowhere").Says(t, http.StatusNotFound, "Page not found")
	id := idOf(t, noor, "C-10001")
	before := s.Count(`SELECT COUNT(*) FROM account`)
	for _, path := range []string{"/desk/accounts", "/desk/accounts/" + id, "/desk/accounts/" + id + "/edit"} {
		if page := client.Get(path); page.Status == http.StatusOK || strings.Contains(page.Body, "Grace") {
			t.Errorf("a client sees %s: %d", path, page.Status)
		}
	}
	acts := map[string][]string{
		"/desk/accounts/new":             {"name", "Mine", "owner", hosttest.Ada},
		"/desk/accounts/" + id:           nil,
		"/desk/accounts/" + id + "/edit": {"name", "Mine"},
	}
	for path, fields := range acts {
		if page := client.Post(path, fields...); page.Status < 400 {
			t.Errorf("a client's %s answers %d", path, page.Status)
		}
	}
	s.Clock.Advance(30 * time.Minute)
	for _, path := range []string{
		"/desk/accounts/new", "/desk/accounts/" + id + "/close", "/desk/accounts/" + id + "/edit", "/desk/accounts/" + id + "/invite",
		"/desk/accounts/" + id + "/email",
	} {
		page := noor.Post(path, "name", "Stolen session")
		if !strings.Contains(page.Location, "confirm") && page.Status < 400 {
			t.Errorf("%s went through without a fresh proof: %d %s", path, page.Status, page.Location)
		}
	}
	if s.Count(`SELECT COUNT(*) FROM account`) != before || s.Count(`SELECT COUNT(*) FROM account WHERE closed_at > 0 AND id = $1`, id) != 0 {
		t.Error("an account was made or closed")
	}
}
