package desk_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// rows is how many rows of a kind somebody's acts have left.
func rows(s *hosttest.Server, kind, actor string) int {
	return s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = $1 AND actor = $2`, kind, actor)
}

// Whoever reads the log after a theft sees what was decided: what was right, not only what was wrong.
func TestDecisionsAreInTheLog(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	ada, b := s.IDOf(hosttest.Ada), s.Browser()
	want := func(after, kind, actor string, n int) {
		t.Helper()
		if got := rows(s, kind, actor); got != n {
			t.Errorf("after %s there are %d rows %s, want %d", after, got, kind, n)
		}
	}
	b.SignIn().Leads(t, "/dashboard")
	b.Post("/security/two-factor/start")
	secret := hosttest.Between(t, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
	b.Post("/security/two-factor/verify", "code", hosttest.OtherCode(s.Code(secret))).Says(t, 422, "")
	want("a wrong code of a set-up", "set-up.wrong", ada, 1)
	b.Post("/security/two-factor/verify", "code", s.Code(secret)).Leads(t, "/security/backup-codes?of=set-up")
	b.Get("/security/backup-codes?of=set-up").Codes(t)
	b.Get("/security/backup-codes?of=set-up")
	want("the backup codes, and a look when they are gone,", "backup-codes.shown", ada, 1)

	s.Clock.Advance(30 * time.Second)
	other := s.Browser()
	other.SignIn().Leads(t, "/sign-in/code")
	want("a right password", "sign-in.awaits-code", "", 1)
	other.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
	s.Clock.Advance(30 * time.Minute)
	asked := other.Post("/security/backup-codes/new")
	other.Confirms(asked, "code", hosttest.OtherCode(s.Code(secret))).Says(t, 422, "")
	want("a wrong answer", "confirm.done", ada, 0)
	other.Confirms(asked, "code", s.Code(secret))
	want("a right answer to Confirm it’s you", "confirm.done", ada, 1)

	other.Post("/profile", "name", "Ada Lovelace", "language", "en").Leads(t, "/profile?done=saved")
	other.Post("/profile", "name", "Ada Lovelace", "language", "ar").Leads(t, "/profile?done=saved")
	want("another name, and then another language,", "name.changed", ada, 1)
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE detail LIKE '%Ada Lovelace%'`); n != 1 {
		t.Errorf("the new name stands in %d rows", n)
	}
	if n := s.Count(`SELECT COUNT(*) FROM audit_event
		WHERE event || actor || subject LIKE '%Ada%' OR event || actor || subject LIKE '%@%'`); n != 0 {
		t.Errorf("a name stands in %d rows where it is kept for ever", n)
	}
}

// Whoever is turned away at the desk, or by the guard against other sites, leaves a row, and not one for each try.
func TestWhoIsTurnedAwayIsInTheLog(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	ada, noor := s.IDOf(hosttest.Ada), s.IDOf(hosttest.Noor)
	client, support := s.Browser(), s.Noor()
	client.SignIn().Leads(t, "/dashboard")
	s.Browser().Get("/desk/nowhere").Says(t, http.StatusNotFound, "")
	for range 3 {
		client.Get("/desk").Says(t, http.StatusNotFound, "")
		client.Get("/desk/people/"+noor).Says(t, http.StatusNotFound, "")
		client.Get("/desk/people/"+ada).Says(t, http.StatusNotFound, "")
		client.Get("/desk/nowhere").Says(t, http.StatusNotFound, "")
		client.Get("/desk/no/where").Says(t, http.StatusNotFound, "")
		client.Get("/nowhere").Says(t, http.StatusNotFound, "")
		support.Get("/desk/settings").Says(t, http.StatusForbidden, "")
		support.Get("/desk/people/nobody").Says(t, http.StatusNotFound, "")
		support.Get("/desk").Says(t, http.StatusOK, "")
	}
	if a, b := rows(s, "desk.refused", ada), rows(s, "desk.refused", noor); a != 3 || b != 2 {
		t.Errorf("%d rows of a client, want 3: the desk, a person's page, and nothing; %d of support, want 2", a, b)
	}
	if n := rows(s, "desk.refused", ""); n != 0 {
		t.Errorf("%d rows of strangers, who would fill the log", n)
	}
	s.Clock.Advance(time.Hour)
	client.SignIn()
	client.Get("/desk")
	if n := rows(s, "desk.refused", ada); n != 4 {
		t.Errorf("%d rows an hour later, want 4", n)
	}

	cross := func(b *hosttest.Browser, origin string) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/profile", strings.NewReader("name=Eve&language=en"))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Origin", origin)
		b.Do(request).Says(t, http.StatusForbidden, "")
	}
	for range 3 {
		cross(client, "https://evil.example")
		cross(s.Browser(), "https://evil.example")
	}
	if a, b := rows(s, "request.cross-site", ada), rows(s, "request.cross-site", ""); a != 1 || b != 1 {
		t.Errorf("%d rows of forms of another site with a session, %d without; want one each", a, b)
	}
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'request.cross-site' AND detail LIKE '%evil.example%'`); n != 2 {
		t.Errorf("%d rows name the other site", n)
	}
	for i := range 100 {
		cross(s.Browser(), "https://evil"+strings.Repeat("x", i)+".example")
	}
	if n := rows(s, "request.cross-site", ""); n > 61 {
		t.Errorf("a stranger has written %d rows", n)
	}
}

// Whom staff look at stands in the log: one row a member, person and hour.
func TestStaffWhoLookAtAPersonAreInTheLog(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	ada, bruno, noor, sven := s.IDOf(hosttest.Ada), s.IDOf(hosttest.Bruno), s.IDOf(hosttest.Noor), s.IDOf(hosttest.Sven)
	s.Browser().TurnOn()
	support, boss := s.Noor(), s.Sven()
	want := func(when string, n map[[2]string]int) {
		t.Helper()
		for who, n := range n {
			got := s.Count(`SELECT COUNT(*) FROM audit_event
				WHERE event = 'person.viewed' AND actor = $1 AND subject = $2 AND network <> ''`, who[0], who[1])
			if got != n {
				t.Errorf("%s: %d rows, want %d", when, got, n)
			}
		}
	}
	support.Get("/desk/people").Says(t, http.StatusOK, hosttest.Ada)
	want("a list", map[[2]string]int{{noor, ada}: 0})
	for range 3 {
		support.Get("/desk/people/"+ada).Says(t, http.StatusOK, hosttest.Ada)
		support.Get("/desk/audit?person="+hosttest.Ada).Says(t, http.StatusOK, "")
	}
	support.Get("/desk/people/"+bruno+"/disable").Says(t, http.StatusOK, "Bruno") // the question before it is a look too
	boss.Get("/desk/audit?person="+hosttest.Ada).Says(t, http.StatusOK, "")
	want("at once", map[[2]string]int{{noor, ada}: 1, {noor, bruno}: 1, {sven, ada}: 1, {sven, bruno}: 0})
	s.Browser().OpensCase()
	at := support.CaseAt()
	boss.Get(at).Says(t, http.StatusOK, hosttest.Ada)
	want("a case within the hour", map[[2]string]int{{noor, ada}: 1, {sven, ada}: 1})
	s.Clock.Advance(50 * time.Minute)
	support.Get("/desk/people")
	s.Clock.Advance(10 * time.Minute)
	support.Get(at).Says(t, http.StatusOK, hosttest.Ada)
	want("a case an hour later", map[[2]string]int{{noor, ada}: 2, {sven, ada}: 1})
}
