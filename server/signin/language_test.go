package signin_test

import (
	"net/http"
	"testing"

	"latchkey/server/hosttest"
)

// Whoever turns to Arabic in the menu gets the digits of the regions that the browser names; the profile offers both.
func TestTheMenuKeepsTheDigitsOfTheBrowsersRegion(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	kept := func() (tag string) {
		if err := s.Host.DB.Read().Row(t.Context(), `SELECT language FROM users WHERE email = $1`, hosttest.Ada).Scan(&tag); err != nil {
			t.Fatal(err)
		}
		return tag
	}
	b := s.Browser()
	b.Header.Set("Accept-Language", "fr-TN,en;q=0.5")
	b.SignIn()
	for _, c := range []struct{ path, language, want, digits string }{
		{"/language", "ar", "ar-u-nu-latn", "2026"}, // of the browser
		{"/language", "en", "en", "2026"},
		{"/profile", "ar", "ar", "٢٠٢٦"},
		{"/language", "ar", "ar", "٢٠٢٦"}, // it is the page's already
		{"/profile", "ar-u-nu-latn", "ar-u-nu-latn", "2026"},
		{"/language", "ar-u-nu-latn", "ar-u-nu-latn", "2026"}, // the menu has no such language
	} {
		b.Post(c.path, "name", "Ada", "language", c.language)
		if got := kept(); got != c.want {
			t.Errorf("after %s of %s: %q is kept, want %q", c.path, c.language, got, c.want)
		}
		b.Get("/invoices").Says(t, http.StatusOK, c.digits)
	}
	other := s.Browser() // which says nothing of a region
	other.SignIn()
	other.Get("/invoices").Says(t, http.StatusOK, "2026")
}
