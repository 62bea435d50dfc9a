package main

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/server/web"
)

// A second step that is required acts on people already signed in: first with a banner
// that counts down, then by closing every door but those that lead to one.
func TestARequiredSecondStepClosesEveryOtherDoor(t *testing.T) {
	s := boot(t)
	boss, ada := s.atTheDesk(sven, svenPassword), s.browser()
	ada.signIn().leads(t, "/dashboard")
	boss.post("/desk/policy/require", "scope", "everyone", "from", "2026-11-22", "grace", "x").says(t, http.StatusUnprocessableEntity, "0 to 180")
	boss.post("/desk/policy/require", "scope", "nobody", "from", "2026-11-22", "grace", "3").says(t, http.StatusUnprocessableEntity, "client accounts")
	boss.post("/desk/policy/require", "scope", "everyone", "from", "2026-11-22", "grace", "1").leads(t, "/desk/policy?done=required")
	ada.get("/dashboard").says(t, http.StatusOK, "within 12 hours")
	s.clock.Advance(12 * 3600e9)
	ada = s.browser()
	ada.signIn().leads(t, "/dashboard")

	site, _ := application(t, s)
	for _, r := range site.Routes() {
		if r.Access < web.SignedIn || r.Path == "/sign-out" {
			continue
		}
		p := ada.send(r.Method, strings.NewReplacer(":id", "none", ":name", "x").Replace(r.Path), nil)
		closed := p.location == web.SetUpPage && p.status == http.StatusSeeOther || r.Access >= web.Staff && p.status == http.StatusNotFound
		if !r.WithoutMethod && !closed {
			t.Errorf("%s %s is open: %d to %q", r.Method, r.Path, p.status, p.location)
		}
		if r.WithoutMethod && !strings.HasPrefix(r.Path, "/security/") && !strings.HasPrefix(r.Path, "/confirm") {
			t.Errorf("%s %s is open without a second step", r.Method, r.Path)
		}
	}
	ada.get(web.SetUpPage).says(t, http.StatusOK, "nothing else is open")
	ada.mayChooseAnyMethod()
	ada.setUpSecondStep()
	ada.get("/dashboard").says(t, http.StatusOK, "Ada")

	boss.post("/desk/policy/release", "scope", "everyone")
	other := s.browser()
	other.signIn().leads(t, "/sign-in/code") // optional again, yet a method in use is asked for
}

// mayChooseAnyMethod goes to the first page of each method's set-up: a door that is shut here leaves nowhere to go.
func (b *browser) mayChooseAnyMethod() {
	b.t.Helper()
	b.get("/security/methods/new").says(b.t, http.StatusOK, "Choose a method")
	for method, page := range map[string]string{
		"totp": "/security/two-factor/scan", "email": "/security/methods/email", "whatsapp": "/security/methods/whatsapp",
	} {
		b.post("/security/methods/new", "method", method).leads(b.t, page)
		b.get(page).says(b.t, http.StatusOK, "")
	}
}
