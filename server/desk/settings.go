package desk

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/setting"
	"latchkey/server/web"
)

const settingsPath = "/desk/settings"

// A settingsPage is a page of the settings: those of one matter, under headings.
type settingsPage struct {
	name   string
	groups []string // each what stands before the first dot of its settings' names
}

// settingsPages are the pages of the settings in their order. What begins otherwise stands at the end of the first.
var settingsPages = []settingsPage{
	{"brand", []string{"brand", "support", "host", "other"}},
	{"sign-in", []string{"registration", "two_factor"}},
	{"sessions", []string{"session", "trust", "security", "audit"}},
	{"recovery", []string{"recovery"}},
	{"files", []string{"attachment"}},
}

var settingsDone = map[string]string{"saved": "settings.done"}

// groupOf is the heading of a setting.
func groupOf(d setting.Definition) string {
	group, _, _ := strings.Cut(key(d.Name), ".")
	switch group {
	case "methods", "whatsapp":
		return "two_factor"
	}
	if slices.ContainsFunc(settingsPages, func(p settingsPage) bool { return slices.Contains(p.groups, group) }) {
		return group
	}
	return "other"
}

// of are the settings of a group.
func of(group string) (all []setting.Definition) {
	for _, d := range setting.Definitions {
		if groupOf(d) == group {
			all = append(all, d)
		}
	}
	return all
}

func (s settingsPage) path() string { return settingsPath + "/" + s.name }

// settings are those of the page.
func (s settingsPage) settings() (all []setting.Definition) {
	for _, group := range s.groups {
		all = append(all, of(group)...)
	}
	return all
}

// only are the values of the page's settings.
func (s settingsPage) only(values map[string]string) map[string]string {
	own := map[string]string{}
	for _, d := range s.settings() {
		own[d.Name] = values[d.Name]
	}
	return own
}

// shown is the field of a form that says what the settings of its page were as it was drawn, with the host's key.
const shown = "shown"

func shownWith(r *web.Request, own map[string]string) string {
	return r.Site.Factors.Ring.MAC(shownPurpose, inText(own))
}

// wasShownWith reports whether a form was drawn with the settings as they are.
func wasShownWith(r *web.Request, own map[string]string) bool {
	return r.Site.Factors.Ring.Verify(r.Field(shown), shownPurpose, inText(own))
}

const shownPurpose = "settings shown"

func inText(own map[string]string) string {
	text, err := json.Marshal(own)
	if err != nil {
		panic(err) // texts always marshal
	}
	return string(text)
}

// Settings leads to the first page of the host's settings.
func (p *Pages) Settings(r *web.Request) error { return r.Go(settingsPages[0].path()) }

// pageNamed is the page with that name, or the one with the setting of that name, where its form was once.
func pageNamed(name string) (page settingsPage, moved bool, err error) {
	for _, s := range settingsPages {
		if s.name == name {
			return s, false, nil
		}
		for _, d := range s.settings() {
			if d.Name == name {
				return s, true, nil
			}
		}
	}
	return settingsPage{}, false, web.ErrNotFound
}

// SettingsPage shows the settings of one matter in a form. No address fills it, whoever leads there: our own pages lead
// where a stranger's link says.
func (p *Pages) SettingsPage(r *web.Request) error {
	page, moved, err := pageNamed(r.Param("page"))
	if err != nil {
		return err
	}
	if moved {
		return r.Go(page.path())
	}
	if slices.Contains(page.groups, "brand") { // a file that is chosen is kept on no detour
		if err := p.fresh(r); err != nil {
			return err
		}
	}
	return p.showSettings(r, page, ui.Form{Values: r.PendingValues()}, 0)
}

// showSettings draws the page. What was typed keeps the mark of what was stored when it was typed, so that it undoes no
// later change unseen.
func (p *Pages) showSettings(r *web.Request, page settingsPage, form ui.Form, status int) error {
	values, err := r.Site.Settings.All(r.Context(), r.Site.DB.Read())
	if err != nil {
		return err
	}
	mark := shownWith(r, page.only(values))
	if form.Values != nil {
		mark = form.Value(shown)
	}
	props := screen.SettingsProps{
		Form: form, URL: page.path(), Shown: mark, Done: r.Said("done", settingsDone),
		Upload: slices.Contains(page.groups, "brand"),
	}
	for _, s := range settingsPages {
		props.Pages = append(props.Pages, ui.Choice{Value: s.path(), Label: r.Locale.T("settings.page_" + key(s.name))})
	}
	var files []screen.SettingGroup // which stand at the end: where the form is too slow, what stands before them is kept
	for _, group := range page.groups {
		g := screen.SettingGroup{ID: group, Title: r.Locale.T("settings.group_" + group)}
		for _, d := range of(group) {
			field := p.settingField(r, d, values[d.Name], form)
			if field.Upload {
				files = append(files, screen.SettingGroup{ID: "file", Title: field.Label, Fields: []screen.SettingField{field}})
				continue
			}
			g.Fields = append(g.Fields, field)
		}
		if len(g.Fields) > 0 {
			props.Groups = append(props.Groups, g)
		}
	}
	props.Groups = append(props.Groups, files...)
	if typed := form.Value(accent); colour.MatchString(typed) {
		props.Preview = web.Preview(typed)
	}
	return r.Screen(status, "settings", "", screen.Settings(props))
}

func (p *Pages) settingField(r *web.Request, d setting.Definition, value string, form ui.Form) screen.SettingField {
	f := screen.SettingField{
		Name: d.Name, Label: label(r, d), Help: help(r, d), Value: value,
		Upload: d.Name == logo, Colour: d.Name == accent, Many: d.Many, Chosen: map[string]bool{},
		Optional: d.Check("") == nil,
	}
	if d.Default != "" && d.Default != value {
		f.Help += " " + r.Locale.T("settings.default_is", "Value", inWords(r, d, d.Default))
	}
	if f.Upload {
		f.Image = r.Site.Brand(r.Site.Settings.Choices(r.Context())).LogoURL
	}
	for v := range strings.SplitSeq(form.ValueOr(d.Name, value), ",") {
		f.Chosen[v] = true
	}
	for _, o := range d.Options {
		f.Options = append(f.Options, ui.Choice{Value: o, Label: optionLabel(r, d, o)})
	}
	return f
}

// key is a setting's name as the catalogue's keys have it.
func key(name string) string { return strings.ReplaceAll(name, "-", "_") }

func words(name string) string { return strings.ReplaceAll(key(name), ".", "_") }

func label(r *web.Request, d setting.Definition) string {
	return r.Locale.T("setting." + words(d.Name))
}

func help(r *web.Request, d setting.Definition) string {
	return r.Locale.T("setting." + words(d.Name) + "_help")
}

// wrong says what a setting takes. Check's own words are for the shell, which speaks English.
func wrong(r *web.Request, d setting.Definition) string {
	return r.Locale.T("setting." + words(d.Name) + "_wrong")
}

func optionLabel(r *web.Request, d setting.Definition, value string) string {
	if !slices.Contains(d.Options, value) {
		return value // stored by other means
	}
	return r.Locale.T("option." + words(d.Name) + "_" + strings.ReplaceAll(value, "-", "_"))
}

func inWords(r *web.Request, d setting.Definition, value string) string {
	if value == "" {
		return r.Locale.T("settings.none")
	}
	if len(d.Options) == 0 {
		return value
	}
	var said []string
	for v := range strings.SplitSeq(value, ",") {
		said = append(said, optionLabel(r, d, v))
	}
	return strings.Join(said, r.Locale.T("settings.comma"))
}

const (
	logo   = "brand.logo"
	remove = "brand.logo.remove" // the field that removes it
	accent = "brand.accent"
)

var colour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func find(name string) (setting.Definition, error) {
	for _, d := range setting.Definitions {
		if d.Name == name {
			return d, nil
		}
	}
	return setting.Definition{}, web.ErrNotFound
}
