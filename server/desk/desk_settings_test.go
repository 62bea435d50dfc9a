package desk_test

import (
	"bytes"
	"html"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/internal/locale"
	"latchkey/internal/setting"
	"latchkey/server/hosttest"
)

// badSettings are what somebody might send for each setting: typed, or ticked; the logo is a file, see below.
var badSettings = map[string][]string{
	"brand.name": {strings.Repeat("x", 41)}, "brand.accent": {"red"}, "support.email": {"Help <help@example.com>"},
	"support.phone": {"abc"}, "support.url": {"http://example.com/help"}, "session.idle": {"1 hour"},
	"session.lifetime": {"14m"}, "trust.days": {"31"}, "two-factor.set-up": {"both"}, "registration": {}, "recovery.mode": {"none"},
	"registration.account": {"yes"}, "registration.prefix": {"C 1"},
	"audit.keep_personal": {"7"}, "host.language": {"fa"}, "host.zone": {"Berlin"},
	"recovery.proofs": {"mailbox", "answers"}, "recovery.proofs_needed": {"two"}, "recovery.approval": {"nobody"},
	"recovery.wait": {"59m"}, "methods.allowed": {}, "methods.minimum": {"sms"}, "methods.staff_minimum": {"sms"}, "whatsapp.daily": {"many"},
	"security.hsts-subdomains": {"yes"}, "attachment.size": {"0"}, "attachment.count": {"many"}, "attachment.total": {"25 MiB"},
}

// A value that is not allowed is refused beside the field, in the language of the page; nothing typed is lost, and nothing changes.
func TestABadSettingIsRefusedInThePagesLanguage(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	for _, l := range locale.All() {
		boss.Post("/profile", "name", "Sven", "language", l.Lang()).Leads(t, "/profile?done=saved")
		for _, d := range setting.Definitions {
			bad, known := badSettings[d.Name]
			if !known && d.Name != "brand.logo" {
				t.Errorf("%s: add a value that a form might send, and that is refused, to badSettings in this file", d.Name)
			}
			before, _ := s.Host.Settings.Get(t.Context(), d.Name)
			if d.Name == "brand.logo" {
				continue // a file, see below
			}
			p := boss.ChangesSetting(d.Name, bad...)
			key := strings.NewReplacer(".", "_", "-", "_").Replace("setting." + d.Name)
			wants := []string{html.EscapeString(l.T(strings.Replace(key, "_", ".", 1) + "_wrong")), `aria-invalid="true"`}
			for _, v := range bad {
				if len(d.Options) == 0 {
					wants = append(wants, `value="`+html.EscapeString(v)+`"`)
				} else if d.Many {
					wants = append(wants, `value="`+v+`" checked`)
				}
			}
			for _, want := range wants {
				if p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Body, want) {
					t.Errorf("%s, %s = %q: %d, without %s", l.Lang(), d.Name, bad, p.Status, want)
				}
			}
			if after, _ := s.Host.Settings.Get(t.Context(), d.Name); after != before {
				t.Errorf("%s has become %q", d.Name, after)
			}
		}
	}
}

// Several bad settings are listed above the form, each with a link to its field, and the list has the focus. One alone has it itself.
func TestSeveralBadSettingsAreListed(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	path, form := boss.SettingForm("session.idle", "1 hour")
	for number, c := range map[string]struct {
		lifetime  string
		want, not []string
	}{
		"one": {form.Get("session.lifetime"), []string{`value="1 hour" autocomplete="off" autofocus`}, []string{`href="#session.idle"`}},
		"two": {
			"14m",
			[]string{`href="#session.idle"`, `href="#session.lifetime"`, `<div class="alert error" tabindex="-1" autofocus>`},
			[]string{`autocomplete="off" autofocus`},
		},
	} {
		form.Set("session.lifetime", c.lifetime)
		p := boss.Send(http.MethodPost, path, form)
		for _, want := range c.want {
			if p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Body, want) {
				t.Errorf("%s: %d, without %s", number, p.Status, want)
			}
		}
		for _, not := range c.not {
			if strings.Contains(p.Body, not) {
				t.Errorf("%s: the page has %s", number, not)
			}
		}
	}
}

// The help of an Arabic page writes its numbers in Arabic, so they may be typed like that.
func TestASettingTakesTheDigitsOfThePage(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	for name, c := range map[string]struct{ typed, stored string }{
		"trust.days": {"٣٠", "30"}, "session.idle": {"٩٠m", "90m"}, "whatsapp.daily": {"۲۵۰", "250"}, "brand.name": {"Harbour ٢", "Harbour ٢"},
	} {
		p := boss.ChangesSetting(name, " "+c.typed+" ")
		if p.Status != http.StatusSeeOther || !strings.HasSuffix(p.Location, "?done=saved") {
			t.Fatalf("%s: %d to %q", name, p.Status, p.Location)
		}
		if got, _ := s.Host.Settings.Get(t.Context(), name); got != c.stored {
			t.Errorf("%s is %q, want %q", name, got, c.stored)
		}
	}
}

// Whoever takes longer than a proof counts, types and ticks nothing twice: neither where they confirm that it's them,
// nor where they come back to the page without it.
func TestASettingIsKeptWhileItsAdministratorConfirms(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		setting string
		typed   []string
		want    []string
		stored  string
	}{
		"a text": {
			"support.url",
			[]string{"https://example.com/help"},
			[]string{`value="https://example.com/help"`},
			"https://example.com/help",
		},
		"a choice": {"registration", []string{"invitation"}, []string{`value="invitation" checked`}, "invitation"},
		"some of a": {
			"methods.allowed",
			[]string{"totp", "whatsapp"},
			[]string{`value="totp" checked`, `value="whatsapp" checked`},
			"totp,whatsapp",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := hosttest.Boot(t)
			boss := s.Browser()
			boss.Post("/sign-in", "email", hosttest.Sven, "password", hosttest.SvenPassword)
			secret := boss.SetUpSecondStep()
			page, form := boss.SettingForm(c.setting, c.typed...)
			boss.Get(page).Says(t, http.StatusOK, "Save")
			s.Clock.Advance(11 * time.Minute)
			asked := boss.Send(http.MethodPost, page, form)
			boss.Post("/confirm", "next", page, "code", s.Code(secret)).Leads(t, page)
			for _, want := range c.want {
				boss.Get(page).Says(t, http.StatusOK, want)
			}
			boss.Get(page).Says(t, http.StatusOK, "Nothing has changed yet")
			if checked := len(boss.Get(page).Form()[c.setting]); c.setting == "methods.allowed" && checked != 2 {
				t.Errorf("%d are ticked", checked)
			}
			s.Clock.Advance(time.Minute)
			boss.Confirms(asked, "code", s.Code(secret)).Leads(t, page+"?done=saved")
			if got, _ := s.Host.Settings.Get(t.Context(), c.setting); got != c.stored {
				t.Errorf("%s is %q, want %q", c.setting, got, c.stored)
			}
		})
	}
}

// uploads sends a file in a form, as browsers do.
func uploads(b *hosttest.Browser, path, name string, content []byte) hosttest.Page {
	b.T.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, values := range b.Get(path).Form() {
		for _, v := range values {
			_ = form.WriteField(field, v)
		}
	}
	part, err := form.CreateFormFile("brand.logo", name)
	if err != nil {
		b.T.Fatal(err)
	}
	_, _ = part.Write(content)
	_ = form.Close()
	request, err := http.NewRequest(http.MethodPost, b.Server.URL+path, &body)
	if err != nil {
		b.T.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("Origin", b.Server.URL)
	return b.Do(request)
}

const (
	logoPage = "/desk/settings/brand"
	pngMark  = "\x89PNG\r\n\x1a\n"
)

func TestALogoIsUploaded(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	for name, c := range map[string]struct {
		content string
		status  int
		words   string
	}{
		"too large": {
			pngMark + strings.Repeat("x", setting.MostLogo),
			http.StatusUnprocessableEntity, "up to 32 KB. Choose another file.",
		},
		"far too large": {
			pngMark + strings.Repeat("x", 3<<20),
			http.StatusUnprocessableEntity, "up to 32 KB. Choose another file.",
		},
		"a text":                        {"our logo", http.StatusUnprocessableEntity, "SVG, PNG or WebP"},
		"a picture that was cut off":    {aPNG()[:len(aPNG())/2], http.StatusUnprocessableEntity, "SVG, PNG or WebP"},
		"a page that calls itself .png": {"<!doctype html><script>alert(1)</script>", http.StatusUnprocessableEntity, "SVG, PNG or WebP"},
		"another kind of image":         {"GIF89a", http.StatusUnprocessableEntity, "SVG, PNG or WebP"},
	} {
		p := uploads(boss, logoPage, "logo.png", []byte(c.content))
		if p.Status != c.status || !strings.Contains(p.Body, c.words) {
			t.Errorf("%s: %d, without %q", name, p.Status, c.words)
		}
	}
	if got, _ := s.Host.Settings.Get(t.Context(), "brand.logo"); got != "" {
		t.Fatal("one of them became the logo")
	}
	if left, _ := os.ReadDir(filepath.Join(s.Data, "attachments")); len(left) != 0 {
		t.Errorf("what was refused is kept: %v", left)
	}

	uploads(boss, logoPage, `C:\fakepath\..\our logo.html`, []byte(aPNG())).Leads(t, logoPage+"?done=saved")
	at := "/brand/" + hosttest.Between(t, s.Browser().Get("/sign-in").Body, `src="/brand/`, `"`)
	if p := s.Browser().Get(at); p.Status != http.StatusOK || p.Body != aPNG() || p.Header.Get("Content-Type") != "image/png" {
		t.Errorf("%s: %d, %q", at, p.Status, p.Header.Get("Content-Type"))
	}
	for _, page := range []string{logoPage, "/dashboard"} {
		boss.Get(page).Says(t, http.StatusOK, `src="`+at+`"`)
	}
	if n := s.Count(`SELECT COUNT(*) FROM attachment WHERE owner_kind = 'logo' AND name = 'our logo.html' AND type = 'image/png'
		AND size = $1`, len(aPNG())); n != 1 {
		t.Errorf("%d rows of the logo", n)
	}
	boss.ChangesSetting("brand.logo.remove", "yes").Leads(t, logoPage+"?done=saved")
	if strings.Contains(s.Browser().Get("/sign-in").Body, "/brand/") {
		t.Error("the logo is there after it was removed")
	}
	s.Browser().Get(at).Says(t, http.StatusNotFound, "")
}

// A drawing may hold a script. It is shown as an image, in which none runs, and opened by itself it may neither run nor load anything.
func TestAScriptInALogoRunsNowhere(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	drawing := `<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("/desk")</script></svg>`
	uploads(boss, logoPage, "logo.svg", []byte(drawing)).Leads(t, logoPage+"?done=saved")
	page := s.Browser().Get("/sign-in")
	if strings.Contains(page.Body, "fetch(") {
		t.Error("the drawing stands in the page itself")
	}
	p := s.Browser().Get("/brand/" + hosttest.Between(t, page.Body, `src="/brand/`, `"`))
	policy := p.Header.Get("Content-Security-Policy")
	if p.Header.Get("Content-Type") != "image/svg+xml" ||
		!strings.HasPrefix(policy, "default-src 'none'") || !strings.HasSuffix(policy, "sandbox") ||
		p.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("it is served as %v", p.Header)
	}
}

// What is ticked is carried on with, though the form may bring a file.
func TestTheLogoIsRemovedAfterTheProof(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Browser()
	boss.Post("/sign-in", "email", hosttest.Sven, "password", hosttest.SvenPassword).Leads(t, "/desk")
	secret := boss.SetUpSecondStep()
	uploads(boss, logoPage, "logo.png", []byte(aPNG())).Leads(t, logoPage+"?done=saved")
	path, form := boss.SettingForm("brand.logo.remove", "yes")
	s.Clock.Advance(11 * time.Minute)
	boss.Confirms(boss.Send(http.MethodPost, path, form), "code", s.Code(secret)).Leads(t, logoPage+"?done=saved")
	if got, err := s.Host.Settings.Get(t.Context(), "brand.logo"); err != nil || got != "" {
		t.Errorf("the logo is still there (%v)", err)
	}
}

func aPNG() string {
	var file strings.Builder
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		panic(err)
	}
	return file.String()
}

// Of a page that is saved either all is stored or nothing, each change stands in the log, and what was not changed does not.
func TestAPageOfSettingsIsSavedAsAWhole(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	stored := func(name, want string) {
		t.Helper()
		if got, _ := s.Host.Settings.Get(t.Context(), name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	path, form := boss.SettingForm("session.idle", "2h")
	form["session.lifetime"], form["trust.days"] = []string{"for ever"}, []string{"7"}
	p := boss.Send(http.MethodPost, path, form)
	p.Says(t, http.StatusUnprocessableEntity, "Nothing was saved")
	p.Says(t, http.StatusUnprocessableEntity, `value="2h"`)
	p.Says(t, http.StatusUnprocessableEntity, `value="for ever"`)
	stored("session.idle", "1h")
	stored("trust.days", "0")

	form["session.lifetime"] = []string{"24h"}
	boss.Send(http.MethodPost, path, form).Leads(t, path+"?done=saved")
	boss.Get(path+"?done=saved").Says(t, http.StatusOK, "Saved.")
	stored("session.idle", "2h")
	stored("trust.days", "7")
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'setting.changed'`); n != 2 {
		t.Errorf("%d changes are in the log", n)
	}

	// More proofs than are accepted: beside what was changed.
	boss.ChangesSetting("recovery.proofs_needed", "5").Leads(t, "/desk/settings/recovery?done=saved")
	path, form = boss.SettingForm("recovery.proofs_needed", "4")
	form["recovery.proofs"] = []string{"mailbox", "document"}
	boss.Send(http.MethodPost, path, form).Says(t, http.StatusUnprocessableEntity, "nobody could finish one")
	stored("recovery.proofs_needed", "5")

	// One of the methods' settings shuts the administrator out: the other, which would not, stays as well.
	path, form = boss.SettingForm("methods.staff_minimum", "passkey")
	form["registration"] = []string{"closed"}
	boss.Send(http.MethodPost, path, form).Says(t, http.StatusUnprocessableEntity, "You’d lock yourself out")
	stored("methods.staff_minimum", "totp")
	stored("registration", "open")
}

// Two administrators have one page open: the second does not undo unseen what the first has saved, nor does a form that
// does not say what it was drawn with.
func TestSettingsThatChangedMeanwhile(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	path, form := boss.SettingForm("trust.days", "14")
	boss.ChangesSetting("session.idle", "3h").Leads(t, path+"?done=saved")
	p := boss.Send(http.MethodPost, path, form)
	p.Says(t, http.StatusUnprocessableEntity, "someone changed these settings")
	p.Says(t, http.StatusUnprocessableEntity, "“3h” is saved now")
	for _, shown := range []string{"", "0123456789abcdef"} {
		form.Set("shown", shown)
		boss.Send(http.MethodPost, path, form).Says(t, http.StatusUnprocessableEntity, "someone changed these settings")
	}
	if got, _ := s.Host.Settings.Get(t.Context(), "session.idle"); got != "3h" {
		t.Errorf("it is %q again", got)
	}
	again := p.Form()
	again.Set("session.idle", "3h")
	boss.Send(http.MethodPost, path, again).Leads(t, path+"?done=saved")
	if got, _ := s.Host.Settings.Get(t.Context(), "trust.days"); got != "14" {
		t.Errorf("what was typed is lost: %q", got)
	}
}

// A colour is tried in the page: nothing is saved, and what else was typed stays.
func TestAColourIsPreviewed(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	path, form := boss.SettingForm("brand.accent", "#D97706")
	form["support.url"] = []string{"http://example.com/not-yet-right"}
	form["preview"] = []string{"yes"}
	p := boss.Send(http.MethodPost, path, form)
	p.Says(t, http.StatusOK, `/brand/preview-d97706.css`)
	p.Says(t, http.StatusOK, `value="http://example.com/not-yet-right"`)
	if got, _ := s.Host.Settings.Get(t.Context(), "brand.accent"); got != "" {
		t.Errorf("the colour is saved: %q", got)
	}
	again := p.Form()
	again.Set("support.url", "https://example.com/help")
	boss.Send(http.MethodPost, path, again).Leads(t, path+"?done=saved")
	if got, _ := s.Host.Settings.Get(t.Context(), "brand.accent"); got != "#D97706" {
		t.Errorf("after Save it is %q", got)
	}
}
