package letter_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/components/mail"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/locale"
	"latchkey/internal/message"
	"latchkey/internal/setting"
	"latchkey/server/letter"
)

var noon = clock.At(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))

type desk struct {
	letter.Writer
	DB *db.DB
}

func writer(t *testing.T) *desk {
	t.Helper()
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "latchkey.db"))
	w := letter.Writer{Settings: setting.New(d), URL: func(path string) string { return "https://my.example.com" + path }}
	return &desk{Writer: w, DB: d}
}

func whole(kind message.Kind, language string) message.Message {
	about := map[message.Kind][2]string{
		message.RoleChanged: {"Noor Haddad", "support"}, message.SettingChanged: {"methods.minimum", "totp"},
		message.PolicyChanged: {"", "required"},
	}[kind]
	return message.Message{
		ID: "1", Kind: kind, Language: language, Secret: "SECRET482913", NotMe: "NOTME", ExpiresAt: noon.Add(10 * time.Minute), CreatedAt: noon,
		Data: message.Data{
			Name: "Ada <Lovelace>", Network: "203.0.113.9", Agent: "Firefox, Windows", Left: 3, Method: "totp", MethodName: "My phone",
			Where: "a•••@example.com", Account: "Northwind", Reference: "R-12", Until: noon.Add(24 * time.Hour),
			Subject: about[0], Choice: about[1],
		},
	}
}

// What to do if it was somebody else is said once; who registers is told where.
func TestALetterAsksOnceWhoItWas(t *testing.T) {
	w := writer(t)
	for _, kind := range message.Kinds() {
		got, err := w.Write(t.Context(), whole(kind, "en"))
		if err != nil {
			t.Fatal(err)
		}
		asked := strings.Count(got.Text, "wasn’t you") + strings.Count(got.Text, "wasn’t by you")
		if kind.Notice() && !kind.Host() && asked != 1 {
			t.Errorf("%s asks %d times:\n%s", kind, asked, got.Text)
		}
	}
	for _, kind := range []message.Kind{message.RegisterConfirm, message.RegisterKnown} {
		if got := w.Props(t.Context(), whole(kind, "en")); !strings.Contains(got.Body, "an account at \u2068"+got.Brand+"\u2069") &&
			!strings.Contains(got.Body, "an account at "+got.Brand) {
			t.Errorf("%s does not say where: %s", kind, got.Body)
		}
	}
}

// Each kind in each language: both parts say the same, and the code, the link and the
// way to say "this wasn't me" are there.
func TestEveryLetterSaysWhatItHasTo(t *testing.T) {
	w := writer(t)
	for _, l := range locale.All() {
		for _, kind := range message.Kinds() {
			m := whole(kind, l.Lang())
			got, err := w.Write(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			name := l.Lang() + " " + string(kind)
			want := []string{l.T("mail." + string(kind) + "_subject")}
			if kind == message.MemberLeft { // nobody else is named: who left reads of themselves
				want[0] = l.T("mail.member_left_own_subject")
			}
			secret := 0
			switch path := letter.Path(kind); {
			case kind.Coded():
				secret = 1
				want = append(want, m.Secret, l.T("mail.never_code"))
			case path != "":
				secret = 1
				want = append(want, "https://my.example.com"+path+m.Secret, l.T("mail.never"))
			default:
				want = append(want, l.T("mail.never"))
			}
			if kind.Notice() {
				want = append(want, "https://my.example.com/not-me/NOTME", "203.0.113.9", "Firefox, Windows")
			}
			for _, words := range want[1:] {
				if !strings.Contains(got.Text, words) || !strings.Contains(unescaped(got.HTML), words) {
					t.Errorf("%s lacks %q:\n%s", name, words, got.Text)
				}
			}
			if got.Subject != l.T("mail.subject", "Host", "Latchkey", "Subject", want[0]) || strings.Contains(got.Subject, m.Secret) {
				t.Errorf("%s: subject %q", name, got.Subject)
			}
			if strings.Count(got.Text, m.Secret) != secret || strings.Contains(got.Text, "{{") ||
				strings.Contains(got.Text, "<") && !strings.Contains(got.Text, "<Lovelace>") {
				t.Errorf("%s:\n%s", name, got.Text)
			}
			if !strings.Contains(got.HTML, `<html lang="`+l.Lang()+`" dir="`+l.Dir()+`">`) || strings.Contains(got.HTML, "<Lovelace>") {
				t.Errorf("%s: %s", name, got.HTML)
			}
			for _, loaded := range []string{"<img", "<link", "<script", "src=", "@import", "url("} {
				if strings.Contains(got.HTML, loaded) {
					t.Errorf("%s loads something from elsewhere: %s", name, loaded)
				}
			}
		}
	}
}

func unescaped(html string) string {
	return strings.NewReplacer("&#39;", "'", "&amp;", "&", "&#34;", `"`).Replace(html)
}

// What staff or time did was not done by whoever reads of it: the letter asks whether they wanted it, not whether it was them.
func TestALetterAsksWhatFitsWhoActed(t *testing.T) {
	w := writer(t)
	for _, l := range locale.All() {
		for _, c := range []struct {
			by             message.Actor
			network, notMe string
			says           string
		}{
			{message.ByPerson, "203.0.113.9", "NOTME", "mail.not_me"},
			{message.ByPerson, "203.0.113.9", "", "mail.not_you"},
			{message.ByDesk, "", "NOTME", "mail.not_asked_tell"},
			{message.ByDesk, "", "", "mail.not_asked_contact"},
			{message.ByShell, "", "NOTME", "mail.not_asked_tell"},
			{message.ByShell, "", "", "mail.not_asked_contact"},
			{message.ByPerson, "", "NOTME", "mail.not_asked_tell"}, // time
		} {
			for _, kind := range message.Kinds() {
				if !kind.Notice() || kind.Host() {
					continue
				}
				m := whole(kind, l.Lang())
				m.NotMe, m.Data.By, m.Data.Network = c.notMe, c.by, c.network
				got, err := w.Write(t.Context(), m)
				if err != nil {
					t.Fatal(err)
				}
				for _, key := range []string{"mail.not_me", "mail.not_you", "mail.not_asked_tell", "mail.not_asked_contact"} {
					if said := strings.Contains(got.Text, l.T(key)+"\n"); said != (key == c.says) {
						t.Errorf("%s %s by %q says %s: %v, want %s", l.Lang(), kind, c.by, key, said, c.says)
					}
				}
			}
		}
	}
}

func TestALetterLooksLikeThis(t *testing.T) {
	m := whole(message.SignInCode, "en")
	m.Secret = "482913"
	got, err := writer(t).Write(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	const want = `Hello Ada <Lovelace>,

Enter this verification code to finish signing in:

482913

You can use this code once, until 22 November 2026, 12:10 UTC. Enter it only on the page that asked for it.

If you didn’t ask for this code, someone may know your password. Change it now.

Don’t give this code to anyone. We’ll never ask you for it, not even on the phone.

-- 
Latchkey
`
	if strings.NewReplacer("\u2068", "", "\u2069", "").Replace(got.Text) != want {
		t.Errorf("got\n%s", got.Text)
	}
}

// In a full mailbox people look for who wrote, and answer it: the answer goes to somebody who reads it.
func TestAMailSaysWhoWritesAndWhereAnAnswerGoes(t *testing.T) {
	w, m := writer(t), whole(message.PasswordChanged, "en")
	for _, c := range []struct{ brand, support, channel, subject string }{
		{"Latchkey", "", "email", "Latchkey: Your password was changed"},
		{"Northwind", "help@b\u00fccher.example", "email", "Northwind: Your password was changed"},
		{"Northwind", "help@b\u00fccher.example", "whatsapp", "Your password was changed"},
	} {
		settle(t, w, "brand.name", c.brand)
		settle(t, w, "support.email", c.support)
		m.Channel = message.Channel(c.channel)
		if got, err := w.Write(t.Context(), m); err != nil || got.Subject != c.subject || got.ReplyTo != c.support {
			t.Errorf("%q, answers to %q, %v; want %q and %q", got.Subject, got.ReplyTo, err, c.subject, c.support)
		}
	}
	m = whole(message.PasswordChanged, "ar")
	got, err := w.Write(t.Context(), m)
	if want := locale.Of("ar").T("mail.password_changed_subject"); err != nil || !strings.HasPrefix(got.Subject, want) {
		t.Errorf("%q, %v: a Latin name in front turns the whole line around", got.Subject, err)
	}
}

func settle(t *testing.T, w *desk, name, value string) {
	t.Helper()
	err := w.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return w.Settings.Set(ctx, tx, name, value) })
	if err != nil {
		t.Fatal(err)
	}
	w.Settings.Refresh()
}

// What staff did on the server has no browser; what the demo did may have no token.
func TestANoticeWithoutABrowserSaysWhoDidIt(t *testing.T) {
	m := message.Message{Kind: message.UserDisabled, CreatedAt: noon, Data: message.Data{By: message.ByShell}}
	got, err := writer(t).Write(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{
		"Hello,", locale.English().T("mail.shell", "Host", "Latchkey"), "22 November 2026, 12:00 UTC", "https://my.example.com/contact",
	} {
		if !strings.Contains(got.Text, words) {
			t.Errorf("%q is missing:\n%s", words, got.Text)
		}
	}
}

// The host's colour may be light: the button's words must be readable on it.
func TestAButtonCanBeReadOnTheHostsColour(t *testing.T) {
	for accent, ink := range map[string]string{"#0f766e": "#fff", "#fde047": "#000", "#ffffff": "#000", "#000000": "#fff", "": "#fff"} {
		var html strings.Builder
		p := mail.LetterProps{Accent: accent, Link: mail.Link{URL: "https://x.example", Text: "Go"}}
		if err := mail.Letter(p).Render(t.Context(), &html); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(html.String(), ";color:"+ink+";background:") {
			t.Errorf("%s: %s", accent, html.String())
		}
	}
}

// Where support opened the case, the mailbox is said to be lost: the letter has no link and speaks of none.
func TestALetterWithoutItsLinkSaysWhereToGoOn(t *testing.T) {
	for _, l := range locale.All() {
		m := whole(message.RecoveryReady, l.Lang())
		m.Secret = ""
		got, err := writer(t).Write(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(got.Text, l.T("mail.recovery_ready_plain_body", "Reference", l.T("mail.phrase", "Words", "R-12"))) {
			t.Errorf("it does not say where to go on:\n%s", got.Text)
		}
		if strings.Contains(got.Text, "/recovery/finish") || strings.Contains(got.HTML, "/recovery/finish") {
			t.Errorf("there is a link:\n%s", got.Text)
		}
	}
}

// What somebody has called an account leads nowhere from the mail of somebody whom they have invited: it is text, and no mail
// program makes a link of it.
func TestTheNameOfAnAccountIsNoLink(t *testing.T) {
	w := writer(t)
	for _, kind := range []message.Kind{message.AccountInvitation, message.ContactConfirm, message.AccountEmailConfirm} {
		m := whole(kind, "en")
		m.UserID, m.Data.Account = "", "You won! https://evil.example/prize or evil.example, call pay@evil.example <b>now</b>"
		got, err := w.Write(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{got.Text, got.HTML, got.Subject} {
			for _, link := range []string{"evil.example", "https://evil", "pay@evil"} {
				if strings.Contains(text, link) {
					t.Errorf("%s has %q:\n%s", kind, link, text)
				}
			}
		}
		if strings.Contains(got.HTML, "<b>") || !strings.Contains(got.Text, "You won!") || strings.Contains(got.Subject, "won") {
			t.Errorf("%s: %q\n%s", kind, got.Subject, got.Text)
		}
	}
}
