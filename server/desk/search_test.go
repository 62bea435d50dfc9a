package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/server/hosttest"
)

func TestStaffFindEverything(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	sven := s.Sven()
	for query, shows := range map[string]string{
		"ada":             "/desk/people/" + s.IDOf(hosttest.Ada),
		"da%40exam":       "/desk/people/" + s.IDOf(hosttest.Ada),
		"C-10001":         "/desk/accounts/",
		"INV-2040":        "/desk/accounts/",
		"keller-bikes.ex": "/desk/accounts/",
		"zzzzzz":          "Nothing found",
	} {
		if p := sven.Get("/desk/search?q=" + query); p.Status != http.StatusOK || !strings.Contains(p.Body, shows) {
			t.Errorf("%s: %d, without %s:\n%s", query, p.Status, shows, p.Body)
		}
	}
	sven.Get("/desk/search?q=ada").Says(t, 200, `href="/desk/people"`) // among the sections of the desk
	client := s.Browser()
	client.SignIn()
	for _, path := range []string{"/desk/search?q=ada", "/desk/search/results?q=ada", "/desk/search/panel?q=ada"} {
		if p := client.Get(path); p.Status != http.StatusNotFound || strings.Contains(p.Body, "<mark>") {
			t.Errorf("a client gets %d at %s", p.Status, path)
		}
	}
}

// A result says what it is, and leads to the thing itself.
func TestAResultAtTheDeskSaysWhatItIs(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number := s.asks("Hovercraft full of eels", "My eels.")
	sven := s.Sven()
	id := s.AccountID("C-10001")
	for query, shows := range map[string][]string{
		"hovercraft": {`href="/desk/tickets/` + number + `"`, number, "Waiting for us", "2026"},
		"C-10001":    {`href="/desk/accounts/` + id + `"`, "C-10001"},
		"INV-2041":   {`href="/desk/accounts/` + id + `?show=invoice-`, "#invoice-", "(C-10001)"},
	} {
		body := sven.Get("/desk/search?q=" + query).Body
		_, results, _ := strings.Cut(body, `id="results"`)
		for _, one := range shows {
			if !strings.Contains(results, one) {
				t.Errorf("%s: without %q: %s", query, one, results)
			}
		}
	}
}
