package host

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"

	"latchkey/internal/db"
)

func warn(log *slog.Logger, all ...string) {
	for _, words := range all {
		if words != "" {
			log.Warn(words)
		}
	}
}

// upgraded tells of a copy that is kept, and that somebody has to take away some day.
func upgraded(u db.Upgraded) string {
	if u.Copy == "" {
		return ""
	}
	return fmt.Sprintf("the database was brought up to date, from schema %d to %d. How it was before is kept in %s, which is needed "+
		"to go back to the earlier version: remove it once all is well", u.From, db.Version(), u.Copy)
}

// inTheClear warns of an address at which others on the way can read passwords and codes.
func inTheClear(base *url.URL) string {
	address, err := netip.ParseAddr(base.Hostname())
	if base.Scheme == "https" || base.Hostname() == "localhost" || err == nil && address.IsLoopback() {
		return ""
	}
	return "--base-url is http://, so passwords and codes travel in the clear: put a proxy with TLS in front, and give its https:// address"
}

// Lacks returns a warning about what a build without npm lacks: scripts, icons and the list of breached
// passwords. It returns "" for a complete build.
func Lacks(scripts, breachList bool) string {
	if scripts && breachList {
		return ""
	}
	return "this build has no scripts, no icons and no list of breached passwords; every page works without them. " +
		"`task build` makes a complete one"
}

// openToOthers warns of a key or a database that others on the machine can read.
func openToOthers(data string) string {
	if err := Private(data); err != nil {
		return err.Error()
	}
	return ""
}

// Private returns an error where others on the machine can read what only the owner
// should: the folder closes off what is in it, or else the files close themselves.
func Private(data string) error {
	if closed, err := isClosed(data); err != nil || closed {
		return err
	}
	for _, name := range []string{keyFile, DatabaseFile} {
		path := filepath.Join(data, name)
		if closed, err := isClosed(path); err != nil || !closed {
			return errors.Join(err, fmt.Errorf("others can read %s: chmod go= %s", path, data))
		}
	}
	return nil
}

func isClosed(path string) (bool, error) {
	info, err := os.Stat(path)
	return err == nil && info.Mode().Perm()&0o077 == 0, err
}
