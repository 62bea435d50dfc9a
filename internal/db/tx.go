package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/uptrace/bun"
)

// Reader is a source to read from: what was last committed or, because a Tx is a Reader too, the open
// transaction. A function that takes a Reader changes nothing. Plain SQL has the parameters $1, $2, … and is
// prepared once, for queries of every request; Bun builds the rarer ones. What [DB.Read] reads ends with its
// context, also within SQLite; what a Tx reads or writes is never interrupted (060).
type Reader interface {
	// Row runs a query for one row. Its Scan returns sql.ErrNoRows if there is none.
	Row(ctx context.Context, query string, args ...any) Row
	// Rows runs a query. The caller closes the rows.
	Rows(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	// NewSelect starts a query that Bun builds.
	NewSelect() *bun.SelectQuery

	onlyHere()
}

// Tx is the write transaction that is open: it reads what it has written, and nobody else writes meanwhile.
type Tx struct{ *handle }

// handle is a pool or one connection, with what was prepared on it. It is all that a Reader outside a transaction is.
type handle struct {
	idb      bun.IDB
	prepared *statements
	within   func(ctx context.Context) context.Context // what a query runs under
}

func (h *handle) onlyHere() {}

func (h *handle) NewSelect() *bun.SelectQuery { return h.idb.NewSelect() }

func (h *handle) Rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	ctx = h.within(ctx)
	stmt, err := h.prepared.get(ctx, query, reads)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (h *handle) Row(ctx context.Context, query string, args ...any) Row {
	return h.row(ctx, query, reads, args)
}

func (h *handle) row(ctx context.Context, query string, allowed func(query string) bool, args []any) Row {
	ctx = h.within(ctx)
	stmt, err := h.prepared.get(ctx, query, allowed)
	if err != nil {
		return Row{err: err}
	}
	return Row{row: stmt.QueryRowContext(ctx, args...)}
}

// Exec runs a statement that returns no rows.
func (t Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	ctx = t.within(ctx)
	stmt, err := t.prepared.get(ctx, query, anything)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

// Do is [Tx.Exec] for a change for which the number of changed rows does not matter. Doing is the beginning of
// the error, such as "changing session".
func (t Tx) Do(ctx context.Context, doing, query string, args ...any) error {
	if _, err := t.Exec(ctx, query, args...); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// DoOne is [Tx.Do] for a change that must affect a row. If it affects none, DoOne returns none.
func (t Tx) DoOne(ctx context.Context, doing string, none error, query string, args ...any) error {
	result, err := t.Exec(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	n, err := result.RowsAffected()
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	if n == 0 {
		return none
	}
	return nil
}

// Returning makes a change that returns one row; its Scan returns sql.ErrNoRows if no row was changed.
func (t Tx) Returning(ctx context.Context, query string, args ...any) Row {
	return t.row(ctx, query, anything, args)
}

// ReturningRows makes a change that returns rows. The caller closes them.
func (t Tx) ReturningRows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	ctx = t.within(ctx)
	stmt, err := t.prepared.get(ctx, query, anything)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// NewDelete starts a DELETE that Bun builds.
func (t Tx) NewDelete() *bun.DeleteQuery { return t.idb.NewDelete() }

// Savepoint runs fn in the transaction, and takes back what it did if it returns an error or panics; what was done before it
// stays. It returns that error, or one that says what fn panicked with. Where the database itself has undone the whole
// transaction, [DB.InTx] fails whatever its function returns.
func (t Tx) Savepoint(ctx context.Context, fn func(ctx context.Context, tx Tx) error) (err error) {
	if _, err := t.Exec(ctx, `SAVEPOINT part`); err != nil {
		return fmt.Errorf("beginning a part: %w", err)
	}
	defer func() {
		if said := recover(); said != nil {
			cause, known := said.(error)
			if !known {
				cause = fmt.Errorf("%v", said)
			}
			err = fmt.Errorf("panic: %w\n%s", cause, debug.Stack())
		}
		if err != nil {
			_, undone := t.Exec(ctx, `ROLLBACK TO part`)
			err = errors.Join(err, undone)
		}
		_, released := t.Exec(ctx, `RELEASE part`)
		err = errors.Join(err, released)
	}()
	return fn(ctx, t)
}

// Flag is a bool as it is stored: 1 or 0.
func Flag(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// ErrWrites refuses a query of a [Reader] that would change something.
var ErrWrites = errors.New("a query that reads begins with SELECT or PRAGMA")

func reads(query string) bool {
	query = strings.TrimSpace(query)
	return strings.HasPrefix(query, "SELECT ") || strings.HasPrefix(query, "PRAGMA ")
}

func anything(string) bool { return true }

// Row is the result of a query for one row.
type Row struct {
	row *sql.Row
	err error
}

// Scan copies the row's columns into dest; sql.ErrNoRows if there is no row. It must be called exactly once.
func (r Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	return r.row.Scan(dest...)
}

// whileAsked is what a reader's queries run under: whoever asked may have gone, and what it would have cost is for others. The driver
// watches it beside each query, which takes 2 µs.
func whileAsked(ctx context.Context) context.Context { return ctx }

// uncancelled is what the writer's statements run under. Each takes microseconds, and an interrupt in the middle would undo a
// decision that others may already have seen.
func uncancelled(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

// uninterrupted keeps what Bun builds for the writer from ending with a context, too.
type uninterrupted struct{}

func (uninterrupted) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context {
	return uncancelled(ctx)
}
func (uninterrupted) AfterQuery(context.Context, *bun.QueryEvent) {}

type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// statements remembers what was prepared. The queries are constants of the
// program, so it stays as small as the program.
type statements struct {
	preparer preparer
	observer *observer
	known    sync.Map // query -> *sql.Stmt
}

// get prepares a statement that is not known yet, if it is allowed.
func (s *statements) get(ctx context.Context, query string, allowed func(query string) bool) (*sql.Stmt, error) {
	s.observer.ran(query)
	if stmt, ok := s.known.Load(query); ok {
		return stmt.(*sql.Stmt), nil
	}
	if !allowed(query) {
		return nil, fmt.Errorf("%w: %s", ErrWrites, query)
	}
	stmt, err := s.preparer.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("preparing statement: %w", err)
	}
	if earlier, ok := s.known.LoadOrStore(query, stmt); ok {
		_ = stmt.Close()
		return earlier.(*sql.Stmt), nil
	}
	return stmt, nil
}

func (s *statements) close() {
	s.known.Range(func(query, stmt any) bool {
		_ = stmt.(*sql.Stmt).Close()
		s.known.Delete(query)
		return true
	})
}
