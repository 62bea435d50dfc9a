package hosttest

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"latchkey/server/web"
)

var (
	inputTag  = regexp.MustCompile(`<input\b[^>]*>`)
	attribute = regexp.MustCompile(`([a-z-]+)="([^"]*)"`)
)

// Form returns what the page's inputs would send as they are: those that are not ticked, files and buttons aside.
func (p Page) Form() url.Values {
	form := url.Values{}
	for _, tag := range inputTag.FindAllString(p.Body, -1) {
		has := map[string]string{}
		for _, a := range attribute.FindAllStringSubmatch(tag, -1) {
			has[a[1]] = html.UnescapeString(a[2])
		}
		ticks := has["type"] == "checkbox" || has["type"] == "radio"
		if has["name"] != "" && has["type"] != "file" && (!ticks || strings.Contains(tag, " checked")) {
			if has["name"] == web.LinkField { // each of the page's forms has it, and only one of them is sent
				form.Del(has["name"])
			}
			form.Add(has["name"], has["value"])
		}
	}
	return form
}

// SettingForm returns where the page with that setting sends its form, and what it sends with these values for the setting.
func (b *Browser) SettingForm(name string, values ...string) (path string, form url.Values) {
	b.T.Helper()
	if path = b.Get("/desk/settings/" + strings.TrimSuffix(name, ".remove")).Location; !strings.HasPrefix(path, "/desk/settings/") {
		b.T.Fatalf("%s leads to %q", name, path)
	}
	p := b.Get(path)
	p.Says(b.T, http.StatusOK, `name="shown"`)
	form = p.Form()
	form[name] = values
	return path, form
}

// ChangesSetting sends the page with that setting, as it is but for these values of the setting.
func (b *Browser) ChangesSetting(name string, values ...string) Page {
	b.T.Helper()
	path, form := b.SettingForm(name, values...)
	return b.Send(http.MethodPost, path, form)
}
