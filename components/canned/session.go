package canned

import (
	"latchkey/components/security"
	"latchkey/components/signin"
)

func (v values) sessions() []State {
	screen := func(name, title string, c component) State {
		return State{Name: name, Title: title, Section: "security", Screen: c}
	}
	from, seen := func(network string) string { return v.T("sessions.from", "Network", network) }, func(since, seen string) string {
		return v.T("sessions.since", "Since", since, "Seen", seen)
	}
	today := v.DateTime(now)
	this := security.SessionRow{ID: "1", Browser: "Firefox, Linux", From: from("198.51.100.7"), When: seen(v.on(11, 22), today), This: true}
	phone := security.SessionRow{
		ID: "2", Browser: "Safari, iOS", Phone: true, When: seen(v.on(11, 21), today),
		From: v.T("sessions.from_network", "Network", "2001:db8:17:4:a8ff:31c:9b2e:77d0", "Prefix", "2001:db8:17:4::/64"),
	}
	unknown := security.SessionRow{ID: "3", Browser: v.T("sessions.browser_unknown"), From: from("203.0.113.9"), When: seen(v.on(11, 20), v.on(11, 20))}
	trusted := this
	trusted.When = v.T("sessions.trusted_until", "Since", v.on(11, 22), "Until", v.on(12, 22))
	title, checkUp := v.T("sessions.title"), v.T("check_up.title")
	return []State{
		screen("sessions", title, security.Sessions(security.SessionsProps{
			Sessions: []security.SessionRow{this, phone, unknown}, Trusted: []security.SessionRow{trusted}, Offer: true,
		})),
		screen("sessions-only", title, security.Sessions(security.SessionsProps{
			Sessions: []security.SessionRow{this}, Offer: true, Done: v.T("sessions.done_others"),
		})),
		screen("session-end", v.T("session_end.title"), security.SessionEnd(security.SessionEndProps{Session: phone})),
		screen("session-end-others", v.T("session_end.others_title"), security.SessionEnd(security.SessionEndProps{Others: true})),
		{Name: "code-trust", Title: v.T("code.title"), Public: true, Screen: signin.Code(signin.CodeProps{Clock: clock, TrustFor: v.Duration(30 * day)})},
		screen("check-up", checkUp, security.CheckUp(security.CheckUpProps{Clock: clock, BackupLeft: 9})),
		screen("check-up-refused", checkUp, security.CheckUp(security.CheckUpProps{Clock: clock, BackupLeft: 1, Form: form{Errors: map[string]string{
			"code": v.say("That code is not right. Use the latest one.", "هذا الرمز غير صحيح. استخدم أحدث رمز."),
		}}})),
	}
}
