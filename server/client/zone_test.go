package client_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/locale"
	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

func zoneOf(t *testing.T, s *hosttest.Server, email string) (zone string) {
	t.Helper()
	if err := s.Host.DB.Read().Row(t.Context(), `SELECT zone FROM users WHERE email = $1`, email).Scan(&zone); err != nil {
		t.Fatal(err)
	}
	return zone
}

// Times are in the host's zone until the person's browser names one, which is kept; the profile changes it, and nothing else.
func TestTimesAreInThePersonsZone(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("host.zone", "Europe/Berlin")
	b := s.Browser()
	shows := func(when, want string) {
		t.Helper()
		b.T.Helper()
		if p := b.Get("/security/sessions"); !strings.Contains(p.Body, `<time datetime="2026-11-22T12:00:00Z" title="`+want+`">just now</time>`) {
			t.Errorf("%s: the sessions don't say %s", when, want)
		}
	}
	b.Header.Set("Time-Zone", "Africa/Cairo")
	b.Post("/sign-in", "email", hosttest.Ada, "password", "wrong") // whoever guesses says nothing for her
	b.Header.Del("Time-Zone")
	b.SignIn().Leads(t, "/dashboard")
	shows("at first", "22 November 2026, 13:00 CET")
	for _, bad := range []string{"", "Local", "../../etc/passwd", "Africa/Atlantis", "UTC+3", "africa/cairo"} {
		b.Header.Set("Time-Zone", bad)
		shows("a browser that names "+bad, "22 November 2026, 13:00 CET")
	}
	b.Header.Set("Time-Zone", "Africa/Cairo")
	shows("a browser in Cairo", "22 November 2026, 14:00 EET")
	b.Header.Set("Time-Zone", "Asia/Tokyo")
	shows("a journey", "22 November 2026, 14:00 EET")
	b.Get("/profile").Says(t, http.StatusOK, `value="Africa/Cairo" dir="ltr" lang="en" selected>Cairo`)

	b.Post("/profile", "name", "Ada", "language", "en").Leads(t, "/profile?done=saved") // of a page from before there were zones
	shows("a form without a zone", "22 November 2026, 14:00 EET")
	b.Post("/profile", "name", "Ada", "language", "en", "zone", "Mars/Olympus").
		Says(t, http.StatusUnprocessableEntity, "Choose one of the time zones")
	b.Post("/language", "language", "en", "next", "/profile")
	shows("refused", "22 November 2026, 14:00 EET")
	b.Post("/profile", "name", "Ada", "language", "en", "zone", "Asia/Calcutta").Leads(t, "/profile?done=saved")
	shows("chosen", "22 November 2026, 17:30 IST")
	b.Get("/profile").Says(t, http.StatusOK, `value="Asia/Calcutta" dir="ltr" lang="en" selected>Calcutta`)

	stranger := s.Browser()
	stranger.Header.Set("Time-Zone", "Asia/Tokyo")
	stranger.Get("/sign-in")
	if zone := zoneOf(t, s, hosttest.Ada); zone != "Asia/Calcutta" {
		t.Errorf("at the end her zone is %q", zone)
	}
}

// Mails name the time in full, in the zone of whom they go to as it is when they are written.
func TestMailsAreInThePersonsZone(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("host.zone", "Europe/Berlin")
	says := func(want string) {
		t.Helper()
		s.Browser().Get("/demo/mailbox/"+s.Mail(hosttest.Ada, message.ResetPassword).ID).Says(t, http.StatusOK, want)
	}
	s.Browser().Post("/forgot-password", "email", hosttest.Ada)
	says("until 22 November 2026, 13:30 CET")
	b := s.Browser()
	b.Header.Set("Time-Zone", "Africa/Casablanca")
	b.SignIn()
	says("until 22 November 2026, 13:30 UTC+1")
}

// A day of the log is a day of whoever reads it, and so are its times.
func TestTheDeskIsInTheZoneOfItsStaff(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	boss.Post("/profile", "name", "Sven", "language", "en", "zone", "Pacific/Kiritimati").Leads(t, "/profile?done=saved")
	boss.Get("/desk/audit?from=2026-11-23&to=2026-11-23").Says(t, http.StatusOK, "23 November 2026, 02:00 UTC+14")
	boss.Get("/desk/audit?from=2026-11-22&to=2026-11-22").Says(t, http.StatusOK, locale.English().T("audit.none"))
}
