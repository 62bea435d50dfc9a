package db

import (
	"context"
	"sync/atomic"

	"github.com/uptrace/bun"
)

// observer is whoever watches the statements that a database runs: nobody, but in tests.
type observer struct {
	see atomic.Pointer[func(query string)]
}

func (o *observer) ran(query string) {
	if see := o.see.Load(); see != nil {
		(*see)(query)
	}
}

// BeforeQuery and AfterQuery watch what Bun builds.
func (o *observer) BeforeQuery(ctx context.Context, e *bun.QueryEvent) context.Context {
	o.ran(e.Query)
	return ctx
}

func (o *observer) AfterQuery(context.Context, *bun.QueryEvent) {}

// Observe has see called with the text of every statement that is run from now on, from whichever goroutine runs it, in
// place of whoever was called before; nil ends it. It is for tests that hold how often a page asks the database.
func (d *DB) Observe(see func(query string)) {
	if see == nil {
		d.observer.see.Store(nil)
		return
	}
	d.observer.see.Store(&see)
}
