package address_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"latchkey/internal/address"
)

// What people write and what goes over the wire: "" is refused.
func TestHostsGoOverTheWireInOneForm(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"my.example.com":          "my.example.com",
		"My.Example.COM.":         "my.example.com",
		"bücher.example":          "xn--bcher-kva.example",
		"BÜCHER.example":          "xn--bcher-kva.example",
		"bücher。example":          "xn--bcher-kva.example",
		"موقع.example":            "xn--4gbrim.example",
		"r3---sn.example":         "r3---sn.example",
		"my_box.lan":              "my_box.lan",
		"localhost":               "localhost",
		"127.0.0.1":               "127.0.0.1",
		"0:0:0:0:0:0:0:1":         "::1",
		"fe80::1%eth0":            "",
		"":                        "",
		".":                       "",
		"a..b":                    "",
		"two words.example":       "",
		"a/b":                     "",
		"user@host":               "",
		strings.Repeat("a", 64):   "",
		strings.Repeat("a.", 128): "",
		"xn--a.example":           "",
	} {
		got, err := address.Host(written)
		if got != want || (err == nil) != (want != "") || err != nil && !errors.Is(err, address.ErrHost) {
			t.Errorf("%q is %q, %v; want %q", written, got, err, want)
		}
		if again, err := address.Host(got); want != "" && (again != got || err != nil) {
			t.Errorf("%q read again is %q, %v", got, again, err)
		}
	}
}

func TestAnAuthorityNamesThePortThatDoesNotGoWithoutSaying(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"https://bücher.example":       "xn--bcher-kva.example",
		"https://bücher.example:443":   "xn--bcher-kva.example",
		"http://example.com:443":       "example.com:443",
		"http://example.com:80":        "example.com",
		"https://example.com:8443":     "example.com:8443",
		"http://[::1]:8080":            "[::1]:8080",
		"https://[0:0:0:0:0:0:0:1]":    "[::1]",
		"https://example.com:":         "example.com",
		"https://[example.com]":        "",
		"https://example.com:99999":    "",
		"https://":                     "",
		"https://two%20words.example/": "",
	} {
		u, err := url.Parse(written)
		if err != nil {
			if want != "" {
				t.Errorf("%s: %v", written, err)
			}
			continue
		}
		if got, err := address.Authority(u); got != want || (err == nil) != (want != "") {
			t.Errorf("%s is %q, %v; want %q", written, got, err, want)
		}
	}
}

func TestWhichAddressesExist(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]error{
		"ada@example.com": nil, "a..b@docomo.example": nil, "ada.@docomo.example": nil, "user@ab--cd.example": nil,
		"otto@bücher.example": nil, "o'hara+x@example.com": nil,
		"ada": address.ErrEmail, "@example.com": address.ErrEmail, "ada@": address.ErrEmail, "ada@example": address.ErrEmail,
		"ada@example.com.": address.ErrEmail, "ada@127.0.0.1": address.ErrEmail, "ada@127.1": address.ErrEmail,
		"ada@host.0x7f": address.ErrEmail, "ada@[::1]": address.ErrEmail, "..@example.com": address.ErrEmail,
		"ada@my_box.example": address.ErrEmail, "a b@example.com": address.ErrEmail, "ada@exa\x00mple.com": address.ErrEmail,
		"\xff@example.com": address.ErrEmail, "ada@bob@example.com": address.ErrEmail, "Ada <ada@example.com>": address.ErrEmail,
		"müller@example.com": address.ErrLocal, strings.Repeat("a", 250) + "@example.com": address.ErrEmail,
	} {
		_, err := address.ParseEmail(written)
		if !errors.Is(err, want) || err != nil && !errors.Is(err, address.ErrEmail) {
			t.Errorf("%q: %v, want %v", written, err, want)
		}
	}
}

// One person's address has one key, however it is written, and two that merely look alike have two.
func TestAKeyIsOneAddress(t *testing.T) {
	t.Parallel()
	key := func(written string) string {
		e, err := address.ParseEmail(written)
		if err != nil {
			t.Fatalf("%s: %v", written, err)
		}
		return e.Key()
	}
	if a, b := key("Otto@BÜCHER.example"), key("otto@xn--bcher-kva.example"); a != b {
		t.Errorf("%s and %s are one address", a, b)
	}
	if a, b := key("ada@example.com"), key("ada@ехample.com"); a == b {
		t.Errorf("a Cyrillic е is %s as well", a)
	}
}

func TestALinkThatBeginsAMail(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"ada@example.com":     "mailto:ada@example.com",
		"a&b?c=d@example.com": "mailto:a%26b%3Fc%3Dd@example.com",
		"a..b@bücher.example": "mailto:%22a..b%22@xn--bcher-kva.example",
	} {
		e, err := address.ParseEmail(written)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.URL(); got != want {
			t.Errorf("%s: %s, want %s", written, got, want)
		}
	}
}
