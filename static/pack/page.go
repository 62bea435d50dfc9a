package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// addStyles makes two stylesheets, each of the sources in its folder, in the order of their file names; server/web does the
// same when nothing is built. What every page needs is in first; what only the client area and the desk need, in area.
func addStyles(p *pkg) error {
	return errors.Join(addStyle(p, "first"), addStyle(p, "area"))
}

func addStyle(p *pkg, sheet string) error {
	names, err := filepath.Glob(sources + "/css/" + sheet + "/*.css")
	if err != nil {
		return err
	}
	var source bytes.Buffer
	for _, name := range names {
		part, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		source.Write(part)
		source.WriteByte('\n')
	}
	style, err := minify("css", source.Bytes())
	if err != nil {
		return err
	}
	_, err = p.add(sheet+".css", style)
	return err
}

func addHTMX(p *pkg) error {
	script, err := os.ReadFile(modules + "/htmx.org/dist/htmx.min.js")
	if err != nil {
		return err
	}
	_, err = p.add("htmx.js", script)
	return err
}

var (
	drawing = regexp.MustCompile(`(?s)<svg[^>]*>(.*)</svg>`)
	blanks  = regexp.MustCompile(`\s+`)
)

// addIcons makes one sprite of the Lucide icons named in icons.json; a symbol's id is its icon's name.
func addIcons(p *pkg) error {
	list, err := os.ReadFile(sources + "/icons.json")
	if err != nil {
		return err
	}
	var names []string
	if err := json.Unmarshal(list, &names); err != nil {
		return fmt.Errorf("reading icons.json: %w", err)
	}
	var sprite strings.Builder
	sprite.WriteString(`<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide, ISC licence -->`)
	for _, name := range names {
		icon, err := os.ReadFile(filepath.Join(modules, "lucide-static/icons", name+".svg"))
		if err != nil {
			return fmt.Errorf("icons.json names %q: %w", name, err)
		}
		parts := drawing.FindSubmatch(icon)
		if parts == nil {
			return fmt.Errorf("icon %q is no drawing", name)
		}
		body := strings.ReplaceAll(blanks.ReplaceAllString(strings.TrimSpace(string(parts[1])), " "), " />", "/>")
		fmt.Fprintf(&sprite, `<symbol id="%s" viewBox="0 0 24 24" fill="none" stroke="currentColor" `+
			`stroke-linecap="round" stroke-linejoin="round">%s</symbol>`, name, strings.ReplaceAll(body, "/> <", "/><"))
	}
	sprite.WriteString(`</svg>`)
	_, err = p.add("icons.svg", []byte(sprite.String()))
	return err
}

// addScripts compiles the module of package wasm and the loader that starts it.
func addScripts(p *pkg) error {
	module, err := compile("./wasm")
	if err != nil {
		return err
	}
	name, err := p.add("latchkey.wasm", module)
	if err != nil {
		return err
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return err
	}
	support := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js")
	source, err := os.ReadFile(sources + "/loader.js")
	if err != nil {
		return err
	}
	loader, err := minify("js", source, "--bundle", "--format=iife", "--inject:"+support, fmt.Sprintf("--define:MODULE=%q", "/static/"+name))
	if err != nil {
		return err
	}
	_, err = p.add("loader.js", loader)
	return err
}

// compile builds a package for the browser. Without inlining the module is smaller by a tenth; with the collector that Go had before
// 1.26, which has less code and is quick enough for what a page takes, by 10 KB of what goes over the wire. Once Go has only the new
// one, it refuses the experiment's name, which goes then.
func compile(path string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "latchkey-wasm-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	module := filepath.Join(dir, "latchkey.wasm")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-gcflags=all=-l", "-o", module, path)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOEXPERIMENT=nogreenteagc")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("compiling %s: %w", path, err)
	}
	return os.ReadFile(module)
}
