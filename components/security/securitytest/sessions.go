package securitytest

import (
	"time"

	"latchkey/components/canned"
	"latchkey/components/security"
	"latchkey/components/ui"
)

func sessions(v canned.Values) []canned.State {
	from := func(network string) string { return v.T("sessions.from", "Network", network) }
	this := security.SessionRow{ID: "1", Browser: "Firefox, Linux", From: from("198.51.100.7"), This: true}
	this.Since, this.Seen = v.Ago(3*time.Hour), v.Ago(0)
	phone := security.SessionRow{
		ID: "2", Browser: "Safari, iOS", Phone: true, Since: v.Ago(26 * time.Hour), Seen: v.Ago(4 * time.Minute),
		From: v.T("sessions.from_network", "Network", "2001:db8:17:4:a8ff:31c:9b2e:77d0", "Prefix", "2001:db8:17:4::/64"),
	}
	unknown := security.SessionRow{
		ID: "3", Browser: v.T("sessions.browser_unknown"), From: from("203.0.113.9"),
		Since: v.Ago(10 * 24 * time.Hour), Seen: v.Ago(9 * 24 * time.Hour),
	}
	trusted := this
	trusted.When = v.T("sessions.trusted_until", "Since", v.On(11, 22), "Until", v.On(12, 22))
	title, checkUp := v.T("sessions.title"), v.T("check_up.title")
	return []canned.State{
		screen("sessions", title, security.Sessions(security.SessionsProps{
			Sessions: []security.SessionRow{this, phone, unknown}, Trusted: []security.SessionRow{trusted},
		})),
		screen("sessions-only", title, security.Sessions(security.SessionsProps{
			Sessions: []security.SessionRow{this}, Done: v.T("sessions.done_others"),
		})),
		screen("sessions-no-trust", title, security.Sessions(security.SessionsProps{
			Sessions: []security.SessionRow{this}, Refused: v.T("sessions.trusted_off", "Host", canned.Brand.Name),
		})),
		screen("session-end", v.T("session_end.title"), security.SessionEnd(security.SessionEndProps{Session: phone})),
		screen("session-end-others", v.T("session_end.others_title"), security.SessionEnd(security.SessionEndProps{Others: true})),
		screen("check-up", checkUp, security.CheckUp(security.CheckUpProps{Clock: canned.Clock, BackupLeft: 9})),
		screen("check-up-refused", checkUp, security.CheckUp(security.CheckUpProps{
			Clock: canned.Clock, BackupLeft: 1,
			Form: ui.Form{Errors: map[string]string{
				"code": v.T("refused.totp_wrong"),
			}},
		})),
	}
}
