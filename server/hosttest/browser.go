package hosttest

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"
)

// Browser is a client with cookies of its own that, like a browser without scripts,
// sends forms and follows no redirect by itself.
type Browser struct {
	T      *testing.T
	Server *Server
	*http.Client
}

// Browser opens a browser that knows nothing yet.
func (s *Server) Browser() *Browser {
	jar, _ := cookiejar.New(nil)
	return &Browser{T: s.T, Server: s, Client: &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       time.Minute,
	}}
}

// Get asks for a page.
func (b *Browser) Get(path string) Page { return b.Send(http.MethodGet, path, nil) }

// Post sends a form; fields come as name, value pairs.
func (b *Browser) Post(path string, fields ...string) Page {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.Send(http.MethodPost, path, form)
}

// Send sends a form, or none, with this method.
func (b *Browser) Send(method, path string, form url.Values) Page {
	b.T.Helper()
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

// Do sends a request that the test has made itself.
func (b *Browser) Do(request *http.Request) Page {
	b.T.Helper()
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

// Cookie is the value of one of the browser's cookies, "" for none.
func (b *Browser) Cookie(name string) string {
	at, _ := url.Parse(b.Server.URL)
	for _, c := range b.Jar.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// From is a connection of its own for each request, through a proxy that names this address.
type From string

// RoundTrip sends the request through that proxy.
func (address From) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("X-Forwarded-For", string(address))
	request.Close = true
	return http.DefaultTransport.RoundTrip(request)
}

// Plant gives the browser a cookie, as a thief or a neighbour would.
func (b *Browser) Plant(name, value string) {
	b.T.Helper()
	request, _ := http.NewRequest(http.MethodGet, b.Server.URL, nil)
	b.Jar.SetCookies(request.URL, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}
