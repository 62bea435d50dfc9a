package host_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/host"
	"latchkey/server/hosttest"
)

// A base URL in the host's own letters serves: browsers ask for it in ASCII, and links, cookies and passkeys are for that.
func TestABaseURLMayBeWrittenInItsOwnLetters(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t, func(o *host.Options) {
		o.Base, o.Hosts = "https://B\u00fccher.example", []string{"www.b\u00fccher.example:8443"}
	})
	const wire = "xn--bcher-kva.example"
	ask := func(method, host, origin, form string) *http.Response {
		t.Helper()
		request, err := http.NewRequest(method, "http://"+host+"/forgot-password", strings.NewReader(form))
		if err != nil {
			t.Fatal(err)
		}
		if method == http.MethodPost {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header.Set("Origin", origin)
		}
		answer, err := s.App.Test(request, -1)
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	for host, want := range map[string]int{
		wire: 200, "XN--BCHER-KVA.example": 200, wire + ":443": 200, "www." + wire + ":8443": 200, "www." + wire: 421, "bcher.example": 421,
	} {
		if got := ask(http.MethodGet, host, "", ""); got.StatusCode != want {
			t.Errorf("%s: %d, want %d", host, got.StatusCode, want)
		}
	}
	for origin, want := range map[string]int{"https://" + wire: 303, "https://www." + wire + ":8443": 303, "https://bcher.example": 403} {
		if got := ask(http.MethodPost, wire, origin, "email=ada%40example.test"); got.StatusCode != want {
			t.Errorf("a form from %s: %d, want %d", origin, got.StatusCode, want)
		}
	}
	if link := s.Site.URL(s.Link(hosttest.Ada, message.ResetPassword)); !strings.HasPrefix(link, "https://"+wire+"/reset-password/") {
		t.Errorf("a mail leads to %s", link)
	}
	if p := s.Host.Factors.Party; p.ID != wire || p.Origin != "https://"+wire {
		t.Errorf("passkeys are for %+v", p)
	}
}

// A cookie that a neighbouring site planted is deleted at the hosts that browsers know.
func TestAPlantedCookieIsDeletedAtTheHostOnTheWire(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t, func(o *host.Options) { o.Base = "http://my.b\u00fccher.example" })
	request, err := http.NewRequest(http.MethodGet, "http://my.xn--bcher-kva.example/sign-in", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Cookie", "session=one; session=two")
	answer, err := s.App.Test(request, -1)
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(answer.Header.Values("Set-Cookie"), "\n")
	for _, domain := range []string{"my.xn--bcher-kva.example", "xn--bcher-kva.example"} {
		if !strings.Contains(said, "Domain="+domain+";") {
			t.Errorf("it isn't deleted at %s: %s", domain, said)
		}
	}
}
