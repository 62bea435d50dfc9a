package command

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
)

// identity makes an identity of age, in a file.
func identity(t *testing.T) (path, recipient string) {
	t.Helper()
	made, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "identity")
	if err := os.WriteFile(path, []byte(made.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, made.Recipient().String()
}

// A backup that is encrypted holds all there is, the key too, for its recipients and for nobody else.
func TestAnEncryptedBackupIsPutBackByItsRecipient(t *testing.T) {
	t.Parallel()
	data := furnish(t)
	attached(t, data, "first", "one")
	mine, to := identity(t)
	another, _ := identity(t)
	folder := t.TempDir()
	backup, other := filepath.Join(folder, "backup.age"), filepath.Join(folder, "data")
	latchkey(t, nil, "", "backup", "--data", data, "--to", backup, "--recipient", "age1nobody").Refuses(t, 2, "no public key of age")
	latchkey(t, nil, "", "backup", "--data", data, "--to", backup, "--recipient", to).Succeeds(t, "The key is in it", "MB/s")
	text, err := os.ReadFile(backup)
	if err != nil || strings.Contains(string(text), "SQLite format") || strings.Contains(string(text), "ustar") {
		t.Errorf("it can be read: %v", err)
	}
	cut := filepath.Join(folder, "cut.age")
	if err := os.WriteFile(cut, text[:len(text)-100], 0o600); err != nil {
		t.Fatal(err)
	}
	latchkey(t, nil, "", "restore", backup, "--data", other).Refuses(t, 1, "is encrypted", "--identity")
	latchkey(t, nil, "", "restore", backup, "--data", other, "--identity", another).Refuses(t, 1, "not encrypted to the identity")
	latchkey(t, nil, "", "restore", cut, "--data", other, "--identity", mine).Refuses(t, 1, "not whole")
	latchkey(t, nil, "", "restore", backup, "--data", other, "--identity", mine).Succeeds(t, "is put back")
	latchkey(t, nil, "", "check", "--data", other).Succeeds(t, "attached files: 1", "the key fits")

	// And with Debian's program, for whoever has nothing else at hand.
	if _, err := exec.LookPath("age"); err != nil {
		t.Skip("age is not installed")
	}
	said, err := exec.Command("sh", "-c", "age --decrypt -i "+mine+" "+backup+" | tar -tf -").CombinedOutput()
	if names := string(said); err != nil || !strings.Contains(names, "latchkey.db\nkey\nattachments/\n") {
		t.Errorf("%v\n%s", err, names)
	}
}
