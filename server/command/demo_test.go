package command

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/host"
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

// The desk of the demo has a recovery case to look at, tickets with numbers of one shape, and departments that sign.
func TestTheDemosDeskHasSomethingOfEverything(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "demo")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	in, out := io.Pipe()
	go func() {
		defer out.Close()
		c := Console{In: strings.NewReader(""), Out: out, Err: io.Discard, Env: func(string) string { return "" }}
		if status := Run(ctx, c, []string{"demo", "--listen", "127.0.0.1:0", "--data", data}); status != 0 {
			t.Errorf("the demo ended with %d", status)
		}
	}()
	if said, err := io.ReadAll(readsUntil(in, "ines@example.test", stop)); err != nil {
		t.Fatalf("%v:\n%s", err, said)
	}
	h, err := host.OpenExisting(t.Context(), io.Discard, data)
	if err != nil {
		t.Fatal(err)
	}
	defer h.DB.Close()
	if cases, err := h.Cases.Count(t.Context()); err != nil || cases.UnderWay != 1 {
		t.Errorf("%d cases are under way, %v", cases.UnderWay, err)
	}
	departments, err := h.Tickets.Departments(t.Context(), h.DB.Read())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range departments {
		if d.Email == "" || d.Texts["en"].Signature == "" || d.Texts["ar"].Signature == "" || d.Called("ar") == d.Name {
			t.Errorf("a department is %+v", d)
		}
	}
	var shapes int
	err = h.DB.Read().Row(t.Context(), `SELECT COUNT(DISTINCT length(number)) FROM ticket`).Scan(&shapes)
	if err != nil || shapes != 1 {
		t.Errorf("numbers of tickets have %d shapes, %v", shapes, err)
	}
}

// readsUntil passes on what is read, and stops whoever writes it once words have come.
func readsUntil(in io.Reader, words string, stop func()) io.Reader {
	var seen strings.Builder
	return io.TeeReader(in, writes(func(b []byte) (int, error) {
		if seen.Write(b); strings.Contains(seen.String(), words) {
			stop()
		}
		return len(b), nil
	}))
}

type writes func([]byte) (int, error)

func (w writes) Write(b []byte) (int, error) { return w(b) }
