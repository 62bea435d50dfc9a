// Package signintest opens a whole host for tests of signing in and of what protects it: the real services on a
// real database, with a clock that the test moves.
package signintest

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/factor/passkey"
	"latchkey/internal/message"
	"latchkey/internal/password"
	"latchkey/internal/seal"
	"latchkey/internal/wiring"
)

// Noon is where the clock stands at first: the start of a time step.
var Noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// Origin is the host's public address.
const Origin = "https://my.example.com"

// Period is the length of a time step.
const Period = code.Period * time.Second

// Fixture holds everything wired as the server wires it, without a minimum time for refusals.
type Fixture struct {
	*testing.T
	*wiring.Authority
	Folder string
	DB     *db.DB
	Clock  *clock.Clock
	Ring   *seal.Ring
}

// Open opens an empty host, which is closed when the test ends.
func Open(t *testing.T) *Fixture {
	t.Helper()
	h := &Fixture{T: t, Folder: t.TempDir(), Clock: clock.Fixed(Noon)}
	h.open()
	return h
}

// Restart closes and reopens everything, as a new process would.
func (h *Fixture) Restart() {
	h.Helper()
	h.Must(h.DB.Close())
	h.open()
}

// File returns the path of the database.
func (h *Fixture) File() string { return filepath.Join(h.Folder, "latchkey.db") }

// KeyFile returns the path of the keys.
func (h *Fixture) KeyFile() string { return filepath.Join(h.Folder, "key") }

func (h *Fixture) open() {
	h.Helper()
	var err error
	h.Ring, err = seal.LoadOrCreate(h.KeyFile())
	h.Must(err)
	h.DB = dbtest.Open(h.T, h.File())
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

// Write calls fn in one transaction and fails the test if it fails.
func (h *Fixture) Write(fn func(ctx context.Context, tx db.Tx) error) {
	h.Helper()
	h.Must(h.DB.InTx(h.Context(), fn))
}

// Count returns how many rows match, for a query such as "FROM session WHERE user_id = $1".
func (h *Fixture) Count(from string, args ...any) (n int) {
	h.Helper()
	h.Must(h.DB.Read().Row(h.Context(), `SELECT COUNT(*) `+from, args...).Scan(&n))
	return n
}

// MailTo returns the newest message of a kind to an address; it fails the test if there is none.
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
