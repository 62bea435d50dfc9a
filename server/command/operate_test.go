package command

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"latchkey/internal/db"
)

// lines are the lines for the shell in one part of .github/operate.md, with this test's folders in place of the system's.
func lines(t *testing.T, part, folder string) (all []string) {
	t.Helper()
	text, err := os.ReadFile("../../.github/operate.md")
	if err != nil {
		t.Fatal(err)
	}
	_, own, found := strings.Cut(string(text), "\n## "+part+"\n")
	if !found {
		t.Fatalf("operate.md has no part %q", part)
	}
	own, _, _ = strings.Cut(own, "\n## ")
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(own, -1) {
		for line := range strings.Lines(block[1]) {
			line = strings.TrimPrefix(strings.TrimSpace(line), "sudo -u latchkey ")
			for _, path := range []string{"/var/lib", "/var/backups", "/root", "/srv"} {
				line = strings.ReplaceAll(line, " "+path+"/", " "+folder+path+"/")
			}
			all = append(all, line)
		}
	}
	return all
}

// runs does what the lines say: ours as from a shell, by somebody who agrees to be asked, the service's by serving the folder.
func runs(t *testing.T, data string, all []string) {
	t.Helper()
	for _, line := range all {
		words := strings.Fields(line)
		switch {
		case words[0] == "latchkey":
			latchkey(t, nil, "yes\n", words[1:]...).Succeeds(t)
		case words[0] == "apt", line == "systemctl stop latchkey": // there is one program here, and it does not run
		case words[0] == "systemctl":
			served(t, data)
		default:
			if out, err := exec.Command("sh", "-ec", line).CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", line, err, out)
			}
		}
	}
}

// Whoever keeps to operate.md has a backup, a new key, the backup back, and an upgrade that can be taken back.
func TestWhatOperateSaysIsDone(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	data := filepath.Join(folder, "var/lib/latchkey")
	for _, name := range []string{"var/lib", "var/backups/latchkey", "root", "srv"} {
		if err := os.MkdirAll(filepath.Join(folder, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	backup, key := kept(t, 46)
	latchkey(t, nil, "", "restore", backup, "--data", data, "--key", key).Succeeds(t)
	upgrading := lines(t, "Upgrading", folder)
	if len(upgrading) != 10 {
		t.Fatalf("an upgrade is %d lines, and how to go back", len(upgrading))
	}
	runs(t, data, upgrading[:5])
	if v := schemaOf(t, data); v != db.Version() {
		t.Errorf("the upgrade leaves schema %d", v)
	}
	runs(t, data, upgrading[5:7])
	if v := schemaOf(t, data); v != 46 {
		t.Errorf("going back leaves schema %d", v)
	}
	runs(t, data, upgrading[7:]) // the earlier program is this one, which brings it up to date again
	for _, part := range []string{"Backups", "Keys", "Restoring"} {
		runs(t, data, lines(t, part, folder))
	}
	served(t, filepath.Join(folder, "srv/latchkey"))
}
