package web

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"latchkey/components"
	"latchkey/components/ui"
	"latchkey/internal/user"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"
)

// View is a screen and what its frame shows around it.
type View struct {
	Status  int    // 0: 200
	Title   string // a key of the catalogue
	With    []any  // what its words need, as pairs
	Section string // of the client area or the desk; "" for none
	Banners []ui.Banner
	Screen  templ.Component
	Area    bool // the screen needs the styles of the client area, also where nobody is signed in
}

// Show answers with the screen alone if htmx sent the request, otherwise with the whole page. No other code
// makes that decision.
func (r *Request) Show(v View) error {
	r.tryCookies()
	frame := r.frame(v)
	draw := components.Public(frame)
	if r.Session.ID != "" {
		draw = components.Client(frame)
	}
	r.c.Append(fiber.HeaderVary, "HX-Request", fiber.HeaderAcceptLanguage, fiber.HeaderCookie)
	r.c.Set(fiber.HeaderCacheControl, "no-store")
	r.c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	if r.strayed != "" {
		v.Status, v.Screen = max(v.Status, Unprocessable), r.afterStray(v.Screen)
	}
	if r.Partial() {
		draw = components.Partial(frame)
		if r.c.Method() == fiber.MethodGet {
			r.c.Set("HX-Push-Url", r.c.OriginalURL())
		}
	}
	r.c.Status(max(v.Status, fiber.StatusOK))
	return r.write(draw, v.Screen)
}

// Draw answers with the component alone, without the frame and without the frame's values.
func (r *Request) Draw(component templ.Component) error {
	r.c.Set(fiber.HeaderCacheControl, "no-store")
	r.c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return r.write(component, templ.NopComponent)
}

// Part answers with one part of a page for htmx. Unlike [Request.Draw] it gives the component what it has on
// the page, such as icons.
func (r *Request) Part(component templ.Component) error {
	r.c.Append(fiber.HeaderVary, "HX-Request", fiber.HeaderAcceptLanguage, fiber.HeaderCookie)
	r.c.Set(fiber.HeaderCacheControl, "no-store")
	r.c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return r.write(components.Part(r.frame(View{Title: "code.title"})), component)
}

func (r *Request) write(component, children templ.Component) error {
	ctx := templ.WithChildren(r.Context(), children)
	if r.marked {
		ctx = ui.WithCookieMark(ctx)
	}
	if mark := r.LinkMark(); mark != "" {
		ctx = ui.WithLinkMark(ctx, mark)
	}
	if err := component.Render(ctx, r.c.Response().BodyWriter()); err != nil {
		r.c.Response().ResetBody()
		return err
	}
	r.compress()
	if r.c.Method() == fiber.MethodHead {
		r.c.Response().SkipBody = true
	}
	return nil
}

func (r *Request) frame(v View) components.Frame {
	choices := r.Site.Settings.Choices(context.WithoutCancel(r.c.UserContext()))
	f := components.Frame{
		Title:   r.Locale.T(v.Title, v.With...),
		Brand:   r.Site.Brand(choices),
		Assets:  r.Site.assets(choices),
		Section: v.Section,
		Banners: append(r.required(), v.Banners...),
		Path:    r.here(),
		Demo:    r.Site.Demo,
		Styled:  v.Area,
		Crosses: r.crosses(v.Section),
	}
	if r.restored != "" {
		f.Banners = append(f.Banners, ui.Banner{Kind: "info", Text: r.Locale.T(r.restored)})
	}
	if r.Session.ID != "" {
		f.Person = &components.Person{
			Name: r.Session.Name, Email: r.Session.Email, Locked: r.locked(),
			Staff: r.Session.Role != user.Client, Administrator: r.Session.Role == user.Administrator,
			Waiting: r.Waits(), Alerts: r.Alerts(),
		}
		f.Banners = append(f.Banners, r.underWay(f.Path)...)
		if slices.Contains(clientSections, v.Section) || (!r.Partial() || f.Crosses) && !r.locked() && !components.OnDesk(v.Section) {
			r.wear(&f)
		}
	}
	return f
}

// crosses reports whether a step of htmx leads out of the section that its page marks, as far as that page's address says. On the
// desk each step brings the menu along: it says what waits.
func (r *Request) crosses(section string) bool {
	if !r.Partial() || section == "" {
		return false
	}
	if components.OnDesk(section) {
		return true
	}
	from, err := url.Parse(r.c.Get("HX-Current-URL"))
	return err == nil && components.SectionAt(from.Path) != section
}

// here is the page that a change of language leads back to.
func (r *Request) here() string {
	if r.strayed != "" {
		return r.strayed
	}
	if r.c.Method() == fiber.MethodPost {
		return "/"
	}
	path, _, _ := strings.Cut(r.c.OriginalURL(), "?")
	return LocalPath(path, "/")
}

// Go redirects to another page in the same frame, with status 303, which browsers and htmx both follow.
func (r *Request) Go(path string) error {
	r.c.Set(fiber.HeaderCacheControl, "no-store")
	return r.c.Redirect(path, fiber.StatusSeeOther)
}

// To returns a handler that redirects to path. It answers a GET of a form's address, as from a reload or a
// bookmark, with the page that shows the form.
func To(path string) func(*Request) error {
	return func(r *Request) error { return r.Go(path) }
}

// Leave redirects to a page in another frame, as after signing in or out: htmx loads the whole page.
func (r *Request) Leave(path string) error {
	if !r.Partial() {
		return r.Go(path)
	}
	r.c.Set(fiber.HeaderCacheControl, "no-store")
	r.c.Set("HX-Redirect", path)
	return r.c.SendStatus(fiber.StatusNoContent)
}

// Download answers with a plain text, which the browser saves as name.
func (r *Request) Download(name, text string) error {
	return r.Attach(name, fiber.MIMETextPlainCharsetUTF8, text)
}

// JSON answers with a JSON text, for scripts and password managers.
func (r *Request) JSON(text []byte) error {
	r.c.Set(fiber.HeaderCacheControl, "no-store")
	r.c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return r.c.Send(text)
}

// RetryAfter sets the Retry-After header.
func (r *Request) RetryAfter(seconds int) { r.c.Set(fiber.HeaderRetryAfter, strconv.Itoa(seconds)) }

// Attach answers with a file of the media type kind, which the browser saves as name.
func (r *Request) Attach(name, kind, text string) error {
	r.c.Set(fiber.HeaderContentType, kind)
	r.c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return r.c.SendString(text)
}
