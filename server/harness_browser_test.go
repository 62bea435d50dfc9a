package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"
)

// browser is a client with cookies of its own that, like a browser without scripts,
// sends forms and follows no redirect by itself.
type browser struct {
	t *testing.T
	s *server
	*http.Client
}

func (s *server) browser() *browser {
	jar, _ := cookiejar.New(nil)
	return &browser{t: s.t, s: s, Client: &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       time.Minute,
	}}
}

func (b *browser) get(path string) page { return b.send(http.MethodGet, path, nil) }

// post sends a form; fields come as name, value pairs.
func (b *browser) post(path string, fields ...string) page {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.send(http.MethodPost, path, form)
}

func (b *browser) send(method, path string, form url.Values) page {
	b.t.Helper()
	request, err := http.NewRequest(method, b.s.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Origin", b.s.url)
	}
	return b.do(request)
}

func (b *browser) do(request *http.Request) page {
	b.t.Helper()
	answer, err := b.Client.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return page{status: answer.StatusCode, location: answer.Header.Get("Location"), body: string(body), header: answer.Header}
}

// cookie is the value of one of the browser's cookies, "" for none.
func (b *browser) cookie(name string) string {
	at, _ := url.Parse(b.s.url)
	for _, c := range b.Jar.Cookies(at) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// from is a connection of its own for each request, through a proxy that names this address.
type from string

func (address from) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("X-Forwarded-For", string(address))
	request.Close = true
	return http.DefaultTransport.RoundTrip(request)
}

// plant gives the browser a cookie, as a thief or a neighbour would.
func (b *browser) plant(name, value string) {
	b.t.Helper()
	request, _ := http.NewRequest(http.MethodGet, b.s.url, nil)
	b.Jar.SetCookies(request.URL, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}
