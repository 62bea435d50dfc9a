package main

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/user"
	"latchkey/server/web"
)

// Whoever is not meant to pass a door of the desk, doesn't; what is refused is not done.
func TestTheDesksDoors(t *testing.T) {
	s := boot(t)
	target := s.idOf("mina@example.test")
	challenged := s.browser()
	s.browser().turnOn() // Ada
	people := map[string]*browser{
		"a stranger": s.browser(), "somebody challenged": challenged, "a client": s.browser(), "staff without a second step": s.browser(),
		"support": s.atTheDesk(noor, noorPassword), "an administrator": s.atTheDesk(sven, svenPassword),
	}
	challenged.signIn().leads(t, "/sign-in/code")
	people["a client"].post("/sign-in", "email", "bruno@example.test", "password", "copper-lantern-77").leads(t, "/dashboard")
	s.role("layla@example.test", user.Support)
	people["staff without a second step"].post("/sign-in", "email", "layla@example.test", "password", "quiet-orchard-58").leads(t, "/desk")

	for who, b := range people {
		for door, access := range accessTable {
			method, path, _ := strings.Cut(door, " ")
			if access < web.Staff {
				continue
			}
			path = strings.NewReplacer(":id", target, ":name", "session.idle").Replace(path)
			if strings.HasPrefix(path, "/desk/messages/") {
				path = "/desk/messages/none/retry"
			}
			p := b.send(method, path, nil)
			aCase := strings.HasPrefix(path, "/desk/cases") // of which there is none by that name
			var right bool
			switch who {
			case "a stranger", "somebody challenged":
				right = strings.HasPrefix(p.location, "/sign-in")
			case "a client":
				right = p.status == http.StatusNotFound
			case "staff without a second step":
				right = p.location == "/security/two-factor"
			case "support":
				right = (p.status == http.StatusForbidden) == (access == web.Administrator) && (p.status != http.StatusNotFound || aCase) && p.status < 500
			case "an administrator":
				right = p.status < http.StatusInternalServerError && p.status != http.StatusForbidden && !strings.HasPrefix(p.location, "/sign-in")
				right = right && (p.status != http.StatusNotFound || aCase || path == "/desk/people/"+target+"/role") // which names no role here
			}
			if !right {
				t.Errorf("%s, %s: %d to %q", who, door, p.status, p.location)
			}
		}
	}
}

func TestAnotherSiteCantMakeStaffAct(t *testing.T) {
	s := boot(t)
	boss := s.atTheDesk(sven, svenPassword)
	for door, access := range accessTable {
		method, path, _ := strings.Cut(door, " ")
		if access < web.Staff || method != http.MethodPost {
			continue
		}
		request, err := http.NewRequest(method, s.url+strings.NewReplacer(":id", s.idOf("mina@example.test"), ":name", "brand.name").Replace(path), strings.NewReader("value=Evil"))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Sec-Fetch-Site", "cross-site")
		if p := boss.do(request); p.status != http.StatusForbidden {
			t.Errorf("%s from another site: %d", door, p.status)
		}
	}
}

// What is for one person is kept by nobody: no cache, no history.
func TestNoPageBehindTheDoorIsKept(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.signIn()
	for door, access := range accessTable {
		method, path, _ := strings.Cut(door, " ")
		for _, partial := range []string{"", "true"} {
			if door == "POST /sign-out" {
				continue
			}
			request, _ := http.NewRequest(method, s.url+strings.Replace(path, ":id", "none", 1), nil)
			request.Header.Set("HX-Request", partial)
			p := b.do(request)
			if control := p.header.Get("Cache-Control"); control != "no-store" {
				t.Errorf("%s (access %d): Cache-Control is %q", door, access, control)
			}
			if vary := p.header.Get("Vary"); p.status == http.StatusOK && p.body != "" && !strings.Contains(vary, "HX-Request") && !strings.HasSuffix(path, "/strength") {
				t.Errorf("%s: Vary is %q", door, vary)
			}
			if partial == "true" && strings.Contains(p.body, "<html") {
				t.Errorf("%s: htmx gets a whole page", door)
			}
		}
	}
}
