// Package user stores the people who sign in: e-mail address, phone number, password hash, name, language and
// role. What they own is in package account; how they prove who they are is in packages factor and session.
package user

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"latchkey/internal/address"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/locale"
)

// User is a person who can sign in.
type User struct {
	ID                   string
	Email                string // as the person writes it
	Name                 string
	Language             string // the person's choice; "" follows the browser
	Zone                 string // the time zone, by a name that locale.Zone knows; "": the host's
	PasswordHash         string
	PasswordChangedAt    clock.Instant
	Epoch                int64 // grows with every change that ends earlier grants, see Standing
	DisabledAt           clock.Instant
	CreatedAt            clock.Instant
	Phone                string        // confirmed, as +442071838750; "" for none
	Role                 Role          // what the person may do for the host
	StaffSince           clock.Instant // since when, if staff gave the role; 0: it came from the server's shell or console
	FrozenAt             clock.Instant // since when changes that weaken the account are refused; 0: they are not
	EmailBefore          string        // while frozen: the address before the disputed changes; "" if that is not known
	EnrollmentRequiredAt clock.Instant // since when a new method must be set up, because all were removed; 0: it need not
	EnrollsByPassword    bool          // the password leads to that set-up; otherwise only the browser that finished a recovery case
	ResetAt              clock.Instant // when the present password was set through an e-mailed link; 0: it was set with a proof
}

// Profile is what people say of themselves.
type Profile struct {
	Name     string
	Language string // a tag that locale.Find knows; "" follows the browser
	Zone     string // a name that locale.Zone knows; "" is not known
}

// Profile returns the person's profile.
func (u User) Profile() Profile { return Profile{Name: u.Name, Language: u.Language, Zone: u.Zone} }

// Role says what a person may do for the host.
type Role string

// The roles. Everybody but a client is staff.
const (
	Client        Role = ""
	Support       Role = "support"
	Administrator Role = "administrator"
)

// Staff reports whether the person works for the host.
func (u User) Staff() bool { return u.Role == Support || u.Role == Administrator }

// NewFor is how long somebody whom staff have made staff counts as new.
const NewFor = 7 * 24 * time.Hour

// NewStaff reports whether the person became staff a short while ago.
func (u User) NewStaff(now clock.Instant) bool {
	return u.Staff() && !u.StaffSince.IsZero() && now.Sub(u.StaffSince) < NewFor
}

// PasswordChanged returns when the password was last changed; the zero instant if the account was made with it.
func (u User) PasswordChanged() clock.Instant {
	if !u.PasswordChangedAt.After(u.CreatedAt) {
		return 0
	}
	return u.PasswordChangedAt
}

// Frozen reports whether the account is frozen, because a change of address or number is in dispute.
func (u User) Frozen() bool { return !u.FrozenAt.IsZero() }

// ResetsTo returns the address that links for a new password go to: while the account is frozen, the one from before the
// disputed changes, because whoever made these may read the present one. It is "" if that is not known.
func (u User) ResetsTo() string {
	if u.Frozen() {
		return u.EmailBefore
	}
	return u.Email
}

// GetsMail reports whether mail about what the person may see may go to the address: not while they may not sign in, nor while
// it is in dispute whose address it is.
func (u User) GetsMail() bool { return !u.Disabled() && !u.Frozen() }

// Disabled reports whether the person may not sign in.
func (u User) Disabled() bool { return !u.DisabledAt.IsZero() }

var (
	// ErrNotFound says that no person has that address or id.
	ErrNotFound = errors.New("no such user")
	// ErrEmailTaken says that another person has that address.
	ErrEmailTaken = errors.New("a user with this e-mail address exists already")
	// ErrBadEmail refuses a text that is not an address to which mail can be sent.
	ErrBadEmail = address.ErrEmail
	// ErrBadName refuses a name that shows nothing, is too long or has control characters.
	ErrBadName = errors.New("a name takes one line of 1 to 100 characters")
)

// Users stores and finds people.
type Users struct {
	Clock *clock.Clock
}

// Create adds a person. The caller has checked the password's strength before hashing it.
func (us *Users) Create(ctx context.Context, tx db.Tx, email, name, passwordHash string) (User, error) {
	key, err := EmailKey(email)
	if err != nil {
		return User{}, err
	}
	name = locale.Bare(name)
	if err := CheckName(name); err != nil {
		return User{}, err
	}
	id, err := db.NewID()
	if err != nil {
		return User{}, err
	}
	now := us.Clock.Now()
	u := User{
		ID: id, Email: locale.Bare(email), Name: name, PasswordHash: passwordHash,
		PasswordChangedAt: now, Epoch: 1, CreatedAt: now,
	}
	return u, insert(ctx, tx, u, key)
}

// EmailKey returns the one form of an address under which it is looked up and counted, see [address.Email.Key]. It returns
// [ErrBadEmail], or more exactly [address.ErrLocal], for a text that is no address.
func EmailKey(email string) (string, error) {
	e, err := address.ParseEmail(locale.Bare(email))
	if err != nil {
		return "", err
	}
	return e.Key(), nil
}

// CheckName returns [ErrBadName] if name can't be shown as a name on pages and in e-mails.
func CheckName(name string) error {
	if n := len([]rune(name)); n < 1 || n > 100 {
		return ErrBadName
	}
	if !locale.Visible(name) || !utf8.ValidString(name) || strings.ContainsFunc(name, steers) {
		return ErrBadName
	}
	return nil
}

// steers tells what breaks a line, commands a terminal or turns the text around it.
func steers(r rune) bool {
	return unicode.IsControl(r) || r == 0x2028 || r == 0x2029 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}
