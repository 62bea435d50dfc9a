package host_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

var (
	postForms = regexp.MustCompile(`(?s)<form[^>]* method="post"[^>]* action="([^"]*)".*?</form>`)
	fieldTags = regexp.MustCompile(`<(?:input|button)[^>]* name="([^"]*)"(?:[^>]* value="([^"]*)")?`)
)

// blocks is a browser whose owner has turned cookies off.
func blocks(s *hosttest.Server) *hosttest.Browser {
	b := s.Browser()
	b.Jar = nil
	return b
}

// submit sends every form of a page as it stands there, with something typed into what is empty.
func submit(t *testing.T, b *hosttest.Browser, p hosttest.Page, check func(action string, answer hosttest.Page)) (forms int) {
	t.Helper()
	for _, form := range postForms.FindAllStringSubmatch(p.Body, -1) {
		action := html.UnescapeString(form[1])
		var fields []string
		for _, f := range fieldTags.FindAllStringSubmatch(form[0], -1) {
			value := html.UnescapeString(f[2])
			if f[1] == "email" {
				value = hosttest.Ada
			} else if f[1] == "password" {
				value = "correct horse 42"
			}
			fields = append(fields, f[1], value)
		}
		forms++
		check(action, b.Post(action, fields...))
	}
	return forms
}

// A browser that keeps no cookies is told so by the first form that it sends, on every page that has one. Nothing happens
// before, and no page sends it in circles.
func TestWhoBlocksCookiesIsToldThatTheyAreNeeded(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("registration", "open")
	b, forms := blocks(s), 0
	before := s.Count(`SELECT COUNT(*) FROM message`)
	for _, path := range []string{
		"/sign-in", "/sign-in?next=%2Fsecurity", "/forgot-password", "/register", "/recovery", "/contact", "/forgot-password/sent",
		"/no-such-page",
	} {
		forms += submit(t, b, b.Get(path), func(action string, answer hosttest.Page) {
			if answer.Status != http.StatusUnprocessableEntity || !strings.Contains(answer.Body, "Allow cookies to continue") {
				t.Errorf("%s: the form to %s is answered with %d to %q", path, action, answer.Status, answer.Location)
			}
		})
	}
	if forms < 10 {
		t.Errorf("only %d forms were found", forms)
	}
	if after := s.Count(`SELECT COUNT(*) FROM message`); after != before {
		t.Errorf("%d messages were written", after-before)
	}
}

// Each link in a mail opens a page; where the browser keeps no cookies, that says so, and does not call the link used up.
func TestALinkInABrowserWithoutCookiesSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().Post("/forgot-password", "email", hosttest.Ada)
	link := s.Link(hosttest.Ada, message.ResetPassword)
	links := map[string]string{"/reset-password/:token": link}
	for _, route := range s.App.GetRoutes() {
		if strings.HasSuffix(route.Path, "/:token") && route.Method == http.MethodGet && links[route.Path] == "" {
			links[route.Path] = strings.Replace(route.Path, ":token", strings.Repeat("x", 43), 1)
		}
	}
	if len(links) < 8 {
		t.Errorf("only %d kinds of links were found", len(links))
	}
	b := blocks(s)
	for _, link := range links {
		page := b.Get(link).Location
		b.Get(page).Says(t, http.StatusGone, "Allow cookies, then open the link again")
		b.Get(page).Says(t, http.StatusGone, "You haven’t used it up")
	}
	other := s.Browser()
	other.Get(link).Leads(t, "/reset-password")
	other.Get("/reset-password").Says(t, http.StatusOK, `name="password"`)
	other.Get("/confirm-email").Says(t, http.StatusGone, "no longer works") // it sends cookies, only not this one
}

// Who turns cookies off while signed in is led to the sign-in, and told there.
func TestWhoTurnsCookiesOffWhileSignedInIsTold(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	if strings.Contains(b.Get("/profile").Body, `name="cookies"`) {
		t.Error("a page behind the sign-in asks whether cookies are kept")
	}
	b.Jar = nil
	b.Post("/profile", "name", "Ada", "language", "en").Leads(t, "/sign-in?next=%2Fprofile&said=unkept")
	submit(t, b, b.Get("/sign-in?next=%2Fprofile"), func(action string, answer hosttest.Page) {
		answer.Says(t, http.StatusUnprocessableEntity, "Allow cookies to continue")
	})
}

// Who keeps cookies never sees any of it, not even with a page from before they had one.
func TestWhoKeepsCookiesIsNeverAskedTwice(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	if p := b.Get("/sign-in"); !strings.Contains(p.Body, `name="cookies"`) {
		t.Error("the first page does not try a cookie")
	}
	if p := b.Get("/sign-in"); strings.Contains(p.Body, `name="cookies"`) || p.Header.Get("Set-Cookie") != "" {
		t.Error("the second page tries a cookie again")
	}
	b.Post("/sign-in", "email", hosttest.Ada, "password", hosttest.AdaPassword, "cookies", "1").Leads(t, "/dashboard")
}
