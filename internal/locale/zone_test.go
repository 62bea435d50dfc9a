package locale

import (
	"strings"
	"testing"
	"time"
)

// Each zone that can be chosen, or that a browser may name, has its rules.
func TestZonesAreKnown(t *testing.T) {
	list := Zones()
	if len(list) < 300 || len(list) > 500 || list[0] != "UTC" {
		t.Errorf("%d zones are to choose from, the first %q", len(list), list[0])
	}
	for name := range zones.all {
		if _, found := Zone(name); !found {
			t.Errorf("%s is named and not found", name)
		}
	}
}

// What a browser names is looked up in the table, and never in the machine's files.
func TestOnlyNamesOfTheTableAreZones(t *testing.T) {
	for _, name := range []string{"Africa/Cairo", "Asia/Calcutta", "Europe/Kiev", "UTC", "America/Argentina/Buenos_Aires"} {
		if zone, found := Zone(name); !found || zone.String() != name {
			t.Errorf("%s is %v, %v", name, zone, found)
		}
	}
	for _, name := range []string{
		"", "Local", "posix/Europe/Berlin", "../etc/passwd", "/etc/localtime",
		"europe/berlin", "Europe/Berlin\x00", "zone.tab", "+03:00", "MST\n",
		strings.Repeat("Europe/", 1000),
	} {
		if zone, found := Zone(name); found {
			t.Errorf("%q is %v", name, zone)
		}
	}
}

func TestTimesAreNamedByTheirZone(t *testing.T) {
	at := time.Date(2026, 11, 2, 9, 5, 0, 0, time.UTC)
	for name, want := range map[string]string{
		"UTC": "2 November 2026, 09:05 UTC", "Europe/Berlin": "2 November 2026, 10:05 CET", "Africa/Casablanca": "2 November 2026, 10:05 UTC+1",
		"Asia/Kathmandu": "2 November 2026, 14:50 UTC+5:45", "America/Sao_Paulo": "2 November 2026, 06:05 UTC\u22123",
		"America/New_York": "2 November 2026, 04:05 EST", "Pacific/Kiritimati": "2 November 2026, 23:05 UTC+14",
	} {
		zone, _ := Zone(name)
		if got := English().DateTime(at.In(zone)); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestHowLongAgo(t *testing.T) {
	for _, c := range []struct {
		d            time.Duration
		en, inArabic string
	}{
		{-time.Hour, "just now", "الآن"},
		{59 * time.Second, "just now", "الآن"},
		{time.Minute, "1 minute ago", "قبل دقيقة"},
		{2*time.Minute + 59*time.Second, "2 minutes ago", "قبل دقيقتين"},
		{59 * time.Minute, "59 minutes ago", "قبل ٥٩ دقيقة"},
		{3 * time.Hour, "3 hours ago", "قبل ٣ ساعات"},
		{23*time.Hour + 59*time.Minute, "23 hours ago", "قبل ٢٣ ساعة"},
		{25 * time.Hour, "1 day ago", "قبل يوم"},
		{6 * 24 * time.Hour, "6 days ago", "قبل ٦ أيام"},
	} {
		if got, ok := Of("en").Ago(c.d); !ok || got != c.en {
			t.Errorf("English %s is %q, want %q", c.d, got, c.en)
		}
		if got, ok := Of("ar").Ago(c.d); !ok || got != c.inArabic {
			t.Errorf("Arabic %s is %q, want %q", c.d, got, c.inArabic)
		}
	}
	if said, ok := English().Ago(7 * 24 * time.Hour); ok {
		t.Errorf("a week ago is %q; a date says more", said)
	}
}
