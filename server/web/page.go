package web

import (
	"net/url"

	"latchkey/components/ui"
	"latchkey/internal/phrase"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"
)

// Unprocessable is the status of a form that is shown again with its errors.
const Unprocessable = fiber.StatusUnprocessableEntity

// Screen answers with a screen in its frame. Status 0 is 200; section "" is none; title is a key of the
// catalogue, and "" takes the section's title.
func (r *Request) Screen(status int, section, title string, screen templ.Component) error {
	if title == "" {
		title = "section." + section
	}
	return r.Show(View{Status: status, Title: title, Section: section, Screen: screen})
}

// Said returns a sentence that a page shows after a redirect: what [Request.Told] says of name is a code, and words
// maps codes to keys of the catalogue. It returns "" if there is no code or words does not have it.
func (r *Request) Said(name string, words map[string]string) string {
	if key, found := words[r.Told(name)]; found {
		return r.Locale.T(key)
	}
	return ""
}

// Beside returns a form with one error beside field; words is its key in the catalogue.
func (r *Request) Beside(field, words string) ui.Form {
	return ui.Beside(field, r.Locale.T(words))
}

// BesideEach is the form with words beside each of these fields, whose key is prefix and the field's name.
func (r *Request) BesideEach(prefix string, fields []string) ui.Form {
	form := ui.Form{Errors: map[string]string{}}
	for _, field := range fields {
		form.Errors[field] = r.Locale.T(prefix + field)
	}
	return form
}

// Phrase returns the two words of a stored number in the person's language: see [phrase.Text].
func (r *Request) Phrase(number string) string { return phrase.Text(number, r.Locale.Lang()) }

// WithQuery returns path with a query of the given name, value pairs. Pairs with an empty value are left out.
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
