package main

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/message"
)

// silent fails the test unless the meter says nothing.
func silent(t *testing.T, p page, of string) {
	t.Helper()
	if p.status != http.StatusOK || !strings.Contains(p.body, `data-score="0"`) || !strings.Contains(p.body, "<span></span>") {
		t.Errorf("%s: %d\n%s", of, p.status, p.body)
	}
}

const ownDetails = "This password is made of your own details."

// The meter beside a new password answers whoever may choose one, with what the form
// itself would say; whoever holds no link that works learns nothing by it about anybody.
func TestTheMeterAnswersWhoHoldsALink(t *testing.T) {
	s := boot(t)
	const adas = "ada-hartwell"
	b := s.browser()
	silent(t, b.post("/reset-password/strength", "password", adas), "without a link")
	b.get("/reset-password/" + strings.Repeat("x", 43))
	silent(t, b.post("/reset-password/strength", "password", adas), "with a link that was made up")
	b.post("/forgot-password", "email", ada)
	link := s.link(ada, message.ResetPassword)
	b.get(link)
	b.post("/reset-password/strength", "password", adas).says(t, http.StatusOK, ownDetails)
	b.post("/reset-password", "password", adas).says(t, http.StatusUnprocessableEntity, ownDetails)
	b.post("/reset-password/strength", "password", freshPassword).says(t, http.StatusOK, "Strong")
	silent(t, b.post("/reset-password/strength", "password", ""), "before anything is typed")
	b.post("/reset-password", "password", freshPassword).leads(t, "/sign-in?said=reset")
	b.get(link)
	silent(t, b.post("/reset-password/strength", "password", adas), "with a link that is spent")

	c := s.browser()
	silent(t, c.post("/register/finish/strength", "password", adas, "name", "Ada Hartwell"), "without a link")
	c.post("/register", "email", "grace@example.test")
	c.get(s.link("grace@example.test", message.RegisterConfirm))
	c.post("/register/finish/strength", "password", "grace hopper", "name", "Grace Hopper").says(t, http.StatusOK, ownDetails)
	if p := c.post("/register/finish/strength", "password", adas, "name", "Grace"); strings.Contains(p.body, ownDetails) {
		t.Error("it judges by somebody else's details")
	}
	s.set("registration", "closed")
	silent(t, c.post("/register/finish/strength", "password", freshPassword), "once registration is closed")

	d := s.browser()
	silent(t, d.post("/set-up/strength", "password", adas), "without a link")
	fresh := boot(t, func(o *Options) { o.Demo = false })
	token, err := fresh.host.Changes.SetUpLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d = fresh.browser()
	d.get("/set-up/"+token).leads(t, "/set-up")
	d.post("/set-up/strength", "password", "sven-larsen", "name", "Sven Larsen", "email", "s@example.com").says(t, http.StatusOK, ownDetails)
}

// However many ask at once, a hundred a second are judged, and the others' meters stay empty.
func TestTheMeterIsLimited(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.post("/forgot-password", "email", ada)
	b.get(s.link(ada, message.ResetPassword)).leads(t, "/reset-password")
	const asked = 800
	var answered atomic.Int32
	var all sync.WaitGroup
	began := time.Now()
	for range 8 {
		all.Go(func() {
			for range asked / 8 {
				if strings.Contains(b.post("/reset-password/strength", "password", freshPassword).body, "Strong") {
					answered.Add(1)
				}
			}
		})
	}
	all.Wait()
	most := 101 + int32(100*time.Since(began).Seconds())
	if n := answered.Load(); n < 100 || n > most {
		t.Errorf("%d of %d were judged, want at most %d", n, asked, most)
	}
	if most >= asked {
		t.Logf("the machine was too slow for this to show anything: %v", time.Since(began))
	}
}
