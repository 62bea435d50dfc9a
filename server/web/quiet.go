package web

import (
	"errors"
	"log/slog"
	"slices"

	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/session"

	"github.com/gofiber/fiber/v2"
)

// elsewhere are the errors that lead a person to another page.
var elsewhere = []error{errSignInFirst, errSessionLost, session.ErrNone, access.ErrStepUpRequired, errMethodFirst, access.ErrFrozen}

// failQuietly answers what a page asked for by itself: a line in its place. The page asks no more.
func (s *Site) failQuietly(c *fiber.Ctx, err error) error {
	f, words := failureOf(err), "quiet.gone"
	notes(c.Context()).reason = f.words
	switch {
	case errors.Is(err, errOtherLink):
		f.status, words = fiber.StatusConflict, "quiet.link"
	case slices.ContainsFunc(elsewhere, func(known error) bool { return errors.Is(err, known) }):
		f.status, words = fiber.StatusUnauthorized, "quiet.signed_out"
	case f.status >= fiber.StatusInternalServerError:
		words = "quiet.failed"
		s.Log.Error("request failed", slog.String("method", c.Method()), slog.String("route", notes(c.Context()).route), slog.Any("error", err))
	}
	r := s.request(c)
	c.Status(f.status)
	return r.Part(ui.Quiet(r.Locale.T(words), r.Locale.T("quiet.reload")))
}
