package command

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/locale"
	"latchkey/internal/message"
	"latchkey/server/host"
	"latchkey/server/hosttest"
	"latchkey/server/letter"
)

// inLanguage says what is kept of a person's language, and which the newest mail of a kind to them is written in.
func inLanguage(t *testing.T, s *hosttest.Server, email string, kind message.Kind) (kept, written string) {
	t.Helper()
	m := s.Mail(email, kind)
	w := letter.Writer{Settings: s.Host.Settings, URL: s.Site.URL}
	html, err := w.Write(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range locale.All() {
		if strings.Contains(html.HTML, `lang="`+l.Lang()+`"`) {
			written = l.Lang()
		}
	}
	err = s.Host.DB.Read().Row(t.Context(), `SELECT COALESCE((SELECT language FROM users WHERE email = $1), '')`, email).Scan(&kept)
	if err != nil {
		t.Fatal(err)
	}
	return kept, written
}

// Mails are in the language that the shell gave, and in the host's where it gave none.
func TestMailsAreInTheLanguageThatTheShellGives(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("registration", "invitation")
	add := func(email string, more ...string) hosttest.Said {
		return latchkey(t, nil, hosttest.FreshPassword+"\n",
			append([]string{"user", "add", "--data", s.Data, "--email", email, "--name", "X", "--password-stdin"}, more...)...)
	}
	add("a@example.test", "--language", "ar-u-nu-latn").Succeeds(t, "can sign in now")
	add("b@example.test").Succeeds(t, "can sign in now")
	add("c@example.test", "--language", "fa").Refuses(t, 2, `--language is "fa"; it takes en, ar, ar-u-nu-latn`)
	latchkey(t, nil, "", "settings", "set", "host.language", "fa", "--data", s.Data).Refuses(t, 1, "host.language is one of en, ar")
	latchkey(t, nil, "", "settings", "set", "host.language", "ar", "--data", s.Data).Succeeds(t, "")
	s.Host.Settings.Refresh()
	for _, email := range []string{"a@example.test", "b@example.test"} {
		s.Browser().Post("/forgot-password", "email", email).Leads(t, "/forgot-password/sent")
	}
	for email, want := range map[string]string{"a@example.test": "ar-u-nu-latn", "b@example.test": ""} {
		if kept, written := inLanguage(t, s, email, message.ResetPassword); kept != want || written != "ar" {
			t.Errorf("%s: kept is %q, and the mail is in %q", email, kept, written)
		}
	}
	s.Set("host.language", "en")
	s.Browser().Post("/forgot-password", "email", "b@example.test")
	if _, written := inLanguage(t, s, "b@example.test", message.ResetPassword); written != "en" {
		t.Errorf("the host's language is English now, and the mail is in %q", written)
	}
}

// An invitation is in the language that is asked for, and whoever accepts it is written to in that of the page they saw.
func TestWhoAcceptsAnInvitationIsWrittenToInTheirLanguage(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Clock.Set(time.Now())
	s.Set("registration", "invitation")
	s.Set("host.language", "ar")
	for _, c := range []struct{ email, flag, header, mail, kept string }{
		{"a@example.test", "", "en-GB", "ar", "en"},
		{"b@example.test", "en", "ar-DZ,fr-DZ;q=0.8", "en", "ar-u-nu-latn"},
		{"c@example.test", "ar", "ar-EG", "ar", "ar"},
	} {
		latchkey(t, nil, "", "user", "invite", "--data", s.Data, "--email", c.email, "--name", "Edith", "--language", c.flag).
			Succeeds(t, "An invitation to")
		b := s.Browser()
		b.Header.Set("Accept-Language", c.header)
		if _, written := inLanguage(t, s, c.email, message.Invitation); written != c.mail {
			t.Errorf("%s: the invitation is in %q, want %q", c.email, written, c.mail)
		}
		b.Get(s.Link(c.email, message.Invitation)).Leads(t, "/register/finish")
		b.Post("/register/finish", "name", "Edith", "password", hosttest.FreshPassword).Leads(t, "/sign-in?said=registered")
		s.Browser().Post("/forgot-password", "email", c.email).Leads(t, "/forgot-password/sent")
		if kept, written := inLanguage(t, s, c.email, message.ResetPassword); kept != c.kept || written != locale.Of(c.kept).Lang() {
			t.Errorf("%s: kept is %q, and the mail is in %q", c.email, kept, written)
		}
	}
}

// The first administrator's mails are in the language of the page that made them.
func TestTheFirstAdministratorsLanguageIsKept(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t, func(o *host.Options) { o.Demo = false })
	var printed hosttest.Journal
	if err := printSetUpLink(t.Context(), Console{Out: &printed}, s.Host, s.URL); err != nil {
		t.Fatal(err)
	}
	_, token, _ := strings.Cut(printed.String(), "/set-up/")
	b := s.Browser()
	b.Header.Set("Accept-Language", "ar-MA")
	b.Get("/set-up/"+strings.TrimSpace(token)).Leads(t, "/set-up")
	b.Post("/set-up", "name", "Sven", "email", "sven@northwind.example", "password", hosttest.FreshPassword)
	b.Get("/security/two-factor").Says(t, http.StatusOK, `lang="ar"`)
	if s.Count(`SELECT COUNT(*) FROM users WHERE email = 'sven@northwind.example' AND language = 'ar-u-nu-latn'`) != 1 {
		t.Error("the language of the page is not kept")
	}
}
