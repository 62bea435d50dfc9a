// Package attachment keeps the files that people attach: their content once, by its SHA-256, in a folder beside the database,
// and a row for each place where it is attached. A row never stands without its file. Who may read one, the owner's package
// knows.
package attachment

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/setting"
)

// Folder is the name of the folder beside the database.
const Folder = "attachments"

// What is refused.
var (
	ErrNone      = errors.New("there is no such file")
	ErrEmpty     = errors.New("the file is empty")
	ErrTooLarge  = errors.New("the file is larger than allowed")
	ErrTooMany   = errors.New("more files than allowed")
	ErrTooMuch   = errors.New("the files together are larger than allowed")
	ErrNotPlaced = errors.New("the content of a file is not in its folder")
)

// Kind says what a file is attached to.
type Kind string

// The kinds of owners.
const (
	TicketMessage Kind = "ticket_message"
	Logo          Kind = "logo" // the host's: its id is the name of the setting
)

// Owner is what a file is attached to.
type Owner struct {
	Kind Kind
	ID   string
}

// Attachment is a file where it is attached.
type Attachment struct {
	ID    string
	Owner Owner
	Name  string // see [CleanName]
	Type  string // the media type by its content, without parameters
	Hash  string // SHA-256 of its content, in hexadecimal
	Size  int64

	CreatedAt clock.Instant
}

// Limits bound what one message carries.
type Limits struct {
	Size  int64 // bytes of each file
	Count int   // files
	Total int64 // bytes of all of them
}

// Files keeps what is attached. It is safe for concurrent use.
type Files struct {
	DB       *db.DB
	Clock    *clock.Clock
	Settings *setting.Settings

	beside string // the folder that the database stands in
	mu     sync.Mutex
	swept  time.Time
	freed  map[string]bool // hashes of rows that were taken away: their content may be of no use any more
}

// New returns the files beside the database d.
func New(d *db.DB, at *clock.Clock, settings *setting.Settings) *Files {
	return &Files{DB: d, Clock: at, Settings: settings, beside: d.Folder()}
}

// Upgrading returns the files beside a database in this folder that is just being brought up to date.
func Upgrading(folder string, at *clock.Clock) *Files {
	return &Files{Clock: at, Settings: &setting.Settings{}, beside: folder}
}

// folder is where the contents are.
func (f *Files) folder() string { return filepath.Join(f.beside, Folder) }

// Limits returns what the host allows.
func (f *Files) Limits(ctx context.Context) Limits {
	c := f.Settings.Choices(ctx)
	return Limits{Size: c.AttachmentSize, Count: c.AttachmentCount, Total: c.AttachmentTotal}
}

// Attach attaches files to an owner, in the transaction in which that one is made or changed. It may return [ErrTooMany],
// [ErrTooLarge] and [ErrTooMuch], with what is attached already counted, [ErrNotPlaced] for content that is gone again, and
// the errors of [db.Reason].
func (f *Files) Attach(ctx context.Context, tx db.Tx, to Owner, files ...*Staged) error {
	there, err := f.Of(ctx, tx, to.Kind, to.ID)
	if err != nil {
		return err
	}
	if to.Kind != Logo { // which has a limit of its own
		if err := f.allowed(ctx, there[to.ID], files); err != nil {
			return err
		}
	}
	for i, s := range files {
		if err := f.place(s); err != nil { // somebody may have cleared it since Place: nobody named it
			return err
		}
		id, err := db.NewID()
		if err != nil {
			return err
		}
		a := Attachment{ID: id, Owner: to, Name: s.Name, Type: s.Type, Hash: s.Hash, Size: s.Size, CreatedAt: f.Clock.Now()}
		if err := insert(ctx, tx, a, len(there[to.ID])+i); err != nil {
			return err
		}
	}
	return nil
}

func (f *Files) allowed(ctx context.Context, there []Attachment, more []*Staged) error {
	most, total := f.Limits(ctx), int64(0)
	if len(there)+len(more) > most.Count {
		return ErrTooMany
	}
	for _, a := range there {
		total += a.Size
	}
	for _, s := range more {
		if s.Size > most.Size {
			return ErrTooLarge
		}
		total += s.Size
	}
	if total > most.Total {
		return ErrTooMuch
	}
	return nil
}

// Of returns what is attached to owners of one kind, by their ids, in the order in which it was attached. It is one
// statement.
func (f *Files) Of(ctx context.Context, tx db.Reader, kind Kind, ids ...string) (map[string][]Attachment, error) {
	return of(ctx, tx, kind, ids)
}

// Find returns one attachment; [ErrNone] if there is none of that id.
func (f *Files) Find(ctx context.Context, tx db.Reader, id string) (Attachment, error) {
	return find(ctx, tx, id)
}

// Remove takes attachments away. What nobody names any more, [Files.Clear] deletes after the transaction.
func (f *Files) Remove(ctx context.Context, tx db.Tx, ids ...string) error {
	for _, id := range ids {
		a, err := find(ctx, tx, id)
		if errors.Is(err, ErrNone) {
			continue
		}
		if err == nil {
			err = remove(ctx, tx, id)
		}
		if err != nil {
			return err
		}
		f.free(a.Hash)
	}
	return nil
}

// RemoveOf takes away all that is attached to an owner, as [Files.Remove] does.
func (f *Files) RemoveOf(ctx context.Context, tx db.Tx, owner Owner) error {
	all, err := f.Of(ctx, tx, owner.Kind, owner.ID)
	if err != nil {
		return err
	}
	for _, a := range all[owner.ID] {
		if err := f.Remove(ctx, tx, a.ID); err != nil {
			return err
		}
	}
	return nil
}

func (f *Files) free(hash string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.freed == nil {
		f.freed = map[string]bool{}
	}
	f.freed[hash] = true
}
