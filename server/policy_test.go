package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

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

	for _, r := range s.site.Routes() {
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
	mayChooseAnyMethod(ada)
	ada.setUpSecondStep()
	ada.get("/dashboard").says(t, http.StatusOK, "Ada")

	boss.post("/desk/policy/release", "scope", "everyone")
	other := s.browser()
	other.signIn().leads(t, "/sign-in/code") // optional again, yet a method in use is asked for
}

// mayChooseAnyMethod goes to the first page of each method's set-up: a door that is shut here leaves nowhere to go.
func mayChooseAnyMethod(b *browser) {
	b.t.Helper()
	b.get("/security/methods/new").says(b.t, http.StatusOK, "Choose a method")
	for method, page := range map[string]string{
		"totp": "/security/two-factor/scan", "email": "/security/methods/email", "whatsapp": "/security/methods/whatsapp",
	} {
		b.post("/security/methods/new", "method", method).leads(b.t, page)
		b.get(page).says(b.t, http.StatusOK, "")
	}
}

// Somebody whose only method the host holds to be too weak by now, or does not allow any
// more, is led to a stronger one: not in circles, and not to one that changes nothing.
func TestWhoseOnlyMethodIsTooWeakAddsAStrongerOne(t *testing.T) {
	for name, tighten := range map[string][]string{
		"too weak": {"methods.minimum", "totp"}, "not allowed": {"methods.allowed", "totp", "passkey"},
	} {
		t.Run(name, func(t *testing.T) {
			s := boot(t)
			boss, b := s.sven(), s.browser()
			b.turnOnByEmail()
			boss.post("/desk/policy/require", "scope", "everyone", "from", "2026-11-22", "grace", "0").leads(t, "/desk/policy?done=required")
			b.get("/dashboard").says(t, http.StatusOK, "Welcome, Ada") // an email code suffices as yet

			var values []string
			for _, v := range tighten[1:] {
				values = append(values, "value", v)
			}
			boss.post("/desk/settings/"+tighten[0], values...).leads(t, "/desk/settings?done=saved")
			b.get("/dashboard").leads(t, web.SetUpPage)
			b.get(web.SetUpPage).leads(t, "/security/methods/new")
			choice := b.get("/security/methods/new")
			choice.says(t, http.StatusOK, "Your second step is too weak for what is required by now")
			for kind, on := range map[string]bool{"totp": true, "whatsapp": false, "email": false} {
				if strings.Contains(choice.body, `value="`+kind+`"`) != on {
					t.Errorf("%s is on offer: %v", kind, !on)
				}
			}
			b.get("/security/two-factor/disable").leads(t, web.SetUpPage) // taking it off would not help either
			b.post("/security/methods/new", "method", "totp").leads(t, "/security/two-factor/scan")
			secret := between(t, b.get("/security/two-factor/scan").body, `data-text="`, `"`)
			b.post("/security/two-factor/verify", "code", s.code(secret)).leads(t, "/security?done=added")
			b.get("/dashboard").says(t, http.StatusOK, "Welcome, Ada")
		})
	}
}

// A host that asks for what it does not offer leaves nobody in a circle.
func TestWhereNothingOnOfferSufficesSupportIsAsked(t *testing.T) {
	s := boot(t)
	boss := s.sven()
	for name, value := range map[string]string{"methods.minimum": "passkey", "methods.allowed": "email"} {
		boss.post("/desk/settings/"+name, "value", value).says(t, http.StatusUnprocessableEntity, "You would shut yourself out")
	}
	boss.get("/desk").says(t, http.StatusOK, "Hello, Sven")
	s.set("methods.minimum", "passkey") // by whoever has the shell; an address without a name has no passkeys
	boss.get("/desk").leads(t, web.SetUpPage)
	boss.get("/security/methods/new").leads(t, "/contact")
	boss.get("/contact").says(t, http.StatusOK, "Contact support")
	s.set("methods.minimum", "totp")
	boss.get("/desk").says(t, http.StatusOK, "Hello, Sven")
}

// crew are three of the demo's people, each signed in: Ada's account has Bruno for a member, and Layla has another.
type crew map[string]*browser

func newCrew(s *server) crew {
	s.t.Helper()
	c := crew{}
	for email, pass := range map[string]string{ada: adaPassword, bruno: brunoPassword, "layla@example.test": "quiet-orchard-58"} {
		c[email] = s.browser()
		c[email].post("/sign-in", "email", email, "password", pass, "next", "/profile").leads(s.t, "/profile")
		c[email].post("/profile", "name", email, "language", "en")
	}
	return c
}

// read fails the test unless each reads these words on the dashboard; "" is no word of any policy, and "shut" no dashboard.
func (c crew) read(t *testing.T, when string, want map[string]string) {
	t.Helper()
	for email, words := range want {
		p := c[email].get("/dashboard")
		body := strings.NewReplacer("\u2068", "", "\u2069", "").Replace(p.body)
		if warned := strings.Contains(body, `href="`+web.SetUpPage+`"`); (p.location == web.SetUpPage) != (words == "shut") ||
			words != "shut" && (warned != (words != "") || !strings.Contains(body, words)) {
			t.Errorf("%s, %s does not read %q: %q, warned %v", when, email, words, p.location, warned)
		}
	}
}

// What is required of one client account binds its members, from its own date, and nobody else.
func TestASecondStepIsRequiredOfTheMembersOfOneAccount(t *testing.T) {
	s := boot(t)
	boss := s.sven()
	studio := "0" + between(t, boss.get("/desk/policy").body, `<option value="0`, `"`)
	boss.post("/desk/policy/require", "scope", studio, "from", "2026-12-10", "grace", "٢١").leads(t, "/desk/policy?done=required")
	boss.get("/desk/policy").says(t, http.StatusOK, "Hartwell Studio (C-10001)")
	layla := "layla@example.test"

	newCrew(s).read(t, "before the date", map[string]string{ada: "", bruno: "", layla: ""})
	s.clock.Set(noon.AddDate(0, 0, 18))
	const left = "Set up a second step before 31 December 2026: 20 days are left."
	newCrew(s).read(t, "on the date", map[string]string{ada: left, bruno: left, layla: ""})
	s.clock.Set(noon.AddDate(0, 0, 38))
	last := newCrew(s)
	last.read(t, "on the last day", map[string]string{ada: "within 12 hours", bruno: "within 12 hours", layla: ""})
	s.clock.Advance(12 * time.Hour)
	newCrew(s).read(t, "after it", map[string]string{ada: "shut", bruno: "shut", layla: ""})
	s.clock.Set(noon)
	boss.post("/desk/policy/release", "scope", studio).leads(t, "/desk/policy?done=released")
	s.clock.Set(noon.AddDate(0, 0, 60))
	newCrew(s).read(t, "released", map[string]string{ada: "", bruno: "", layla: ""})
}

// A date without grace does not come out of the blue, and of two rules the one that ends first counts.
func TestADateInTheFutureIsCountedDown(t *testing.T) {
	s := boot(t)
	boss := s.sven()
	studio := "0" + between(t, boss.get("/desk/policy").body, `<option value="0`, `"`)
	boss.post("/desk/policy/require", "scope", "everyone", "from", "2026-12-20", "grace", "0").leads(t, "/desk/policy?done=required")
	boss.post("/desk/policy/require", "scope", studio, "from", "2026-12-08", "grace", "0").leads(t, "/desk/policy?done=required")
	layla := "layla@example.test"

	newCrew(s).read(t, "more than 14 days before both", map[string]string{ada: "", layla: ""})
	s.clock.Set(noon.AddDate(0, 0, 3))
	newCrew(s).read(t, "within 14 days of one", map[string]string{ada: "before 8 December 2026: 12 days are left", layla: ""})
	s.clock.Set(noon.AddDate(0, 0, 14))
	newCrew(s).read(t, "within 14 days of both", map[string]string{ada: "before 8 December 2026: 1 day is left", layla: "before 20 December 2026: 13 days are left"})
	s.clock.Set(noon.AddDate(0, 0, 16))
	newCrew(s).read(t, "after the first", map[string]string{ada: "shut", layla: "before 20 December 2026: 11 days are left"})
}

// Somebody in the middle of something is stopped at the next press, whatever it was, and nothing is done.
func TestTighteningActsOnPeopleSignedIn(t *testing.T) {
	s := boot(t)
	boss, b := s.sven(), s.browser()
	b.signIn().leads(t, "/dashboard")
	b.get("/profile").says(t, http.StatusOK, "Ada Hartwell")
	boss.post("/desk/policy/require", "scope", "everyone", "from", "2026-11-22", "grace", "0").leads(t, "/desk/policy?done=required")
	b.post("/profile", "name", "Somebody Else", "language", "en").leads(t, web.SetUpPage)
	b.setUpSecondStep()
	b.get("/profile").says(t, http.StatusOK, "Ada Hartwell")

	// Raised again, it acts again: also on who has just met it.
	s.set("methods.minimum", "passkey")
	b.get("/profile").leads(t, web.SetUpPage)
	s.set("methods.minimum", "totp")
	b.get("/profile").says(t, http.StatusOK, "Ada Hartwell")
}
