package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// The names of the built assets without their hash, for [Assets.URL].
const (
	AssetCSS    = "first.css" // what every page needs
	AssetArea   = "area.css"  // what the client area and the desk need besides
	AssetHTMX   = "htmx.js"
	AssetLoader = "loader.js" // starts the WebAssembly module
	AssetIcons  = "icons.svg" // the sprite
)

const assetPrefix = "/static/"

var assetTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
	".wasm": "application/wasm",
}

// Assets holds the files that browsers load. Each URL contains a hash of the file's content, so a browser may
// cache it for good. It is safe for concurrent use.
type Assets struct {
	fsys     fs.FS
	urls     map[string]string // plain name -> URL
	forms    map[string]forms  // name in the URL -> the encodings it is kept in
	css      map[string][]byte // of an unbuilt dist, by the name in the URL
	complete bool
}

// forms are the files of one asset by content coding; "" is the identity, which is what the gzip form unpacks to: the
// few browsers that take no other are not worth a third of the module's room in the binary.
type forms map[string]form

type form struct {
	path string
	size int                    // in bytes, -1 when it is known only once it is unpacked
	made func() ([]byte, error) // the file's content where it is not kept as a file; made when it is first asked for
}

// NewAssets returns the assets in fsys, which is laid out like package static's FS. If dist was not built, they
// are the stylesheets only, from their sources.
func NewAssets(fsys fs.FS) (*Assets, error) {
	a := &Assets{fsys: fsys, urls: map[string]string{}, forms: map[string]forms{}, css: map[string][]byte{}}
	manifest, err := fs.ReadFile(fsys, "dist/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return a, errors.Join(a.addSource("first"), a.addSource("area"))
	}
	if err != nil {
		return nil, fmt.Errorf("reading asset manifest: %w", err)
	}
	var names map[string]string
	if err := json.Unmarshal(manifest, &names); err != nil {
		return nil, fmt.Errorf("reading asset manifest: %w", err)
	}
	for plain, hashed := range names {
		if err := a.addBuilt(plain, hashed); err != nil {
			return nil, fmt.Errorf("reading built assets: %w", err)
		}
	}
	if a.urls[AssetCSS] == "" || a.urls[AssetArea] == "" {
		return nil, errors.New("reading asset manifest: it does not name both stylesheets")
	}
	a.complete = true
	return a, nil
}

func (a *Assets) addBuilt(plain, hashed string) error {
	name := "dist/" + hashed
	brotli, err := fs.Stat(a.fsys, name+".br")
	if err != nil {
		return err
	}
	zipped := form{path: name + ".gz"}
	info, err := fs.Stat(a.fsys, zipped.path)
	switch {
	case err == nil:
		zipped.size = int(info.Size())
	case errors.Is(err, fs.ErrNotExist): // a large one is kept once
		zipped.made = sync.OnceValues(func() ([]byte, error) { return a.gzipOf(name + ".br") })
	default:
		return err
	}
	plainForm := zipped
	plainForm.size = -1
	a.urls[plain] = assetPrefix + hashed
	a.forms[hashed] = forms{"br": {path: name + ".br", size: int(brotli.Size())}, "gzip": zipped, "": plainForm}
	return nil
}

// gzipOf packs a brotli file anew with gzip, for browsers that take no brotli: none does over plain HTTP.
func (a *Assets) gzipOf(brotli string) ([]byte, error) {
	packed, err := fs.ReadFile(a.fsys, brotli)
	if err != nil {
		return nil, fmt.Errorf("opening asset: %w", err)
	}
	content, err := fasthttp.AppendUnbrotliBytes(nil, packed)
	if err != nil {
		return nil, fmt.Errorf("unpacking asset: %w", err)
	}
	return fasthttp.AppendGzipBytesLevel(nil, content, gzipLevel), nil
}

// addSource joins the sources of a stylesheet in the order of their file names, as the build does.
func (a *Assets) addSource(sheet string) error {
	names, err := fs.Glob(a.fsys, "css/"+sheet+"/*.css")
	if err != nil {
		return err
	}
	var sheets bytes.Buffer
	for _, name := range names {
		part, err := fs.ReadFile(a.fsys, name)
		if err != nil {
			return fmt.Errorf("reading stylesheet: %w", err)
		}
		sheets.Write(part)
		sheets.WriteByte('\n')
	}
	sum := sha256.Sum256(sheets.Bytes())
	hashed := sheet + "." + hex.EncodeToString(sum[:6]) + ".css"
	a.css[hashed] = sheets.Bytes()
	a.urls[sheet+".css"], a.forms[hashed] = assetPrefix+hashed, forms{"": {size: sheets.Len()}}
	return nil
}

// URL returns the path of the asset with that name; "" if this build has none.
func (a *Assets) URL(name string) string { return a.urls[name] }

// Complete reports whether this binary was built with scripts and icons.
func (a *Assets) Complete() bool { return a.complete }

// Handler serves the assets below /static/ in the encoding that the browser prefers.
func (a *Assets) Handler() fiber.Handler {
	return func(c *fiber.Ctx) error {
		kept, known := a.forms[c.Params("*")]
		if !known {
			return fiber.ErrNotFound
		}
		c.Vary(fiber.HeaderAcceptEncoding)
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
		c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
		c.Set(fiber.HeaderContentType, assetTypes[path.Ext(c.Params("*"))])
		coding := preferredCoding(c.Get(fiber.HeaderAcceptEncoding), kept)
		if coding != "" {
			c.Set(fiber.HeaderContentEncoding, coding)
		}
		if css, unbuilt := a.css[c.Params("*")]; unbuilt {
			return c.Send(css)
		}
		return a.send(c, kept[coding])
	}
}

// send streams a file straight out of the binary, if it is one: nothing of it is kept on the heap.
func (a *Assets) send(c *fiber.Ctx, f form) error {
	if f.made != nil && f.size >= 0 {
		content, err := f.made()
		return errors.Join(err, c.Send(content))
	}
	file, err := a.open(f)
	if err != nil {
		return fmt.Errorf("opening asset: %w", err)
	}
	if f.size >= 0 {
		return c.SendStream(file, f.size)
	}
	content, err := gzip.NewReader(file)
	if err != nil {
		return errors.Join(fmt.Errorf("unpacking asset: %w", err), file.Close())
	}
	return c.SendStream(struct {
		io.Reader
		io.Closer
	}{content, file})
}

func (a *Assets) open(f form) (io.ReadCloser, error) {
	if f.made == nil {
		return a.fsys.Open(f.path)
	}
	content, err := f.made()
	return io.NopCloser(bytes.NewReader(content)), err
}
