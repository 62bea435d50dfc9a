package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/server/host"
)

// The key lies open beside what it opens: everybody on the machine could read the secrets.
func TestCheckComplainsOfAKeyThatOthersCanRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                  string
		folder, key, database os.FileMode
		complains             bool
	}{
		{"as it was made", 0o700, 0o600, 0o600, false},
		{"a folder that is open, with files that are not", 0o755, 0o600, 0o600, false},
		{"a folder that closes off an open key", 0o700, 0o644, 0o600, false},
		{"both open", 0o755, 0o644, 0o600, true},
		{"open to the group", 0o750, 0o640, 0o600, true},
		{"an open database", 0o755, 0o600, 0o644, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := furnish(t)
			for name, mode := range map[string]os.FileMode{"": c.folder, "key": c.key, host.DatabaseFile: c.database} {
				if err := os.Chmod(filepath.Join(data, name), mode); err != nil {
					t.Fatal(err)
				}
			}
			s := latchkey(t, nil, "", "check", "--data", data)
			if !c.complains {
				s.Succeeds(t, "ok   nobody else can read the data")
				return
			}
			s.Refuses(t, 1, "not everything is well")
			if !strings.Contains(s.Out, "FAIL nobody else can read the data") || !strings.Contains(s.Out, "chmod go= "+data) {
				t.Errorf("check does not say what is open and what to do:\n%s", s.Out)
			}
		})
	}
}
