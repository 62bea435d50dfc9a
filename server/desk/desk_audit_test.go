package desk_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/server/hosttest"
)

// writes writes a row into the log, as a version of the program might that is newer than this one.
func writes(s *hosttest.Server, e audit.Event) {
	s.T.Helper()
	err := s.Host.DB.InTx(s.T.Context(), func(ctx context.Context, tx db.Tx) error { return s.Host.Audit.Append(ctx, tx, e) })
	if err != nil {
		s.T.Fatal(err)
	}
}

// plain takes out the marks that keep texts of the other direction in order.
func plain(p hosttest.Page) hosttest.Page {
	p.Body = strings.NewReplacer("\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "").Replace(p.Body)
	return p
}

// The log tells in words what happened, in the language of whoever reads it; the kind stands beside them, to filter and to look it up by.
func TestTheAuditLogIsReadInWords(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	studio := s.AccountID("C-10001")
	boss.Post("/desk/policy/require", "scope", studio, "from", "2026-12-10", "grace", "21").Leads(t, "/desk/policy?done=required")
	boss.ChangesSetting("brand.name", "Harbour").Leads(t, "/desk/settings/brand?done=saved")
	secret, _ := s.Browser().TurnOn()
	adas := s.Browser()
	adas.SignIn().Leads(t, "/sign-in/code")
	adas.Post("/sign-in/verify", "code", "000000").Says(t, http.StatusUnprocessableEntity, "")
	adas.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
	writes(s, audit.Event{
		Kind: "moon.full", Subject: s.IDOf(hosttest.Ada), Detail: map[string]string{"phase": "waxing", "method": "telepathy"},
	})

	for language, words := range map[string][]string{
		"en": {
			"Two-factor authentication turned on", "<code dir=\"ltr\">two-factor.on</code>",
			"Wrong code for the second step", "Method: Authenticator app",
			"Second step required", "Applies to: Hartwell Studio (C-10001)", "From: 10 December 2026", "Deadline: 31 December 2026",
			"Setting changed", "Setting: Company name", ">Signed in (sign-in.done)</option>",
		},
		"ar": {
			"تم تفعيل المصادقة الثنائية", "<code dir=\"ltr\">two-factor.on</code>",
			"رمز غير صحيح للخطوة الثانية", "الطريقة: تطبيق المصادقة",
			"أصبحت الخطوة الثانية إلزامية",
			"ينطبق على: Hartwell Studio (C-10001)", "اعتبارًا من: ١٠ ديسمبر ٢٠٢٦", ">تم تسجيل الدخول (sign-in.done)</option>",
		},
	} {
		boss.Post("/profile", "name", "Sven", "language", language).Leads(t, "/profile?done=saved")
		log := plain(boss.Get("/desk/audit"))
		for _, want := range append(words, "moon.full", "phase: waxing", "telepathy") {
			log.Says(t, http.StatusOK, want)
		}
	}

	// What is filtered by is the kind, or an area of kinds, whatever it is called in words.
	boss.Post("/profile", "name", "Sven", "language", "en")
	for kind, c := range map[string]struct{ with, without string }{
		"second-step.wrong": {"<code dir=\"ltr\">second-step.wrong</code>", "<code dir=\"ltr\">two-factor.on</code>"},
		"two-factor":        {"<code dir=\"ltr\">two-factor.on</code>", "<code dir=\"ltr\">second-step.wrong</code>"},
		"moon.full":         {"<code dir=\"ltr\">moon.full</code>", "<code dir=\"ltr\">two-factor.on</code>"},
	} {
		found := boss.Get("/desk/audit?kind=" + kind)
		found.Says(t, http.StatusOK, c.with)
		found.Says(t, http.StatusOK, `<option value="`+kind+`" selected>`)
		if strings.Contains(found.Body, c.without) {
			t.Errorf("filtered by %s, the log holds %s", kind, c.without)
		}
	}
	boss.Post("/desk/audit/export", "kind", "policy.required").Says(t, http.StatusOK, "policy.required")
}

// However long the log is, the file holds all of it: whoever looks for a thief's first step may find it at the end.
func TestTheExportedLogIsWhole(t *testing.T) {
	t.Parallel()
	const rows = 21_000
	s := hosttest.Boot(t)
	boss := s.Sven()
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		for range rows {
			if err := s.Host.Audit.Append(ctx, tx, audit.Event{Kind: "sign-in.done", Subject: s.IDOf(hosttest.Ada)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	file := boss.Post("/desk/audit/export")
	all := s.Count(`SELECT MAX(seq) FROM audit_event`)
	lines := strings.Split(strings.TrimSuffix(file.Body, "\r\n"), "\r\n")
	if file.Status != http.StatusOK || len(lines) != all+1 || all <= rows {
		t.Fatalf("%d lines of %d rows", len(lines), all)
	}
	for i, line := range lines[1:] {
		if !strings.HasPrefix(line, strconv.Itoa(all-i)+",") {
			t.Fatalf("line %d is %q, want row %d", i+2, line, all-i)
		}
	}
	one := boss.Post("/desk/audit/export", "kind", "user.disabled")
	if n := strings.Count(one.Body, "\r\n"); one.Status != http.StatusOK || n != 1 {
		t.Errorf("of nothing there are %d lines", n)
	}
}

// Whoever reads the result again is not asked to send anything twice.
func TestTheChainIsVerifiedOnAPageOfItsOwn(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	boss.Get("/desk/audit/verify").Says(t, http.StatusOK, "hasn’t been checked since the server was started")
	boss.Get("/desk/audit").Says(t, http.StatusOK, `action="/desk/audit/verify"`)
	boss.Post("/desk/audit/verify").Leads(t, "/desk/audit/verify")
	for range 2 {
		boss.Get("/desk/audit/verify").Says(t, http.StatusOK, "in one unbroken chain")
	}
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE audit_event SET event = 'nothing' WHERE seq = 2`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	boss.Post("/desk/audit/verify").Leads(t, "/desk/audit/verify")
	boss.Get("/desk/audit/verify").Says(t, http.StatusOK, "Row 2 doesn’t match")
}

// The check of a long log goes on beside everything else, and the page says how far it has come.
func TestACheckOfALongLogIsFollowed(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	checked, went := make(chan struct{}), make(chan error)
	go func() {
		went <- s.Host.Pace.Bite(t.Context(), func() error { <-checked; return nil }) // the check waits for its turn
	}()
	boss.Post("/desk/audit/verify").Leads(t, "/desk/audit/verify")
	boss.Post("/desk/audit/verify").Leads(t, "/desk/audit/verify") // once more, which begins no other
	running := boss.Get("/desk/audit/verify")
	running.Says(t, http.StatusOK, "Checking the log: 0 of")
	running.Says(t, http.StatusOK, `hx-get="/desk/audit/verify/state"`)
	boss.Get("/desk/audit/verify/state").Says(t, http.StatusOK, "Checking the log: 0 of")
	close(checked)
	if err := <-went; err != nil {
		t.Fatal(err)
	}
	s.Host.Checker.Await(t.Context(), 10*time.Second)
	ended := boss.Get("/desk/audit/verify/state")
	ended.Says(t, http.StatusOK, "in one unbroken chain")
	if strings.Contains(ended.Body, "hx-get") {
		t.Error("what has ended is asked for again")
	}
}
