package setting_test

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	pictures "image"
	"image/png"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/setting"
)

func open(t *testing.T, path string) (*setting.Settings, *db.DB) {
	t.Helper()
	d := dbtest.Open(t, path)
	return setting.New(d), d
}

func set(t *testing.T, s *setting.Settings, d *db.DB, name, value string) error {
	t.Helper()
	return d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return s.Set(ctx, tx, name, value) })
}

func TestEveryDefaultPassesItsOwnCheck(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, d := range setting.Definitions {
		if err := d.Check(d.Default); err != nil {
			t.Errorf("%s: %v", d.Name, err)
		}
		if d.Help == "" || seen[d.Name] {
			t.Errorf("%s has no help, or stands there twice", d.Name)
		}
		seen[d.Name] = true
	}
	s, _ := open(t, filepath.Join(t.TempDir(), "latchkey.db"))
	want := setting.Choices{
		BrandName: "Latchkey", HostLanguage: "en", HostZone: "UTC",
		SessionIdle: time.Hour, SessionLifetime: 24 * time.Hour, Registration: setting.Closed, AccountPrefix: "C-",
		SetUp: setting.Stepwise, Methods: "totp,passkey,whatsapp,email", MinimumMethod: "email", StaffMinimum: "totp", WhatsAppDaily: 500,
		RecoveryMode: setting.ByCase, RecoveryProofs: "mailbox,phone,browser,document,answers", RecoveryNeeded: 2,
		RecoveryApproval: setting.Second, RecoveryWait: 24 * time.Hour, KeepPersonal: 365 * 24 * time.Hour,
		AttachmentSize: 10 << 20, AttachmentCount: 5, AttachmentTotal: 25 << 20,
	}
	if got := s.Choices(t.Context()); got != want {
		t.Errorf("nothing chosen: %+v", got)
	}
}

func image(kind, body string) string {
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString([]byte(body))
}

func TestATimeOutOfBoundsIsToldInThePlainestForm(t *testing.T) {
	t.Parallel()
	s, d := open(t, filepath.Join(t.TempDir(), "latchkey.db"))
	for name, want := range map[string]string{
		"recovery.wait": "recovery.wait takes a time from 1h to 336h, such as 90m or 12h",
		"session.idle":  "session.idle takes a time from 5m to 720h, such as 90m or 12h",
	} {
		if err := set(t, s, d, name, "1s"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("it says %v, want %q", err, want)
		}
	}
}

// A number that an earlier version took stays on the contact page until somebody changes it.
func TestASupportNumberOfAnEarlierVersionStays(t *testing.T) {
	t.Parallel()
	s, d := open(t, filepath.Join(t.TempDir(), "latchkey.db"))
	if err := set(t, s, d, "support.phone", "+44 20 7946 0123"); err != nil {
		t.Fatal(err)
	}
	if err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE setting SET value = '020 7946 0123' WHERE name = 'support.phone'`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	s.Refresh()
	if got := s.Choices(t.Context()).SupportPhone; got != "020 7946 0123" {
		t.Errorf("it is %q", got)
	}
}

// values are what each choice takes and what it refuses.
var values = map[string]struct{ good, bad []string }{
	"host.zone": {
		[]string{"Europe/Berlin", "UTC", "Asia/Calcutta"},
		[]string{"", "berlin", "CEST", "../etc/passwd", "+01:00"},
	},
	"host.language": {[]string{"ar", "ar-u-nu-latn", "en"}, []string{"", "fa", "AR", "ar-MA", "en,ar"}},
	"brand.name": {
		[]string{"Höst & Co", "x"},
		[]string{
			"", "\u3164", "\u2800", strings.Repeat("x", 41), "a\r\nb", "a\x00", "a\x1b[2J", "   ", "a\u009b2J", "a\u2028b", "a\xff",
			"a\u202eb", "a\u200bb", "a\u2066b",
		},
	},
	"security.hsts-subdomains": {[]string{"on", "off"}, []string{"", "yes", "ON", "o\u200bn"}},
	"brand.accent":             {[]string{"", "#0f766e", "#ABCDEF"}, []string{"#fff", "red", "#0f766e;", "#0f\u200b766e", "0f766e", "url(x)"}},
	"brand.logo": {
		[]string{
			"", image("image/png", aPNG()), image("image/svg+xml", "<svg/>"),
			image("image/webp", "RIFF\x04\x00\x00\x00WEBP"),
		},
		[]string{
			"https://example.com/logo.png", image("text/html", "<script>"),
			"data:image/png;base64,%%%", "data:image/png,x", image("image/png", strings.Repeat("x", 33<<10)),
			image("image/png", "x"), image("image/png", aPNG()[:len(aPNG())-1]), image("image/png", aPNG()[:len(aPNG())/2]),
			image("image/png", hugePNG()), image("image/svg+xml", "<svg><path"), image("image/svg+xml", "<svg>"), image("image/svg+xml", "<p/>"),
			image("image/webp", "RIFF\x05\x00\x00\x00WEBP"),
		},
	},
	"recovery.mode":     {[]string{"case", "codes-only"}, []string{"", "off", "CASE", "ca\u200bse"}},
	"recovery.approval": {[]string{"second", "single"}, []string{"", "none", "both"}},
	"recovery.proofs": {
		[]string{"phone", "mailbox,document", "browser,answers"},
		[]string{"", "mailbox", "mailbox,answers", "phone,phone", "phone, browser", "phone,", "face"},
	},
	"recovery.proofs_needed": {[]string{"1", "5"}, []string{"", "0", "6", "02", "two", "-1"}},
	"recovery.wait":          {[]string{"1h", "48h"}, []string{"", "0", "59m", "1000h", "2d"}},
	"support.email": {
		[]string{"", "help@example.com", "help@b\u00fccher.example", "a..b@docomo.example", "help@ab--cd.example"},
		[]string{
			"help", "Help <help@example.com>", "a@b\r\nBcc: c@d", "a@b, c@d", "hilfe\u00fc@example.com",
			"a@b.example, c@d.example", "a b@c.example", "he\u200blp@example.com", "help@exam\u202aple.com",
		},
	},
	"support.phone": {
		[]string{"", "+49 30 1234567", "+44 (0)20 7946-0123", "0044 20 7946 0123", "+1 800 555 0199", "+٤٤ 20 7946 0123"},
		[]string{
			"abc", "030 1234567", "+49", "call us", "+1 800 FLOWERS",
			"1\n2", "+49 30\u202c 1234567", strings.Repeat("1", 41), "<b>+44 20 7946 0123",
		},
	},
	"support.url": {
		[]string{"", "https://example.com/help", "https://b\u00fccher.example/hilfe", "https://ab--cd.example"},
		[]string{
			"http://example.com", "javascript:alert(1)", "//example.com", "https://", "/help",
			"https://a..b/help", "https://example.com/he\u200blp", "https://\u2260.example",
		},
	},
	"session.idle":          {[]string{"5m", "720h"}, []string{"", "0", "-1h", "4m59s", "721h", "1 hour", "1d", "NaN"}},
	"session.lifetime":      {[]string{"15m", "2160h"}, []string{"", "14m", "2161h"}},
	"two-factor.set-up":     {[]string{"stepwise", "dialog"}, []string{"", "Dialog", "both", "dia\nlog"}},
	"registration.account":  {[]string{"on", "off"}, []string{"", "yes", "On"}},
	"registration.prefix":   {[]string{"C-", "c", "Host/26-"}, []string{"", "-", "1-", "C 1", "ABCDEFGHIJK"}},
	"registration":          {[]string{"open", "invitation", "closed"}, []string{"", "Open", "yes", "op\u2060en"}},
	"trust.days":            {[]string{"0", "1", "30"}, []string{"", "31", "-1", "1.5", "007", "+7", "30d", "always"}},
	"audit.keep_personal":   {[]string{"0", "30", "365", "3650"}, []string{"", "29", "3651", "-1", "1", "365d", "0365", "for ever"}},
	"attachment.size":       {[]string{"1", "10", "100"}, []string{"", "0", "101", "-1", "1.5", "010", "10M"}},
	"attachment.count":      {[]string{"0", "5", "20"}, []string{"", "21", "-1", "05", "all"}},
	"attachment.total":      {[]string{"1", "25", "250"}, []string{"", "0", "251", "-1", "25 MiB"}},
	"methods.minimum":       {[]string{"email", "passkey"}, []string{"", "sms", "Email", "totp,email"}},
	"methods.allowed":       {[]string{"totp", "email,totp,passkey,whatsapp"}, []string{"", "totp,", "sms", "totp, email", "TOTP", "backup"}},
	"whatsapp.daily":        {[]string{"1", "999999"}, []string{"", "0", "-1", "1000000", "1e3", "05"}},
	"methods.staff_minimum": {[]string{"email", "passkey"}, []string{"", "sms", "App", "totp,email"}},
}

// What comes along with a copy is dropped around a value, whichever way it is set, and never kept.
func TestMarksAroundAValueAreDropped(t *testing.T) {
	t.Parallel()
	s, d := open(t, filepath.Join(t.TempDir(), "latchkey.db"))
	for name, values := range values {
		for _, good := range values.good {
			for _, c := range []string{"\u202a" + good + "\u202c", "\ufeff" + good + "\n", "\u200e " + good + "\u00a0\u200f"} {
				if err := set(t, s, d, name, c); err != nil {
					t.Errorf("%s: %q: %v", name, c, err)
				}
				if got, err := s.Get(t.Context(), name); got != good || err != nil {
					t.Errorf("%s: of %q %q is kept, want %q, %v", name, c, got, good, err)
				}
			}
		}
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	s, d := open(t, filepath.Join(t.TempDir(), "latchkey.db"))
	for name, values := range values {
		for _, v := range values.good {
			if err := set(t, s, d, name, v); err != nil {
				t.Errorf("%s = %q: %v", name, v, err)
			}
			if got, err := s.Get(t.Context(), name); got != v || err != nil {
				t.Errorf("%s = %q reads back as %q, %v", name, v, got, err)
			}
		}
		for _, v := range values.bad {
			if err := set(t, s, d, name, v); err == nil {
				t.Errorf("%s takes %q", name, v)
			}
		}
	}
}

func TestEveryDefinitionIsInTheTableOfValues(t *testing.T) {
	t.Parallel()
	for _, d := range setting.Definitions {
		if v := values[d.Name]; len(v.good) == 0 || len(v.bad) == 0 {
			t.Errorf("%s: add it to values in this file: some that it takes, some that it refuses", d.Name)
		}
	}
}

func TestANameThatDoesNotExist(t *testing.T) {
	t.Parallel()
	s, d := open(t, filepath.Join(t.TempDir(), "latchkey.db"))
	var unknown setting.UnknownError
	if err := set(t, s, d, "brand.nmae", "x"); !errors.As(err, &unknown) || unknown.Name != "brand.nmae" {
		t.Errorf("setting it: %v", err)
	}
	if _, err := s.Get(t.Context(), "brand.nmae"); !errors.As(err, &unknown) {
		t.Errorf("getting it: %v", err)
	}
}

// A running server follows what `latchkey settings set` does in another process.
func TestAnotherProcessChangesASetting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "latchkey.db")
	server, _ := open(t, path)
	shell, d := open(t, path)
	if server.Choices(t.Context()).BrandName != "Latchkey" {
		t.Fatal("not the default")
	}
	if err := set(t, shell, d, "brand.name", "Harbour"); err != nil {
		t.Fatal(err)
	}
	if got := shell.Choices(t.Context()).BrandName; got != "Harbour" {
		t.Errorf("its own process still says %q", got)
	}
	for began := time.Now(); server.Choices(t.Context()).BrandName != "Harbour"; time.Sleep(50 * time.Millisecond) {
		if time.Since(began) > 3*time.Second {
			t.Fatal("not followed within 3 s")
		}
	}
}

// A page that is asked for between the change and its end reads what held until then. That is not kept for a second.
func TestWhatIsReadWhileAChangeIsUnderWayIsNotKept(t *testing.T) {
	t.Parallel()
	s, d := open(t, filepath.Join(t.TempDir(), "latchkey.db"))
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		err := s.Set(ctx, tx, "brand.name", "Harbour")
		if got := s.Choices(t.Context()).BrandName; got != "Latchkey" {
			t.Errorf("before its end the change counts: %q", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Refresh()
	if got := s.Choices(t.Context()).BrandName; got != "Harbour" {
		t.Errorf("after the change it is still %q", got)
	}
}

// A value that was stored by other means and is not allowed counts as not chosen.
func TestABadValueInTheDatabaseIsPassedOver(t *testing.T) {
	t.Parallel()
	s, d := open(t, filepath.Join(t.TempDir(), "latchkey.db"))
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx,
			`INSERT INTO setting (name, value) VALUES ('session.idle', 'for ever'), ('two-factor.set-up', 'off'), ('unknown', 'x')`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Choices(t.Context()); got.SessionIdle != time.Hour || got.SetUp != setting.Stepwise {
		t.Errorf("got %+v", got)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1100 * time.Millisecond)
	if got := s.Choices(t.Context()); got.SessionIdle != time.Hour {
		t.Errorf("without a database the last choices do not go on: %+v", got)
	}
}

// aPNG is a small picture.
func aPNG() string { return pngOf(8, 8) }

func pngOf(width, height int) string {
	var file strings.Builder
	if err := png.Encode(&file, pictures.NewGray(pictures.Rect(0, 0, width, height))); err != nil {
		panic(err)
	}
	return file.String()
}

// hugePNG says that it is large, and is a few bytes.
func hugePNG() string {
	small := []byte(aPNG())
	copy(small[16:24], []byte{0, 0, 0x80, 0, 0, 0, 0x80, 0})
	binary.BigEndian.PutUint32(small[29:], crc32.ChecksumIEEE(small[12:29]))
	return string(small)
}

func TestALogoIsMadeFromAnImage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ image, kind string }{
		"a PNG": {aPNG(), "image/png"}, "an SVG": {"<?xml version='1.0'?>\n<svg xmlns='x'/>", "image/svg+xml"},
		"a GIF": {"GIF89a...", ""}, "a page": {"<html><script>", ""}, "nothing": {"", ""},
	} {
		value, err := setting.LogoURL([]byte(c.image))
		kind, body, parse := setting.ParseLogo(value)
		if c.kind == "" {
			if err == nil || parse == nil {
				t.Errorf("%s was taken as %s", name, kind)
			}
			continue
		}
		if err != nil || parse != nil || kind != c.kind || string(body) != c.image {
			t.Errorf("%s: %s, %v, %v", name, kind, err, parse)
		}
	}
}

// What zero means is part of the sentence that refuses a value.
func TestAWrongNumberOfDaysSaysWhatZeroMeans(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"trust.days": "or 0 for none", "audit.keep_personal": "or 0 for ever"} {
		for _, d := range setting.Definitions {
			if d.Name != name {
				continue
			}
			if err := d.Check("-1"); err == nil || !strings.HasSuffix(err.Error(), want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// Each method of a list stands in it once, however often it was written; also in a list that was stored before.
func TestAListHoldsEachOfItsOptionsOnce(t *testing.T) {
	t.Parallel()
	s, d := open(t, filepath.Join(t.TempDir(), "latchkey.db"))
	if err := set(t, s, d, "methods.allowed", "totp,email,totp,totp"); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Get(t.Context(), "methods.allowed"); got != "totp,email" || err != nil {
		t.Errorf("it is stored as %q, %v", got, err)
	}
	if got := (setting.Choices{}).With("methods.allowed", "email,email").Methods; got != "email" {
		t.Errorf("it is tried as %q", got)
	}
}

// A text stays as it was typed, a number doesn't.
func TestANumberIsTakenInAnyScript(t *testing.T) {
	s, d := open(t, filepath.Join(t.TempDir(), "test.db"))
	for _, c := range [][3]string{
		{"trust.days", "٣٠", "30"},
		{"trust.days", "۱۴", "14"},
		{"recovery.wait", "३६h", "36h"},
		{"brand.name", "استضافة ٣٦٥", "استضافة ٣٦٥"},
	} {
		if err := set(t, s, d, c[0], c[1]); err != nil {
			t.Errorf("%s = %q: %v", c[0], c[1], err)
		}
		if got, err := s.Get(t.Context(), c[0]); err != nil || got != c[2] {
			t.Errorf("%s = %q is kept as %q, want %q (%v)", c[0], c[1], got, c[2], err)
		}
	}
}
