package slowtest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Whoever builds the program to be measured gets one that refuses people and their data.
func TestAProgramThatIsMeasuredServesNobody(t *testing.T) {
	program := filepath.Join(t.TempDir(), "measured")
	build := exec.Command("go", "build", "-trimpath", "-tags=bench", "-o", program, "latchkey/server")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	data := t.TempDir()
	for _, args := range [][]string{
		{"serve", "--listen", "0.0.0.0:0", "--base-url", "https://my.example.test"},
		{"serve", "--listen", "127.0.0.1:0"},
		{"user", "list"},
		{"user", "add", "--email", "ada@example.test", "--name", "Ada", "--password-stdin"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // ends a server that should have refused
		cmd := exec.CommandContext(ctx, program, append(args, "--data", data)...)
		cmd.Stdin = strings.NewReader("marble-lantern-77\n")
		out, err := cmd.CombinedOutput()
		cancel()
		if err == nil || !strings.Contains(string(out), "protects no password") {
			t.Errorf("%v: %v: %s", args, err, out)
		}
	}
	if err := os.WriteFile(filepath.Join(data, "made-to-be-measured"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p := launchAs(t, []string{program}, freePort(t), data)
	if err := p.quit(); err != nil || !strings.Contains(p.said.String(), "THIS PROGRAM PROTECTS NO PASSWORD") {
		t.Errorf("it doesn't say what it is: %v: %s", err, p.said.String())
	}
}
