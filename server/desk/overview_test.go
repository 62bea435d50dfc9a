package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/server/hosttest"
)

// The overview counts who has no second step, and what changes that counts at once.
func TestTheOverviewCountsWhoHasNoSecondStep(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	sven := s.Sven()
	without := func() string {
		body := sven.Get("/desk").Body
		_, tiles, _ := strings.Cut(body, `class="tiles"`) // behind the menu
		_, tile, _ := strings.Cut(tiles, `href="/desk/people"`)
		tile, _, _ = strings.Cut(tile, "</li>")
		return tile
	}
	first := without()
	if again := without(); again != first {
		t.Errorf("%s\nthen %s", first, again)
	}
	ada := s.Browser()
	ada.SignIn().Leads(t, "/dashboard")
	ada.SetUpSecondStep()
	second := without()
	if second == first {
		t.Errorf("Ada turned it on: %s", second)
	}
	sven.Post("/desk/people/" + s.IDOf(hosttest.Bruno) + "/disable")
	if without() == second {
		t.Errorf("Bruno was disabled: %s", second)
	}
}

// The times of an announcement say in which zone they are, and its preview is drawn as it will be shown.
func TestAnAnnouncementSaysItsZoneAndIsPreviewed(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("host.zone", "Europe/Berlin")
	noor := s.Noor()
	noor.Get("/desk/announcements/new").Says(t, http.StatusOK, "In your time zone: Berlin.")
	form := []string{"title", "Maintenance", "body", "**Mail** pauses <script>.", "language", "", "from", "2026-11-23T09:00", "until", ""}
	shown := noor.Post("/desk/announcements/new", append(form, "do", "preview")...)
	says(t, shown, http.StatusOK, "<strong>Mail</strong> pauses", `<bdi>Maintenance</bdi>`, `value="2026-11-23T09:00"`)
	if strings.Contains(shown.Body, "pauses <script>") {
		t.Error("a preview runs")
	}
	noor.Post("/desk/announcements/new", "do", "preview").Says(t, http.StatusOK, "Preview")
	if n := s.Count(`SELECT COUNT(*) FROM announcement`); n != 0 {
		t.Errorf("a preview announces %d", n)
	}
	noor.Post("/desk/announcements/new", form...).Leads(t, "/desk/announcements?done=saved")
	if n := s.Count(`SELECT COUNT(*) FROM announcement WHERE from_at = 1795420800000`); n != 1 { // 08:00 UTC
		t.Error("it does not begin at 09:00 in Berlin")
	}
}
