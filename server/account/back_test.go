package account_test

import (
	"net/http"
	"strings"
	"testing"

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
