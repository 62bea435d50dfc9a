package web

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

// cleared are the names of the cookies that an answer takes out of the browser.
func (a answer) cleared() map[string]bool {
	names := map[string]bool{}
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		if c.MaxAge < 0 {
			names[c.Name] = true
		}
	}
	return names
}

func says() Route {
	return text("POST", "/say", func(r *Request) string {
		var kept []string
		for name := range cookieForms {
			if r.Cookie(name) != "" {
				kept = append(kept, name)
			}
		}
		return strings.Join(kept, " ")
	})
}

// Whatever stands in a cookie of ours and can't be ours is forgotten, here and in the browser: left there, a few long ones
// would make every later request too large.
func TestACookieThatCannotBeOursIsCleared(t *testing.T) {
	for _, scheme := range []string{"http", "https"} {
		w := plug(t, func(s *Site, _ *fiber.App) { s.Base.Scheme = scheme }, says())
		for name := range cookieForms {
			sent := w.site.cookieName(name)
			for what, value := range map[string]string{
				"too long": strings.Repeat("a", 3900), "of another form": "a<b>", "a formula": "=1+1;", "empty but for a space": "%20",
			} {
				a := w.one(submit("/say", "a=1", "Cookie: "+sent+"="+value))
				if a.status != http.StatusOK || a.body != "" || !a.cleared()[sent] {
					t.Errorf("%s, %s: %d, seen as %q, cleared %v", sent, what, a.status, a.body, a.cleared())
				}
			}
		}
		good := "Cookie: " + w.site.cookieName(SessionCookie) + "=" + strings.Repeat("a", 43)
		if a := w.one(submit("/say", "a=1", good)); a.body != SessionCookie || len(a.cleared()) > 0 {
			t.Errorf("a good one: %q, cleared %v", a.body, a.cleared())
		}
	}
}

// However many there are, and whoever set them, a form is still taken.
func TestManyCookiesTogetherKeepNobodyOut(t *testing.T) {
	w := plug(t, nil, says())
	long := strings.Repeat("a", 3900)
	var ours, theirs []string
	for _, name := range []string{SetUpCookie, ResetCookie, RegisterCookie, EmailCookie, NotMeCookie, CaseLinkCookie, pendingCookie} {
		ours = append(ours, name+"="+long)
	}
	for _, name := range []string{"_a", "_b", "_c", "_d", "_e", "_f", "_g"} {
		theirs = append(theirs, name+"="+long)
	}
	for who, cookies := range map[string][]string{"ours": ours, "a neighbour's": theirs} {
		a := w.one(submit("/say", "a=1", "Cookie: "+strings.Join(cookies, "; ")))
		if a.status != http.StatusOK || len(a.cleared()) != len(cookies) {
			t.Errorf("%s: %d, cleared %v", who, a.status, a.cleared())
		}
	}
	if a := w.one(submit("/say", "a=1", "Cookie: _a="+long+"; _b=short")); len(a.cleared()) > 0 {
		t.Errorf("one that harms nobody is cleared: %v", a.cleared())
	}

	// Where there are too many to be read, what can be lost is cleared. What cannot be is not: any site can have a browser
	// ask for an address that is too long.
	for what, request := range map[string]string{
		"cookies":    submit("/say", "a=1", "Cookie: _a="+strings.Repeat("a", mostHeader)),
		"an address": fetch("/say?" + strings.Repeat("a", mostHeader)),
	} {
		a := w.one(request)
		cleared := a.cleared()
		if a.status != http.StatusRequestHeaderFieldsTooLarge || !cleared[ResetCookie] || !cleared[pendingCookie] {
			t.Errorf("%s: %d, cleared %v", what, a.status, cleared)
		}
		if cleared[SessionCookie] || cleared[BrowserCookie] || cleared[TrustCookie] || cleared[ChallengeCookie] || cleared[CaseCookie] {
			t.Errorf("%s: a stranger's link signs people out: %v", what, cleared)
		}
	}
}

// A neighbouring site can plant a cookie of our name beside ours where there is no TLS: neither counts, and the planted one
// is cleared at every domain that it can stand for, so that ours counts again.
func TestAPlantedCookieIsClearedWhereItCanStand(t *testing.T) {
	w := plug(t, func(s *Site, _ *fiber.App) { s.Base.Host, s.Hosts = "my.latch.test", []string{"latch.test"} }, says())
	a := w.one(submit("/say", "a=1", "Cookie: session=planted; session=mine"))
	if a.body != "" || a.status != http.StatusOK {
		t.Errorf("%d, taken: %q", a.status, a.body)
	}
	all := strings.Join(a.header.Values("Set-Cookie"), "\n")
	for _, domain := range []string{"Domain=my.latch.test;", "Domain=latch.test;"} {
		if !strings.Contains(all, domain) {
			t.Errorf("not cleared at %s\n%s", domain, all)
		}
	}
	if strings.Contains(all, "session=;") && !strings.Contains(all, "Domain=") {
		t.Errorf("ours is cleared too:\n%s", all)
	}
}

// A cookie without a form here would be taken for somebody else's.
func TestEveryCookieOfOursHasAForm(t *testing.T) {
	named := regexp.MustCompile(`(?m)^(?:const |\t)\w*Cookie\s*= "([a-z-]+)"`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range named.FindAllStringSubmatch(string(text), -1) {
			found[name[1]] = true
			if _, ok := cookieForms[name[1]]; !ok {
				t.Errorf("%s names the cookie %q, which cookieForms lacks", file, name[1])
			}
		}
	}
	if len(found) != len(cookieForms) {
		t.Errorf("%d cookies are named, and %d have a form", len(found), len(cookieForms))
	}
}
