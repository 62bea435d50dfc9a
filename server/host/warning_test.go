package host

import (
	"errors"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Beyond this machine, passwords and codes must not travel in the clear.
func TestWhichAddressesAreInTheClear(t *testing.T) {
	t.Parallel()
	for base, warns := range map[string]bool{
		"http://my.example.com": true, "http://192.0.2.7:8080": true, "http://localhost.example.com": true, "http://10.0.0.1": true,
		"https://my.example.com": false, "http://localhost:8080": false,
		"http://127.0.0.1:8080": false, "http://127.8.8.8": false, "http://[::1]:8080": false,
	} {
		at, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		if got := inTheClear(at) != ""; got != warns {
			t.Errorf("%s: warns %v, want %v", base, got, warns)
		}
	}
}

// A start says that others on the machine can read the key.
func TestAStartWarnsOfAKeyThatOthersCanRead(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	for _, c := range []struct {
		folder, key os.FileMode
		warns       bool
	}{{0o700, 0o600, false}, {0o700, 0o644, false}, {0o755, 0o644, true}, {0o750, 0o640, true}} {
		err := os.Chmod(data, 0o700)
		for _, name := range []string{keyFile, DatabaseFile} {
			err = errors.Join(err, os.WriteFile(filepath.Join(data, name), nil, 0o600))
		}
		err = errors.Join(err, os.Chmod(filepath.Join(data, keyFile), c.key), os.Chmod(data, c.folder))
		if err != nil {
			t.Fatal(err)
		}
		var log strings.Builder
		warn(slog.New(slog.NewTextHandler(&log, nil)), openToOthers(data))
		if got := strings.Contains(log.String(), "others can read "+filepath.Join(data, keyFile)); got != c.warns {
			t.Errorf("%o and %o: it warns %v: %q", c.folder, c.key, got, log.String())
		}
	}
}
