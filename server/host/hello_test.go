package host_test

import (
	"testing"

	"latchkey/server/host"
)

func TestTheNameForTheMailServer(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"https://my.example.com": "my.example.com", "https://My.example.com:8443": "my.example.com",
		"https://b\u00fccher.example": "xn--bcher-kva.example",
		"https://203.0.113.9":         "[203.0.113.9]", "https://[2001:db8::1]:8443": "[IPv6:2001:db8::1]",
		"http://127.0.0.1:8080": "", "http://localhost:8080": "", "": "",
	} {
		d := host.Delivery{SMTP: "smtp://mail.example.com", From: "a@b.example"}
		c, err := d.Open(base)
		if err != nil || c.Mail.Hello != want {
			t.Errorf("%s: %q, %v; want %q", base, c.Mail.Hello, err, want)
		}
		d.Hello = "named.example.com"
		if c, err = d.Open(base); err != nil || c.Mail.Hello != d.Hello {
			t.Errorf("%s, named: %q, %v", base, c.Mail.Hello, err)
		}
	}
}
