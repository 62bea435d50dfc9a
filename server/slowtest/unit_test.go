package slowtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const units = "../systemd"

func needSystemd(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		const words = "this test asks systemd-analyze about the unit; on Debian: apt-get install systemd"
		if os.Getenv("LATCHKEY_BROWSER") == "required" {
			t.Fatal(words)
		}
		t.Skip(words)
	}
}

var exposure = regexp.MustCompile(`Overall exposure level for latchkey.service: ([0-9.]+)`)

// Whoever breaks into the program finds little of the machine: systemd's own measure goes from 0 to 10.
func TestTheServiceSeesLittleOfTheMachine(t *testing.T) {
	t.Parallel()
	needSystemd(t)
	said, err := exec.Command("systemd-analyze", "security", "--offline=yes", filepath.Join(units, "latchkey.service")).CombinedOutput()
	found := exposure.FindSubmatch(said)
	if err != nil || found == nil {
		t.Fatalf("%v: %s", err, said)
	}
	if level, err := strconv.ParseFloat(string(found[1]), 64); err != nil || level > 2 {
		t.Errorf("an exposure of %s, want at most 2.0:\n%s", found[1], said)
	}
}

// The units are what systemd reads: a word that it does not know would be passed over in silence.
func TestSystemdReadsTheUnits(t *testing.T) {
	t.Parallel()
	needSystemd(t)
	folder := t.TempDir()
	for _, name := range []string{"latchkey.service", "latchkey.socket"} {
		text, err := os.ReadFile(filepath.Join(units, name))
		if err != nil {
			t.Fatal(err)
		}
		here := strings.ReplaceAll(string(text), "/usr/bin/latchkey", executable(t))
		if err := os.WriteFile(filepath.Join(folder, name), []byte(here), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	said, err := exec.Command("systemd-analyze", "verify", "--man=no",
		filepath.Join(folder, "latchkey.service"), filepath.Join(folder, "latchkey.socket")).CombinedOutput()
	if err != nil || strings.Contains(string(said), "latchkey") {
		t.Errorf("%v: %s", err, said)
	}
}
