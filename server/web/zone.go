package web

import (
	"time"

	"latchkey/components/ui"
	"latchkey/internal/clock"
	"latchkey/internal/locale"

	"github.com/gofiber/fiber/v2"
)

// zoneHeader is how the page's scripts say in which time zone the browser is, with every request of theirs. Other sites can't
// send it.
const zoneHeader = "Time-Zone"

// namedZone is the zone that the browser names; "" if it names none that there is.
func namedZone(c *fiber.Ctx) string {
	named := c.Get(zoneHeader)
	if named == "" {
		return ""
	}
	zone, found := locale.Zone(named)
	if !found {
		return ""
	}
	return zone.String()
}

// learnZone keeps the zone that the browser names for a person of whom none is known, who signed in before the scripts said
// it: a first guess, which the profile shows and changes. Nothing hangs on it, so what goes wrong is left for the next request.
func (r *Request) learnZone() {
	if r.Client.Zone == "" || r.Session.Zone != "" || r.Site.OnZone == nil {
		return
	}
	if r.Site.OnZone(r.Context(), r.Caller(), r.Client.Zone) == nil {
		r.Session.Zone = r.Client.Zone
	}
}

// Zone returns the time zone that the person's times are written in; the host's where none is known.
func (r *Request) Zone() *time.Location {
	for _, name := range []string{r.Session.Zone, r.Site.Settings.Choices(r.Context()).HostZone} {
		if zone, found := locale.Zone(name); found {
			return zone
		}
	}
	return time.UTC
}

// Day returns a calendar day in the person's language, such as that of an invoice: it is the same wherever one reads it, and
// is kept as its midnight in UTC. It is "" for the zero instant.
func (r *Request) Day(at clock.Instant) string {
	if at.IsZero() {
		return ""
	}
	return r.Locale.Date(at.Time())
}

// Date returns the date of an instant in the person's language and time zone; "" for the zero instant.
func (r *Request) Date(at clock.Instant) string {
	if at.IsZero() {
		return ""
	}
	return r.Locale.Date(at.Time().In(r.Zone()))
}

// DateTime returns an instant in the person's language and time zone, which it names; "" for the zero instant.
func (r *Request) DateTime(at clock.Instant) string {
	if at.IsZero() {
		return ""
	}
	return r.Locale.DateTime(at.Time().In(r.Zone()))
}

// Moment returns something that has happened, as [ui.Time] draws it: how long ago, and when. It is the zero Moment for the
// zero instant.
func (r *Request) Moment(at clock.Instant) ui.Moment {
	if at.IsZero() {
		return ui.Moment{}
	}
	return ui.MomentOf(r.Locale, at.Time().In(r.Zone()), r.Site.Clock.Now().Time())
}
