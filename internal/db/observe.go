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

// Observe makes see receive the text of every statement from now on, in whatever goroutine it runs. It replaces
// an earlier observer; nil removes it. Tests use it to limit how often a page reads the database.
func (d *DB) Observe(see func(query string)) {
	if see == nil {
		d.observer.see.Store(nil)
		return
	}
	d.observer.see.Store(&see)
}
