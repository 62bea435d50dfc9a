// Package gallery shows developers every component in every state, drawn from made-up values, in both colour
// schemes, in both directions, narrow and wide. Only a developer's build serves it. It uses no database.
package gallery

import (
	"embed"
	"strings"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"latchkey/components/canned/all"
	"latchkey/components/ui"
	"latchkey/internal/locale"
	"latchkey/server/web"
)

//go:embed *.css
var styles embed.FS

// The gallery frames its own pages, which no other page of Latchkey may; otherwise the policy is as strict.
const policy = "default-src 'none'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors 'self'"

// Mount serves the index at /gallery, one state at /gallery/NAME?dir=ltr|rtl&scheme=light|dark, and the
// gallery's own style sheets. What runs right to left is shown in Arabic.
func Mount(app fiber.Router, a *web.Assets) {
	assets := ui.Assets{
		CSS: a.URL(web.AssetCSS), Area: a.URL(web.AssetArea), HTMX: a.URL(web.AssetHTMX),
		Loader: a.URL(web.AssetLoader), Icons: a.URL(web.AssetIcons),
	}
	app.Get("/gallery", func(c *fiber.Ctx) error {
		return draw(c, locale.English(), index(assets, all.States(locale.English())))
	})
	app.Get("/gallery/:name<regex(^[a-z]+\\.css$)>", style)
	app.Get("/gallery/:name", func(c *fiber.Ctx) error { return state(c, assets) })
}

func state(c *fiber.Ctx, assets ui.Assets) error {
	l := locale.English()
	if c.Query("dir") == "rtl" {
		l = locale.Of("ar")
	}
	if scheme := c.Query("scheme"); scheme == "light" || scheme == "dark" {
		assets.Accent = "/gallery/" + scheme + ".css"
	}
	for _, s := range all.States(l) {
		if s.Name == c.Params("name") {
			return draw(c, l, s.Page(assets))
		}
	}
	return fiber.ErrNotFound
}

func style(c *fiber.Ctx) error {
	sheet, err := styles.ReadFile(strings.Clone(c.Params("name")))
	if err != nil {
		return fiber.ErrNotFound
	}
	c.Set(fiber.HeaderContentType, "text/css; charset=utf-8")
	return c.Send(sheet)
}

func draw(c *fiber.Ctx, l *locale.Locale, page templ.Component) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderContentSecurityPolicy, policy)
	c.Set(fiber.HeaderXFrameOptions, "SAMEORIGIN")
	return page.Render(locale.Into(c.UserContext(), l), c.Response().BodyWriter())
}
