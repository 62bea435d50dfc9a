package host

import (
	"log/slog"
	"slices"
	"time"

	"latchkey/internal/logging"
	"latchkey/internal/signin"
	"latchkey/server/web"

	"github.com/gofiber/fiber/v2"
)

// LogForm says what is logged, and how.
type LogForm struct {
	logging.Form
	Requests bool // a line for each request
}

// loggedStatus are the answers of which there is a line each, whether or not requests have one.
var loggedStatus = []int{
	fiber.StatusForbidden, fiber.StatusRequestEntityTooLarge, fiber.StatusMisdirectedRequest, fiber.StatusTooManyRequests,
	fiber.StatusServiceUnavailable,
}

// answered writes the lines of one request: that it was turned away, and, where they are asked for, that it was there.
func (h *Host) answered(requests bool) func(web.Answered) {
	return func(a web.Answered) {
		if h.meters != nil {
			h.meters.answered(a)
		}
		if slices.Contains(loggedStatus, a.Status) {
			h.Log.Warn("request refused", "status", a.Status, "network", a.Address.String(), "method", a.Method, "route", a.Route,
				"reason", a.Reason)
		}
		if requests {
			h.Log.Info("request", "method", a.Method, "route", a.Route, "status", a.Status, "took", milliseconds(a.Took))
		}
	}
}

func milliseconds(d time.Duration) slog.Value {
	return slog.Float64Value(float64(d.Microseconds()) / 1000)
}

// reasons are why a sign-in did not come to its end, as the log says it. What isn't here is no failure of whoever tried.
var reasons = map[signin.Ending]string{
	signin.Wrong: "wrong", signin.Throttled: "throttled", signin.Suspended: "suspended",
}

// tried writes the line of a sign-in that failed. It has no e-mail address, and an unknown one's line is no other than a known one's.
func (h *Host) tried(t signin.Tried) {
	if h.meters != nil {
		h.meters.tried(t)
	}
	if reason := reasons[t.Ending]; reason != "" {
		h.Log.Warn("sign-in failed", "network", t.By.Network(), "method", t.Method, "reason", reason)
	}
}
