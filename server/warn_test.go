package main

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The key lies open beside what it opens: everybody on the machine could read the secrets.
func TestCheckComplainsOfAKeyThatOthersCanRead(t *testing.T) {
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
			for name, mode := range map[string]os.FileMode{"": c.folder, "key": c.key, DatabaseFile: c.database} {
				if err := os.Chmod(filepath.Join(data, name), mode); err != nil {
					t.Fatal(err)
				}
			}
			s := latchkey(t, nil, "", "check", "--data", data)
			if !c.complains {
				s.succeeds(t, "ok   nobody else can read the data")
				return
			}
			s.refuses(t, 1, "not everything is well")
			if !strings.Contains(s.out, "FAIL nobody else can read the data") || !strings.Contains(s.out, "chmod go= "+data) {
				t.Errorf("check does not say what is open and what to do:\n%s", s.out)
			}
		})
	}
}

// Beyond this machine, passwords and codes must not travel in the clear.
func TestServeWarnsOfAnAddressInTheClear(t *testing.T) {
	for base, warns := range map[string]bool{
		"http://my.example.com": true, "http://192.0.2.7:8080": true, "http://localhost.example.com": true, "http://10.0.0.1": true,
		"https://my.example.com": false, "http://localhost:8080": false, "http://127.0.0.1:8080": false, "http://127.8.8.8": false, "http://[::1]:8080": false,
	} {
		at, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		if got := inTheClear(at) != ""; got != warns {
			t.Errorf("%s: warns %v, want %v", base, got, warns)
		}
	}
	const words = "latchkey: warning: --base-url is http://, so passwords and codes travel in the clear"
	if s := boot(t, func(o *Options) { o.Base = "http://my.example.com" }); !strings.Contains(s.log.String(), words) {
		t.Errorf("serving my.example.com says only:\n%s", s.log.String())
	}
	if s := boot(t); strings.Contains(s.log.String(), "in the clear") {
		t.Errorf("serving this machine says:\n%s", s.log.String())
	}
}
