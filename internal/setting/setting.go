// Package setting stores the host's settings in the database. A running server follows a change within a
// second, whichever process made it.
package setting

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/locale"
)

// Choices holds the values of all settings, with the default for those that are not set.
type Choices struct {
	BrandName, Accent, Logo                string
	SupportEmail, SupportPhone, SupportURL string
	HostLanguage                           string // a tag that locale.Find knows
	HostZone                               string // a name that locale.Zone knows
	SessionIdle, SessionLifetime           time.Duration
	TrustFor                               time.Duration // how long a browser may be trusted; 0: browsers can't be
	HSTSSubdomains                         bool          // browsers open subdomains by HTTPS only
	SetUp                                  string        // Stepwise or Dialog
	Registration                           string        // Open, Invitation or Closed
	RegistrationAccount                    bool          // who registers owns a client account from then on
	AccountPrefix                          string        // what numbers of new client accounts begin with
	RecoveryMode                           string        // ByCase or CodesOnly
	RecoveryProofs                         string        // the kinds of proof that count, separated by commas
	RecoveryNeeded                         int           // how many of them are needed
	RecoveryApproval                       string        // Second or Single
	RecoveryWait                           time.Duration // from the approval to the link
	MinimumMethod                          string        // the weakest method that meets the policy
	StaffMinimum                           string        // the same for staff, where it is stronger
	Methods                                string        // the second-step methods on offer, separated by commas
	KeepPersonal                           time.Duration // how long the audit log keeps addresses and details; 0: for ever
	AttachmentSize, AttachmentTotal        int64         // bytes: of one attached file, and of all in one message
	AttachmentCount                        int           // how many files one message may carry
	WhatsAppDaily                          int64         // the most WhatsApp codes in a day to browsers that are not known
}

// UnknownError refuses a name that no setting has.
type UnknownError struct{ Name string }

func (e UnknownError) Error() string {
	return fmt.Sprintf("there is no setting %q; `latchkey settings list` shows them all", e.Name)
}

// Settings reads and writes the settings. It is safe for concurrent use.
type Settings struct {
	db      *db.DB
	mu      sync.Mutex
	choices Choices
	read    time.Time
}

// New returns the settings in the database d.
func New(d *db.DB) *Settings { return &Settings{db: d} }

// As old as a choice may be when it is used. The machine's own clock measures it:
// how long a copy may be kept has nothing to do with the time that tests set.
const freshFor = time.Second

// Choices returns the present settings. If the database can't be read, it returns those it read last.
func (s *Settings) Choices(ctx context.Context) Choices {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.read) < freshFor {
		return s.choices
	}
	stored, err := load(context.WithoutCancel(ctx), s.db.Read()) // they are everybody's, whoever asked and left
	if err == nil || s.choices.SetUp == "" {
		s.choices, s.read = complete(stored), time.Now()
	}
	return s.choices
}

// Set checks and stores a value. Its error says in words, for the host, what is wrong with the value;
// [UnknownError] if there is no such setting.
func (s *Settings) Set(ctx context.Context, tx db.Tx, name, value string) error {
	d, err := definition(name)
	if err != nil {
		return err
	}
	if value, err = d.Read(value); err != nil {
		return err
	}
	s.Refresh()
	return store(ctx, tx, name, d.once(value))
}

// Read returns a value as it is stored: without the blanks and invisible marks around it that come along with a copy, and a
// number that was typed in the digits of any script in ASCII. What stands inside stays. Its error is that of Check.
func (d Definition) Read(typed string) (string, error) {
	typed = locale.Bare(typed)
	err := d.Check(typed)
	if err == nil || !utf8.ValidString(typed) {
		return typed, err
	}
	number := code.Number(typed)
	if utf8.RuneCountInString(number) == utf8.RuneCountInString(typed) && d.Check(number) == nil { // nothing was left out
		return number, nil
	}
	return typed, err
}

// Refresh makes the next call of [Settings.Choices] read the database. Call it after committing a change, so
// that this process uses it at once.
func (s *Settings) Refresh() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read = time.Time{}
}

// Get returns the value of one setting as text; [UnknownError] if there is none of that name.
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

// All returns the values of all settings as text, by name.
func (s *Settings) All(ctx context.Context, tx db.Reader) (map[string]string, error) {
	stored, err := load(ctx, tx)
	if err != nil {
		return nil, err
	}
	values := make(map[string]string, len(Definitions))
	for _, d := range Definitions {
		value, chosen := stored[d.Name]
		if !chosen {
			value = d.Default
		}
		values[d.Name] = value
	}
	return values, nil
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
		d.apply(&c, d.once(value))
	}
	return c
}

// once is a value with each of its options once.
func (d Definition) once(value string) string {
	if !d.Many {
		return value
	}
	var each []string
	for option := range strings.SplitSeq(value, ",") {
		if !slices.Contains(each, option) {
			each = append(each, option)
		}
	}
	return strings.Join(each, ",")
}

func complete(stored map[string]string) Choices {
	var c Choices
	for _, d := range Definitions {
		value, chosen := stored[d.Name]
		check := d.Check
		if d.kept != nil {
			check = d.kept
		}
		if !chosen || check(value) != nil {
			value = d.Default
		}
		d.apply(&c, d.once(value))
	}
	return c
}
