// Package announcement holds what the host announces in the client area: from when until when, and in which language.
// Who may announce is for package support.
package announcement

import (
	"context"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Announcement is one of them. Its body is Markdown.
type Announcement struct {
	ID          string
	Language    string // whose people see it; "": everybody
	Title, Body string
	From, Until clock.Instant // Until 0: it stays
	CreatedAt   clock.Instant
	CreatedBy   string // the id of the member of staff
}

// Shown reports whether it is shown at an instant.
func (a Announcement) Shown(now clock.Instant) bool {
	return !now.Before(a.From) && (a.Until.IsZero() || now.Before(a.Until))
}

// Announcements stores and finds announcements.
type Announcements struct {
	Clock *clock.Clock
}

// Current returns what is announced now to people who read a language, the newest first, at most twenty.
func (as *Announcements) Current(ctx context.Context, tx db.Reader, language string) ([]Announcement, error) {
	return current(ctx, tx, as.Clock.Now(), language)
}

// List returns at most limit announcements behind the one with the id before, the newest first; "" begins with the newest.
func (as *Announcements) List(ctx context.Context, tx db.Reader, before string, limit int) ([]Announcement, error) {
	return list(ctx, tx, before, limit)
}

// Find returns the announcement with that id; [ErrNotFound] if there is none.
func (as *Announcements) Find(ctx context.Context, tx db.Reader, id string) (Announcement, error) {
	return find(ctx, tx, id)
}

// Save adds an announcement, or changes the one with its id, and returns its id.
func (as *Announcements) Save(ctx context.Context, tx db.Tx, a Announcement) (id string, err error) {
	if a.ID == "" {
		if a.ID, err = db.NewID(); err != nil {
			return "", err
		}
	}
	a.CreatedAt = as.Clock.Now()
	return a.ID, save(ctx, tx, a)
}

// Remove removes an announcement; [ErrNotFound] if there is none with that id.
func (as *Announcements) Remove(ctx context.Context, tx db.Tx, id string) error {
	return remove(ctx, tx, id)
}
