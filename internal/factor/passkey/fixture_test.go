package passkey_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/factor/passkey"
	"latchkey/internal/factor/passkey/passkeytest"
	"latchkey/internal/seal"

	"github.com/google/uuid"
)

const (
	origin = "https://my.example.com"
	scope  = "session/1"
)

// fixture is a database with two people, and the passkeys of one party.
type fixture struct {
	*testing.T
	db   *db.DB
	keys *passkey.Keys
	ada  passkey.Person
	mary passkey.Person
}

func open(t *testing.T) *fixture {
	t.Helper()
	folder := t.TempDir()
	ring, err := seal.LoadOrCreate(filepath.Join(folder, "key"))
	if err != nil {
		t.Fatal(err)
	}
	d := dbtest.Open(t, filepath.Join(folder, "latchkey.db"))
	h := &fixture{T: t, db: d, keys: &passkey.Keys{
		Clock: clock.Fixed(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)), Ring: ring,
		Party: passkey.Party{ID: "my.example.com", Origin: origin},
	}}
	h.ada = h.person("ada@example.test", "Ada Lovelace")
	h.mary = h.person("mary@example.test", "Mary Somerville")
	return h
}

func (h *fixture) write(fn func(ctx context.Context, tx db.Tx) error) {
	h.Helper()
	if err := h.db.InTx(h.Context(), fn); err != nil {
		h.Fatal(err)
	}
}

func (h *fixture) person(email, name string) passkey.Person {
	h.Helper()
	p := passkey.Person{ID: uuid.NewString(), Email: email, Name: name}
	h.write(func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO users (id, email, email_key, name, password_hash, password_changed_at, created_at)
			VALUES ($1, $2, $3, $4, '', 0, 0)`, p.ID, email, email, name)
		return err
	})
	return p
}

func (h *fixture) count(from string) (n int) {
	h.Helper()
	if err := h.db.Read().Row(h.Context(), `SELECT COUNT(*) `+from).Scan(&n); err != nil {
		h.Fatal(err)
	}
	return n
}

func ceremony(purpose passkey.Purpose, p passkey.Person) passkey.Ceremony {
	c := passkey.Ceremony{Purpose: purpose, Scope: scope, UserID: p.ID, AskedBy: "user/" + p.ID}
	if purpose == passkey.SignIn {
		c.UserID = ""
	}
	return c
}

// ids are those of all passkeys.
func (h *fixture) ids() (ids []string) {
	h.Helper()
	rows, err := h.db.Read().Rows(h.Context(), `SELECT factor_id FROM passkey`)
	if err != nil {
		h.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			h.Fatal(err)
		}
		ids = append(ids, id)
	}
	return ids
}

// asks begins the registration of a new passkey.
func (h *fixture) asks(p passkey.Person) (options []byte) {
	h.Helper()
	h.write(func(ctx context.Context, tx db.Tx) (err error) {
		options, err = h.keys.BeginRegister(ctx, tx, ceremony(passkey.Register, p), p, "Example Hosting", h.ids())
		return err
	})
	return options
}

// registers judges an answer and keeps the passkey if it is right; its factor is returned.
func (h *fixture) registers(c passkey.Ceremony, answer string) (factorID string, ok bool) {
	h.Helper()
	h.write(func(ctx context.Context, tx db.Tx) error {
		made, right, err := h.keys.Registered(ctx, tx, c, answer)
		if ok = right; err != nil || !ok {
			return err
		}
		factorID = uuid.NewString()
		_, err = tx.Exec(ctx, `INSERT INTO factor (id, user_id, kind, name, secret, pending_until, created_at)
			VALUES ($1, $2, 'passkey', '', '', 0, 0)`,
			factorID, c.UserID)
		if err != nil {
			return err
		}
		return h.keys.Keep(ctx, tx, made, factorID)
	})
	return factorID, ok
}

// has gives a person a new authenticator with one passkey in it.
func (h *fixture) has(p passkey.Person) (a *passkeytest.Authenticator, factorID string) {
	h.Helper()
	a = passkeytest.New(h, origin)
	factorID, ok := h.registers(ceremony(passkey.Register, p), a.Create(h.asks(p)))
	if !ok {
		h.Fatal("a good passkey was refused")
	}
	return a, factorID
}

// challenge begins an assertion.
func (h *fixture) challenge(c passkey.Ceremony) (options []byte) {
	h.Helper()
	h.write(func(ctx context.Context, tx db.Tx) (err error) {
		options, err = h.keys.BeginAssert(ctx, tx, c, h.ids())
		return err
	})
	return options
}

func (h *fixture) judge(c passkey.Ceremony, answer string) (v passkey.Verdict) {
	h.Helper()
	h.write(func(ctx context.Context, tx db.Tx) (err error) {
		v, err = h.keys.Verify(ctx, tx, c, "", answer)
		return err
	})
	return v
}
