// Package security serves the pages of Security Settings: setting methods up and removing them, turning
// two-factor off, backup codes, password, sessions, and "Confirm it's you". internal/credential decides what is
// allowed.
package security

import (
	screen "latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/contact"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

const section = "security"

// Pages holds the handlers of Security Settings and what they need.
type Pages struct {
	Users      *user.Users
	SignedIn   *session.Sessions
	Browsers   *session.Browsers
	Factors    *factor.Factors
	Gate       *access.Gate
	Authn      *authn.Verifier
	Contact    *contact.Service
	Credential *credential.Service
	Meter      *prompt.Meter
}

// What Security Settings says after a change.
var done = map[string]string{
	"check-up": "check_up.done", "unfrozen": "frozen.done", "case-stopped": "recovery.own_stopped",
	"on": "security.done_on", "off": "security.done_off", "codes": "security.done_codes", "password": "security.done_password",
	"added": "security.done_added", "removed": "security.done_removed", "restored": "security.done_restored",
	"renamed":   "security.done_renamed",
	"preferred": "security.done_preferred",
	"discarded": "discard.done",
}

// Overview shows what protects the account.
func (p *Pages) Overview(r *web.Request) error {
	r.TakeBack() // whoever looks here has left that way
	state, err := p.state(r)
	if err != nil {
		return err
	}
	props := screen.SettingsProps{
		On: state.On(), BackupLeft: state.Backup.Left, BackupTotal: state.Backup.Total, BackupSaved: !state.Backup.SavedAt.IsZero(),
		PasswordChanged: r.Date(r.Session.PasswordSet), Email: r.Session.Email,
		Dialog: r.Site.Settings.Choices(r.Context()).SetUp == setting.Dialog,
	}
	props.Done = r.Said("done", done)
	for _, m := range state.Methods {
		row := methodRow(r, m)
		row.Preferred = row.Preferred && len(state.Methods) > 1
		props.Methods = append(props.Methods, row)
	}
	for _, m := range state.Suspended {
		props.Suspended = append(props.Suspended, screen.SuspendedRow{MethodRow: methodRow(r, m), Restorable: state.OlderThan(m.Since())})
	}
	props.Sessions = r.Locale.N("sessions.count", r.Session.Count)
	var banners []ui.Banner
	if prompt.Reminders(r, state) == nil { // the row of the backup codes says the same, beside the same button
		banners = prompt.CheckUp(r, state, nil)
	}
	if r.Told("said") == "backup-code" {
		banners = []ui.Banner{byBackupCode(r, state.Backup.Left)}
	}
	return r.Show(web.View{Title: "security.title", Section: section, Banners: banners, Screen: screen.Settings(props)})
}

// byBackupCode says what to do for whoever got in with a backup code, in place of other reminders.
func byBackupCode(r *web.Request, left int) ui.Banner {
	if left == 0 {
		return ui.Banner{
			Kind: "warning", Text: r.Locale.T("security.by_last_backup_code"),
			LinkText: r.Locale.T("banner.make_codes"), LinkURL: "/security/backup-codes/new",
		}
	}
	return ui.Banner{Kind: "info", Text: r.Locale.N("security.by_backup_code", left)}
}

func (p *Pages) state(r *web.Request) (factor.State, error) {
	return p.Factors.State(r.Context(), r.Site.DB.Read(), r.Session.UserID)
}

func (p *Pages) on(r *web.Request) (bool, error) {
	return p.Factors.IsOn(r.Context(), r.Site.DB.Read(), r.Session.UserID)
}
