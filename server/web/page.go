package web

import (
	"net/url"

	"latchkey/components/ui"
	"latchkey/internal/clock"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"
)

// Unprocessable is the status of a form that comes back with what is wrong with it.
const Unprocessable = fiber.StatusUnprocessableEntity

// Screen shows a screen of a section, "" for none; status 0 is 200. Its title is a key of the catalogue, that of the section
// for "".
func (r *Request) Screen(status int, section, title string, screen templ.Component) error {
	if title == "" {
		title = "section." + section
	}
	return r.Show(View{Status: status, Title: title, Section: section, Screen: screen})
}

// Said is what a page says once after a step that led to it, by the code in the address that is called name; "" for
// nothing, and for a code that words do not have.
func (r *Request) Said(name string, words map[string]string) string {
	if key, found := words[r.Query(name)]; found {
		return r.Locale.T(key)
	}
	return ""
}

// Beside is a form with one sentence, a key of the catalogue, beside one field.
func (r *Request) Beside(field, words string) ui.Form {
	return ui.Beside(field, r.Locale.T(words))
}

// Date writes a day out, as it was in UTC; "" for none.
func (r *Request) Date(at clock.Instant) string {
	if at.IsZero() {
		return ""
	}
	return r.Locale.Date(at.Time())
}

// DateTime writes a moment out, in UTC; "" for none.
func (r *Request) DateTime(at clock.Instant) string {
	if at.IsZero() {
		return ""
	}
	return r.Locale.DateTime(at.Time())
}

// WithQuery is a path with parameters, given as names each followed by its value; those that are "" are left out.
func WithQuery(path string, pairs ...string) string {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			values.Set(pairs[i], pairs[i+1])
		}
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}
