package account_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// Who sets a second step up because a page asked for it comes back to that page; who went another way meanwhile, or was sent
// with an address of another site, does not.
func TestASetUpLeadsBackToThePageThatAskedForIt(t *testing.T) {
	t.Parallel()
	const page = "/hand-over" // of the account
	for name, c := range map[string]struct {
		next, between, leads string
	}{
		"the page":             {next: page, leads: page},
		"another site":         {next: "//elsewhere.example/", leads: "/security?done=on"},
		"a query":              {next: page + "?done=handover", leads: "/security?done=on"},
		"who went another way": {next: page, between: "/security", leads: "/security?done=on"},
	} {
		t.Run(name, func(t *testing.T) {
			s := move(hosttest.Boot(t))
			own := "/account/" + s.account.ID + page
			b := signedIn(s.Server, hosttest.Ada, hosttest.AdaPassword)
			b.Get(own).Says(t, http.StatusOK, `href="/security/two-factor?next=`+own+`"`)
			c.next, c.leads = strings.Replace(c.next, page, own, 1), strings.Replace(c.leads, page, own, 1)
			b.Get("/security/two-factor?next="+c.next).Says(t, http.StatusOK, "two-factor")
			if c.between != "" {
				b.Get(c.between)
			}
			b.Post("/security/two-factor/start").Leads(t, "/security/two-factor/scan")
			secret := hosttest.Between(t, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
			b.Post("/security/two-factor/verify", "code", s.Code(secret)).Leads(t, "/security/backup-codes?of=set-up")
			b.Get("/security/backup-codes?of=set-up")
			b.Post("/security/backup-codes/saved", "saved", "yes", "of", "set-up").Leads(t, c.leads)
		})
	}
}

// Whoever must set a second step up before anything else comes back to what they were about to open: a page, or the one that a
// form stood on. Who signs in there next does not.
func TestAForcedSetUpLeadsBackToWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		asks  func(*hosttest.Browser) hosttest.Page
		leads string
	}{
		"a page":           {func(b *hosttest.Browser) hosttest.Page { return b.Get("/tickets/new") }, "/tickets/new"},
		"one with a query": {func(b *hosttest.Browser) hosttest.Page { return b.Get("/invoices?state=paid") }, "/invoices"},
		"a form":           {func(b *hosttest.Browser) hosttest.Page { return b.Post("/profile", "name", "Ada") }, "/profile"},
		"an invitation":    {func(b *hosttest.Browser) hosttest.Page { return b.Post("/account/join") }, "/account/join"},
		"where one lands":  {func(b *hosttest.Browser) hosttest.Page { return b.Get("/dashboard") }, "/security?done=on"},
		"another's page":   {func(b *hosttest.Browser) hosttest.Page { return b.Get("/tickets/T-1000000") }, "/tickets/T-1000000"},
		"what no page has": {func(b *hosttest.Browser) hosttest.Page { return b.Get("/tickets/%0d%0aT-1") }, "/security?done=on"},
		"somebody else's at that browser": {func(b *hosttest.Browser) hosttest.Page {
			p := b.Get("/tickets/new")
			b.Post("/sign-out")
			b.Post("/sign-in", "email", hosttest.Ada, "password", hosttest.AdaPassword).Leads(b.T, "/dashboard")
			return p
		}, "/security?done=on"},
	} {
		t.Run(name, func(t *testing.T) {
			s := hosttest.Boot(t)
			s.Sven().Post("/desk/policy/require", "scope", "everyone", "from", "2026-11-22", "grace", "0").Leads(t, "/desk/policy?done=required")
			s.Clock.Advance(48 * time.Hour)
			b := signedIn(s, hosttest.Ada, hosttest.AdaPassword)
			c.asks(b).Leads(t, "/security/two-factor")
			b.Post("/security/two-factor/start").Leads(t, "/security/two-factor/scan")
			secret := hosttest.Between(t, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
			b.Post("/security/two-factor/verify", "code", s.Code(secret)).Leads(t, "/security/backup-codes?of=set-up")
			b.Get("/security/backup-codes?of=set-up")
			b.Post("/security/backup-codes/saved", "saved", "yes", "of", "set-up").Leads(t, c.leads)
		})
	}
}
