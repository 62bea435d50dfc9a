package factor

import (
	"context"

	"latchkey/internal/code"
	"latchkey/internal/db"
)

// Method checks answers to one kind of method. Verify works in the caller's transaction and marks a right
// answer as used; the caller commits that together with what follows from the answer, and commits refusals too.
type Method interface {
	// Form says why an input has not even the form of an answer, so that a typing mistake does not count as a
	// guess. It returns [code.None] if it has.
	Form(input string) code.Problem
	Verify(ctx context.Context, tx db.Tx, a Answer) (Outcome, error)
}

// enrolling is a method that is set up in two steps: a row that waits, and its first
// right answer.
type enrolling interface {
	Method
	// prepare fills in a new set-up's secret and target before it is stored.
	prepare(ctx context.Context, tx db.Tx, r *row) error
	// first judges the answer that ends the set-up.
	first(ctx context.Context, tx db.Tx, r row, a Answer) (Outcome, error)
}

// counting is a method that counts answers by what they answer, besides what the
// limiter counts by person.
type counting interface {
	count(ctx context.Context, tx db.Tx, a Answer) (ticket string, err error)
}

// methods is every method there is; each file adds its own.
var methods = map[Kind]func(*Factors) Method{}

func register(k Kind, method func(*Factors) Method) bool {
	methods[k] = method
	return true
}

// Method returns the method of a kind; nil if there is no such kind.
func (f *Factors) Method(k Kind) Method {
	if method, ok := methods[k]; ok {
		return method(f)
	}
	return nil
}

// Count counts an answer before it is checked, and stores in a what it was counted against. The caller commits
// the transaction before the check.
func (f *Factors) Count(ctx context.Context, tx db.Tx, k Kind, a *Answer) (err error) {
	if m, ok := f.Method(k).(counting); ok {
		a.ticket, err = m.count(ctx, tx, *a)
	}
	return err
}
