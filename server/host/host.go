// Package host is what `latchkey serve` runs: it opens a data folder, builds the services that work on it,
// mounts the routes, runs the background jobs, and listens until it is stopped. Other commands open the same
// folder without serving it.
package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"latchkey/internal/attachment"
	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/logging"
	"latchkey/internal/memory"
	"latchkey/internal/pace"
	"latchkey/internal/password"
	"latchkey/internal/recovery"
	"latchkey/internal/restore"
	"latchkey/internal/seal"
	"latchkey/internal/service"
	"latchkey/internal/wiring"
	"latchkey/static"
)

// answerFloor is how soon a wrong password or code is answered at the earliest: longer
// than the dearest imported hash takes, so that nobody's can be told by its time.
const answerFloor = 600 * time.Millisecond

// Host is an open data folder with the services that work on it.
type Host struct {
	*wiring.Authority
	Cases    *recovery.Cases
	Restore  *restore.Service
	Services *service.Services
	Domains  *domain.Domains
	Invoices *invoice.Invoices
	Log      *slog.Logger
	Pace     *pace.Pace     // of what is long, and can wait
	Checker  *audit.Checker // of the audit log's chain

	jobs   jobs
	meters *meters // nil: nobody reads them
}

// OpenExisting opens the data folder of a server, running or not, for a command beside it. It makes nothing: a folder
// without a database or without its key is an error, and so is a database of another version of this program
// ([db.ErrOlder], [db.ErrNewer]). Failures are written to log. The caller closes the Host's DB.
func OpenExisting(ctx context.Context, log io.Writer, data string) (*Host, error) {
	f, err := look(data)
	if err == nil {
		err = f.existing()
	}
	if err != nil {
		return nil, err
	}
	ring, err := seal.Load(f.file(keyFile))
	if err != nil {
		return nil, err
	}
	d, err := db.OpenExisting(ctx, f.file(DatabaseFile))
	if err != nil {
		return nil, err
	}
	h := wire(d, ring, clock.System(), password.Options{}, plainLog(log))
	if err := h.keyFits(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return h, nil
}

// keyFits returns [audit.ErrKey] if the database was made with another key. Where the audit log is empty, which tells
// that otherwise, all that is kept with the key has to open.
func (h *Host) keyFits(ctx context.Context) error {
	if err := h.Audit.KeyFits(ctx, h.DB.Read()); err != nil {
		return err
	}
	if last, err := h.Audit.Mark(ctx, h.DB.Read()); err != nil || last.Rows > 0 {
		return err
	}
	all, err := h.Kept(ctx)
	if err == nil && h.Factors.Ring.Check(all) != nil {
		err = audit.ErrKey
	}
	return err
}

// Kept returns all that is kept with the keys of the key file.
func (h *Host) Kept(ctx context.Context) ([]seal.Kept, error) {
	factors, err := h.Factors.Kept(ctx, h.DB.Read())
	if err != nil {
		return nil, err
	}
	messages, err := h.Outbox.Kept(ctx, h.DB.Read())
	return append(factors, messages...), err
}

// Open opens the data folder to serve it: it makes what is missing, and brings the database up to date. A folder that
// has lost its database is refused. Warnings and later failures are written to log. The caller closes the Host's DB.
func Open(ctx context.Context, log io.Writer, data string, at *clock.Clock, hashing password.Options) (*Host, error) {
	return Options{Data: data, Clock: at, Hashing: hashing, Log: log}.open(ctx, plainLog(log))
}

// plainLog is the log of a command beside a server, in its usual form.
func plainLog(w io.Writer) *slog.Logger {
	log, _ := logging.Form{}.New(w) // which no flag can make wrong
	return log
}

func (o Options) open(ctx context.Context, log *slog.Logger) (*Host, error) {
	if err := makeFolder(o.Data); err != nil {
		return nil, err
	}
	if err := db.TryDisk(o.Data); err != nil {
		return nil, fmt.Errorf("the data folder can't be written to: %w", err)
	}
	f, err := look(o.Data)
	if err == nil {
		err = f.serveable(o.New)
	}
	if err != nil {
		return nil, err
	}
	if !f.database {
		if err := f.begin(); err != nil {
			return nil, err
		}
	}
	ring, err := seal.LoadOrCreate(f.file(keyFile))
	if err != nil {
		return nil, err
	}
	d, err := f.openDatabase(ctx, ring, o.Clock)
	if err != nil {
		return nil, err
	}
	h := wire(d, ring, o.Clock, o.Hashing, log)
	err = h.keyFits(ctx)
	if err == nil {
		err = f.finish()
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return h, nil
}

// openDatabase makes a database, or brings the one that is there up to date if the key is its own.
func (f folder) openDatabase(ctx context.Context, ring *seal.Ring, at *clock.Clock) (*db.DB, error) {
	if f.database {
		log := &audit.Log{Clock: at, Ring: ring}
		d, err := db.Upgrade(ctx, f.file(DatabaseFile), log.KeyFits, db.Steps{
			audit.Digests: log.AddDigests, attachment.AdoptLogo: attachment.Upgrading(f.path, at).AdoptLogo,
		})
		if !f.unfinished || !errors.Is(err, db.ErrDamaged) { // it has no tables yet where its making was cut off
			return d, err
		}
	}
	return db.Open(ctx, f.file(DatabaseFile))
}

func wire(d *db.DB, ring *seal.Ring, at *clock.Clock, hashing password.Options, log *slog.Logger) *Host {
	hasher := memory.Allowed().Hasher(hashing)
	authority := wiring.New(wiring.Parts{
		DB: d, Ring: ring, Clock: at, Hasher: hasher, StrengthChecker: newStrengthChecker(), MinResponseTime: answerFloor,
	})
	accounts, cases, slow := authority.Accounts, recovery.New(authority), &pace.Pace{Busy: hasher.Busy}
	return &Host{
		Authority: authority, Cases: cases, Restore: restore.New(authority, cases), Services: &service.Services{Accounts: accounts},
		Domains: &domain.Domains{Accounts: accounts}, Invoices: &invoice.Invoices{Accounts: accounts},
		Log: log, Pace: slow, Checker: audit.NewChecker(authority.Audit, d, slow),
	}
}

func newStrengthChecker() *password.StrengthChecker {
	return password.NewStrengthChecker(breached())
}

// breached is the filter of breached passwords where it stands in the program; nil in a build without npm, of which
// StrengthChecker.Complete says so.
func breached() *io.SectionReader {
	file, err := static.FS.Open("dist/breach.bloom")
	if err != nil {
		return nil
	}
	content, readable := file.(io.ReaderAt)
	info, err := file.Stat()
	if err != nil || !readable {
		return nil
	}
	return io.NewSectionReader(content, 0, info.Size())
}
