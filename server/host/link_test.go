package host_test

import (
	"strings"
	"testing"

	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// What a mailed link's address holds is kept in a cookie only if it has a token's form: else four long addresses would
// fill the headers of every later request, and no form could be sent any more.
func TestALinkThatIsNoTokenIsNotKept(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	for path, cookie := range map[string]string{
		"/reset-password/": web.ResetCookie, "/register/": web.RegisterCookie, "/invitation/": web.RegisterCookie,
		"/confirm-email/": web.EmailCookie, "/not-me/": web.NotMeCookie,
		"/recovery/open/": web.CaseLinkCookie, "/recovery/finish/": web.CaseLinkCookie,
		"/set-up/": web.SetUpCookie, "/contact/ticket/": web.TicketCookie, "/account-contact/stop/": web.AccountStopCookie,
	} {
		b := s.Browser()
		b.Get(path + strings.Repeat("a", 43))
		if b.Cookie(cookie) == "" {
			t.Errorf("%s: a token is not kept", path)
		}
		for _, bad := range []string{strings.Repeat("a", 3500), "a%20b", "a.b"} {
			b.Get(path + bad)
			if kept := b.Cookie(cookie); kept != "" {
				t.Errorf("%s: %d bytes that are no token are kept as a cookie", path, len(kept))
			}
		}
	}
}
