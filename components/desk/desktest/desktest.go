// Package desktest holds the made-up states of the desk's screens.
package desktest

import (
	"slices"
	"time"

	"github.com/a-h/templ"

	"latchkey/components/canned"
	"latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/locale"
)

// States returns the screens of the host's staff in all their states.
func States(l *locale.Locale) []canned.State {
	v := canned.Values{Locale: l}
	return slices.Concat(
		overview(v), start(v), people(v), invitations(v), tickets(v), supporting(v), cases(v), auditLog(v), policies(v), host(v), search(v),
		accounts(v),
	)
}

// screen is one of the desk's, titled as its section.
func screen(v canned.Values) func(name, section string, c templ.Component) canned.State {
	return func(name, section string, c templ.Component) canned.State {
		return canned.At(&canned.Sven, section, name, v.T("section."+section), c)
	}
}

func overview(v canned.Values) []canned.State {
	screen := screen(v)
	return []canned.State{
		screen("desk", "desk", desk.Overview(desk.OverviewProps{
			Name: canned.Sven.Name, Waiting: 12, Alerts: 3, People: 214, Unsafe: 36, Stuck: 2, Cases: 2, ForStaff: 1,
			Warnings: []ui.Banner{{
				Kind: "warning", Text: v.N("desk.warn_channel", 3, "Channel", v.T("messages.whatsapp"), "Reason", v.T("message.reason_billing")),
				LinkText: v.T("desk.to_messages"), LinkURL: "/desk/messages",
			}},
		})),
		screen("desk-quiet", "desk", desk.Overview(desk.OverviewProps{Name: canned.Sven.Name, People: 214, Cases: 1})),
		screen("desk-messages", "messages", desk.Messages(desk.MessagesProps{Rows: []desk.MessageRow{
			{
				RetryURL: "/desk/messages/1/retry", What: v.T("mail.password_changed_subject"), To: canned.Ada.Email,
				Channel: v.T("messages.email"), Since: v.Ago(7 * time.Minute), Reason: v.T("message.reason_unreachable"),
			},
			{
				What: v.T("mail.sign_in_code_subject"), To: "+44 20 7946 0123", Channel: v.T("messages.whatsapp"),
				Since: v.Ago(7 * time.Minute), Reason: v.T("message.reason_billing"),
			},
		}})),
		screen("desk-messages-none", "messages", desk.Messages(desk.MessagesProps{})),
		screen("desk-restored", "desk", desk.Restored(desk.RestoredProps{
			Why: "copy", When: "21 November 2026, 08:02", Held: 3, Decides: true,
		})),
		screen("desk-restored-support", "desk", desk.Restored(desk.RestoredProps{Why: "behind", When: "21 November 2026, 08:02", Held: 1})),
		screen("desk-restored-unmarked", "desk", desk.Restored(desk.RestoredProps{
			Why: "unmarked", When: "21 November 2026, 08:02", Decides: true,
		})),
		screen("desk-restored-unreadable", "desk", desk.Restored(desk.RestoredProps{
			Why: "unreadable", When: "21 November 2026, 08:02", Decides: true,
		})),
		screen("desk-restored-done", "desk", desk.Restored(desk.RestoredProps{Decides: true})),
	}
}

func start(v canned.Values) []canned.State {
	return []canned.State{
		canned.Public("desk-start", v.T("start.title"), desk.Start(desk.StartProps{})),
		canned.Public("desk-start-refused", v.T("start.title"), desk.Start(desk.StartProps{Form: ui.Form{
			Values: map[string]string{"email": "ada.example"},
			Errors: map[string]string{"name": v.T("refused.name"), "email": v.T("start.bad_email")},
		}})),
		canned.Public("desk-start-gone", v.T("start.gone_title"), desk.Start(desk.StartProps{Gone: true})),
	}
}
