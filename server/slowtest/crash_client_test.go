package slowtest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/factor"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// errCut says that the server was killed while it was asked.
var errCut = errors.New("the connection broke off")

// tenant is one person who keeps a book of what the server has acknowledged.
type tenant struct {
	email, secret string
	home          *http.Client // signed in once, before the first crash
	url           string

	names []string // what the name may be: the last acknowledged, then what was sent after it
	codes []string // backup codes that no request has carried yet
	spent []answer // acknowledged: they must never work again
	last  *http.Client
	step  int64         // the last step whose code was sent
	done  *atomic.Int64 // acknowledged changes, of all people together
}

// answer is a code with the form that takes it.
type answer struct{ path, field, code string }

func newClient() *http.Client {
	jar, _ := cookiejar.New(nil)
	return &http.Client{
		Jar: jar, Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// ask sends a form, or with no fields gets a page. Only a whole answer is one.
func (n *tenant) ask(c *http.Client, path string, fields ...string) (status int, location, body string, err error) {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	var answer *http.Response
	if fields == nil {
		answer, err = c.Get(n.url + path)
	} else {
		answer, err = c.PostForm(n.url+path, form)
	}
	if err != nil {
		return 0, "", "", errCut
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, "", "", errCut
	}
	return answer.StatusCode, answer.Header.Get("Location"), string(text), nil
}

// check holds the book against the server that has started again.
func (n *tenant) check() error {
	for who, c := range map[string]*http.Client{"the first session": n.home, "the session acknowledged last": n.last} {
		if c == nil {
			continue
		}
		status, location, body, err := n.ask(c, "/profile")
		if err != nil {
			return err
		}
		if status != http.StatusOK {
			return fmt.Errorf("%s is lost: %d to %s", who, status, location)
		}
		if !slices.ContainsFunc(n.names, func(name string) bool { return strings.Contains(body, `value="`+name+`"`) }) {
			return fmt.Errorf("%s: the name is none of %q", who, n.names)
		}
	}
	return nil
}

// replay gives the code that was acknowledged last once more.
func (n *tenant) replay() error {
	if len(n.spent) == 0 {
		return nil
	}
	replay := n.spent[len(n.spent)-1]
	c := n.stranger()
	if _, _, _, err := n.ask(c, "/sign-in", "email", n.email, "password", hosttest.TenantPassword); err != nil {
		return err
	}
	status, location, _, err := n.ask(c, replay.path, replay.field, replay.code)
	if err == nil && status == http.StatusSeeOther && !strings.HasPrefix(location, "/sign-in") {
		return fmt.Errorf("a spent %s works again: %d to %s", replay.field, status, location)
	}
	return err
}

// live changes things until the server is gone.
func (n *tenant) live(round int) error {
	for i := 0; ; i++ {
		name := fmt.Sprintf("Name %d of round %d", i, round)
		n.names = append(n.names, name)
		status, _, body, err := n.ask(n.home, "/profile", "name", name, "language", "en")
		if err != nil {
			return err
		}
		if status != http.StatusSeeOther {
			return fmt.Errorf("the name was refused: %d %.300s", status, body)
		}
		n.names = []string{name}
		n.done.Add(1)
		if i%3 == 0 {
			if err := n.enter(); err != nil {
				return err
			}
		}
	}
}

// enter signs in, with a code of the app where there is a new one, else a backup code.
func (n *tenant) enter() error {
	if len(n.codes) == 0 {
		if err := n.makeCodes(); err != nil {
			return err
		}
	}
	c := n.stranger()
	status, location, body, err := n.ask(c, "/sign-in", "email", n.email, "password", hosttest.TenantPassword)
	if err != nil || status == http.StatusTooManyRequests {
		return err // guesses that a crash cut short stay counted
	}
	if location != "/sign-in/code" {
		return fmt.Errorf("the password is answered %d to %q %.300s", status, location, body)
	}
	use := answer{"/sign-in/backup-code", "backup_code", n.codes[0]}
	if now := time.Now().Unix() / 30; now > n.step {
		code, err := factor.At(n.secret, now)
		if err != nil {
			return err
		}
		n.step, use = now, answer{"/sign-in/verify", "code", code}
	} else {
		n.codes = n.codes[1:]
	}
	status, location, body, err = n.ask(c, use.path, use.field, use.code)
	if err != nil || status == http.StatusTooManyRequests {
		return err
	}
	if status != http.StatusSeeOther || strings.HasPrefix(location, "/sign-in") {
		return fmt.Errorf("a good %s was refused: %d to %q %.300s", use.field, status, location, body)
	}
	n.spent, n.last = append(n.spent, use), c
	n.done.Add(1)
	return nil
}

// stranger is a client that is not signed in, in a browser that has been: what a crash
// cuts short counts as a wrong guess, and many at once would shut the whole network out.
func (n *tenant) stranger() *http.Client {
	c, at := newClient(), must(url.Parse(n.url))
	for _, cookie := range n.home.Jar.Cookies(at) {
		if cookie.Name == web.BrowserCookie {
			c.Jar.SetCookies(at, []*http.Cookie{cookie})
		}
	}
	return c
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func (n *tenant) makeCodes() error {
	status, location, _, err := n.ask(n.home, "/security/backup-codes/new", "go", "on")
	if err != nil {
		return err
	}
	if status != http.StatusSeeOther || location != "/security/backup-codes" {
		return fmt.Errorf("new codes were refused: %d to %q", status, location)
	}
	_, _, body, err := n.ask(n.home, "/security/backup-codes")
	if err != nil {
		return err
	}
	_, rest, found := strings.Cut(body, `data-text="`)
	list, _, _ := strings.Cut(rest, `"`)
	if !found {
		return fmt.Errorf("the new codes are not shown: %.300s", body)
	}
	n.codes = strings.Split(list, "\n")
	n.done.Add(1)
	return nil
}

// settle signs the person in before the first crash.
func (n *tenant) settle(t *testing.T) {
	t.Helper()
	n.home = newClient()
	if err := n.begin(); err != nil {
		t.Fatal(err)
	}
}

func (n *tenant) begin() error {
	if _, _, _, err := n.ask(n.home, "/sign-in", "email", n.email, "password", hosttest.TenantPassword); err != nil {
		return err
	}
	status, location, body, err := n.ask(n.home, "/sign-in/backup-code", "backup_code", n.codes[0])
	if err != nil {
		return err
	}
	if status != http.StatusSeeOther {
		return fmt.Errorf("answered %d to %q %.300s", status, location, body)
	}
	n.codes = n.codes[1:]
	return nil
}
