// Command pack makes the files in static/dist that the binary embeds: stylesheets, htmx, icon sprite, loader,
// WebAssembly module, the filter of breached passwords, and the notices of what others have made. Each file that a browser
// loads has a hash of its content in its name and is stored compressed, with brotli and with gzip; manifest.json maps names
// without a hash to names with one.
//
// Run it from the repository's root after `npm ci` in static: `go run ./static/pack`. With -fast it compresses less
// and faster, for development.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	sources = "static"
	modules = "static/node_modules"
)

func main() {
	folder := flag.String("to", "static/dist", "folder to fill")
	fast := flag.Bool("fast", false, "compress little")
	flag.Parse()
	if err := run(*folder, *fast); err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
}

func run(folder string, fast bool) error {
	if _, err := os.Stat(modules); err != nil {
		return fmt.Errorf("%s is missing: run `npm ci` in %s first", modules, sources)
	}
	p, err := newPackage(folder, fast)
	if err != nil {
		return err
	}
	steps := []func(*pkg) error{addStyles, addHTMX, addIcons, addScripts, writeKnownPasswords}
	if !fast {
		steps = append(steps, writeNotices)
	}
	for _, step := range steps {
		if err := step(p); err != nil {
			return err
		}
	}
	if err := p.writeManifest(); err != nil {
		return err
	}
	return p.removeStale()
}

// minify runs esbuild over source, which is JavaScript or CSS.
func minify(kind string, source []byte, options ...string) ([]byte, error) {
	bin, err := filepath.Abs(filepath.Join(modules, ".bin", "esbuild"))
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(bin, append([]string{"--loader=" + kind, "--minify", "--legal-comments=none", "--log-level=warning"}, options...)...)
	cmd.Dir = sources
	cmd.Stdin = strings.NewReader(string(source))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("minifying %s with esbuild: %w", kind, err)
	}
	return out, nil
}
