package prompt

import (
	"latchkey/components/ui"
	"latchkey/internal/factor"
	"latchkey/server/web"
)

// Reminders returns the banner about backup codes that are not saved or nearly used up; nil if there is nothing
// to say.
func Reminders(r *web.Request, s factor.State) []ui.Banner {
	if !s.On() {
		return nil
	}
	banner := ui.Banner{Kind: "warning", LinkText: r.Locale.T("banner.make_codes"), LinkURL: "/security/backup-codes/new"}
	switch {
	case s.Backup.SavedAt.IsZero():
		banner.Text = r.Locale.T("banner.codes_unsaved")
	case !s.Backup.DoubtedAt.IsZero():
		banner.Text = r.Locale.T("banner.codes_doubted")
	case s.Backup.Left < factor.FewBackupCodes:
		banner.Text = r.Locale.N("banner.codes_left", s.Backup.Left)
	default:
		return nil
	}
	return []ui.Banner{banner}
}

// CheckUp returns others or, if there are none and the check is due, the banner that asks whether the person's
// app still works.
func CheckUp(r *web.Request, s factor.State, others []ui.Banner) []ui.Banner {
	if len(others) > 0 || !s.CheckUpDue(r.Site.Clock.Now()) {
		return others
	}
	return []ui.Banner{{
		Kind: "info", Text: r.Locale.T("check_up.banner"), LinkText: r.Locale.T("check_up.banner_link"), LinkURL: "/security/check-up",
	}}
}
