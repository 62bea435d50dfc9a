package main

import (
	"net/http"
	"strings"
	"testing"
)

// A page that a person may look at may be asked about, too; and nothing is used up by asking.
func TestHeadAnswersAsGetDoesWithoutABody(t *testing.T) {
	b := boot(t).browser()
	b.signIn().leads(t, "/dashboard")
	for _, path := range []string{"/dashboard", "/security", "/profile", "/security/password"} {
		want := b.get(path)
		got := b.send(http.MethodHead, path, nil)
		if got.status != want.status || got.body != "" || got.header.Get("Content-Type") != want.header.Get("Content-Type") {
			t.Errorf("HEAD %s answers %d, %q with %d bytes; GET answers %d", path, got.status, got.header.Get("Content-Type"), len(got.body), want.status)
		}
	}
}

// What loads ahead of the person, or leads in from elsewhere, leaves the one showing alone.
func TestOnlyAStepOfTheirOwnUsesTheOneShowing(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.signIn()
	b.post("/security/two-factor/start")
	secret := between(t, b.get("/security/two-factor/scan").body, `data-text="`, `"`)
	b.post("/security/two-factor/verify", "code", s.code(secret)).leads(t, "/security/backup-codes?of=set-up")
	for name, headers := range map[string][]string{
		"a link from elsewhere":     {"Sec-Fetch-Site", "cross-site"},
		"an address typed in":       {"Sec-Fetch-Site", "none"},
		"a prefetch":                {"Sec-Fetch-Site", "same-origin", "Sec-Purpose", "prefetch"},
		"a prefetch by the omnibox": {"Sec-Fetch-Site", "none", "Purpose", "prefetch"},
	} {
		request, err := http.NewRequest(http.MethodGet, s.url+"/security/backup-codes", nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(headers); i += 2 {
			request.Header.Set(headers[i], headers[i+1])
		}
		if p := b.do(request); p.status != http.StatusOK || !strings.Contains(p.body, "Show the codes") {
			t.Errorf("%s: %d, without a button that shows the codes", name, p.status)
		}
	}
	b.send(http.MethodHead, "/security/backup-codes", nil)
	b.post("/security/backup-codes", "of", "set-up").leads(t, "/security/backup-codes?of=set-up")
	b.get("/security/backup-codes?of=set-up").codes(t)
}

// Who asks for support on their second step finds the way back to it.
func TestSupportLeadsBackToTheCode(t *testing.T) {
	s := boot(t)
	s.browser().turnOn()
	b := s.browser()
	b.get("/contact").says(t, http.StatusOK, "Back to sign in")
	b.signIn().leads(t, "/sign-in/code")
	b.get("/contact").says(t, http.StatusOK, "Back to the code")
	b.get("/sign-in/backup-code").says(t, http.StatusOK, "Back to the code")
}
