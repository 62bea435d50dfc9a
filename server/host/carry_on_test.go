package host_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/server/hosttest"
)

// Whoever took longer than a proof counts proves who they are, and what they asked for is done: once, and as it was typed.
func TestWhatWasAskedIsDoneAfterTheProof(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("trust.days", "30")
	b := s.Browser()
	secret, _ := b.TurnOn()
	other := s.Browser()
	other.SignIn().Leads(t, "/sign-in/code")
	other.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
	app := "/security/methods/" + b.Method("Authenticator app")
	for name, c := range map[string]struct {
		path   string
		fields []string
		to     string
		after  string // what the page it leads to says
	}{
		"a method is renamed":   {app, []string{"name", "Blue phone"}, "/security?done=renamed", "Blue phone"},
		"one is added":          {"/security/methods/new", []string{"method", "email"}, "/security/methods/email", "ada@example.test"},
		"an address is changed": {"/profile/email", []string{"email", "ada@new.test"}, "/profile/email?done=sent", "ada@new.test"},
		"codes are made anew":   {"/security/backup-codes/new", nil, "/security/backup-codes", "I have saved my backup codes"},
		"other sessions are ended": {
			"/security/sessions/others/end", nil,
			"/security/sessions?done=others", "You’re signed in only here.",
		},
	} {
		s.Clock.Advance(11 * time.Minute)
		asked := b.Post(c.path, c.fields...)
		b.Confirms(asked, "code", s.Code(secret)).Leads(t, c.to)
		if b.Cookie("held") != "" {
			t.Errorf("%s: the form is held for ever", name)
		}
		if p := b.Get(c.to); !strings.Contains(p.Body, c.after) {
			t.Errorf("%s: %q is missing in\n%s", name, c.after, p.Body)
		}
	}
	other.IsOut("ended with all others")
}

// Somebody else may have left the form half way at this browser: whoever confirms it sees what will be done, and to whom.
func TestWhoConfirmsSeesWhatWillBeDone(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.TurnOn()
	app := "/security/methods/" + b.Method("Authenticator app")
	s.Clock.Advance(11 * time.Minute)
	for _, c := range []struct {
		path   string
		fields []string
		says   string
	}{
		{app, []string{"name", "Blue phone"}, "Save name: \u2068Blue phone\u2069"},
		{"/security/methods/new", []string{"method", "email"}, "Add a method: \u2068Email code\u2069"},
		{"/security/methods/whatsapp", []string{"phone", "+44 7700 900123"}, "Add a method: \u2068+44 7700 900123\u2069"},
		{"/profile/email", []string{"email", "mallory@example.test"}, "Change address: \u2068mallory@example.test\u2069"},
		{"/profile/phone", []string{"phone", "+44 7700 900123"}, "Change number: \u2068+44 7700 900123\u2069"},
		{"/profile/email", []string{"email", "<b>\u202emoc.elpmaxe@yrollam"}, "Change address: \u2068&lt;b&gt;moc.elpmaxe@yrollam\u2069"},
		{"/security/backup-codes/new", nil, "Make new backup codes"},
		{"/security/sessions/others/end", nil, "Sign out everywhere else"},
	} {
		asked := b.Post(c.path, c.fields...)
		if asked.Status == http.StatusUnprocessableEntity {
			continue // refused before a proof is asked for
		}
		b.Get(asked.Location).Says(t, http.StatusOK, "When you confirm, this happens immediately: "+c.says)
		next := hosttest.WithoutForm(asked.Location)
		for name, other := range map[string]string{
			"no form": next, "another one": next + "&then=another", "another page": strings.Replace(asked.Location, "next=%2F", "next=%2Fx", 1),
		} {
			if p := b.Get(other); p.Status != http.StatusOK || strings.Contains(p.Body, "When you confirm") {
				t.Errorf("%s, with the address of %s: %d, or it says what will not be done", c.path, name, p.Status)
			}
		}
	}
}

// So do staff, whose form may be about anybody.
func TestStaffSeeWhatTheyConfirm(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.AtTheDesk(hosttest.Sven, hosttest.SvenPassword)
	mina := "/desk/people/" + s.IDOf("mina@example.test")
	brand, form := boss.SettingForm("brand.name", "Harbour")
	form["support.url"] = []string{""}
	form["brand.logo.remove"] = []string{"yes"}
	s.Set("brand.logo", `data:image/svg+xml;base64,PHN2Zy8+`)
	s.Set("support.url", "https://example.com/help")
	form.Set("shown", boss.Get(brand).Form().Get("shown"))
	s.Clock.Advance(11 * time.Minute)
	for path, c := range map[string]struct {
		fields []string
		says   string
	}{
		mina + "/disable":      {nil, "Disable: \u2068Mina Okafor\u2069"},
		mina + "/enable":       {nil, "Enable: \u2068Mina Okafor\u2069"},
		mina + "/end-sessions": {nil, "Sign out everywhere: \u2068Mina Okafor\u2069"},
		mina + "/unlock":       {nil, "Unlock: \u2068Mina Okafor\u2069"},
		mina + "/unfreeze":     {nil, "Unfreeze: \u2068Mina Okafor\u2069"},
		mina + "/put-back": {
			[]string{"kind", "email", "value", hosttest.Ada},
			"Restore the old one: \u2068Mina Okafor, ada@example.test\u2069",
		},
		mina + "/dispute/approve":             {[]string{"seen", "1"}, "Approve: \u2068Mina Okafor\u2069"},
		mina + "/dispute/take-back":           {[]string{"seen", "1"}, "Withdraw decision: \u2068Mina Okafor\u2069"},
		mina + "/role":                        {[]string{"role", "support"}, "Change role: \u2068Mina Okafor, Support\u2069"},
		"/desk/people/invite":                 {[]string{"email", "new@example.com"}, "Send invitation: \u2068new@example.com\u2069"},
		"/desk/people/invitations/send-again": {[]string{"email", "new@example.com"}, "Send again: \u2068new@example.com\u2069"},
		"/desk/people/invitations/withdraw":   {[]string{"email", "new@example.com"}, "Withdraw: \u2068new@example.com\u2069"},
		"/desk/messages/none/retry":           {nil, "Try to send a message again"},
		"/desk/policy/require": {
			[]string{"scope", "everyone", "from", "2026-12-01", "grace", "7"},
			"Require: \u2068Everyone, 2026-12-01\u2069",
		},
		"/desk/policy/change": {
			[]string{"scope", "everyone", "from", "2026-12-01", "grace", "7"},
			"Change: \u2068Everyone, 2026-12-01\u2069",
		},
		"/desk/policy/release": {[]string{"scope", "everyone"}, "Make optional: \u2068Everyone\u2069"},
	} {
		asked := boss.Post(path, c.fields...)
		if asked.Status != http.StatusSeeOther || !strings.Contains(asked.Location, "&then=") {
			t.Errorf("%s: %d to %q", path, asked.Status, asked.Location)
		} else if p := boss.Get(asked.Location); !strings.Contains(p.Body, "When you confirm, this happens immediately: "+c.says+".") {
			_, shown, _ := strings.Cut(p.Body, "When you confirm")
			t.Errorf("%s: it says %.120q, want %q", path, shown, c.says)
		}
	}
	asked := boss.Send(http.MethodPost, brand, form)
	boss.Get(asked.Location).Says(t, http.StatusOK,
		"When you confirm, this happens immediately: Save: \u2068Company name: Harbour, Remove logo, Support page: Not set\u2069.")
	boss.Post("/desk/people/nobody/disable").Says(t, http.StatusNotFound, "")
}

// What no text is read from does not become a text on the way: what is done is what was shown.
func TestNothingElseIsDoneThanWasShown(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Browser()
	boss.Post("/sign-in", "email", hosttest.Sven, "password", hosttest.SvenPassword).Leads(t, "/desk")
	secret := boss.SetUpSecondStep()
	for name, values := range map[string][]string{
		"no text":            {"https://mallory.example.test/\xff"},
		"twice":              {"https://mallory.example.test/1", "https://mallory.example.test/2"},
		"twice, one no text": {"https://mallory.example.test/1", "\xff"},
	} {
		s.Set("support.url", "https://example.com/help")
		path, form := boss.SettingForm("support.url", values...)
		s.Clock.Advance(11 * time.Minute)
		asked := boss.Send(http.MethodPost, path, form)
		boss.Get(asked.Location).Says(t, http.StatusOK, "Save: \u2068Support page: Not set\u2069.")
		boss.Confirms(asked, "code", s.Code(secret)).Leads(t, path+"?done=saved")
		if got, err := s.Host.Settings.Get(t.Context(), "support.url"); err != nil || got != "" {
			t.Errorf("%s: %q was saved (%v)", name, got, err)
		}
	}
}

// A wrong answer to the proof does nothing, and does not lose what was asked for.
func TestWhatWasAskedWaitsForTheRightProof(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	secret, _ := b.TurnOn()
	app := "/security/methods/" + b.Method("Authenticator app")
	s.Clock.Advance(11 * time.Minute)
	asked := b.Post(app, "name", "Blue phone")
	refused := b.Confirms(asked, "code", "000000")
	refused.Says(t, http.StatusUnprocessableEntity, `name="then"`)
	if strings.Contains(b.Get("/security").Body, "Blue phone") {
		t.Fatal("it is done without the proof")
	}
	b.Confirms(asked, "code", s.Code(secret)).Leads(t, "/security?done=renamed")
	s.Clock.Advance(time.Minute)
	b.Confirms(asked, "code", s.Code(secret)).Leads(t, app) // answered once more: nothing is done twice
}

// What the form is refused for is said there, with what was typed in it.
func TestWhatWasAskedCanBeRefusedAfterTheProof(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	secret, _ := b.TurnOn()
	app := "/security/methods/" + b.Method("Authenticator app")
	s.Clock.Advance(11 * time.Minute)
	long := strings.Repeat("x", 41)
	refused := b.Confirms(b.Post(app, "name", long), "code", s.Code(secret))
	refused.Says(t, http.StatusUnprocessableEntity, "40 characters")
	refused.Says(t, http.StatusUnprocessableEntity, `value="`+long+`"`)
}

// A proof given for one thing does not carry on with another that was left half way.
func TestAProofCarriesOnWithNothingElse(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	secret, _ := b.TurnOn()
	app := "/security/methods/" + b.Method("Authenticator app")
	left := func() hosttest.Page {
		s.Clock.Advance(11 * time.Minute)
		return b.Post(app, "name", "Left behind")
	}
	for name, confirm := range map[string]func(first hosttest.Page) hosttest.Page{
		"another page's": func(hosttest.Page) hosttest.Page {
			return b.Post("/confirm", "next", "/security/password", "code", s.Code(secret))
		},
		"the same page without the form": func(hosttest.Page) hosttest.Page {
			return b.Post("/confirm", "next", app, "code", s.Code(secret))
		},
		"another page with this form's id": func(first hosttest.Page) hosttest.Page {
			then := hosttest.Between(t, first.Location+"&", "then=", "&")
			return b.Post("/confirm", "next", "/profile", "then", then, "code", s.Code(secret))
		},
		"a form sent later in its place": func(first hosttest.Page) hosttest.Page {
			b.Confirms(b.Post("/profile/email", "email", "ada@new.test"), "code", s.Code(secret)).Leads(t, "/profile/email?done=sent")
			s.Clock.Advance(time.Minute)
			return b.Confirms(first, "code", s.Code(secret))
		},
		"too late": func(first hosttest.Page) hosttest.Page {
			s.Clock.Advance(10 * time.Minute)
			return b.Confirms(first, "code", s.Code(secret))
		},
		"somebody else's": func(first hosttest.Page) hosttest.Page {
			held := b.Cookie("held")
			bruno := s.Browser()
			bruno.Post("/sign-in", "email", "bruno@example.test", "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
			bruno.Plant("held", held)
			s.Clock.Advance(11 * time.Minute)
			then := hosttest.Between(t, first.Location+"&", "then=", "&")
			return bruno.Post("/confirm", "next", app, "then", then, "password", hosttest.BrunoPassword)
		},
	} {
		if p := confirm(left()); p.Status != http.StatusSeeOther || strings.Contains(p.Location, "done=renamed") {
			t.Errorf("%s: %d to %q", name, p.Status, p.Location)
		}
		if strings.Contains(b.Get("/security").Body, "Left behind") {
			t.Fatalf("%s: done all the same", name)
		}
	}
}

// Every guard is asked again, as for a form that is sent at that moment.
func TestCarryingOnPassesEveryGuard(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	secret, _ := b.TurnOn()
	s.Clock.Advance(11 * time.Minute)
	asked := b.Post("/profile/email", "email", "ada@new.test")
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return s.Host.Users.SetFrozen(ctx, tx, s.IDOf(hosttest.Ada), true)
	})
	if err != nil {
		t.Fatal(err)
	}
	b.Confirms(asked, "code", s.Code(secret)).Leads(t, "/security/frozen")
}
