package desk

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/setting"
	"latchkey/internal/staff"
	"latchkey/server/web"
)

// groups are the headings of the settings page, in its order; what begins otherwise stands under the last.
var groups = []string{
	"brand", "support", "host", "two_factor", "session", "trust", "security", "registration", "recovery", "audit", "other",
}

var settingsDone = map[string]string{"saved": "settings.done"}

// Settings lists the host's settings with their values.
func (p *Pages) Settings(r *web.Request) error {
	rows := map[string][]screen.SettingRow{}
	for _, d := range setting.Definitions {
		value, err := r.Site.Settings.Get(r.Context(), d.Name)
		if err != nil {
			return err
		}
		group, _, _ := strings.Cut(key(d.Name), ".")
		switch group {
		case "methods", "whatsapp":
			group = "two_factor"
		}
		if !slices.Contains(groups, group) {
			group = "other"
		}
		rows[group] = append(rows[group], p.settingRow(r, d, value))
	}
	props := screen.SettingsProps{Done: r.Said("done", settingsDone)}
	for _, g := range groups {
		if len(rows[g]) > 0 {
			props.Groups = append(props.Groups, screen.SettingGroup{ID: g, Title: r.Locale.T("settings.group_" + g), Rows: rows[g]})
		}
	}
	return r.Screen(0, "settings", "", screen.Settings(props))
}

func (p *Pages) settingRow(r *web.Request, d setting.Definition, value string) screen.SettingRow {
	row := screen.SettingRow{URL: "/desk/settings/" + d.Name, Label: label(r, d), Value: inWords(r, d, value), Default: value == d.Default}
	if d.Name == logo && value != "" {
		row.Image = r.Site.Brand(r.Site.Settings.Choices(r.Context())).LogoURL
	}
	return row
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

// Setting shows the form of one setting.
func (p *Pages) Setting(r *web.Request) error {
	d, err := find(r.Param("name"))
	if err != nil {
		return err
	}
	if err := p.fresh(r); err != nil {
		return err
	}
	form := ui.Form{Values: r.PendingValues()}
	if d.Name == accent && r.Query("value") != "" {
		form.Values = map[string]string{"value": r.Query("value")}
	}
	return p.showSetting(r, d, form, 0)
}

func (p *Pages) showSetting(r *web.Request, d setting.Definition, form ui.Form, status int) error {
	value, err := r.Site.Settings.Get(r.Context(), d.Name)
	if err != nil {
		return err
	}
	props := screen.SettingProps{
		Form: form, URL: "/desk/settings/" + d.Name, Label: label(r, d), Help: help(r, d), Value: value,
		Upload: d.Name == logo, Colour: d.Name == accent, Many: d.Many, Chosen: map[string]bool{},
	}
	if d.Default != "" && d.Default != value {
		props.Default = r.Locale.T("settings.default_is", "Value", d.Default)
	}
	if typed := form.Value("value"); props.Colour && colour.MatchString(typed) {
		props.Preview = web.Preview(typed)
	}
	if props.Upload {
		props.Image = r.Site.Brand(r.Site.Settings.Choices(r.Context())).LogoURL
	}
	chosen := value
	if typed, held := form.Values["value"]; held {
		chosen = typed
	}
	for v := range strings.SplitSeq(chosen, ",") {
		props.Chosen[v] = true
	}
	for _, o := range d.Options {
		props.Options = append(props.Options, ui.Choice{Value: o, Label: optionLabel(r, d, o)})
	}
	return r.Screen(status, "settings", "", screen.Setting(props))
}

// SaveSetting stores the new value of a setting, unless it would shut the administrator who changes it out of
// the desk.
func (p *Pages) SaveSetting(r *web.Request) error {
	d, err := find(r.Param("name"))
	if err != nil {
		return err
	}
	value, complaint, err := p.typed(r, d)
	if err != nil {
		return err
	}
	if complaint == "" {
		if value, err = d.Read(value); err != nil {
			complaint = wrong(r, d)
		}
	}
	if complaint == "" {
		err := p.Staff.ChangeSetting(r.Context(), r.Caller(), d.Name, value)
		if errors.Is(err, staff.ErrShutsOut) {
			complaint = r.Locale.T("settings.shuts_out")
		} else if err != nil {
			return r.RequireStepUp(err, pendingChange(r, d, value))
		}
	}
	if complaint != "" {
		form := ui.Form{Values: map[string]string{"value": value}, Errors: map[string]string{"value": complaint}}
		return p.showSetting(r, d, form, web.Unprocessable)
	}
	return r.Leave(r.Saying("/desk/settings?done=saved")) // the frame bears the brand
}

// pendingChange is a change of a setting. A logo that is put in is a file, which is not kept.
func pendingChange(r *web.Request, d setting.Definition, value string) web.PendingAction {
	change := web.PendingAction{
		Do: r.Locale.T("settings.change_of", "Name", label(r, d)), To: inWords(r, d, value),
		Page: "/desk/settings/" + d.Name, Fields: []string{"value", "remove"},
	}
	if d.Name == logo {
		change.Do, change.To = r.Locale.T("settings.remove"), ""
	}
	return change
}

// typed is the value that a form gives, or what is wrong with it, in words.
func (p *Pages) typed(r *web.Request, d setting.Definition) (value, complaint string, err error) {
	switch {
	case d.Many:
		return strings.Join(r.FormList("value"), ","), "", nil
	case d.Name != logo:
		return r.Form("value"), "", nil
	case r.Field("remove") != "":
		return "", "", nil
	}
	image, err := r.File("value", setting.MostLogo)
	if errors.Is(err, web.ErrTooLarge) {
		return "", wrong(r, d), nil
	}
	if err != nil {
		return "", "", err
	}
	if len(image) == 0 {
		return "", r.Locale.T("settings.choose_image"), nil
	}
	if value, err = setting.LogoURL(image); err != nil {
		return "", wrong(r, d), nil
	}
	return value, "", nil
}
