package host

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"latchkey/internal/search"
)

// tidyIndexEvery is how often the index of the search is put in order.
const tidyIndexEvery = 10 * time.Second

// feeders are who has what can be found.
func (h *Host) feeders() map[search.Kind]search.Feeder {
	return map[search.Kind]search.Feeder{
		search.Person: h.Users.Feed, search.Account: h.Accounts.Feed, search.Ticket: h.Support.Feed,
		search.Service: h.Services.Feed, search.Domain: h.Domains.Feed, search.Invoice: h.Invoices.Feed,
	}
}

// keepIndex makes the index of what is there, if it lacks something or is of an earlier version, and keeps it in order.
func (h *Host) keepIndex(ctx context.Context) {
	began := time.Now()
	h.run(ctx, "make-search-index", func(ctx context.Context) error { return search.Rebuild(ctx, h.DB, h.feeders()) })
	if time.Since(began) > restAfter {
		debug.FreeOSMemory() // what making it took; warmUp does that for what is done sooner
	}
	h.every(ctx, tidyIndexEvery, job{"tidy-search-index", func(ctx context.Context) error {
		return errors.Join(h.Support.IndexPending(ctx), search.Tidy(ctx, h.DB)) // what fails is gone on with
	}})
}
