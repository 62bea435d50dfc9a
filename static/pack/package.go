package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
)

// pkg is the folder under construction. Its names are content hashes, so a file that is there already is right and is
// not compressed again.
type pkg struct {
	dir      string
	manifest map[string]string // plain name -> name in the folder
	keep     map[string]bool   // every file that belongs to this build
	brotli   int               // quality
	gzip     int               // level
}

func newPackage(dir string, fast bool) (*pkg, error) {
	p := &pkg{
		dir: dir, manifest: map[string]string{}, keep: map[string]bool{".keep": true, "manifest.json": true, noticesName: true},
		brotli: brotli.BestCompression, gzip: gzip.BestCompression,
	}
	if fast {
		p.brotli, p.gzip = brotli.BestSpeed, gzip.BestSpeed
	}
	return p, os.MkdirAll(dir, 0o755)
}

// large is the size from which content is kept in one form only, so that the binary stays small: a server makes the gzip
// form itself, once somebody asks for it.
const large = 256 << 10

// add stores the compressed forms of content under name with its hash in it, and returns that name.
func (p *pkg) add(name string, content []byte) (string, error) {
	sum := sha256.Sum256(content)
	ext := filepath.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	p.manifest[name] = hashed
	if err := p.once(hashed+".br", content, p.brotlied); err != nil || len(content) >= large {
		return hashed, err
	}
	return hashed, p.once(hashed+".gz", content, p.gzipped)
}

func (p *pkg) once(name string, content []byte, transform func([]byte) ([]byte, error)) error {
	p.keep[name] = true
	if _, err := os.Stat(filepath.Join(p.dir, name)); err == nil {
		return nil
	}
	data, err := transform(content)
	if err != nil {
		return fmt.Errorf("compressing %s: %w", name, err)
	}
	return p.write(name, data)
}

// write replaces a file whole, so that a build that is under way never embeds half of one.
func (p *pkg) write(name string, data []byte) error {
	part, err := os.CreateTemp(p.dir, ".part-*")
	if err != nil {
		return err
	}
	defer os.Remove(part.Name())
	if _, err := part.Write(data); err != nil {
		return err
	}
	if err := part.Close(); err != nil {
		return err
	}
	if err := os.Chmod(part.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(part.Name(), filepath.Join(p.dir, name))
}

func (p *pkg) writeManifest() error {
	data, err := json.MarshalIndent(p.manifest, "", "  ")
	if err != nil {
		return err
	}
	name := filepath.Join(p.dir, "manifest.json")
	if before, err := os.ReadFile(name); err == nil && bytes.Equal(before, data) {
		return nil
	}
	return p.write("manifest.json", data)
}

func (p *pkg) removeStale() error {
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !p.keep[entry.Name()] {
			if err := os.Remove(filepath.Join(p.dir, entry.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *pkg) brotlied(content []byte) ([]byte, error) {
	var out bytes.Buffer
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: p.brotli})
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (p *pkg) gzipped(content []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, p.gzip)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
