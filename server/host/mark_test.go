package host

import (
	"context"
	"io"
	"path/filepath"
	"testing"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/password"
)

// A first start that is cut off before it could write the mark must not look, to the next one, as if somebody had taken
// the mark away.
func TestAStartThatIsCutOffIsNoRestore(t *testing.T) {
	data := t.TempDir()
	h, err := Open(t.Context(), io.Discard, data, clock.System(), password.Options{Memory: 64})
	if err != nil {
		t.Fatal(err)
	}
	defer h.DB.Close()
	cutOff := &mark{host: h, data: filepath.Join(data, "unwritable")}
	if _, err := cutOff.begin(t.Context()); err == nil {
		t.Fatal("the mark was written")
	}
	for range 2 {
		if why, err := (&mark{host: h, data: data}).begin(t.Context()); why != "" || err != nil {
			t.Errorf("it counts as put back: %q, %v", why, err)
		}
	}
}

// The job that takes personal details out of the log follows the host's choice.
func TestTheLogIsRedactedAsTheHostChose(t *testing.T) {
	at := clock.Fixed(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	h, err := Open(t.Context(), io.Discard, t.TempDir(), at, password.Options{Memory: 64})
	if err != nil {
		t.Fatal(err)
	}
	defer h.DB.Close()
	write := func(do func(context.Context, db.Tx) error) {
		t.Helper()
		if err := h.DB.InTx(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}
	whole := func() (n int) {
		t.Helper()
		h.redact(t.Context())
		at.Advance(8 * 24 * time.Hour)
		h.redact(t.Context())
		if err := h.DB.Read().Row(t.Context(), `SELECT COUNT(*) FROM audit_event WHERE network <> ''`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	write(func(ctx context.Context, tx db.Tx) error {
		return h.Audit.Append(ctx, tx, audit.Event{Kind: "sign-in.done", Network: "203.0.113.9"})
	})
	at.Advance(100 * 24 * time.Hour)
	if n := whole(); n != 1 {
		t.Error("it is gone within the year")
	}
	write(func(ctx context.Context, tx db.Tx) error { return h.Settings.Set(ctx, tx, "audit.keep_personal", "0") })
	h.Settings.Refresh()
	at.Advance(1000 * 24 * time.Hour)
	if n := whole(); n != 1 {
		t.Error("it is gone although it is kept for ever")
	}
	write(func(ctx context.Context, tx db.Tx) error {
		return h.Settings.Set(ctx, tx, "audit.keep_personal", "365")
	})
	h.Settings.Refresh()
	if n := whole(); n != 0 {
		t.Error("it is there after three years")
	}
}
