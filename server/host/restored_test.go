package host_test

import (
	"database/sql"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
	"latchkey/internal/password"
	"latchkey/internal/seal"
	"latchkey/server/host"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// database is where a server keeps it.
func database(s *hosttest.Server) string { return filepath.Join(s.Data, host.DatabaseFile) }

// putBack has a copy take the database's place, as the README says it is done.
func putBack(t *testing.T, s *hosttest.Server, from string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(database(s), text, 0o600)
	}
	for _, ending := range []string{"-wal", "-shm"} {
		if gone := os.Remove(database(s) + ending); gone != nil && !errors.Is(gone, os.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// outside changes the database of a server that has stopped.
func outside(t *testing.T, s *hosttest.Server, query string) {
	t.Helper()
	d, err := sql.Open("sqlite", database(s)+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Exec(query)
	if err := errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
}

// wasRestored reports how often the database counted as put back, and why the last time.
func wasRestored(s *hosttest.Server) (n int, why string) {
	s.T.Helper()
	err := s.Host.DB.Read().Row(s.T.Context(), `SELECT COUNT(*), COALESCE(MAX(detail), '') FROM audit_event
		WHERE event = 'database.restored'`).Scan(&n, &why)
	if err != nil {
		s.T.Fatal(err)
	}
	return n, why
}

func copied(t *testing.T, s *hosttest.Server) (path string) {
	t.Helper()
	archive, folder := filepath.Join(t.TempDir(), "copy.tar"), t.TempDir()
	if _, err := host.Backup(t.Context(), s.Data, archive, host.BackupOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := hosttest.Unpack(archive, folder); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(folder, host.DatabaseFile)
}

func later(stage, _ string) error {
	if stage == "rcpt" {
		return messagetest.Answer(451, "later")
	}
	return nil
}

// granted is what a backup holds.
type granted struct {
	in            map[string]*hosttest.Browser // who is signed in, or halfway
	links         []string
	trusted       *hosttest.Browser
	secret, svens string // of the owner's app, and of the administrator's
	spent         string // a code that was used after the backup
}

// grant has a server grant everything there is, while the mail server takes nothing, and then has a backup made.
func grant(t *testing.T, s *hosttest.Server, mail *messagetest.MailServer) (g granted, backup string) {
	t.Helper()
	s.Set("trust.days", "30")
	s.Set("registration", "open")
	ada, halfway, boss := s.Browser(), s.Browser(), s.Browser()
	g.in, g.trusted = map[string]*hosttest.Browser{"the owner": ada, "a sign-in halfway": halfway, "staff": boss}, s.Browser()
	boss.Post("/sign-in", "email", hosttest.Sven, "password", hosttest.SvenPassword)
	g.svens = boss.SetUpSecondStep()
	g.secret, _ = ada.TurnOn()
	g.trusted.SignIn()
	g.trusted.Post("/sign-in/verify", "code", s.Code(g.secret), "trust", "yes").Leads(t, "/dashboard")
	s.Clock.Advance(30 * time.Second)
	halfway.SignIn().Leads(t, "/sign-in/code")
	mail.Refusing(later) // what was sent keeps no link
	s.Browser().OpensCase()
	s.Browser().Post("/register", "email", "new@example.com")
	s.Browser().Post("/forgot-password", "email", hosttest.Bruno)
	g.links = []string{s.Link(hosttest.Bruno, message.ResetPassword), s.Link("new@example.com", message.RegisterConfirm)}
	bruno := "/desk/people/" + s.IDOf(hosttest.Bruno)
	boss.Post(bruno+"/disable").Leads(t, bruno+"?done=disabled")
	boss.Post(bruno+"/enable").Leads(t, bruno+"?done=enabled")
	for end := time.Now().Add(10 * time.Second); mail.Tries() == 0 && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
	}
	backup = copied(t, s)
	halfway.Post("/sign-in/verify", "code", s.Code(g.secret)).Leads(t, "/dashboard") // which the copy does not know of
	g.spent = s.Code(g.secret)
	return g, backup
}

// What a backup holds may have been ended, used or sent since it was made: none of it is worth anything in a database
// that was put back.
func TestADatabaseThatWasPutBackGrantsNothing(t *testing.T) {
	t.Parallel()
	mail, _, wired := hosttest.Outside(t)
	s := hosttest.Boot(t, wired)
	g, backup := grant(t, s, mail)
	s.Stop()
	mail.Refusing(nil)
	putBack(t, s, backup)
	before := len(mail.Took())
	s.Start(wired)
	if n, why := wasRestored(s); n != 1 || !strings.Contains(why, `"why":"copy"`) {
		t.Fatalf("it counts as put back %d times: %s", n, why)
	}
	for _, table := range []string{
		"session", "trusted_browser", "challenge", "reset_link", "registration", "contact_change", "not_me", "recovery_link",
	} {
		if n := s.Count(`SELECT COUNT(*) FROM ` + table); n != 0 {
			t.Errorf("%d rows of %s are left", n, table)
		}
	}
	if n := s.Count(`SELECT COUNT(*) FROM recovery_case WHERE state = 'paused' AND link_hash = ''`); n != 1 {
		t.Errorf("%d cases are paused", n)
	}
	for name, b := range g.in {
		b.Get("/dashboard").Leads(t, "/sign-in?next=%2Fdashboard&said=lost")
		if p := b.Post("/sign-in/verify", "code", s.Code(g.secret)); p.Location != "/sign-in?said=again" {
			t.Errorf("%s goes on with a challenge: %d to %s", name, p.Status, p.Location)
		}
	}
	for _, link := range g.links {
		b := s.Browser()
		if p := b.Get(b.Get(link).Location); p.Status != http.StatusGone {
			t.Errorf("%s answers %d", link, p.Status)
		}
	}
	codesOfThen(t, s, g)
	whatIsHeld(t, s, mail, before, g.svens)
	s.Stop()
	s.Start(wired)
	if n, _ := wasRestored(s); n != 1 {
		t.Errorf("a second start took it for put back again: %d", n)
	}
}

// codesOfThen goes on from there: no trust spares the second step, and no code of up to now is one.
func codesOfThen(t *testing.T, s *hosttest.Server, g granted) {
	t.Helper()
	again := s.Browser()
	again.Plant(web.TrustCookie, g.trusted.Cookie(web.TrustCookie))
	again.Plant(web.BrowserCookie, g.trusted.Cookie(web.BrowserCookie))
	again.SignIn().Leads(t, "/sign-in/code")
	again.Post("/sign-in/verify", "code", g.spent).Says(t, http.StatusUnprocessableEntity, "")
	s.Clock.Advance(-30 * time.Second)
	again.Post("/sign-in/verify", "code", s.Code(g.secret)).Says(t, http.StatusUnprocessableEntity, "") // which nobody has used
	s.Clock.Advance(time.Minute)
	again.Post("/sign-in/verify", "code", s.Code(g.secret)).Leads(t, "/dashboard")
}

// whatIsHeld goes on from there: the messages of the copy wait until an administrator lets them go; new ones go out.
func whatIsHeld(t *testing.T, s *hosttest.Server, mail *messagetest.MailServer, before int, svens string) {
	t.Helper()
	s.Clock.Advance(2 * time.Hour)
	s.Browser().Post("/forgot-password", "email", hosttest.Noor)
	mail.To(t, hosttest.Noor)
	support, boss := s.Noor(), s.Browser()
	boss.Post("/sign-in", "email", hosttest.Sven, "password", hosttest.SvenPassword).Leads(t, "/sign-in/code")
	boss.Post("/sign-in/verify", "code", s.Code(svens)).Leads(t, "/desk")
	for _, m := range mail.Took()[before:] {
		if m.To == hosttest.Bruno {
			t.Errorf("a message of the copy went out: %+v", m)
		}
	}
	if s.Count(`SELECT COUNT(*) FROM message WHERE kind = 'database_restored' AND recipient = $1`, hosttest.Sven) != 1 {
		t.Error("the administrator is not told")
	}
	support.Get("/desk").Says(t, http.StatusOK, "The database was restored from a backup")
	support.Get("/desk/messages").Says(t, http.StatusOK, `href="/desk/restored"`)
	held := s.Count(`SELECT COUNT(*) FROM message WHERE state = 'held'`)
	onHold := strconv.Itoa(held) + " messages are on hold"
	if held < 2 {
		t.Fatalf("only %d messages are held", held)
	}
	support.Get("/desk/restored").Says(t, http.StatusOK, onHold)
	for _, act := range []string{"send", "drop", "acknowledge"} {
		support.Post("/desk/restored/"+act).Says(t, http.StatusForbidden, "")
		s.Browser().Post("/desk/restored/"+act).Leads(t, "/sign-in?next=%2Fdesk%2Frestored%2F"+act+"&said=lost")
	}
	boss.Post("/desk/restored/acknowledge").Leads(t, "/desk/restored")
	boss.Post("/desk/restored/acknowledge").Leads(t, "/desk/restored")
	support.Get("/desk").Says(t, http.StatusOK, onHold)
	for range 2 {
		boss.Post("/desk/restored/send").Leads(t, "/desk/restored")
	}
	mail.To(t, hosttest.Bruno)
	boss.Get("/desk/restored").Says(t, http.StatusOK, "There’s nothing left to do")
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event IN ('database.acknowledged', 'messages.sent-after-restore')`); n != 2 {
		t.Errorf("%d rows of what the administrator did, want 2", n)
	}
}

// spoilt is what somebody does to the folder of a server that has stopped, and how that is noticed. Old is the database as
// it was a while before.
var spoilt = map[string]struct {
	spoil func(t *testing.T, s *hosttest.Server, old []byte)
	why   string
}{
	"nothing": {func(*testing.T, *hosttest.Server, []byte) {}, ""},
	"the last row cut off": {func(t *testing.T, s *hosttest.Server, _ []byte) {
		outside(t, s, `DELETE FROM audit_event WHERE seq = (SELECT MAX(seq) FROM audit_event)`)
	}, "behind"},
	"all rows but the first": {func(t *testing.T, s *hosttest.Server, _ []byte) {
		outside(t, s, `DELETE FROM audit_event WHERE seq > 1`)
	}, "behind"},
	"the mark taken away": {func(_ *testing.T, s *hosttest.Server, _ []byte) {
		_ = os.Remove(filepath.Join(s.Data, "audit.mark"))
	}, "unmarked"},
	"the mark emptied": {func(t *testing.T, s *hosttest.Server, _ []byte) {
		_ = os.WriteFile(filepath.Join(s.Data, "audit.mark"), nil, 0o600)
	}, "unreadable"},
	"the mark garbled": {func(t *testing.T, s *hosttest.Server, _ []byte) {
		_ = os.WriteFile(filepath.Join(s.Data, "audit.mark"), []byte("no mark at all\n"), 0o600)
	}, "unreadable"},
	"an older file, which is no marked copy": {func(t *testing.T, s *hosttest.Server, old []byte) {
		path := filepath.Join(t.TempDir(), "old.db")
		if err := os.WriteFile(path, old, 0o600); err != nil {
			t.Fatal(err)
		}
		putBack(t, s, path)
	}, "behind"},
	"an older mark, as after a power cut": {func(t *testing.T, s *hosttest.Server, _ []byte) {
		mark, err := os.ReadFile(filepath.Join(s.Data, "older.mark"))
		if err != nil {
			t.Fatal(err)
		}
		_ = os.WriteFile(filepath.Join(s.Data, "audit.mark"), mark, 0o600)
	}, ""},
}

// Whoever cuts the end off the log, or puts an older file in its place, is noticed at the next start.
func TestALogThatWasCutShortIsNoticed(t *testing.T) {
	t.Parallel()
	for name, c := range spoilt {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := hosttest.Boot(t)
			s.Stop()
			old, err := os.ReadFile(database(s))
			if err == nil {
				var mark []byte
				mark, err = os.ReadFile(filepath.Join(s.Data, "audit.mark"))
				err = errors.Join(err, os.WriteFile(filepath.Join(s.Data, "older.mark"), mark, 0o600))
			}
			if err != nil {
				t.Fatal(err)
			}
			s.Start()
			b, secret := s.Browser(), ""
			secret, _ = b.TurnOn()
			b = s.SignedIn(secret)
			s.Stop()
			c.spoil(t, s, old)
			s.Start()
			n, why := wasRestored(s)
			if (n == 1) != (c.why != "") || c.why != "" && !strings.Contains(why, `"why":"`+c.why+`"`) {
				t.Fatalf("it counts as put back %d times: %s; want %q", n, why, c.why)
			}
			if in := b.Get("/dashboard").Status == http.StatusOK; in != (c.why == "") {
				t.Errorf("a session goes on: %v", in)
			}
			if c.why != "" {
				s.Sven().Get("/desk").Says(t, http.StatusOK, "signed out")
			}
			s.Stop()
			s.Start()
			if again, _ := wasRestored(s); again != n {
				t.Errorf("the next start took it for put back again")
			}
		})
	}
}

// The mark follows the log while the server runs, so that a power cut leaves seconds, and is right when it stops.
func TestTheMarkFollowsTheLog(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	path := filepath.Join(s.Data, "audit.mark")
	read := func() string {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	first := read()
	s.Browser().SignIn()
	for end := time.Now().Add(15 * time.Second); read() == first && time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
	}
	followed := read()
	if followed == first {
		t.Error("it does not follow")
	}
	s.Browser().SignIn()
	s.Stop()
	if last := read(); last == followed || strings.Contains(last, "rows") {
		t.Errorf("when the server has stopped it is %q", last)
	}
	left, err := filepath.Glob(filepath.Join(s.Data, ".audit.mark*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%q are left behind: %v", left, err)
	}
}

// A database whose audit log was emptied tells by what is sealed in it that a key is not its own.
func TestAnotherKeyIsRefusedWithAnEmptyLog(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	s.Stop()
	outside(t, s, `DELETE FROM audit_event`)
	path := filepath.Join(s.Data, "key")
	own, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tried := func(key string) (existing, served error) {
		if err := os.WriteFile(path, []byte(key), 0o600); err != nil {
			t.Fatal(err)
		}
		h, existing := host.OpenExisting(t.Context(), io.Discard, s.Data)
		if existing == nil {
			existing = h.DB.Close()
		}
		h, served = host.Open(t.Context(), io.Discard, s.Data, clock.System(), password.Options{Memory: 64})
		if served == nil {
			served = h.DB.Close()
		}
		return existing, served
	}
	existing, served := tried(seal.NewKeyLine() + "\n")
	if !errors.Is(existing, audit.ErrKey) || !errors.Is(served, audit.ErrKey) {
		t.Errorf("another key: %v, %v", existing, served)
	}
	if existing, served = tried(string(own)); existing != nil || served != nil {
		t.Errorf("its own key: %v, %v", existing, served)
	}
}
