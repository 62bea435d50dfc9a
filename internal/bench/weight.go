package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
)

// measureWeight counts what a browser with an empty cache waits for until the sign-in page is usable, and what comes
// after it. Heads and bodies count, as they are on the wire.
func (b *bench) measureWeight(context.Context) (err error) {
	b.section("The sign-in page, cold, as a browser gets it")
	p, err := b.real.serve()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	l, err := dial(p.address, 0)
	if err != nil {
		return err
	}
	defer l.close()
	page, err := l.load(p.address, "/sign-in", "")
	if err != nil {
		return err
	}
	sum, detail, loader := page.bytes, []string{fmt.Sprintf("HTML %d", page.bytes)}, answer{}
	for _, path := range parts(page.body) {
		part, err := l.load(p.address, path, "")
		if err != nil {
			return err
		}
		if strings.Contains(path, "/loader.") {
			loader = part // an ES module: it runs when the page is usable, and starts the WebAssembly
			continue
		}
		sum += part.bytes
		detail = append(detail, fmt.Sprintf("%s %d", kind(path), part.bytes))
	}
	b.hold("until it is usable (KB)", "", float64(sum)/1000, strings.Join(detail, ", "))
	b.hold("requests until it is usable", "", float64(len(detail)), "")
	return b.weighModule(l, p.address, loader)
}

func (b *bench) weighModule(l *link, host string, loader answer) error {
	path := regexp.MustCompile(`/static/[a-z0-9.]+\.wasm`).Find(loader.body)
	if path == nil {
		b.skip("the WebAssembly's weight: this build has none; run `task build` first")
		return nil
	}
	module, err := l.load(host, string(path), "")
	if err != nil {
		return err
	}
	b.hold("then the WebAssembly with its loader, brotli (KB)", "", float64(module.bytes+loader.bytes)/1000,
		fmt.Sprintf("module %d, loader %d", module.bytes, loader.bytes))
	return nil
}

// load gets a page or a part of it and unpacks its body; its bytes stay those of the wire.
func (l *link) load(host, path, session string) (answer, error) {
	a, err := l.send(get(host, path, session))
	if err != nil || a.status != 200 {
		return a, fmt.Errorf("loading %s: status %d, %w", path, a.status, err)
	}
	var plain io.Reader = bytes.NewReader(a.body)
	switch a.coding {
	case "br":
		plain = brotli.NewReader(plain)
	case "gzip":
		if plain, err = gzip.NewReader(plain); err != nil {
			return a, fmt.Errorf("unpacking %s: %w", path, err)
		}
	}
	a.body, err = io.ReadAll(plain)
	return a, err
}

var linked = regexp.MustCompile(`(?:src|href)="(/(?:static|brand)/[^"#]+)`)

// parts are the files that a page names, each once.
func parts(page []byte) []string {
	var paths []string
	for _, match := range linked.FindAllSubmatch(page, -1) {
		if path := string(match[1]); !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return paths
}

func kind(path string) string {
	name, _, _ := strings.Cut(path[strings.LastIndexByte(path, '/')+1:], ".")
	return name
}
