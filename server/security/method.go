package security

import (
	"cmp"
	"errors"
	"slices"

	screen "latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// methodRow is a method as the pages list it.
func methodRow(r *web.Request, m factor.Enrolled) screen.MethodRow {
	return screen.MethodRow{
		ID: m.ID, Kind: string(m.Kind), Name: m.Name, Where: prompt.Where(r, r.Session.UserID, m),
		Added: r.Date(m.AddedAt), LastUsed: r.Date(m.LastUsedAt), Preferred: m.Preferred,
	}
}

// theirs is the method of the person that the address names, and how many work; withSuspended finds one that does not, too.
func (p *Pages) theirs(r *web.Request, withSuspended bool) (m factor.Enrolled, of int, err error) {
	state, err := p.state(r)
	if err != nil {
		return m, 0, err
	}
	all := state.Methods
	if withSuspended {
		all = slices.Concat(all, state.Suspended)
	}
	m, err = factor.Find(all, r.Param("id"))
	if errors.Is(err, factor.ErrNoMethod) {
		err = web.ErrNotFound
	}
	return m, len(state.Methods), err
}

// Method shows one method, with the forms that rename it, prefer it and remove it.
func (p *Pages) Method(r *web.Request) error {
	return p.showMethod(r, ui.Form{Values: r.PendingValues()}, 0)
}

func (p *Pages) showMethod(r *web.Request, form ui.Form, status int) error {
	m, of, err := p.theirs(r, false)
	if err != nil {
		return err
	}
	row := methodRow(r, m)
	row.Preferred = row.Preferred || of == 1 // there is nothing to choose from
	return r.Screen(status, section, methodTitles[m.Kind], screen.Method(screen.MethodProps{Form: form, Method: row, Last: of == 1}))
}

var methodTitles = map[factor.Kind]string{
	factor.TOTP: "ways.app", factor.Email: "method.email", factor.WhatsApp: "method.whatsapp", factor.Passkey: "method.passkey",
	factor.Backup: "security.backup",
}

// RenameMethod renames a method.
func (p *Pages) RenameMethod(r *web.Request) error {
	id, name := r.Param("id"), r.Form("name")
	err := p.Credential.RenameMethod(r.Context(), r.Caller(), id, name)
	if errors.Is(err, factor.ErrBadName) {
		return p.showMethod(r, ui.Form{
			Values: map[string]string{"name": name}, Errors: map[string]string{"name": r.Locale.T("refused.method_name")},
		}, web.Unprocessable)
	}
	return p.changed(r, err, "renamed")
}

// PreferMethod makes a method the one that is asked for first.
func (p *Pages) PreferMethod(r *web.Request) error {
	return p.changed(r, p.Credential.PreferMethod(r.Context(), r.Caller(), r.Param("id")), "preferred")
}

// AskRemove asks whether to remove a method. It asks for a fresh proof before that question.
func (p *Pages) AskRemove(r *web.Request) error {
	m, _, err := p.theirs(r, true)
	if err != nil {
		return err
	}
	switch err := p.Credential.MayRemove(r.Context(), r.Session, m.ID); {
	case errors.Is(err, credential.ErrLast):
		return r.Go(disablePath)
	case errors.Is(err, credential.ErrNoOlder):
		return r.Go("/security")
	case err != nil:
		return err
	}
	return r.Screen(0, section, "remove_method.title", screen.RemoveMethod(screen.RemoveMethodProps{Method: methodRow(r, m)}))
}

// RemoveMethod removes a method.
func (p *Pages) RemoveMethod(r *web.Request) error {
	id := r.Param("id")
	secret, err := p.Credential.RemoveMethod(r.Context(), r.Caller(), id)
	switch {
	case errors.Is(err, credential.ErrLast):
		return r.Go(disablePath)
	case errors.Is(err, credential.ErrNoOlder):
		return r.Go("/security")
	case errors.Is(err, access.ErrStepUpRequired):
		return r.RequireStepUp(
			err,
			web.PendingAction{Do: r.Locale.T("method.remove"), To: p.nameOf(r), Page: "/security/methods/" + id + "/remove"},
		)
	case err == nil:
		r.SetCookie(web.SessionCookie, secret)
	}
	return p.changed(r, err, "removed")
}

// RestoreMethod ends the suspension of a method, or of the backup codes.
func (p *Pages) RestoreMethod(r *web.Request) error {
	secret, err := p.Credential.RestoreMethod(r.Context(), r.Caller(), r.Param("id"))
	switch {
	case errors.Is(err, credential.ErrNoOlder):
		return r.Go("/security")
	case errors.Is(err, access.ErrStepUpRequired):
		return r.RequireStepUp(err, web.PendingAction{Do: r.Locale.T("suspended.restore"), To: p.nameOf(r), Page: "/security"})
	case err == nil:
		r.SetCookie(web.SessionCookie, secret)
	}
	return p.changed(r, err, "restored")
}

// nameOf is the method that the address names, as its person calls it.
func (p *Pages) nameOf(r *web.Request) string {
	m, _, err := p.theirs(r, true)
	if err != nil {
		return ""
	}
	return cmp.Or(m.Name, r.Locale.T(methodTitles[m.Kind]))
}

func (p *Pages) changed(r *web.Request, err error, said string) error {
	switch {
	case errors.Is(err, factor.ErrNoMethod):
		return web.ErrNotFound
	case errors.Is(err, access.ErrStepUpRequired):
		return r.RequireStepUp(err, web.PendingAction{
			Do: r.Locale.T("method.rename"), To: r.Form("name"), Page: "/security/methods/" + r.Param("id"), Fields: []string{"name"},
		})
	case err != nil:
		return err
	}
	return r.Go(r.Saying("/security?done=" + said))
}

// ToMethod redirects a GET of a method's form address to the method's page.
func (p *Pages) ToMethod(r *web.Request) error { return r.Go("/security/methods/" + r.Param("id")) }
