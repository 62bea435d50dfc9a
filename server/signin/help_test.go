package signin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// Help is about the code that was refused, and leads back to where it is asked for.
func TestHelpFitsWhatWasRefused(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	owner := s.Browser()
	owner.TurnOn()
	const apps, lists, none = "The app shows a new code every 30 seconds.", "When you make new backup codes, all the old ones stop working.",
		"I can’t get a code"
	b := s.Browser()
	b.SignIn().Leads(t, "/sign-in/code")
	for name, c := range map[string]struct {
		refused       hosttest.Page
		says, saysNot string
	}{
		"a code of the app": {b.Post("/sign-in/verify", "code", "000000"), apps, lists},
		"a backup code":     {b.Post("/sign-in/backup-code", "backup_code", "k7f3-9mzt-2xqa"), lists, apps},
		"in a step-up":      {owner.Post("/security/two-factor/disable", "code", "000000"), apps, lists},
	} {
		at := hosttest.Between(t, c.refused.Body, `class="error"`, `Still not working?`)
		at = strings.ReplaceAll(hosttest.Between(t, at, `<a href="`, `"`), "&amp;", "&")
		from := b
		if strings.HasPrefix(at, "/security/") {
			from = owner
		}
		help := from.Get(at)
		help.Says(t, http.StatusOK, "Code not working?")
		help.Says(t, http.StatusOK, c.says)
		if strings.Contains(help.Body, c.saysNot) {
			t.Errorf("%s: %s says %q", name, at, c.saysNot)
		}
	}
	without := b.Get("/sign-in/help")
	without.Says(t, http.StatusOK, none)
	if strings.Contains(without.Body, apps) {
		t.Error("who has no code is told what to check of one")
	}
	b.Get("/sign-in/help?kind=nonsense&way=%22x").Says(t, http.StatusOK, none)
}

// A code by email is sent at one press of what offers it, and no link or reload sends one.
func TestACodeIsSentAtOnePress(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	owner := s.Browser()
	owner.TurnOn()
	owner.Post("/security/methods/new", "method", "email").Leads(t, "/security/methods/email")
	owner.Post("/security/methods/email", "code", s.SentCode(message.Email)).Leads(t, "/security?done=added")
	s.Clock.Advance(5 * time.Minute)
	b := s.Browser()
	b.SignIn().Leads(t, "/sign-in/code")
	page := b.Get("/sign-in/code")
	offer := hosttest.Between(t, page.Body, `action="/sign-in/send"`, "</form>")
	if !strings.Contains(offer, "Email a code to") {
		t.Fatalf("what sends is %s", offer)
	}
	way := hosttest.Between(t, offer, `name="way" value="`, `"`)
	count := func() int { return s.Count(`SELECT COUNT(*) FROM message WHERE kind = $1`, string(message.SignInCode)) }
	before := count()
	b.Get("/sign-in/code?way=" + way)
	if count() != before {
		t.Error("a link sent a code")
	}
	b.Post("/sign-in/send", "way", way).Leads(t, "/sign-in/code?way="+way)
	b.Get("/sign-in/code?way="+way).Says(t, http.StatusOK, "We emailed a verification code to")
	if count() != before+1 {
		t.Errorf("%d codes were sent", count()-before)
	}
	b.Post("/sign-in/send", "way", way).Says(t, http.StatusTooManyRequests, "We sent a code a moment ago.")
}

// The page of support fits who reads it.
func TestSupportFitsWhoReadsIt(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	out, in := s.Browser(), s.Browser()
	in.SignIn().Leads(t, "/dashboard")
	in.Get("/contact").Leads(t, "/tickets/new?account="+s.AccountID("C-10001"))
	for name, c := range map[string]struct {
		page          hosttest.Page
		says, saysNot string
	}{
		"signed out": {out.Get("/contact"), "If you can’t sign in or create an account", `action="/sign-out"`},
		"signed in":  {in.Get("/tickets/new"), "Open a ticket", "If you can’t sign in"},
		"staff":      {s.Sven().Get("/contact"), `href="/desk" hx-get="/desk" class="back"`, "Back to sign in"},
	} {
		c.page.Says(t, http.StatusOK, c.says)
		if strings.Contains(c.page.Body, c.saysNot) {
			t.Errorf("%s: it says %q", name, c.saysNot)
		}
	}
}
