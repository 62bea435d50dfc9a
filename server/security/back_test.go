package security_test

import (
	"html"
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// back is where "Confirm it's you" leads whoever gives no proof.
func back(t *testing.T, b *hosttest.Browser, confirm string) string {
	t.Helper()
	page := b.Get(confirm)
	page.Says(t, http.StatusOK, "Cancel and go back")
	return html.UnescapeString(hosttest.Between(t, page.Body, `<a class="back" href="`, `"`))
}

// Whoever does not want to prove anything goes back to the page that asked, and finds there what was typed.
func TestTheWayBackWithoutAProof(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.TurnOn()
	app := "/security/methods/" + b.Method("Authenticator app")
	s.Clock.Advance(11 * time.Minute)
	for _, c := range []struct {
		path   string
		fields []string
		page   string // to which it leads back
		says   string
	}{
		{app, []string{"name", "Blue phone"}, app, `value="Blue phone"`},
		{"/profile/email", []string{"email", "ada@new.test"}, "/profile/email", `value="ada@new.test"`},
	} {
		asked := b.Post(c.path, c.fields...)
		to := back(t, b, asked.Location)
		if path, _, _ := strings.Cut(to, "?"); path != c.page {
			t.Errorf("%s: it leads back to %s", c.path, to)
		}
		page := b.Get(to)
		page.Says(t, http.StatusOK, c.says)
		page.Says(t, http.StatusOK, "Nothing has changed yet")
	}
}

// A page that asks for a proof itself is left: nobody goes round in a circle, and nobody sees it without one.
func TestTheWayBackFromPagesThatAskThemselves(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.TurnOn()
	app := "/security/methods/" + b.Method("Authenticator app")
	s.Clock.Advance(11 * time.Minute)
	for page, before := range map[string]string{
		"/security/backup-codes/new": "/security", "/security/methods/new": "/security",
		"/security/methods/whatsapp": "/security", "/security/password": "/security",
		"/security/sessions/others/end": "/security/sessions",
	} {
		asked := b.Get(page)
		if !strings.HasPrefix(asked.Location, "/confirm?") {
			t.Fatalf("%s asks for no proof: %d to %s", page, asked.Status, asked.Location)
		}
		if to := back(t, b, asked.Location); to != before {
			t.Errorf("%s leads back to %s", page, to)
		}
		b.Get(before).Says(t, http.StatusOK, "")
		b.Get(page+"?unproved=1").Leads(t, before)
	}
	for page, fields := range map[string][]string{
		"/security/backup-codes/new": nil, "/security/sessions/others/end": nil, "/security/methods/new": {"method", "email"},
	} {
		to := back(t, b, b.Post(page, fields...).Location)
		if to != page+"?unproved=1" {
			t.Errorf("the form of %s leads back to %s", page, to)
		}
		if p := b.Get(to); p.Status != http.StatusSeeOther || strings.HasPrefix(p.Location, "/confirm") {
			t.Errorf("%s: %d to %s", to, p.Status, p.Location)
		}
	}
	for _, path := range []string{app, "/security/backup-codes/new"} { // the mark proves nothing
		if p := b.Post(path+"?unproved=1", "name", "Blue phone"); !strings.HasPrefix(p.Location, "/confirm?") {
			t.Errorf("%s with the mark: %d to %s", path, p.Status, p.Location)
		}
	}
	for _, next := range []string{"https://elsewhere.example/", "//elsewhere.example", "/nowhere/..//elsewhere.example"} {
		if to := back(t, b, "/confirm?next="+next); to != "/security" {
			t.Errorf("next=%s leads back to %s", next, to)
		}
	}
}

// So do staff; where not even the desk opens without the second step, they are led out of it.
func TestTheWayBackFromTheDesk(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("trust.days", "30")
	boss := s.Sven()
	s.Clock.Advance(11 * time.Minute)
	for page, before := range map[string]string{"/desk/settings/brand": "/desk", "/desk/people/invite": "/desk/people"} {
		if to := back(t, boss, boss.Get(page).Location); to != before {
			t.Errorf("%s leads back to %s", page, to)
		}
		boss.Get(before).Says(t, http.StatusOK, "")
	}
}

// Of two apps it is said which one is asked: by its name, or else by the day on which it was added.
func TestThePageSaysWhichAppIsAsked(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.TurnOn()
	old := b.Method("Authenticator app")
	b.Post("/security/methods/new", "method", "totp").Leads(t, "/security/two-factor/scan")
	secret := hosttest.Between(t, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
	b.Post("/security/two-factor/verify", "code", s.Code(secret), "name", "New phone").Leads(t, "/security?done=added")
	b.Get("/confirm?next=/security&way="+old).Says(t, http.StatusOK, "Open the authenticator app you added on")
	b.Get("/security/two-factor/disable?way="+old).Says(t, http.StatusOK, "Open the authenticator app you added on")
	b.Post("/security/methods/"+old, "name", "Old phone").Leads(t, "/security?done=renamed")
	b.Get("/confirm?next=/security&way="+old).Says(t, http.StatusOK, "“Old phone”")
}

// The field says that it takes a backup code, and says it only while it does.
func TestTheFieldSaysWhatItTakes(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	_, codes := b.TurnOn()
	b.Get("/security/two-factor/disable").Says(t, http.StatusOK, ">6-digit code or backup code<")
	for _, code := range codes {
		b.Post("/confirm", "way", "backup", "backup_code", code).Leads(t, "/security")
	}
	b.Get("/security/two-factor/disable").Says(t, http.StatusOK, ">6-digit code<")
}

// Somebody who has lost their only method is not led to turn two-factor off.
func TestTheOnlyMethodSaysAddTheNewOneFirst(t *testing.T) {
	t.Parallel()
	b := hosttest.Boot(t).Browser()
	b.TurnOn()
	page := b.Get("/security/methods/" + b.Method("Authenticator app"))
	add, disable := strings.Index(page.Body, "or if you’ve lost it, add the new one first."), strings.LastIndex(page.Body, ">Disable<")
	if add < 0 || disable < add || !strings.Contains(page.Body[add:disable], `href="/security/methods/new"`) {
		t.Errorf("a lost only method: %s", page.Body)
	}
}

// On Security Settings the codes' own row warns, beside its button: no banner says the same again.
func TestUnsavedCodesAreSaidOnce(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	b.Post("/security/two-factor/start")
	secret := hosttest.Between(t, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
	b.Post("/security/two-factor/verify", "code", s.Code(secret))
	page := b.Get("/security")
	if said, made := strings.Count(page.Body, unsaved), strings.Count(page.Body, `href="/security/backup-codes/new"`); said != 1 || made != 1 {
		t.Errorf("said %d times, with %d buttons", said, made)
	}
	b.Get("/dashboard").Says(t, http.StatusOK, unsaved)
}

// A file that lies in a drawer says whose codes they are, where they are typed and how.
func TestTheFileSaysWhereItsCodesAreUsed(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	_, codes := b.TurnOn()
	file := b.Post("/security/backup-codes/download", asFields(codes)...)
	for _, want := range []string{
		"Backup codes for Fjordlight Hosting", "Sign in at: " + s.URL, "Account: ada@example.test", "choose “Use a backup code”", codes[0],
	} {
		file.Says(t, http.StatusOK, want)
	}
}

// Whoever is signed in sees their own address; on the way in it stays masked.
func TestTheOwnAddressIsWholeOnlyWhereSignedIn(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.TurnOnByEmail()
	const whole, masked = "ada@example.test", "a•••@example.test"
	for _, page := range []string{"/security", "/confirm?next=/security", "/security/two-factor/disable", "/confirm/ways"} {
		if p := b.Get(page); !strings.Contains(p.Body, whole) || strings.Contains(p.Body, masked) {
			t.Errorf("%s masks the own address", page)
		}
	}
	b.Post("/sign-out")
	b.SignIn().Leads(t, "/sign-in/code")
	for _, page := range []string{"/sign-in/code", "/sign-in/ways"} {
		if p := b.Get(page); strings.Contains(p.Body, whole) || !strings.Contains(p.Body, masked) {
			t.Errorf("%s shows the address before the second step", page)
		}
	}
}
