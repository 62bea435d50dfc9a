package message_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/message"
)

func TestTheOutboxKeepsFacts(t *testing.T) {
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "latchkey.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	out := &message.Outbox{Clock: clock.Fixed(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))}
	told := message.Message{
		UserID: "ada", Recipient: "ada@example.com", Kind: message.BackupCodeUsed, Language: "ar",
		Facts: message.Facts{Name: `Ada "<b>" \`, Network: "203.0.113.9", Agent: "Firefox", Left: 3},
	}
	add := func(m message.Message, outcome error) error {
		return d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { return errors.Join(out.Add(ctx, tx, m), outcome) })
	}
	if err := errors.Join(add(message.Message{Kind: message.TwoFactorOn}, nil), add(told, nil)); err != nil {
		t.Fatal(err)
	}
	if err := add(message.Message{Kind: message.TwoFactorOff}, errors.New("undone")); err == nil {
		t.Fatal("the transaction was not undone")
	}
	latest, err := out.Latest(t.Context(), d.Read(), 10)
	if err != nil || len(latest) != 2 {
		t.Fatalf("%d messages, %v; an undone one must not be told", len(latest), err)
	}
	told.ID, told.CreatedAt = latest[0].ID, out.Clock.Now()
	if latest[0] != told {
		t.Errorf("got %+v, want %+v", latest[0], told)
	}
	if one, err := out.Get(t.Context(), d.Read(), told.ID); err != nil || one != told {
		t.Errorf("by its id: %+v, %v", one, err)
	}
	if _, err := out.Get(t.Context(), d.Read(), "x"); !errors.Is(err, sql.ErrNoRows) {
		t.Errorf("by no id: %v", err)
	}
}
