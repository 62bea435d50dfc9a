// Package user holds who signs in: an e-mail address, a phone number, a password's
// hash, a name, a language and a role. What they own is package account's; how they prove who they
// are is factor's and session's.
package user

import (
	"context"
	"errors"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"latchkey/internal/clock"
	"latchkey/internal/db"

	"golang.org/x/net/idna"
)

// User is a person who can sign in.
type User struct {
	ID                   string
	Email                string // as the person writes it
	Name                 string
	Language             string // the person's choice; "" follows the browser
	PasswordHash         string
	PasswordChangedAt    clock.Instant
	Epoch                int64 // grows with every change that must end what was granted before it
	DisabledAt           clock.Instant
	CreatedAt            clock.Instant
	Phone                string        // confirmed, as +442071838750; "" for none
	Role                 Role          // what the person may do for the host
	FrozenAt             clock.Instant // since when nothing that weakens the account is changed; 0: it may be
	EnrollmentRequiredAt clock.Instant // since a recovery case took the second step off; 0: set up anew, or never off
	ResetAt              clock.Instant // when the password in force was set through an e-mailed link; 0: it was set with a proof
}

// Role is what a person may do besides looking after what is their own.
type Role string

// The roles there are. Everybody but clients is staff.
const (
	Client        Role = ""
	Support       Role = "support"
	Administrator Role = "administrator"
)

// Staff reports whether the person works for the host.
func (u User) Staff() bool { return u.Role == Support || u.Role == Administrator }

// Frozen reports whether a change of how the person is reached is in dispute.
func (u User) Frozen() bool { return !u.FrozenAt.IsZero() }

// Disabled reports whether the person is kept out.
func (u User) Disabled() bool { return !u.DisabledAt.IsZero() }

var (
	// ErrNotFound says that nobody has that address or id.
	ErrNotFound = errors.New("no such user")
	// ErrEmailTaken says that somebody has that address already.
	ErrEmailTaken = errors.New("a user with this e-mail address exists already")
	// ErrBadEmail refuses what is not an address that mail can be sent to.
	ErrBadEmail = errors.New("that is not an e-mail address; one is written like ada@example.com")
	// ErrBadName refuses an empty or endless name, or one with control characters.
	ErrBadName = errors.New("a name takes one line of 1 to 100 characters")
)

// Users creates and finds people.
type Users struct {
	Clock *clock.Clock
}

// Create adds a person. The password comes hashed: how strong it is was judged before.
func (us *Users) Create(ctx context.Context, tx db.Tx, email, name, passwordHash string) (User, error) {
	key, err := EmailKey(email)
	if err != nil {
		return User{}, err
	}
	name = strings.TrimSpace(name)
	if err := CheckName(name); err != nil {
		return User{}, err
	}
	id, err := db.NewID()
	if err != nil {
		return User{}, err
	}
	now := us.Clock.Now()
	u := User{
		ID: id, Email: strings.TrimSpace(email), Name: name, PasswordHash: passwordHash,
		PasswordChangedAt: now, Epoch: 1, CreatedAt: now,
	}
	return u, insert(ctx, tx, u, key)
}

// EmailKey is the one form of an address under which it is looked up and counted:
// ASCII letters in lower case, the domain in its ASCII form. Only ASCII is folded:
// addresses that merely look alike stay apart. ErrBadEmail refuses all else.
func EmailKey(email string) (string, error) {
	email = strings.TrimSpace(email)
	local, domain, found := strings.Cut(email, "@")
	if !found || len(email) > 254 || !utf8.ValidString(domain) || !printableASCII(local) {
		return "", ErrBadEmail
	}
	domain, err := idna.Lookup.ToASCII(domain)
	if err != nil || !strings.Contains(domain, ".") {
		return "", ErrBadEmail
	}
	key := strings.ToLower(local) + "@" + domain
	if a, err := mail.ParseAddress(key); err != nil || a.Address != key {
		return "", ErrBadEmail
	}
	return key, nil
}

// CheckName returns ErrBadName for what can't stand as a name on a page and in a mail.
func CheckName(name string) error {
	if n := len([]rune(name)); n < 1 || n > 100 {
		return ErrBadName
	}
	if strings.TrimSpace(name) == "" || !utf8.ValidString(name) || strings.ContainsFunc(name, steers) {
		return ErrBadName
	}
	return nil
}

// steers tells what breaks a line, commands a terminal or turns the text around it.
func steers(r rune) bool {
	return unicode.IsControl(r) || r == 0x2028 || r == 0x2029 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

func printableASCII(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
