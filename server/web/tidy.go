package web

import (
	"net/netip"
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// mostHeader is how many bytes the headers of a request may have: room for all cookies of ours, and for many that are not,
// so that they can be looked at and cleared. A browser that is told 431 at every page can't even be told to drop them.
const mostHeader = 32 << 10

// mostCookies is how many bytes of cookies are taken; beyond it, long ones that are none of ours are cleared.
const mostCookies = 8 << 10

const longCookie = 512

// cookieForms are the cookies of ours, with what each can look like. Whatever else stands in one was put there by somebody
// else, or by a fault.
var cookieForms = map[string]cookieForm{
	SessionCookie: token, ChallengeCookie: token, TrustCookie: token, SetUpCookie: token, CaseCookie: token, CaseLinkCookie: token,
	ResetCookie: token, RegisterCookie: token, EmailCookie: token, NotMeCookie: token, AskerCookie: token, BrowserCookie: token,
	MethodCookie: token, AccountCookie: token, AccountInvitationCookie: token, AccountContactCookie: token, AccountEmailCookie: token,
	AccountStopCookie: token,
	HandoverCookie:    token, TicketCookie: token,
	draftCookie: token, trialCookie: {regexp.MustCompile(`^1$`), 1}, languageCookie: {regexp.MustCompile(`^[A-Za-z-]+$`), 35},
	pendingCookie: {sealedForm, maxPending}, flashCookie: {sealedForm, maxPending},
	askedCookie: {sealedForm, maxPending}, backCookie: {backForm, 200},
}

// cookieForm is of which characters a value is made, and how long it can be.
type cookieForm struct {
	like *regexp.Regexp
	most int
}

func (f cookieForm) matches(value []byte) bool { return len(value) <= f.most && f.like.Match(value) }

var (
	token      = cookieForm{regexp.MustCompile(`^[0-9A-Za-z_~.-]+$`), 200} // a secret, or an id with its MAC
	backForm   = regexp.MustCompile(`^/[0-9A-Za-z][0-9A-Za-z/-]*$`)
	sealedForm = regexp.MustCompile(`^[0-9A-Za-z_.-]+$`)
)

// passing are the cookies of ours that a person can lose without losing anything but a step: cleared where the headers
// are too large to be read. Any other site can have a browser ask for an address of any length, so no more may go by it.
var passing = []string{
	SetUpCookie, CaseLinkCookie, ResetCookie, RegisterCookie, EmailCookie, NotMeCookie, AskerCookie, pendingCookie, flashCookie,
	askedCookie, draftCookie, MethodCookie,
	backCookie, AccountCookie, AccountInvitationCookie, AccountContactCookie, AccountStopCookie, AccountEmailCookie,
	HandoverCookie,
	TicketCookie,
}

// tidyCookies takes out of a request, and out of its browser, the cookies that can't be ours although they bear our names:
// too long, of no known form, or there twice, because a neighbouring site planted one. None of them may keep anybody out.
func (s *Site) tidyCookies(c *fiber.Ctx) error {
	r := &Request{Site: s, c: c}
	size, times, bad := 0, map[string]int{}, map[string]bool{}
	for key, value := range c.Request().Header.Cookies() {
		name := string(key)
		size += len(key) + len(value)
		times[name]++
		form, ours := s.cookieForm(name)
		bad[name] = bad[name] || ours && !form.matches(value)
	}
	if size > mostCookies {
		for key, value := range c.Request().Header.Cookies() {
			_, ours := s.cookieForm(string(key))
			bad[string(key)] = bad[string(key)] || !ours && len(value) > longCookie
		}
	}
	for name, n := range times {
		_, ours := s.cookieForm(name)
		if ours && n > 1 || bad[name] {
			c.Request().Header.DelCookie(name)
			r.dropPlanted(name)
		}
		if bad[name] {
			r.expire(name)
		}
	}
	return c.Next()
}

// cookieForm is what a cookie of ours, named as browsers send it, looks like.
func (s *Site) cookieForm(name string) (form cookieForm, ours bool) {
	plain, prefixed := strings.CutPrefix(name, s.cookieName(""))
	form, ours = cookieForms[plain]
	return form, ours && prefixed
}

// dropPlanted deletes a cookie that a neighbouring site may have set for both, which the prefix __Host- would not let it.
func (r *Request) dropPlanted(name string) {
	host := r.Site.Base.Hostname()
	if _, err := netip.ParseAddr(host); err == nil || strings.HasPrefix(name, "__Host-") {
		return
	}
	for strings.Contains(host, ".") {
		r.c.Response().Header.Add(fiber.HeaderSetCookie, name+"=; Domain="+host+"; Path=/; Max-Age=0")
		_, host, _ = strings.Cut(host, ".")
	}
}

// clearPassing is for headers too large to be read.
func (r *Request) clearPassing() {
	for _, name := range passing {
		r.ClearCookie(name)
	}
}
