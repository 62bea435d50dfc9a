package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
)

// Whoever took longer than a proof counts proves who they are, and what they asked for is done: once, and as it was typed.
func TestWhatWasAskedIsDoneAfterTheProof(t *testing.T) {
	s := boot(t)
	s.set("trust.days", "30")
	b := s.browser()
	secret, _ := b.turnOn()
	other := s.browser()
	other.signIn().leads(t, "/sign-in/code")
	other.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/dashboard")
	app := "/security/methods/" + b.method("Authenticator app")
	for name, c := range map[string]struct {
		path   string
		fields []string
		to     string
		after  string // what the page it leads to says
	}{
		"a method is renamed":      {app, []string{"name", "Blue phone"}, "/security?done=renamed", "Blue phone"},
		"one is added":             {"/security/methods/new", []string{"method", "email"}, "/security/methods/email", "a•••@example.test"},
		"an address is changed":    {"/profile/email", []string{"email", "ada@new.test"}, "/profile/email?done=sent", "ada@new.test"},
		"codes are made anew":      {"/security/backup-codes/new", nil, "/security/backup-codes", "I have saved my backup codes"},
		"other sessions are ended": {"/security/sessions/others/end", nil, "/security/sessions?done=others", "You are signed in here and nowhere else."},
	} {
		s.clock.Advance(11 * time.Minute)
		asked := b.post(c.path, c.fields...)
		b.confirms(asked, "code", s.code(secret)).leads(t, c.to)
		if b.cookie("held") != "" {
			t.Errorf("%s: the form is held for ever", name)
		}
		if p := b.get(c.to); !strings.Contains(p.body, c.after) {
			t.Errorf("%s: %q is missing in\n%s", name, c.after, p.body)
		}
	}
	other.out("ended with all others")
}

// Somebody else may have left the form half way at this browser: whoever confirms it sees what will be done, and to whom.
func TestWhoConfirmsSeesWhatWillBeDone(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.turnOn()
	app := "/security/methods/" + b.method("Authenticator app")
	s.clock.Advance(11 * time.Minute)
	for _, c := range []struct {
		path   string
		fields []string
		says   string
	}{
		{app, []string{"name", "Blue phone"}, "Save name: \u2068Blue phone\u2069"},
		{"/security/methods/new", []string{"method", "email"}, "Add another way: \u2068Email code\u2069"},
		{"/security/methods/whatsapp", []string{"phone", "+44 7700 900123"}, "Add another way: \u2068+44 7700 900123\u2069"},
		{"/profile/email", []string{"email", "mallory@example.test"}, "Change the address: \u2068mallory@example.test\u2069"},
		{"/profile/phone", []string{"phone", "+44 7700 900123"}, "Change the number: \u2068+44 7700 900123\u2069"},
		{"/profile/email", []string{"email", "<b>\u202emoc.elpmaxe@yrollam"}, "Change the address: \u2068&lt;b&gt;moc.elpmaxe@yrollam\u2069"},
		{"/security/backup-codes/new", nil, "Make new backup codes"},
		{"/security/sessions/others/end", nil, "End all other sessions"},
	} {
		asked := b.post(c.path, c.fields...)
		if asked.status == http.StatusUnprocessableEntity {
			continue // refused before a proof is asked for
		}
		b.get(asked.location).says(t, http.StatusOK, "As soon as you confirm, this is done: "+c.says)
		next := withoutForm(asked.location)
		for name, other := range map[string]string{"no form": next, "another one": next + "&then=another", "another page": strings.Replace(asked.location, "next=%2F", "next=%2Fx", 1)} {
			if p := b.get(other); p.status != http.StatusOK || strings.Contains(p.body, "As soon as you confirm") {
				t.Errorf("%s, with the address of %s: %d, or it says what will not be done", c.path, name, p.status)
			}
		}
	}
}

// So do staff, whose form may be about anybody.
func TestStaffSeeWhatTheyConfirm(t *testing.T) {
	s := boot(t)
	boss := s.atTheDesk(sven, svenPassword)
	mina := "/desk/people/" + s.idOf("mina@example.test")
	s.clock.Advance(11 * time.Minute)
	for path, c := range map[string]struct {
		fields []string
		says   string
	}{
		mina + "/disable":            {nil, "Disable: \u2068Mina Okafor\u2069"},
		mina + "/enable":             {nil, "Enable: \u2068Mina Okafor\u2069"},
		mina + "/end-sessions":       {nil, "End all sessions: \u2068Mina Okafor\u2069"},
		mina + "/unfreeze":           {nil, "End the freeze: \u2068Mina Okafor\u2069"},
		mina + "/put-back":           {[]string{"kind", "email", "value", ada}, "Put the old one back: \u2068Mina Okafor, ada@example.test\u2069"},
		mina + "/role":               {[]string{"role", "support"}, "Change the role: \u2068Mina Okafor, Support\u2069"},
		"/desk/people/invite":        {[]string{"email", "new@example.com"}, "Send the invitation: \u2068new@example.com\u2069"},
		"/desk/messages/none/retry":  {nil, "Try to send a stuck message again"},
		"/desk/policy/require":       {[]string{"scope", "everyone", "from", "2026-12-01", "grace", "7"}, "Require: \u2068Everyone, 2026-12-01\u2069"},
		"/desk/policy/change":        {[]string{"scope", "everyone", "from", "2026-12-01", "grace", "7"}, "Change: \u2068Everyone, 2026-12-01\u2069"},
		"/desk/policy/release":       {[]string{"scope", "everyone"}, "Make optional: \u2068Everyone\u2069"},
		"/desk/settings/brand.name":  {[]string{"value", "Harbour"}, "Change: Host’s name: \u2068Harbour\u2069"},
		"/desk/settings/brand.logo":  {[]string{"remove", "yes"}, "Remove the logo"},
		"/desk/settings/support.url": {[]string{"value", ""}, "Change: Web page: \u2068none\u2069"},
	} {
		asked := boss.post(path, c.fields...)
		if asked.status != http.StatusSeeOther || !strings.Contains(asked.location, "&then=") {
			t.Errorf("%s: %d to %q", path, asked.status, asked.location)
		} else if p := boss.get(asked.location); !strings.Contains(p.body, "As soon as you confirm, this is done: "+c.says+".") {
			_, shown, _ := strings.Cut(p.body, "As soon as")
			t.Errorf("%s: it says %.120q, want %q", path, shown, c.says)
		}
	}
	boss.post("/desk/people/nobody/disable").says(t, http.StatusNotFound, "")
}

// What no text is read from does not become a text on the way: what is done is what was shown.
func TestNothingElseIsDoneThanWasShown(t *testing.T) {
	s := boot(t)
	boss := s.browser()
	boss.post("/sign-in", "email", sven, "password", svenPassword).leads(t, "/desk")
	secret := boss.setUpSecondStep()
	for name, values := range map[string][]string{
		"no text":            {"https://mallory.example.test/\xff"},
		"twice":              {"https://mallory.example.test/1", "https://mallory.example.test/2"},
		"twice, one no text": {"https://mallory.example.test/1", "\xff"},
	} {
		s.clock.Advance(11 * time.Minute)
		asked := boss.send(http.MethodPost, "/desk/settings/support.url", url.Values{"value": values})
		boss.get(asked.location).says(t, http.StatusOK, "Change: Web page: \u2068none\u2069.")
		boss.confirms(asked, "code", s.code(secret)).leads(t, "/desk/settings?done=saved")
		if got, err := s.host.Settings.Get(t.Context(), "support.url"); err != nil || got != "" {
			t.Errorf("%s: %q was saved (%v)", name, got, err)
		}
	}
}

// A wrong answer to the proof does nothing, and does not lose what was asked for.
func TestWhatWasAskedWaitsForTheRightProof(t *testing.T) {
	s := boot(t)
	b := s.browser()
	secret, _ := b.turnOn()
	app := "/security/methods/" + b.method("Authenticator app")
	s.clock.Advance(11 * time.Minute)
	asked := b.post(app, "name", "Blue phone")
	refused := b.confirms(asked, "code", "000000")
	refused.says(t, http.StatusUnprocessableEntity, `name="then"`)
	if strings.Contains(b.get("/security").body, "Blue phone") {
		t.Fatal("it is done without the proof")
	}
	b.confirms(asked, "code", s.code(secret)).leads(t, "/security?done=renamed")
	s.clock.Advance(time.Minute)
	b.confirms(asked, "code", s.code(secret)).leads(t, app) // answered once more: nothing is done twice
}

// What the form is refused for is said there, with what was typed in it.
func TestWhatWasAskedCanBeRefusedAfterTheProof(t *testing.T) {
	s := boot(t)
	b := s.browser()
	secret, _ := b.turnOn()
	app := "/security/methods/" + b.method("Authenticator app")
	s.clock.Advance(11 * time.Minute)
	long := strings.Repeat("x", 41)
	refused := b.confirms(b.post(app, "name", long), "code", s.code(secret))
	refused.says(t, http.StatusUnprocessableEntity, "40 characters")
	refused.says(t, http.StatusUnprocessableEntity, `value="`+long+`"`)
}

// A proof given for one thing does not carry on with another that was left half way.
func TestAProofCarriesOnWithNothingElse(t *testing.T) {
	s := boot(t)
	b := s.browser()
	secret, _ := b.turnOn()
	app := "/security/methods/" + b.method("Authenticator app")
	left := func() page {
		s.clock.Advance(11 * time.Minute)
		return b.post(app, "name", "Left behind")
	}
	for name, confirm := range map[string]func(first page) page{
		"another page's": func(page) page { return b.post("/confirm", "next", "/security/password", "code", s.code(secret)) },
		"the same page without the form": func(page) page {
			return b.post("/confirm", "next", app, "code", s.code(secret))
		},
		"another page with this form's id": func(first page) page {
			then := between(t, first.location+"&", "then=", "&")
			return b.post("/confirm", "next", "/profile", "then", then, "code", s.code(secret))
		},
		"a form sent later in its place": func(first page) page {
			b.confirms(b.post("/profile/email", "email", "ada@new.test"), "code", s.code(secret)).leads(t, "/profile/email?done=sent")
			s.clock.Advance(time.Minute)
			return b.confirms(first, "code", s.code(secret))
		},
		"too late": func(first page) page {
			s.clock.Advance(10 * time.Minute)
			return b.confirms(first, "code", s.code(secret))
		},
		"somebody else's": func(first page) page {
			held := b.cookie("held")
			bruno := s.browser()
			bruno.post("/sign-in", "email", "bruno@example.test", "password", brunoPassword).leads(t, "/dashboard")
			bruno.plant("held", held)
			s.clock.Advance(11 * time.Minute)
			then := between(t, first.location+"&", "then=", "&")
			return bruno.post("/confirm", "next", app, "then", then, "password", brunoPassword)
		},
	} {
		if p := confirm(left()); p.status != http.StatusSeeOther || strings.Contains(p.location, "done=renamed") {
			t.Errorf("%s: %d to %q", name, p.status, p.location)
		}
		if strings.Contains(b.get("/security").body, "Left behind") {
			t.Fatalf("%s: done all the same", name)
		}
	}
}

// Every guard is asked again, as for a form that is sent at that moment.
func TestCarryingOnPassesEveryGuard(t *testing.T) {
	s := boot(t)
	b := s.browser()
	secret, _ := b.turnOn()
	s.clock.Advance(11 * time.Minute)
	asked := b.post("/profile/email", "email", "ada@new.test")
	err := s.host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		return s.host.Users.SetFrozen(ctx, tx, s.idOf(ada), true)
	})
	if err != nil {
		t.Fatal(err)
	}
	b.confirms(asked, "code", s.code(secret)).leads(t, "/security/frozen")
}
