package host

import (
	"context"
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
	if err := search.Rebuild(ctx, h.DB, h.feeders()); err != nil && ctx.Err() == nil {
		h.Log.Error("making the index of the search failed; it is gone on with at the next start", "error", err)
	}
	if time.Since(began) > restAfter {
		debug.FreeOSMemory() // what making it took; warmUp does that for what is done sooner
	}
	tick := time.NewTicker(tidyIndexEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := h.Support.IndexPending(ctx); err != nil && ctx.Err() == nil {
			h.Log.Error("putting a long ticket into the index failed; it is gone on with", "error", err)
		}
		if err := search.Tidy(ctx, h.DB); err != nil && ctx.Err() == nil {
			h.Log.Error("putting the index of the search in order failed", "error", err)
		}
	}
}
