package security_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/server/hosttest"
)

// A page that a person may look at may be asked about, too; and nothing is used up by asking.
func TestHeadAnswersAsGetDoesWithoutABody(t *testing.T) {
	t.Parallel()
	b := hosttest.Boot(t).Browser()
	b.SignIn().Leads(t, "/dashboard")
	for _, path := range []string{"/dashboard", "/security", "/profile", "/security/password"} {
		want := b.Get(path)
		got := b.Send(http.MethodHead, path, nil)
		if got.Status != want.Status || got.Body != "" || got.Header.Get("Content-Type") != want.Header.Get("Content-Type") {
			t.Errorf("HEAD %s answers %d, %q with %d bytes; GET answers %d", path,
				got.Status, got.Header.Get("Content-Type"), len(got.Body), want.Status)
		}
	}
}

// What loads ahead of the person, or leads in from elsewhere, leaves the one showing alone.
func TestOnlyAStepOfTheirOwnUsesTheOneShowing(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	b.Post("/security/two-factor/start")
	secret := hosttest.Between(t, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
	b.Post("/security/two-factor/verify", "code", s.Code(secret)).Leads(t, "/security/backup-codes?of=set-up")
	for name, headers := range map[string][]string{
		"a link from elsewhere":     {"Sec-Fetch-Site", "cross-site"},
		"an address typed in":       {"Sec-Fetch-Site", "none"},
		"a prefetch":                {"Sec-Fetch-Site", "same-origin", "Sec-Purpose", "prefetch"},
		"a prefetch by the omnibox": {"Sec-Fetch-Site", "none", "Purpose", "prefetch"},
	} {
		request, err := http.NewRequest(http.MethodGet, s.URL+"/security/backup-codes", nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(headers); i += 2 {
			request.Header.Set(headers[i], headers[i+1])
		}
		if p := b.Do(request); p.Status != http.StatusOK || !strings.Contains(p.Body, "Show codes") {
			t.Errorf("%s: %d, without a button that shows the codes", name, p.Status)
		}
	}
	b.Send(http.MethodHead, "/security/backup-codes", nil)
	b.Post("/security/backup-codes", "of", "set-up").Leads(t, "/security/backup-codes?of=set-up")
	b.Get("/security/backup-codes?of=set-up").Codes(t)
}

// Who asks for support on their second step finds the way back to it.
func TestSupportLeadsBackToTheCode(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	b := s.Browser()
	b.Get("/contact").Says(t, http.StatusOK, "Back to sign in")
	b.SignIn().Leads(t, "/sign-in/code")
	b.Get("/contact").Says(t, http.StatusOK, "Back to the code")
	b.Get("/sign-in/backup-code").Says(t, http.StatusOK, "Back to the code")
}
