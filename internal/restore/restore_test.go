package restore_test

import (
	"context"
	"errors"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/recovery"
	"latchkey/internal/restore"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

// tables says of each what a restore does to it. Whoever adds one decides: does a row grant anything that may have been
// ended, used up or sent since a backup? Then its owner's Restored ends it.
var tables = map[string]string{
	"session": emptied, "lost_session": emptied,
	"trusted_browser": emptied, "challenge": emptied, "reset_link": emptied, "registration": emptied,
	"contact_change": emptied, "not_me": emptied, "recovery_link": emptied, "set_up_link": emptied, "passkey_ceremony": emptied,
	"link_browser": emptied, "trusted_secret": emptied,
	"sent_code":       "none is current any more; a day's are counted still",
	"factor":          "set-ups under way end",
	"factor_step":     "every step up to now is spent",
	"message":         "what waits is held",
	"recovery_case":   "open ones are paused, and their links end",
	"search_document": "says what the other tables say", "search_state": "",
	"attachment":  "is what it was: the host puts the contents back with the database",
	"audit_event": "has a row that says so", "schema_migration": "", "setting": "",
	"removed_user": "who was removed since is there again, as they were",
	"users":        "what they were",
	"account":      "", "membership": "", "service": "", "domain": "", "invoice": "", "ticket": "", "requirement": "",
	"account_series": "", "account_email": "history", "account_given": "history", "account_contact": "those that wait for their link are gone",
	"account_invitation": emptied, "withdrawn_invitation": emptied, "account_email_change": emptied, "account_handover": emptied,
	"department": "", "department_text": "", "department_member": "tells of tickets", "ticket_message": "", "ticket_follower": "",
	"ticket_read": "", "ticket_answering": emptied, "ticket_link": emptied, "blocked_sender": "restricts", "canned_reply": "",
	"account_note": "", "staff_switch": "", "staff_alert": "tells of more, not of less", "announcement": "",
	"backup_set": "people are asked for new codes", "backup_code": "used ones work again, unless they were compared",
	"passkey": "", "passkey_owner": "",
	"browser": "is known, and proves nothing", "former_email": "tells more people, not fewer",
	"contact_history": "speaks for caution", "dispute": "goes on, and decisions on it are taken back",
	"throttle_streak": "restricts", "throttle_day": "restricts",
	"recovery_step": "history", "recovery_key": "follows a case, which is paused", "recovery_check": "",
	"recovery_proof": "of a case, which staff look at",
}

const emptied = "emptied"

func TestARestoreDealsWithEveryTable(t *testing.T) {
	h := signintest.Open(t)
	s := restore.New(h.Authority, recovery.New(h.Authority))
	h.Protected("ada@example.com")
	h.Must(s.Begin(t.Context(), restore.Copy))
	rows, err := h.DB.Read().Rows(t.Context(), `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
		AND name NOT LIKE 'search_word%'`) // the words of what stands in search_document
	h.Must(err)
	defer rows.Close()
	var there []string
	for rows.Next() {
		var name string
		h.Must(rows.Scan(&name))
		there = append(there, name)
	}
	h.Must(rows.Err())
	for _, name := range there {
		what, said := tables[name]
		if !said {
			t.Errorf("what does a restore do to %s? Say so in the tables of this test", name)
		}
		if n := h.Count(`FROM ` + name); what == emptied && n != 0 {
			t.Errorf("%d rows of %s are left", n, name)
		}
	}
}

// Only an administrator decides, with a fresh proof, and once.
func TestWhoDecidesAfterARestore(t *testing.T) {
	h := signintest.Open(t)
	s := restore.New(h.Authority, recovery.New(h.Authority))
	boss := h.Owner()
	client, _, _ := h.Protected("client@example.com")
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return h.Users.SetRole(ctx, tx, boss.ID, user.Administrator)
	})
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return h.Outbox.Add(ctx, tx, message.Message{Recipient: "ada@example.com", Kind: message.PasswordChanged})
	})
	acts := map[string]func(context.Context, access.Caller) error{"acknowledge": s.Acknowledge, "send": s.SendHeld, "drop": s.DropHeld}
	for name, act := range acts {
		if err := act(t.Context(), boss.By); !errors.Is(err, restore.ErrNothing) {
			t.Errorf("%s, with nothing restored: %v", name, err)
		}
	}
	h.Must(s.Begin(t.Context(), restore.Behind))
	if state, err := s.State(t.Context(), h.DB.Read()); err != nil || state.Why != restore.Behind || state.OnHold == 0 {
		t.Fatalf("%+v, %v", state, err)
	}
	h.Must(s.Begin(t.Context(), "")) // the next start changes nothing
	fresh, by := boss.Session(true)
	for name, act := range acts {
		if err := act(t.Context(), boss.By); err == nil {
			t.Errorf("%s by a session of before the restore", name)
		}
		stranger, from := client.Session(true)
		if err := act(t.Context(), signintest.As(stranger, from)); !errors.Is(err, access.ErrNotStaff) {
			t.Errorf("%s by a client: %v", name, err)
		}
	}
	caller := signintest.As(fresh, by)
	h.Must(errors.Join(s.Acknowledge(t.Context(), caller), s.DropHeld(t.Context(), caller)))
	for name, act := range acts {
		if err := act(t.Context(), caller); !errors.Is(err, restore.ErrNothing) {
			t.Errorf("%s once more: %v", name, err)
		}
	}
	if state, err := s.State(t.Context(), h.DB.Read()); err != nil || state != (restore.State{}) {
		t.Errorf("left to do: %+v, %v", state, err)
	}
	h.ChainHolds("database.restored", "database.acknowledged", "messages.dropped-after-restore", "audit.marks-kept")
}

// What time brings about by itself may have been stopped since the backup: staff look at it anew.
func TestADecidedDisputeDoesNotGoOnAfterARestore(t *testing.T) {
	h := signintest.Open(t)
	s := restore.New(h.Authority, recovery.New(h.Authority))
	p, _, _ := h.Protected("ada@example.com")
	h.Write(func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO dispute (user_id, since, outcome, decided_by, decided_at, due_at)
			VALUES ($1, 1, 'keep', 'noor', 1, 1)`, p.ID)
		return err
	})
	h.Must(s.Begin(t.Context(), restore.Copy))
	if n := h.Count(`FROM dispute WHERE due_at = 0 AND decided_at = 0 AND outcome = ''`); n != 1 {
		t.Errorf("%d disputes wait for staff", n)
	}
}
