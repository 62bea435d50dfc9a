package desk_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// A stranger's link leads through "Confirm it's you", or through the sign-in page, to a page of settings. The browser comes there from
// a page of ours, and still nothing of the address stands in the form.
func TestNoAddressFillsTheSettingsIn(t *testing.T) {
	t.Parallel()
	for _, through := range []string{"/confirm", "/sign-in"} {
		t.Run(through, func(t *testing.T) {
			t.Parallel()
			s := hosttest.Boot(t)
			boss := s.Browser()
			boss.Post("/sign-in", "email", hosttest.Sven, "password", hosttest.SvenPassword)
			secret := boss.SetUpSecondStep()
			s.Clock.Advance(time.Minute)
			path, form := boss.SettingForm("recovery.approval", "single")
			stood := boss.Get(path).Form()
			form["recovery.wait"], form["preview"] = []string{"1h"}, []string{"yes"}
			if through == "/sign-in" {
				boss.Post("/sign-out")
			}
			boss.Header.Set("Sec-Fetch-Site", "cross-site")
			p := boss.Get(through + "?" + url.Values{"next": {path + "?" + form.Encode()}}.Encode())
			p.Says(t, http.StatusOK, "")
			boss.Header.Set("Sec-Fetch-Site", "same-origin")
			next := p.Form().Get("next")
			if through == "/confirm" {
				p = boss.Post("/confirm", "next", next, "code", s.Code(secret))
			} else {
				boss.Post("/sign-in", "email", hosttest.Sven, "password", hosttest.SvenPassword, "next", next)
				p = boss.Post("/sign-in/verify", "code", s.Code(secret))
			}
			if !strings.HasPrefix(p.Location, path+"?") {
				t.Fatalf("it leads to %q", p.Location)
			}
			got := boss.Get(p.Location).Form()
			for name := range stood {
				if got.Get(name) != stood.Get(name) {
					t.Errorf("%s is filled in with %q, not with %q", name, got.Get(name), stood.Get(name))
				}
			}
		})
	}
}

// refusesUnseen sends the page as it came back, and wants to be told what another administrator has saved meanwhile.
func refusesUnseen(t *testing.T, s *hosttest.Server, boss *hosttest.Browser, path string, p hosttest.Page, set, value string) {
	t.Helper()
	form := p.Form()
	form.Del("q")
	p = boss.Send(http.MethodPost, path, form)
	p.Says(t, http.StatusUnprocessableEntity, "someone changed these settings")
	p.Says(t, http.StatusUnprocessableEntity, "“"+value+"” is saved now")
	if got, _ := s.Host.Settings.Get(t.Context(), set); got != value {
		t.Errorf("%s, which another administrator has set to %q, is put back to %q", set, value, got)
	}
	boss.Send(http.MethodPost, path, p.Form()) // having seen it
	if got, _ := s.Host.Settings.Get(t.Context(), set); got == value {
		t.Errorf("%s stays %q, though it was seen and typed otherwise", set, got)
	}
}

// While an administrator signs in again or confirms, another saves the page. It comes back as it was typed, and undoes nothing unseen.
func TestWhatWasTypedBeforeADetourUndoesNothingUnseen(t *testing.T) {
	t.Parallel()
	const set, value = "trust.days", "30"
	for name, detour := range map[string]func(*hosttest.Server, *hosttest.Browser, string, string, url.Values){
		"the session ran out": func(s *hosttest.Server, boss *hosttest.Browser, secret, path string, form url.Values) {
			s.Clock.Advance(2 * time.Hour)
			s.Set(set, value)
			boss.Send(http.MethodPost, path, form)
			boss.Post("/sign-in", "email", hosttest.Sven, "password", hosttest.SvenPassword)
			boss.Post("/sign-in/verify", "code", s.Code(secret))
		},
		"saved while it is confirmed": func(s *hosttest.Server, boss *hosttest.Browser, secret, path string, form url.Values) {
			s.Clock.Advance(11 * time.Minute)
			boss.Send(http.MethodPost, path, form)
			s.Set(set, value)
			boss.Post("/confirm", "next", path, "code", s.Code(secret)).Leads(t, path)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := hosttest.Boot(t)
			boss := s.Browser()
			boss.Post("/sign-in", "email", hosttest.Sven, "password", hosttest.SvenPassword)
			secret := boss.SetUpSecondStep()
			path, form := boss.SettingForm("session.idle", "90m")
			detour(s, boss, secret, path, form)
			p := boss.Get(path)
			p.Says(t, http.StatusOK, `value="90m"`)
			refusesUnseen(t, s, boss, path, p, set, value)
		})
	}
}

// So does a form that is drawn again: as a preview, or because one of its values is not allowed.
func TestAFormThatIsDrawnAgainUndoesNothingUnseen(t *testing.T) {
	t.Parallel()
	const set, value = "support.email", "new-support@example.com"
	for name, c := range map[string]struct {
		field, typed, right string
		status              int
	}{
		"a preview":              {"preview", "yes", "", http.StatusOK},
		"a value is not allowed": {"brand.accent", "red", "#d97706", http.StatusUnprocessableEntity},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := hosttest.Boot(t)
			boss := s.Sven()
			path, form := boss.SettingForm("brand.name", "Harbour")
			form.Set("support.email", "old-support@example.com")
			s.Set(set, value)
			form.Set(c.field, c.typed)
			p := boss.Send(http.MethodPost, path, form)
			p.Says(t, c.status, `value="Harbour"`)
			p.Body = strings.ReplaceAll(p.Body, `value="red"`, `value="`+c.right+`"`)
			refusesUnseen(t, s, boss, path, p, set, value)
		})
	}
}

// What is stored can be guessed. Its mark can't: it is made with the host's key.
func TestTheMarkOfAFormIsNotMadeUp(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	path, form := boss.SettingForm("session.idle", "90m")
	own := map[string]string{}
	for name := range form {
		if strings.Contains(name, ".") {
			own[name], _ = s.Host.Settings.Get(t.Context(), name)
		}
	}
	text, err := json.Marshal(own)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	for _, mark := range []string{hex.EncodeToString(sum[:8]), hex.EncodeToString(sum[:]), string(text)} {
		form.Set("shown", mark)
		boss.Send(http.MethodPost, path, form).Says(t, http.StatusUnprocessableEntity, "someone changed these settings")
	}
}
