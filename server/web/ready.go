package web

import (
	"context"
	"errors"

	"latchkey/internal/db"

	"github.com/gofiber/fiber/v2"
)

// unready are the words of /readyz for what keeps the host from being of use, in the order in which they are looked for.
var unready = []struct {
	err  error
	word string
}{
	{db.ErrFull, "full"},             // there is no room on the disk
	{db.ErrNotPermitted, "readonly"}, // the disk or the folder can't be written to
	{db.ErrFailing, "disk"},          // the disk fails
	{db.ErrDamaged, "damaged"},
	{db.ErrNewer, "schema"}, // another program has changed it
	{db.ErrOtherSchema, "schema"},
	{context.DeadlineExceeded, "slow"},
	{context.Canceled, "slow"},
}

// Stop has /readyz say from now on that the host stops.
func (s *Site) Stop() { s.stops.Store(true) }

// Unready is a word for why the host is of no use just now; "" if it is.
func (s *Site) Unready(ctx context.Context) string {
	if s.stops.Load() {
		return "stopping"
	}
	err := s.DB.Ready(ctx)
	word := ""
	if err != nil {
		word = "database"
		for _, known := range unready {
			if errors.Is(err, known.err) {
				word = known.word
				break
			}
		}
	}
	if before := s.unready.Swap(&word); err != nil && (before == nil || *before != word) {
		s.Log.Error("not ready", "reason", word, "error", err) // once, however often somebody asks
	}
	return word
}

// ready says whether pages can be shown and what people do can be kept.
func (s *Site) ready(c *fiber.Ctx) error {
	if word := s.Unready(c.UserContext()); word != "" {
		return plain("not ready: " + word + "\n")(c.Status(fiber.StatusServiceUnavailable))
	}
	return plain("ready\n")(c)
}
