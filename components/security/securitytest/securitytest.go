// Package securitytest holds the made-up states of Security Settings.
package securitytest

import (
	"slices"

	"github.com/a-h/templ"

	"latchkey/components/canned"
	"latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/locale"
)

// States returns the screens of Security Settings in all their states.
func States(l *locale.Locale) []canned.State {
	v := canned.Values{Locale: l}
	return slices.Concat(settings(v), setUp(v), required(v), methods(v), passkeys(v), confirmed(v), disabled(v), sessions(v))
}

func screen(name, title string, c templ.Component) canned.State {
	return canned.In("security", name, title, c)
}

func settings(v canned.Values) []canned.State {
	off := security.SettingsProps{Email: canned.Ada.Email, PasswordChanged: v.On(3, 3), Sessions: v.N("sessions.count", 1)}
	dialog := off
	dialog.Dialog = true
	on := security.SettingsProps{
		On: true, PasswordChanged: v.On(3, 3), Sessions: v.N("sessions.count", 3), BackupLeft: 9, BackupTotal: 10, BackupSaved: true,
		Methods: methodRows(v)[:1], Email: canned.Ada.Email,
		Done: v.T("security.done_on"),
	}
	low := on
	low.Done, low.BackupLeft = "", 2
	unsaved := low
	unsaved.BackupLeft, unsaved.BackupSaved = 10, false
	many := on
	many.Done, many.Methods = "", methodRows(v)
	undone := many
	undone.Methods, undone.Suspended = methodRows(v)[:1], suspendedRows(v)
	settings, password := v.T("security.title"), v.T("password.title")
	return []canned.State{
		screen("security-off", settings, security.Settings(off)),
		screen("security-off-dialog", settings, security.Settings(dialog)),
		screen("security-on", settings, security.Settings(on)),
		screen("security-low", settings, security.Settings(low)),
		screen("security-unsaved", settings, security.Settings(unsaved)),
		screen("security-many", settings, security.Settings(many)),
		screen("security-suspended", settings, security.Settings(undone)),
		screen("password", password, security.Password(security.PasswordProps{Account: canned.Ada.Email})),
		screen("password-refused", password, security.Password(security.PasswordProps{
			Account: canned.Ada.Email,
			Form: ui.Form{Errors: map[string]string{
				"password": v.T("strength.breached"),
			}},
		})),
		screen("frozen", v.T("frozen.title"), security.Frozen(security.FrozenProps{CanSettle: true, Since: v.DateTime(canned.Now)})),
		screen("frozen-back", v.T("frozen.title"), security.Frozen(security.FrozenProps{
			CanSettle: true, Since: v.DateTime(canned.Now), Taken: true,
			Before: []security.Before{{Email: true, Value: "ada@example.com"}, {Value: "+447700900123"}, {}},
		})),
		screen("frozen-staff", v.T("frozen.title"), security.Frozen(security.FrozenProps{Since: v.DateTime(canned.Now)})),
	}
}
