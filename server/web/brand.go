package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"regexp"
	"strings"
	"sync"

	"latchkey/components/ui"
	"latchkey/internal/address"
	"latchkey/internal/attachment"
	"latchkey/internal/setting"

	"github.com/gofiber/fiber/v2"
)

// brandCache holds the files made from the host's brand: they change only with it.
type brandCache struct {
	mu    sync.Mutex
	from  [2]string // accent, logo
	files map[string]brandFile
	urls  [2]string
}

type brandFile struct {
	kind string
	body []byte
}

// Brand returns the host's name, logo, colour and support addresses for the pages.
func (s *Site) Brand(c setting.Choices) ui.Brand {
	brand := ui.Brand{
		Name: c.BrandName, LogoURL: s.brandURLs(c)[1], Accent: c.Accent,
		SupportEmail: c.SupportEmail, SupportPhone: c.SupportPhone, SupportURL: c.SupportURL,
	}
	if support, err := address.ParseEmail(c.SupportEmail); err == nil {
		brand.SupportMail = support.URL()
	}
	return brand
}

func (s *Site) assets(c setting.Choices) ui.Assets {
	a := ui.Assets{
		CSS: s.Assets.URL(AssetCSS), Area: s.Assets.URL(AssetArea), HTMX: s.Assets.URL(AssetHTMX),
		Loader: s.Assets.URL(AssetLoader), Icons: s.Assets.URL(AssetIcons),
	}
	a.Accent = s.brandURLs(c)[0]
	return a
}

func (s *Site) brandURLs(c setting.Choices) [2]string {
	s.brand.mu.Lock()
	defer s.brand.mu.Unlock()
	if from := [2]string{c.Accent, c.Logo}; s.brand.files == nil || s.brand.from != from {
		s.brand.from, s.brand.files, s.brand.urls = from, map[string]brandFile{}, [2]string{}
		if c.Accent != "" {
			s.brand.urls[0] = s.brand.add(".css", brandFile{"text/css; charset=utf-8", drawnIn(c.Accent)})
		}
		if logo, err := s.logo(c.Logo); err == nil {
			s.brand.urls[1] = s.brand.add("", logo)
		} else if !errors.Is(err, attachment.ErrNone) {
			s.Log.Error("the logo can't be read", "error", err)
		}
	}
	return s.brand.urls
}

// logo reads the host's logo; [attachment.ErrNone] if there is none.
func (s *Site) logo(value string) (brandFile, error) {
	if kind, image, err := setting.ParseLogo(value); err == nil { // of a demo
		return brandFile{kind, image}, nil
	}
	if s.Files == nil {
		return brandFile{}, attachment.ErrNone
	}
	kind, image, err := s.Files.LogoImage(value)
	return brandFile{kind, image}, err
}

// drawnIn is a style sheet in the host's colour. What is written on it is said here, for browsers that can't compute it.
func drawnIn(accent string) []byte {
	return []byte(":root{--accent:" + accent + ";--on-brand:" + ui.OnColour(accent) + "}\n")
}

func (b *brandCache) add(suffix string, f brandFile) string {
	sum := sha256.Sum256(f.body)
	path := "/brand/" + hex.EncodeToString(sum[:8]) + suffix
	b.files[path] = f
	return path
}

func (s *Site) serveBrand(c *fiber.Ctx) error {
	if colour, found := previewed(c.Path()); found {
		return s.sendBrand(c, brandFile{"text/css; charset=utf-8", drawnIn("#" + colour)})
	}
	s.brandURLs(s.Settings.Choices(c.UserContext()))
	s.brand.mu.Lock()
	f, found := s.brand.files[c.Path()]
	s.brand.mu.Unlock()
	if !found {
		return ErrNotFound
	}
	return s.sendBrand(c, f)
}

var preview = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^/brand/preview-([0-9a-f]{6})\.css$`) })

// previewed is the colour of a style sheet that draws the page that links it in that colour.
func previewed(path string) (colour string, found bool) {
	match := preview().FindStringSubmatch(path)
	if match == nil {
		return "", false
	}
	return match[1], true
}

// Preview returns the URL of a style sheet that sets the accent colour, which is written as #rrggbb.
func Preview(accent string) string {
	return "/brand/preview-" + strings.ToLower(strings.TrimPrefix(accent, "#")) + ".css"
}

func (s *Site) sendBrand(c *fiber.Ctx, f brandFile) error {
	c.Set(fiber.HeaderContentType, f.kind)
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	// An SVG opened by itself is a document: it may neither run nor load anything.
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; style-src 'unsafe-inline'; sandbox")
	return c.Send(f.body)
}

// Recovers reports whether the host lets somebody recover an account who has lost the backup codes too.
func (r *Request) Recovers() bool {
	return r.Site.Settings.Choices(r.Context()).RecoveryMode != setting.CodesOnly
}
