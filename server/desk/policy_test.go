package desk_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/policy"
	"latchkey/internal/user"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// A second step that is required acts on people already signed in: first with a banner
// that counts down, then by closing every door but those that lead to one.
func TestARequiredSecondStepClosesEveryOtherDoor(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss, ada := s.AtTheDesk(hosttest.Sven, hosttest.SvenPassword), s.Browser()
	ada.SignIn().Leads(t, "/dashboard")
	boss.Post("/desk/policy/require", "scope", "everyone", "from", "2026-11-22", "grace", "x").
		Says(t, http.StatusUnprocessableEntity, "0 to 180")
	boss.Post("/desk/policy/require", "scope", "nobody", "from", "2026-11-22", "grace", "3").
		Says(t, http.StatusUnprocessableEntity, "client accounts")
	boss.Post("/desk/policy/require", "scope", "everyone", "from", "2026-11-22", "grace", "1").Leads(t, "/desk/policy?done=required")
	ada.Get("/dashboard").Says(t, http.StatusOK, "You have 12 hours left")
	s.Clock.Advance(12 * 3600e9)
	ada = s.Browser()
	ada.SignIn().Leads(t, "/dashboard")

	for _, r := range s.Site.Routes() {
		if r.Access < web.SignedIn || r.Path == "/sign-out" {
			continue
		}
		p := ada.Send(r.Method, strings.NewReplacer(":id", "none", ":name", "x").Replace(r.Path), nil)
		closed := p.Location == web.SetUpPage && p.Status == http.StatusSeeOther || r.Access >= web.Staff && p.Status == http.StatusNotFound ||
			r.Quiet && p.Status == http.StatusUnauthorized // what a page asks for by itself leads nowhere
		if !r.WithoutMethod && !closed {
			t.Errorf("%s %s is open: %d to %q", r.Method, r.Path, p.Status, p.Location)
		}
		leaving := r.Path == "/account/:account/leave" && p.Status == http.StatusNotFound // an account that asks for a second step can be left
		if r.WithoutMethod && !leaving && !strings.HasPrefix(r.Path, "/security/") && !strings.HasPrefix(r.Path, "/confirm") {
			t.Errorf("%s %s is open without a second step", r.Method, r.Path)
		}
	}
	forced := ada.Get(web.SetUpPage)
	forced.Says(t, http.StatusOK, "You can’t use anything else until then")
	forced.Says(t, http.StatusOK, `action="/sign-out"`)
	for _, shut := range []string{`href="/security"`, `href="/profile"`, `href="/invoices"`, "Hello, Ada"} {
		if strings.Contains(forced.Body, shut) {
			t.Errorf("the set-up that is forced has a menu that leads nowhere: %s", shut)
		}
	}
	mayChooseAnyMethod(ada)
	ada.SetUpSecondStep()
	ada.Get("/dashboard").Says(t, http.StatusOK, "Ada")

	boss.Post("/desk/policy/release", "scope", "everyone")
	other := s.Browser()
	other.SignIn().Leads(t, "/sign-in/code") // optional again, yet a method in use is asked for
}

// mayChooseAnyMethod goes to the first page of each method's set-up: a door that is shut here leaves nowhere to go.
func mayChooseAnyMethod(b *hosttest.Browser) {
	b.T.Helper()
	b.Get("/security/methods/new").Says(b.T, http.StatusOK, "Choose a method")
	for method, page := range map[string]string{
		"totp": "/security/two-factor/scan", "email": "/security/methods/email", "whatsapp": "/security/methods/whatsapp",
	} {
		b.Post("/security/methods/new", "method", method).Leads(b.T, page)
		b.Get(page).Says(b.T, http.StatusOK, "")
	}
}

// Somebody whose only method the host holds to be too weak by now, or does not allow any
// more, is led to a stronger one: not in circles, and not to one that changes nothing.
func TestWhoseOnlyMethodIsTooWeakAddsAStrongerOne(t *testing.T) {
	t.Parallel()
	for name, tighten := range map[string][]string{
		"too weak": {"methods.minimum", "totp"}, "not allowed": {"methods.allowed", "totp", "passkey"},
	} {
		t.Run(name, func(t *testing.T) {
			s := hosttest.Boot(t)
			boss, b := s.Sven(), s.Browser()
			b.TurnOnByEmail()
			boss.Post("/desk/policy/require", "scope", "everyone", "from", "2026-11-22", "grace", "0").Leads(t, "/desk/policy?done=required")
			b.Get("/dashboard").Says(t, http.StatusOK, "Welcome, Ada") // an email code suffices as yet

			boss.ChangesSetting(tighten[0], tighten[1:]...).Leads(t, "/desk/settings/sign-in?done=saved")
			b.Get("/dashboard").Leads(t, web.SetUpPage)
			b.Get(web.SetUpPage).Leads(t, "/security/methods/new")
			choice := b.Get("/security/methods/new")
			choice.Says(t, http.StatusOK, "Your second step is no longer strong enough")
			for kind, on := range map[string]bool{"totp": true, "whatsapp": false, "email": false} {
				if strings.Contains(choice.Body, `value="`+kind+`"`) != on {
					t.Errorf("%s is on offer: %v", kind, !on)
				}
			}
			b.Get("/security/two-factor/disable").Leads(t, web.SetUpPage) // taking it off would not help either
			b.Post("/security/methods/new", "method", "totp").Leads(t, "/security/two-factor/scan")
			secret := hosttest.Between(t, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
			b.Post("/security/two-factor/verify", "code", s.Code(secret)).Leads(t, "/security?done=added")
			b.Get("/dashboard").Says(t, http.StatusOK, "Welcome, Ada")
		})
	}
}

// A host that asks for what it does not offer leaves nobody in a circle.
func TestWhereNothingOnOfferSufficesSupportIsAsked(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	for name, value := range map[string]string{"methods.minimum": "passkey", "methods.allowed": "email"} {
		boss.ChangesSetting(name, value).Says(t, http.StatusUnprocessableEntity, "You’d lock yourself out")
	}
	boss.Get("/desk").Says(t, http.StatusOK, "Hello, Sven")
	s.Set("methods.minimum", "passkey") // by whoever has the shell; an address without a name has no passkeys
	boss.Get("/desk").Leads(t, web.SetUpPage)
	boss.Get("/security/methods/new").Leads(t, "/contact?about=security")
	boss.Get("/contact").Says(t, http.StatusOK, "Contact support")
	s.Set("methods.minimum", "totp")
	boss.Get("/desk").Says(t, http.StatusOK, "Hello, Sven")
}

// crew are three of the demo's people, each signed in: Ada's account has Bruno for a member, and Layla has another.
type crew map[string]*hosttest.Browser

func newCrew(s *hosttest.Server) crew {
	s.T.Helper()
	c := crew{}
	for email, pass := range map[string]string{
		hosttest.Ada: hosttest.AdaPassword, hosttest.Bruno: hosttest.BrunoPassword, "layla@example.test": "quiet-orchard-58",
	} {
		c[email] = s.Browser()
		c[email].Post("/sign-in", "email", email, "password", pass, "next", "/profile").Leads(s.T, "/profile")
		c[email].Post("/profile", "name", email, "language", "en")
	}
	return c
}

// read fails the test unless each reads these words on the dashboard; "" is no word of any policy, and "shut" no dashboard.
func (c crew) read(t *testing.T, when string, want map[string]string) {
	t.Helper()
	for email, words := range want {
		p := c[email].Get("/dashboard")
		body := strings.NewReplacer("\u2068", "", "\u2069", "").Replace(p.Body)
		if warned := strings.Contains(body, `href="`+web.SetUpPage+`"`); (p.Location == web.SetUpPage) != (words == "shut") ||
			words != "shut" && (warned != (words != "") || !strings.Contains(body, words)) {
			t.Errorf("%s, %s does not read %q: %q, warned %v", when, email, words, p.Location, warned)
		}
	}
}

// What is required of one client account binds its members, from its own date, and nobody else.
func TestASecondStepIsRequiredOfTheMembersOfOneAccount(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	studio := s.AccountID("C-10001")
	boss.Post("/desk/policy/require", "scope", studio, "from", "2026-12-10", "grace", "٢١").Leads(t, "/desk/policy?done=required")
	boss.Get("/desk/policy").Says(t, http.StatusOK, "Hartwell Studio (C-10001)")
	layla := "layla@example.test"

	newCrew(s).read(t, "before the date", map[string]string{hosttest.Ada: "", hosttest.Bruno: "", layla: ""})
	s.Clock.Set(hosttest.Noon.AddDate(0, 0, 18))
	const left = "Set up a second step before 31 December 2026. You have 20 days left."
	newCrew(s).read(t, "on the date", map[string]string{hosttest.Ada: left, hosttest.Bruno: left, layla: ""})
	s.Clock.Set(hosttest.Noon.AddDate(0, 0, 38))
	last := newCrew(s)
	const hours = "You have 12 hours left"
	last.read(t, "on the last day", map[string]string{hosttest.Ada: hours, hosttest.Bruno: hours, layla: ""})
	s.Clock.Advance(12 * time.Hour)
	newCrew(s).read(t, "after it", map[string]string{hosttest.Ada: "shut", hosttest.Bruno: "shut", layla: ""})
	s.SetRole(hosttest.Noor, user.Administrator)
	s.Noor().Post("/desk/policy/release", "scope", studio).Leads(t, "/desk/policy?done=released")
	s.Clock.Set(hosttest.Noon.AddDate(0, 0, 60))
	newCrew(s).read(t, "released", map[string]string{hosttest.Ada: "", hosttest.Bruno: "", layla: ""})
}

// A date without grace does not come out of the blue, and of two rules the one that ends first counts.
func TestADateInTheFutureIsCountedDown(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	studio := s.AccountID("C-10001")
	boss.Post("/desk/policy/require", "scope", "everyone", "from", "2026-12-20", "grace", "0").Leads(t, "/desk/policy?done=required")
	boss.Post("/desk/policy/require", "scope", studio, "from", "2026-12-08", "grace", "0").Leads(t, "/desk/policy?done=required")
	layla := "layla@example.test"

	newCrew(s).read(t, "more than 14 days before both", map[string]string{hosttest.Ada: "", layla: ""})
	s.Clock.Set(hosttest.Noon.AddDate(0, 0, 3))
	newCrew(s).read(t, "within 14 days of one", map[string]string{hosttest.Ada: "before 8 December 2026. You have 12 days left", layla: ""})
	s.Clock.Set(hosttest.Noon.AddDate(0, 0, 14))
	newCrew(s).read(t, "within 14 days of both", map[string]string{
		hosttest.Ada: "before 8 December 2026. You have 1 day left", layla: "before 20 December 2026. You have 13 days left",
	})
	s.Clock.Set(hosttest.Noon.AddDate(0, 0, 16))
	newCrew(s).read(t, "after the first", map[string]string{hosttest.Ada: "shut", layla: "before 20 December 2026. You have 11 days left"})
}

// Somebody in the middle of something is stopped at the next press, whatever it was, and nothing is done.
func TestTighteningActsOnPeopleSignedIn(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss, b := s.Sven(), s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	b.Get("/profile").Says(t, http.StatusOK, "Ada Hartwell")
	boss.Post("/desk/policy/require", "scope", "everyone", "from", "2026-11-22", "grace", "0").Leads(t, "/desk/policy?done=required")
	b.Post("/profile", "name", "Somebody Else", "language", "en").Leads(t, web.SetUpPage)
	b.SetUpSecondStep()
	b.Get("/profile").Says(t, http.StatusOK, "Ada Hartwell")

	// Raised again, it acts again: also on who has just met it.
	s.Set("methods.minimum", "passkey")
	b.Get("/profile").Leads(t, web.SetUpPage)
	s.Set("methods.minimum", "totp")
	b.Get("/profile").Says(t, http.StatusOK, "Ada Hartwell")
}

// The account that a rule is for is searched for. One that was not named by its number is confirmed before the rule is made, and
// everyone is not meant by whoever has typed an account.
func TestTheAccountOfARuleIsSearchedFor(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	require := func(scope, account string) hosttest.Page {
		return boss.Post("/desk/policy/require", "scope", scope, "account", account, "from", "2026-12-10", "grace", "21")
	}
	rules := func() int { return s.Count(`SELECT COUNT(*) FROM requirement`) }
	studio := s.AccountID("C-10001")
	if page := boss.Get("/desk/policy"); strings.Contains(page.Body, studio) || strings.Contains(page.Body, "C-10001)") {
		t.Error("accounts without a rule are listed")
	}
	says(t, require("everyone", "C-10001"), http.StatusUnprocessableEntity, "You entered a client account, but chose everyone")
	says(t, require("account", ""), http.StatusUnprocessableEntity, "No account was found")
	says(t, require("account", "nobody’s"), http.StatusUnprocessableEntity, "No account was found")
	says(t, require("account", "artwell"), http.StatusUnprocessableEntity,
		"choose the account you mean", `<option value="`+studio+`" selected>`, `value="2026-12-10"`)
	if rules() != 0 {
		t.Fatal("a rule was made for an account that nobody confirmed")
	}
	require(studio, "artwell").Leads(t, "/desk/policy?done=required")
	require("account", "c-10001").Leads(t, "/desk/policy?done=required") // once more, by its number
	if rules() != 1 {
		t.Errorf("%d rules", rules())
	}
	// Who has typed another account over the one that was found means that other one.
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := s.Host.Accounts.Create(ctx, tx, "R-1", "Ruled")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	says(t, require(studio, "nobody’s"), http.StatusUnprocessableEntity, "No account was found")
	require(studio, "R-1").Leads(t, "/desk/policy?done=required")
	if n := s.Count(`SELECT COUNT(*) FROM requirement WHERE scope = $1`, s.AccountID("R-1")); n != 1 {
		t.Error("the rule is for the account that was found first")
	}
}

// The rules of accounts stand on pages, each once, and the page that changes one shows it wherever it stands.
func TestRulesStandOnPages(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		for i := range 101 {
			a, err := s.Host.Accounts.Create(ctx, tx, fmt.Sprintf("R-%d", i), fmt.Sprintf("Ruled %d", i))
			if err != nil {
				return err
			}
			if err := s.Host.Policies.Require(ctx, tx, policy.Requirement{Scope: a.ID, From: clock.At(hosttest.Noon)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	seen, path := 0, "/desk/policy"
	for range 3 {
		page := boss.Get(path).Body
		seen += strings.Count(page, "/desk/policy/release?scope=") / 2 // each as a link and for htmx
		_, next, more := strings.Cut(page, `<a href="/desk/policy?after=`)
		if next, _, _ = strings.Cut(next, `"`); !more {
			break
		}
		path = "/desk/policy?after=" + next
	}
	if seen != 101 {
		t.Errorf("%d rules on all pages", seen)
	}
	last := s.AccountID("R-100")
	boss.Get("/desk/policy?change="+last).Says(t, http.StatusOK, "Ruled 100")
}
