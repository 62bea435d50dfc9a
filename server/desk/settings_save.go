package desk

import (
	"errors"
	"slices"
	"strings"

	"latchkey/components/ui"
	"latchkey/internal/attachment"
	"latchkey/internal/db"
	"latchkey/internal/setting"
	"latchkey/internal/staff"
	"latchkey/server/web"
)

// SaveSettings stores what was changed on one page of the settings: all of it or, if one value is not allowed or would shut
// the administrator who changes it out of the desk, nothing. With preview it stores nothing, and draws the page as it was typed.
func (p *Pages) SaveSettings(r *web.Request) error {
	page, moved, err := pageNamed(r.Param("page"))
	if err != nil || moved {
		return web.ErrNotFound
	}
	up, err := r.UploadWithin(p.Files, attachment.LogoLimits())
	defer up.Discard()
	if err != nil {
		return err
	}
	values, err := r.Site.Settings.All(r.Context(), r.Site.DB.Read())
	if err != nil {
		return err
	}
	form := ui.Form{Values: map[string]string{shown: r.Field(shown), remove: r.Field(remove)}, Errors: map[string]string{}}
	var changes []staff.Change
	for _, d := range page.settings() {
		value, complaint, image, err := p.typed(r, d, up, values[d.Name])
		if err != nil {
			return err
		}
		if d.Name != logo {
			form.Values[d.Name] = value
		}
		read, bad := d.Read(value)
		switch {
		case complaint != "":
			form.Errors[d.Name] = complaint
		case value == values[d.Name]: // also what an earlier version took, and this one does not
		case bad != nil:
			form.Errors[d.Name] = wrong(r, d)
		case !sameChoice(d, read, values[d.Name]):
			changes = append(changes, staff.Change{Name: d.Name, Value: read, Logo: image})
		}
	}
	if r.Field("preview") != "" {
		return p.showSettings(r, page, ui.Form{Values: form.Values}, 0)
	}
	own := page.only(values)
	if len(form.Errors) > 0 {
		form.Alert = r.Locale.T("settings.nothing_saved")
	} else if !wasShownWith(r, own) {
		sayStored(r, page, values, &form)
	} else {
		if err := p.Files.Place(up.Files...); err != nil {
			return err
		}
		err := p.Staff.ChangeSettings(r.Context(), r.Caller(), own, changes...)
		if err == nil {
			return r.Leave(r.Saying(page.path() + "?done=saved")) // the frame bears the brand
		}
		if errors.Is(err, staff.ErrSettingsChanged) {
			return r.Go(page.path()) // in this instant
		}
		if !refusesSettings(r, err, changes, &form) {
			return r.RequireStepUp(err, pendingChange(r, page, changes))
		}
	}
	return p.showSettings(r, page, form, web.Unprocessable)
}

// sayStored shows what is stored beside each field of another value: the page was shown before somebody changed it.
func sayStored(r *web.Request, page settingsPage, values map[string]string, form *ui.Form) {
	form.Alert = r.Locale.T("settings.changed")
	form.Values[shown] = shownWith(r, page.only(values))
	for _, d := range page.settings() {
		if typed, is := form.Values[d.Name]; is && !sameChoice(d, typed, values[d.Name]) {
			form.Errors[d.Name] = r.Locale.T("settings.stored", "Value", inWords(r, d, values[d.Name]))
		}
	}
}

// refusesSettings reports whether an error is one that the page explains, and puts it into words.
func refusesSettings(r *web.Request, err error, changes []staff.Change, form *ui.Form) bool {
	for _, known := range []struct {
		err          error
		begin, words string
	}{{staff.ErrShutsOut, "methods.", "settings.shuts_out"}, {staff.ErrTooManyProofs, "recovery.proofs", "settings.too_many_proofs"}} {
		if !errors.Is(err, known.err) {
			continue
		}
		form.Alert = r.Locale.T("settings.nothing_saved")
		for _, c := range changes {
			if strings.HasPrefix(c.Name, known.begin) {
				form.Errors[c.Name] = r.Locale.T(known.words)
			}
		}
		return true
	}
	return false
}

// pendingChange is a change of settings. A logo that is put in is a file, which is not kept.
func pendingChange(r *web.Request, page settingsPage, changes []staff.Change) web.PendingAction {
	action := web.PendingAction{Page: page.path(), Fields: []string{shown, remove}}
	for _, d := range page.settings() {
		if d.Name != logo {
			action.Fields = append(action.Fields, d.Name)
		}
	}
	var said []string
	for _, c := range changes {
		if c.Name == logo {
			said = append(said, r.Locale.T("settings.remove"))
		} else if d, err := find(c.Name); err == nil {
			said = append(said, r.Locale.T("settings.change_to", "Name", label(r, d), "Value", inWords(r, d, c.Value)))
		}
	}
	action.Do, action.To = r.Locale.T("settings.save"), strings.Join(said, r.Locale.T("settings.comma"))
	return action
}

// typed is the value that a form gives, or what is wrong with it, in words; of a logo that has come in, the image too. A logo
// that none is put in for stays.
func (p *Pages) typed(r *web.Request, d setting.Definition, up *web.Upload, stored string) (
	value, complaint string, image *attachment.Staged, err error,
) {
	switch {
	case d.Many:
		return strings.Join(r.FieldList(d.Name), ","), "", nil, nil
	case d.Name != logo:
		return r.Field(d.Name), "", nil, nil
	case r.Field(remove) != "":
		return "", "", nil, nil
	case len(up.Refused) > 0:
		return stored, wrong(r, d), nil, nil
	case len(up.Files) == 0:
		return stored, "", nil, nil
	}
	value, err = p.Files.CheckLogo(up.Files[0])
	if db.IsDisk(err) {
		return "", "", nil, err
	}
	if err != nil {
		return stored, wrong(r, d), nil, nil
	}
	return value, "", up.Files[0], nil
}

// sameChoice reports whether two values are one choice: of several options the order says nothing.
func sameChoice(d setting.Definition, a, b string) bool {
	if !d.Many {
		return a == b
	}
	x, y := strings.Split(a, ","), strings.Split(b, ",")
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}
