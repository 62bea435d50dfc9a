package hosttest

import (
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"latchkey/server/web"

	"github.com/gofiber/fiber/v2"
)

// Browser is an HTTP client with its own cookies that, like a browser without scripts, posts forms. It does not
// follow redirects.
type Browser struct {
	T      *testing.T
	Server *Server
	Header http.Header // what it sends with each request, such as Accept-Language
	*http.Client
}

// Browser returns a browser without cookies.
func (s *Server) Browser() *Browser {
	jar, _ := cookiejar.New(nil)
	return &Browser{T: s.T, Server: s, Header: http.Header{}, Client: &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       time.Minute,
	}}
}

// Get asks for a page.
func (b *Browser) Get(path string) Page { return b.Send(http.MethodGet, path, nil) }

// Post posts a form; fields are name, value pairs.
func (b *Browser) Post(path string, fields ...string) Page {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.Send(http.MethodPost, path, form)
}

// Send sends a request with this method and form; a nil form sends none.
func (b *Browser) Send(method, path string, form url.Values) Page {
	b.T.Helper()
	if mark := b.about(method, path); mark != "" && !form.Has(web.LinkField) && !strings.Contains(path, web.LinkField+"=") {
		if method == http.MethodPost {
			form = maps.Clone(form)
			if form == nil {
				form = url.Values{}
			}
			form.Set(web.LinkField, mark)
		} else {
			path += map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + web.LinkField + "=" + mark
		}
	}
	request, err := http.NewRequest(method, b.Server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.T.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Origin", b.Server.URL)
	}
	return b.Do(request)
}

// about is the mark of the link that a page is about which asks for this: that of the page as the browser would be shown it
// now; "" if it is about none.
func (b *Browser) about(method, path string) string {
	path, _, _ = strings.Cut(path, "?")
	for _, to := range b.Server.Site.Routes() {
		if to.Link != "" && !to.Linked && to.Method == method && fiber.RoutePatternMatch(path, to.Path) {
			return web.LinkMark(b.Cookie(to.Link))
		}
	}
	return ""
}

// Do sends a request that the test has made.
func (b *Browser) Do(request *http.Request) Page {
	b.T.Helper()
	maps.Copy(request.Header, b.Header)
	answer, err := b.Client.Do(request)
	if err != nil {
		b.T.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.T.Fatal(err)
	}
	return Page{Status: answer.StatusCode, Location: answer.Header.Get("Location"), Body: string(body), Header: answer.Header}
}

// Cookie returns the value of a cookie of this browser; "" if it has none.
func (b *Browser) Cookie(name string) string {
	at, _ := url.Parse(b.Server.URL)
	for _, c := range b.Jar.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// From is a round tripper whose requests come through a proxy that names this client address, each on a new
// connection.
type From string

// RoundTrip sends the request with X-Forwarded-For.
func (address From) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("X-Forwarded-For", string(address))
	request.Close = true
	return http.DefaultTransport.RoundTrip(request)
}

// Plant sets a cookie in the browser, as a thief or a neighbouring site would.
func (b *Browser) Plant(name, value string) {
	b.T.Helper()
	request, _ := http.NewRequest(http.MethodGet, b.Server.URL, nil)
	b.Jar.SetCookies(request.URL, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}
