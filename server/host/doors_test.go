package host_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/user"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// Whoever is not meant to pass a door of the desk, doesn't; what is refused is not done.
func TestTheDesksDoors(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	target := s.IDOf("mina@example.test")
	challenged := s.Browser()
	s.Browser().TurnOn() // Ada
	people := map[string]*hosttest.Browser{
		"a stranger": s.Browser(), "somebody challenged": challenged, "a client": s.Browser(), "staff without a second step": s.Browser(),
		"support": s.AtTheDesk(hosttest.Noor, hosttest.NoorPassword), "an administrator": s.AtTheDesk(hosttest.Sven, hosttest.SvenPassword),
	}
	challenged.SignIn().Leads(t, "/sign-in/code")
	people["a client"].Post("/sign-in", "email", "bruno@example.test", "password", "copper-lantern-77").Leads(t, "/dashboard")
	s.SetRole("layla@example.test", user.Support)
	people["staff without a second step"].Post("/sign-in", "email", "layla@example.test", "password", "quiet-orchard-58").Leads(t, "/desk")

	for who, b := range people {
		for door, access := range accessTable {
			method, path, _ := strings.Cut(door, " ")
			if access < web.Staff {
				continue
			}
			path = strings.NewReplacer(":id", target, ":page", "sessions").Replace(path)
			if strings.HasPrefix(path, "/desk/messages/") {
				path = "/desk/messages/none/retry"
			}
			p := b.Send(method, path, nil)
			// What a path names, there is none of by that name; people and pages of settings there are.
			none := strings.HasPrefix(path, "/desk/cases") || strings.HasPrefix(path, "/desk/canned/new") ||
				strings.Contains(door, "/:") && !strings.HasPrefix(path, "/desk/people") && !strings.HasPrefix(path, "/desk/settings")
			var right bool
			out := strings.HasSuffix(path, "/pulse") || strings.HasSuffix(path, "/state") // what a page asks for by itself leads nowhere
			switch who {
			case "a stranger", "somebody challenged":
				right = strings.HasPrefix(p.Location, "/sign-in") || out && p.Status == http.StatusUnauthorized
			case "a client":
				right = p.Status == http.StatusNotFound
			case "staff without a second step":
				right = p.Location == "/security/two-factor" || out && p.Status == http.StatusUnauthorized
			case "support":
				right = (p.Status == http.StatusForbidden) == (access == web.Administrator) &&
					(p.Status != http.StatusNotFound || none) && p.Status < 500
			case "an administrator":
				right = p.Status < http.StatusInternalServerError && p.Status != http.StatusForbidden && !strings.HasPrefix(p.Location, "/sign-in")
				right = right && (p.Status != http.StatusNotFound || none || path == "/desk/people/"+target+"/role") // which names no role here
			}
			if !right {
				t.Errorf("%s, %s: %d to %q", who, door, p.Status, p.Location)
			}
		}
	}
}

func TestAnotherSiteCantMakeStaffAct(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.AtTheDesk(hosttest.Sven, hosttest.SvenPassword)
	for door, access := range accessTable {
		method, path, _ := strings.Cut(door, " ")
		if access < web.Staff || method != http.MethodPost {
			continue
		}
		request, err := http.NewRequest(method,
			s.URL+strings.NewReplacer(":id", s.IDOf("mina@example.test"), ":page", "brand").Replace(path), strings.NewReader("brand.name=Evil"))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Sec-Fetch-Site", "cross-site")
		if p := boss.Do(request); p.Status != http.StatusForbidden {
			t.Errorf("%s from another site: %d", door, p.Status)
		}
	}
}

// What is for one person is kept by nobody: no cache, no history.
func TestNoPageBehindTheDoorIsKept(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	for door, access := range accessTable {
		method, path, _ := strings.Cut(door, " ")
		for _, partial := range []string{"", "true"} {
			if door == "POST /sign-out" {
				continue
			}
			request, _ := http.NewRequest(method, s.URL+strings.Replace(path, ":id", "none", 1), nil)
			request.Header.Set("HX-Request", partial)
			p := b.Do(request)
			if control := p.Header.Get("Cache-Control"); control != "no-store" {
				t.Errorf("%s (access %d): Cache-Control is %q", door, access, control)
			}
			vary := p.Header.Get("Vary")
			if p.Status == http.StatusOK && p.Body != "" && !strings.Contains(vary, "HX-Request") &&
				!strings.HasSuffix(path, "/strength") {
				t.Errorf("%s: Vary is %q", door, vary)
			}
			if partial == "true" && strings.Contains(p.Body, "<html") {
				t.Errorf("%s: htmx gets a whole page", door)
			}
		}
	}
}
