// Package signintest opens a whole host for tests of the way in and of what
// guards it: the real services on a real database, and a clock that stands still.
// No program imports it.
package signintest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/factor/passkey"
	"latchkey/internal/message"
	"latchkey/internal/password"
	"latchkey/internal/seal"
	"latchkey/internal/wiring"
)

// Noon is where its clock stands at first: the beginning of a time step.
var Noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// Origin is where people reach the host.
const Origin = "https://my.example.com"

// Period is how long a time step lasts.
const Period = code.Period * time.Second

// Fixture is everything wired as the server wires it, with no floor under refusals.
type Fixture struct {
	*testing.T
	*wiring.Authority
	Folder string
	DB     *db.DB
	Clock  *clock.Clock
	Ring   *seal.Ring
}

// Open opens an empty host; it closes with the test.
func Open(t *testing.T) *Fixture {
	t.Helper()
	h := &Fixture{T: t, Folder: t.TempDir(), Clock: clock.Fixed(Noon)}
	h.open()
	t.Cleanup(func() { _ = h.DB.Close() })
	return h
}

// Restart closes it and opens it again, as a new process would.
func (h *Fixture) Restart() {
	h.Helper()
	h.Must(h.DB.Close())
	h.open()
}

// File is where the database stands.
func (h *Fixture) File() string { return filepath.Join(h.Folder, "latchkey.db") }

// KeyFile is where the keys stand.
func (h *Fixture) KeyFile() string { return filepath.Join(h.Folder, "key") }

func (h *Fixture) open() {
	h.Helper()
	var err error
	h.Ring, err = seal.LoadOrCreate(h.KeyFile())
	h.Must(err)
	h.DB, err = db.Open(context.Background(), h.File())
	h.Must(err)
	h.Authority = wiring.New(wiring.Parts{
		DB: h.DB, Ring: h.Ring, Clock: h.Clock, Hasher: password.NewHasher(password.Options{Memory: 64}),
		StrengthChecker: password.NewStrengthChecker(nil), Party: passkey.Party{ID: "my.example.com", Origin: Origin},
	})
}

// Must ends the test on an error.
func (h *Fixture) Must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// Write runs one transaction, which must succeed.
func (h *Fixture) Write(fn func(ctx context.Context, tx db.Tx) error) {
	h.Helper()
	h.Must(h.DB.InTx(h.Context(), fn))
}

// Count is how many rows a query such as "FROM session WHERE user_id = $1" finds.
func (h *Fixture) Count(from string, args ...any) (n int) {
	h.Helper()
	h.Must(h.DB.Read().Row(h.Context(), `SELECT COUNT(*) `+from, args...).Scan(&n))
	return n
}

// MailTo is the newest message of a kind to an address; there must be one.
func (h *Fixture) MailTo(email string, kind message.Kind) message.Message {
	h.Helper()
	all, err := h.Outbox.Latest(h.Context(), h.DB.Read(), 100)
	h.Must(err)
	for _, m := range all {
		if m.Recipient == email && m.Kind == kind {
			return m
		}
	}
	h.Fatalf("no %s to %s in %d messages", kind, email, len(all))
	return message.Message{}
}
