package main

import (
	"bytes"
	"strings"
	"testing"

	"latchkey/internal/message"
)

// The demo's people have passwords that everybody knows.
func TestTheDemoNeverFillsARealHost(t *testing.T) {
	data := t.TempDir()
	made(t, data)
	var out, complaint bytes.Buffer
	c := Console{In: strings.NewReader("copper rivers at dawn\n"), Out: &out, Err: &complaint, Env: func(string) string { return "" }}
	if status := Run(t.Context(), c, []string{"user", "add", "--data", data, "--email", "real@example.com", "--name", "Real", "--password-stdin"}); status != 0 {
		t.Fatal(complaint.String())
	}
	status := Run(t.Context(), c, []string{"demo", "--listen", "127.0.0.1:0", "--data", data})
	if status != 1 || !strings.Contains(complaint.String(), "holds a real host") {
		t.Fatalf("status %d: %s", status, complaint.String())
	}
	out.Reset()
	if status := Run(t.Context(), c, []string{"user", "list", "--data", data}); status != 0 || strings.Contains(out.String(), ada) {
		t.Fatalf("the demo's people were added: %s", out.String())
	}
}

// Whoever tries the demo changes what there is to change, the first person's address too.
func TestTheDemoStartsAgainAfterAdaChangedHerAddress(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.signIn().leads(t, "/dashboard")
	b.post("/profile/email", "email", "ada@new.test").leads(t, "/profile/email?done=sent")
	b.get(s.link("ada@new.test", message.EmailConfirm)).leads(t, "/confirm-email")
	b.post("/confirm-email").leads(t, "/profile?done=email")
	s.stop()
	s.start()
	again := s.browser()
	again.post("/sign-in", "email", "ada@new.test", "password", adaPassword).leads(t, "/dashboard")
	again.get("/services").says(t, 200, "Managed WordPress")
}
