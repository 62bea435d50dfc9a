package locale

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "pack the time zones of this Go release anew")

// zonesOfGo are the zones of the Go release that runs the test, by name.
func zonesOfGo(t *testing.T) map[string][]byte {
	t.Helper()
	archive, err := zip.OpenReader(filepath.Join(runtime.GOROOT(), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Skip("this Go release has no archive of time zones: ", err)
	}
	defer archive.Close()
	all := map[string][]byte{}
	for _, f := range archive.File {
		content, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if data, err := io.ReadAll(content); err != nil {
			t.Fatal(err)
		} else if len(data) > 0 {
			all[f.Name] = data
		}
	}
	return all
}

// pack writes zones.gz. Which zones are to choose from says the table of places beside the machine's own zones.
func pack(t *testing.T, all map[string][]byte) {
	t.Helper()
	table, err := os.ReadFile("/usr/share/zoneinfo/zone.tab")
	if err != nil {
		t.Fatal("the package tzdata of your system names the zones to choose from: ", err)
	}
	listed := map[string]bool{"UTC": true}
	for line := range strings.Lines(string(table)) {
		if columns := strings.Split(strings.TrimSpace(line), "\t"); len(columns) > 2 && line[0] != '#' {
			listed[columns[2]] = true
		}
	}
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if (a == "UTC") != (b == "UTC") {
			return map[bool]int{true: -1, false: 1}[a == "UTC"]
		}
		return strings.Compare(a, b)
	})
	var head, data bytes.Buffer
	begins := map[string]int{}
	for _, name := range names {
		content := string(all[name])
		if _, there := begins[content]; !there {
			begins[content] = data.Len()
			data.WriteString(content)
		}
		fmt.Fprintln(&head, name, begins[content], len(content), map[bool]string{true: "*", false: "-"}[listed[name]])
	}
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	_, _ = fmt.Fprintf(w, "%s\n%s", head.Bytes(), data.Bytes())
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("zones.gz", packed.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	zonesPacked = packed.Bytes()
}

// The zones that the program brings along are those of the Go release, and a machine without any can tell the time.
func TestZonesAreThoseOfTheGoRelease(t *testing.T) {
	all := zonesOfGo(t)
	if *update {
		pack(t, all)
	}
	kept, err := readZones(zonesPacked)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range all {
		at := kept.names[name]
		if !bytes.Equal(kept.data[at.begin:at.begin+at.size], data) {
			t.Fatalf("%s is not as in this Go release: `go test ./internal/locale -run Zone -update`", name)
		}
		if _, err := time.LoadLocationFromTZData(name, kept.data[at.begin:at.begin+at.size]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(kept.list) < 300 || len(kept.list) > 500 || kept.list[0] != "UTC" {
		t.Errorf("%d zones are to choose from, the first %q", len(kept.list), kept.list[0])
	}
	for _, name := range kept.list {
		if _, found := Zone(name); !found {
			t.Errorf("%s is to choose from and not found", name)
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
