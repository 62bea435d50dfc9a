// Package setting keeps the host's choices in the database. A running server
// follows a change within a second, whichever process made it.
package setting

import (
	"context"
	"fmt"
	"sync"
	"time"

	"latchkey/internal/db"
)

// Choices is what the host has chosen, complete: defaults where nothing is stored.
type Choices struct {
	BrandName, Accent, Logo                string
	SupportEmail, SupportPhone, SupportURL string
	SessionIdle, SessionLifetime           time.Duration
	TrustFor                               time.Duration // how long a browser may be trusted; 0: not at all
	SetUp                                  string        // Stepwise or Dialog
	Registration                           string        // Open, Invitation or Closed
	RecoveryMode                           string        // ByCase or CodesOnly
	RecoveryProofs                         string        // the kinds that count, with commas between
	RecoveryNeeded                         int           // how many of them are needed
	RecoveryApproval                       string        // Second or Single
	RecoveryWait                           time.Duration // from the approval to the link
	MinimumMethod                          string        // the weakest of them that meets what is required
	Methods                                string        // the second-step methods that are offered, by their names with commas between
	WhatsAppDaily                          int64         // how many WhatsApp codes may be sent in a day to browsers not seen before
}

// UnknownError refuses a name that no Definition has.
type UnknownError struct{ Name string }

func (e UnknownError) Error() string {
	return fmt.Sprintf("there is no setting %q; `latchkey settings list` shows them all", e.Name)
}

// Settings reads and writes the choices. Safe for concurrent use.
type Settings struct {
	db      *db.DB
	mu      sync.Mutex
	choices Choices
	read    time.Time
}

// New keeps its choices in d.
func New(d *db.DB) *Settings { return &Settings{db: d} }

// As old as a choice may be when it is used. The machine's own clock measures it:
// how long a copy may be kept has nothing to do with the time that tests set.
const freshFor = time.Second

// Choices is what holds now. Where the database can't be read, the last choices go on.
func (s *Settings) Choices(ctx context.Context) Choices {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.read) < freshFor {
		return s.choices
	}
	stored, err := load(ctx, s.db.Read())
	if err == nil || s.choices.SetUp == "" {
		s.choices, s.read = complete(stored), time.Now()
	}
	return s.choices
}

// Set stores a value after checking it. The error's words are for the host.
func (s *Settings) Set(ctx context.Context, tx db.Tx, name, value string) error {
	d, err := definition(name)
	if err != nil {
		return err
	}
	if err := d.Check(value); err != nil {
		return err
	}
	s.Refresh()
	return store(ctx, tx, name, value)
}

// Refresh has the next Choices read the database: whoever has committed a change calls it, so that this process follows
// at once.
func (s *Settings) Refresh() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read = time.Time{}
}

// Get is the value of one choice as it is written.
func (s *Settings) Get(ctx context.Context, name string) (string, error) {
	d, err := definition(name)
	if err != nil {
		return "", err
	}
	stored, err := load(ctx, s.db.Read())
	if value, chosen := stored[name]; chosen {
		return value, err
	}
	return d.Default, err
}

func definition(name string) (Definition, error) {
	for _, d := range Definitions {
		if d.Name == name {
			return d, nil
		}
	}
	return Definition{}, UnknownError{Name: name}
}

// With is the choices as they would be with another value for one of them. A value that is not allowed, or a name that
// there is not, changes nothing.
func (c Choices) With(name, value string) Choices {
	if d, err := definition(name); err == nil && d.Check(value) == nil {
		d.apply(&c, value)
	}
	return c
}

func complete(stored map[string]string) Choices {
	var c Choices
	for _, d := range Definitions {
		value, chosen := stored[d.Name]
		if !chosen || d.Check(value) != nil {
			value = d.Default
		}
		d.apply(&c, value)
	}
	return c
}
