package db

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"github.com/uptrace/bun"
)

// Tx is what a store works on: the readers, or the write transaction that is
// open. Bun builds its queries on it; Exec, Row and Rows run plain SQL with $1,
// $2, … in order, prepared once, for what happens at every request.
type Tx struct {
	bun.IDB
	prepared *statements
}

// Exec runs a statement that returns no rows.
func (t Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := t.prepared.get(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(uncancelled(ctx), args...)
}

// Do is Exec for a change of which nobody asks how many rows it met; what it was doing
// stands in the error.
func (t Tx) Do(ctx context.Context, doing, query string, args ...any) error {
	if _, err := t.Exec(ctx, query, args...); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// DoOne is Do for a change that has to meet a row: where it meets none, none comes back.
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

// Rows runs a query; close what it returns.
func (t Tx) Rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := t.prepared.get(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(uncancelled(ctx), args...)
}

// Row runs a query for one row; its Scan gives sql.ErrNoRows where there is none.
func (t Tx) Row(ctx context.Context, query string, args ...any) Row {
	stmt, err := t.prepared.get(ctx, query)
	if err != nil {
		return Row{err: err}
	}
	return Row{row: stmt.QueryRowContext(uncancelled(ctx), args...)}
}

// Row is the answer to Tx.Row.
type Row struct {
	row *sql.Row
	err error
}

// Scan copies the row's columns; it must be called exactly once.
func (r Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	return r.row.Scan(dest...)
}

// Each statement takes microseconds; watching a context for each costs the
// driver a goroutine, and an interrupt in the middle would undo a decision that
// others may already have seen.
func uncancelled(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

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

func (s *statements) get(ctx context.Context, query string) (*sql.Stmt, error) {
	s.observer.ran(query)
	if stmt, ok := s.known.Load(query); ok {
		return stmt.(*sql.Stmt), nil
	}
	stmt, err := s.preparer.PrepareContext(uncancelled(ctx), query)
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
