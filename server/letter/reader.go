package letter

import (
	"cmp"
	"context"
	"time"

	"latchkey/internal/locale"
	"latchkey/internal/message"
)

// reader is whom a letter is written to, as far as its words go.
type reader struct {
	*locale.Locale
	zone *time.Location
}

// reader returns the reader of m: times are in the person's zone as it is when the letter is written, in the host's where none
// is known.
func (w *Writer) reader(ctx context.Context, m message.Message) reader {
	name := ""
	if w.Zone != nil && m.UserID != "" {
		name = w.Zone(ctx, m.UserID)
	}
	zone, found := locale.Zone(cmp.Or(name, w.Settings.Choices(ctx).HostZone))
	if !found {
		zone = time.UTC
	}
	return reader{locale.Of(m.Language), zone}
}

// at is a time in full, with its zone: a letter is read some time later, so "an hour ago" would be wrong.
func (r reader) at(t time.Time) string { return r.DateTime(t.In(r.zone)) }
