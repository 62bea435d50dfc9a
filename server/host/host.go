// Package host is what `latchkey serve` runs: it opens a data folder, builds the services that work on it,
// mounts the routes, runs the background jobs, and listens until it is stopped. Other commands open the same
// folder without serving it.
package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/password"
	"latchkey/internal/recovery"
	"latchkey/internal/seal"
	"latchkey/internal/service"
	"latchkey/internal/ticket"
	"latchkey/internal/wiring"
	"latchkey/static"
)

// answerFloor is how soon a wrong password or code is answered at the earliest: longer
// than the dearest imported hash takes, so that nobody's can be told by its time.
const answerFloor = 600 * time.Millisecond

// DatabaseFile is the name of the database in the data folder.
const DatabaseFile = "latchkey.db"

// Host is an open data folder with the services that work on it.
type Host struct {
	*wiring.Authority
	Cases    *recovery.Cases
	Services *service.Services
	Domains  *domain.Domains
	Invoices *invoice.Invoices
	Tickets  *ticket.Tickets
	Log      *slog.Logger
}

// OpenExisting is [Open] for commands that need data: a folder without a database is an error, because a
// mistyped --data would otherwise make a second, empty host.
func OpenExisting(ctx context.Context, log io.Writer, data string) (*Host, error) {
	if !exists(filepath.Join(data, DatabaseFile)) {
		return nil, fmt.Errorf("there is no Latchkey data in %s; --data names the folder that `latchkey serve` was given", data)
	}
	return Open(ctx, log, data, clock.System(), password.Options{})
}

// Open opens the data folder and creates what is missing in it. Warnings and later failures are written to log.
// The caller closes the Host's DB.
func Open(ctx context.Context, log io.Writer, data string, at *clock.Clock, hashing password.Options) (*Host, error) {
	if err := makeFolder(data); err != nil {
		return nil, err
	}
	if probe, err := os.CreateTemp(data, ".probe-*"); err != nil {
		return nil, fmt.Errorf("the data folder can't be written to: %w", err)
	} else if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return nil, fmt.Errorf("the data folder can't be written to: %w", err)
	}
	database, keyFile := filepath.Join(data, DatabaseFile), filepath.Join(data, "key")
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
	h := wire(d, ring, at, hashing, slog.New(slog.NewJSONHandler(log, nil)))
	if err := h.Audit.KeyFits(ctx, d.Read()); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return h, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func wire(d *db.DB, ring *seal.Ring, at *clock.Clock, hashing password.Options, log *slog.Logger) *Host {
	hasher := password.NewHasher(hashing)
	boundMemory(hasher.Memory())
	authority := wiring.New(wiring.Parts{
		DB: d, Ring: ring, Clock: at, Hasher: hasher, StrengthChecker: newStrengthChecker(), MinResponseTime: answerFloor,
	})
	accounts := authority.Accounts
	return &Host{
		Authority: authority, Cases: recovery.New(authority), Services: &service.Services{Accounts: accounts},
		Domains: &domain.Domains{Accounts: accounts}, Invoices: &invoice.Invoices{Accounts: accounts},
		Tickets: &ticket.Tickets{Accounts: accounts},
		Log:     log,
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
