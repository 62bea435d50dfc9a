package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/challenge"
	"latchkey/internal/clock"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/password"
	"latchkey/internal/policy"
	"latchkey/internal/recovery"
	"latchkey/internal/seal"
	"latchkey/internal/service"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/signin"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
	"latchkey/internal/wiring"
	"latchkey/static"
)

// answerFloor is how soon a wrong password or code is answered at the earliest: longer
// than the dearest imported hash takes, so that nobody's can be told by its time.
const answerFloor = 600 * time.Millisecond

const databaseFile = "latchkey.db"

// host is one data folder with everything that works on it.
type host struct {
	db         *db.DB
	clock      *clock.Clock
	settings   *setting.Settings
	users      *user.Users
	sessions   *session.Sessions
	challenges *challenge.Challenges
	changes    *credential.Service
	flow       *signin.Flow
	links      *signin.Links
	cases      *recovery.Cases
	accounts   *account.Accounts
	services   *service.Services
	domains    *domain.Domains
	invoices   *invoice.Invoices
	tickets    *ticket.Tickets
	policies   *policy.Policies
	log        *slog.Logger
}

// openExisting is openHost for commands that make no sense on a folder without data,
// where a mistyped --data would make a second, empty host.
func openExisting(ctx context.Context, c console, data string) (*host, error) {
	if !exists(filepath.Join(data, databaseFile)) {
		return nil, fmt.Errorf("there is no Latchkey data in %s; --data names the folder that `latchkey serve` was given", data)
	}
	return openHost(ctx, c, data, clock.System(), password.Options{})
}

// openHost opens the data folder, creating what is missing. Close its db after use.
func openHost(ctx context.Context, c console, data string, at *clock.Clock, hashing password.Options) (*host, error) {
	if err := makeFolder(data); err != nil {
		return nil, err
	}
	if probe, err := os.CreateTemp(data, ".probe-*"); err != nil {
		return nil, fmt.Errorf("the data folder can't be written to: %w", err)
	} else if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return nil, fmt.Errorf("the data folder can't be written to: %w", err)
	}
	database, keyFile := filepath.Join(data, databaseFile), filepath.Join(data, "key")
	if exists(database) && !exists(keyFile) {
		return nil, fmt.Errorf("the database is there, but its key file %s is missing: put back the one that belongs to it", keyFile)
	}
	ring, err := seal.LoadOrCreate(keyFile)
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, database)
	if err != nil {
		return nil, err
	}
	h := wire(d, ring, at, hashing, slog.New(slog.NewJSONHandler(c.err, nil)))
	if err := h.changes.Audit.KeyFits(ctx, d.Read()); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return h, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func wire(d *db.DB, ring *seal.Ring, at *clock.Clock, hashing password.Options, log *slog.Logger) *host {
	hasher := password.NewHasher(hashing)
	boundMemory(hasher.Memory())
	s := wiring.New(wiring.Parts{
		DB: d, Ring: ring, Clock: at, Hasher: hasher, StrengthChecker: newStrengthChecker(), MinResponseTime: answerFloor,
	})
	accounts := &account.Accounts{Clock: at}
	return &host{
		accounts: accounts, services: &service.Services{Accounts: accounts}, domains: &domain.Domains{Accounts: accounts},
		invoices: &invoice.Invoices{Accounts: accounts}, tickets: &ticket.Tickets{Accounts: accounts},
		db: d, clock: at, settings: s.Settings, users: s.Users, sessions: s.Sessions, challenges: s.Challenges, changes: s.Credential,
		flow: s.Flow, links: s.Links, cases: recovery.New(s.Credential, s.Flow), policies: s.Policies, log: log,
	}
}

// memoryBeyondHashing is what the program may use besides what passwords are hashed in.
const memoryBeyondHashing = 150 << 20

// boundMemory has garbage collected when memory runs out rather than when it has
// doubled: each hash is larger than everything else together, so that it would set
// off a collection of its own. Those are collected by the Hasher.
func boundMemory(hashing int64) {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(hashing + memoryBeyondHashing)
}

func newStrengthChecker() *password.StrengthChecker {
	filter, err := fs.ReadFile(static.FS, "dist/breach.bloom")
	if err != nil {
		filter = nil // a build without npm: StrengthChecker.Complete says so
	}
	return password.NewStrengthChecker(filter)
}

// sweep deletes, every now and then, what can't be used any more.
func (h *host) sweep(ctx context.Context) {
	for tick := time.NewTicker(10 * time.Minute); ; {
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		}
		err := h.db.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
			return errors.Join(h.sessions.Sweep(ctx, tx), h.challenges.Sweep(ctx, tx),
				h.changes.Factors.Sweep(ctx, tx), h.changes.Limiter.Sweep(ctx, tx), h.changes.Outbox.Sweep(ctx, tx),
				h.changes.Browsers.Sweep(ctx, tx), h.changes.Notices.Sweep(ctx, tx), h.links.Sweep(ctx, tx), h.cases.Sweep(ctx, tx))
		})
		if err != nil && ctx.Err() == nil {
			h.log.Error("sweeping failed", "error", err)
		}
		debug.FreeOSMemory() // what a busy hour took
	}
}
