package command

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// Somebody is removed from the shell while they are signed in and while they sign in: both end at once. The desk reads
// their name still.
func TestSomebodyIsRemovedFromTheShell(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	run := func(args ...string) hosttest.Said {
		return latchkey(t, map[string]string{"LATCHKEY_DATA": s.Data}, "", append([]string{"user", "remove"}, args...)...)
	}
	const grace = "grace.gone@example.test"
	s.AddPerson(grace, "Grace Gone", hosttest.FreshPassword)
	in, onTheWay := s.Browser(), s.Browser()
	in.Post("/sign-in", "email", grace, "password", hosttest.FreshPassword).Leads(t, "/dashboard")
	in.SetUpSecondStep()
	onTheWay.Post("/sign-in", "email", grace, "password", hosttest.FreshPassword).Leads(t, "/sign-in/code")
	who := s.IDOf(grace)

	run().Refuses(t, 2, "EMAIL is missing")
	run("--email", "nobody@example.test").Refuses(t, 1, "nobody has the address nobody@example.test")
	run("--email", hosttest.Noor).Refuses(t, 1, "works here as support", "user staff --email noor@example.test --role client")
	run("--email", hosttest.Ada).Refuses(t, 1, "ada@example.test owns client account ", "hands it over first", "user disable")
	gone := reads[map[string]any](t, run("--email", " Grace.Gone@example.test", "--json"))
	if gone["email"] != grace || gone["name"] != "Grace Gone" || len(gone["accounts"].([]any)) != 0 {
		t.Errorf("answers %v", gone)
	}
	run("--email", grace).Refuses(t, 1, "nobody has the address")

	in.Get("/dashboard").Leads(t, "/sign-in?next=%2Fdashboard&said=lost")
	onTheWay.Post("/sign-in/verify", "code", "123456").Leads(t, "/sign-in?said=again")
	s.Browser().Post("/sign-in", "email", grace, "password", hosttest.FreshPassword).
		Says(t, http.StatusUnprocessableEntity, "password is wrong")
	if n := s.Count(`SELECT COUNT(*) FROM message WHERE user_id = $1 AND kind = $2 AND recipient = $3`,
		who, string(message.UserRemoved), grace); n != 1 {
		t.Errorf("told %d times", n)
	}
	sven := s.Sven()
	page := sven.Get("/desk/audit")
	page.Says(t, http.StatusOK, "Person removed")
	if !strings.Contains(page.Body, "Grace Gone") || strings.Contains(page.Body, who) {
		t.Error("the log names an id where it should name the person")
	}
	sven.Get("/desk/people/"+who).Says(t, http.StatusNotFound, "Page not found")
	// The address is free: somebody else may sign in with it, and is not who was removed.
	s.AddPerson(grace, "Grace", hosttest.FreshPassword)
	if s.IDOf(grace) == who {
		t.Error("an id is given again")
	}
}
