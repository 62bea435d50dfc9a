package command

import (
	"bytes"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// The demo's people have passwords that everybody knows.
func TestTheDemoNeverFillsARealHost(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	made(t, data)
	var out, complaint bytes.Buffer
	c := Console{In: strings.NewReader("copper rivers at dawn\n"), Out: &out, Err: &complaint, Env: func(string) string { return "" }}
	if status := Run(t.Context(), c,
		[]string{"user", "add", "--data", data, "--email", "real@example.com", "--name", "Real", "--password-stdin"}); status != 0 {
		t.Fatal(complaint.String())
	}
	status := Run(t.Context(), c, []string{"demo", "--listen", "127.0.0.1:0", "--data", data})
	if status != 1 || !strings.Contains(complaint.String(), "holds a real host") {
		t.Fatalf("status %d: %s", status, complaint.String())
	}
	out.Reset()
	if status := Run(t.Context(), c, []string{"user", "list", "--data", data}); status != 0 || strings.Contains(out.String(), hosttest.Ada) {
		t.Fatalf("the demo's people were added: %s", out.String())
	}
}

// Whoever tries the demo changes what there is to change, the first person's address too.
func TestTheDemoStartsAgainAfterAdaChangedHerAddress(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	b.Post("/profile/email", "email", "ada@new.test").Leads(t, "/profile/email?done=sent")
	b.Get(s.Link("ada@new.test", message.EmailConfirm)).Leads(t, "/confirm-email")
	b.Post("/confirm-email").Leads(t, "/profile?done=email")
	s.Stop()
	s.Start()
	again := s.Browser()
	again.Post("/sign-in", "email", "ada@new.test", "password", hosttest.AdaPassword).Leads(t, "/dashboard")
	again.Get("/services").Says(t, 200, "Managed WordPress")
}
