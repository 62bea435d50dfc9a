package host

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
)

// measuredFile stands in a data folder that was made to be measured. A program whose hashes are nearly free opens no
// other: it would give whoever signs in such a hash.
const measuredFile = "made-to-be-measured"

func madeToBeMeasured(data string) error {
	if _, err := os.Stat(filepath.Join(data, measuredFile)); err != nil {
		return fmt.Errorf("this program was built to be measured (tag bench) and protects no password, so it opens no folder without %s: %w",
			measuredFile, err)
	}
	return nil
}

// onLoopback refuses every address that another machine could reach.
func onLoopback(host string) error {
	if at, err := netip.ParseAddr(host); err != nil || !at.IsLoopback() {
		return fmt.Errorf("this program was built to be measured (tag bench) and protects no password, so it listens on 127.0.0.1 or "+
			"[::1] alone, not on %q", host)
	}
	return nil
}

// nearlyFree warns of a program that was built to be measured.
func nearlyFree(is bool) string {
	if !is {
		return ""
	}
	return "THIS PROGRAM PROTECTS NO PASSWORD: it was built to be measured (tag bench). Serve nobody with it"
}
