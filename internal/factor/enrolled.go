package factor

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/locale"
	"latchkey/internal/user"
)

// MostMethods is how many methods one person may have.
const MostMethods = 10

var (
	// ErrNoMethod says that the person has no such method.
	ErrNoMethod = errors.New("no such method")
	// ErrTooMany refuses more than [MostMethods] methods.
	ErrTooMany = errors.New("that is more methods than one person may have")
	// ErrDuplicate refuses a method that the person has already: the same number, or codes by e-mail a second
	// time.
	ErrDuplicate = errors.New("this method is set up already")
	// ErrSameMailbox refuses an e-mailed code while the password was last reset through the same mailbox: then
	// mailbox and password prove the same thing.
	ErrSameMailbox = errors.New("an e-mailed code proves nothing that the e-mailed password reset has not")
	// ErrBadName refuses a method's name that is too long or has invisible characters.
	ErrBadName = errors.New("a method's name takes one line of at most 40 characters")
)

// Enrolled is a method that a person has, as their list shows it.
type Enrolled struct {
	ID         string
	Kind       Kind
	Name       string // the person's own name for it; "" for none
	Target     string // masked: where codes are sent, such as a•••@example.com
	AddedAt    clock.Instant
	LastUsedAt clock.Instant
	Strength   Strength
	Preferred  bool          // it is asked for first; true for exactly one of a person's methods
	movedAt    clock.Instant // when the address that its codes go to took effect; see Since
	checkedAt  clock.Instant // when the person was asked whether it still works
	Blocked    Problem       // why it can't be used now: SameMailbox; None if it can
}

// Since returns since when the method counts as the person's: when it was added, but for e-mailed codes no earlier than the
// address that they go to took effect.
func (e Enrolled) Since() clock.Instant { return max(e.AddedAt, e.movedAt) }

// Where returns where its codes are sent: masked, or in full if that is the address email.
func (e Enrolled) Where(email string) string {
	if e.Kind == Email && e.Target == user.MaskEmail(email) {
		return email
	}
	return e.Target
}

// Sends reports whether its codes have to be sent.
func (e Enrolled) Sends() bool { return e.Kind == Email || e.Kind == WhatsApp }

// Enrolled returns a person's methods that work, the preferred one first, then the strongest.
func (f *Factors) Enrolled(ctx context.Context, tx db.Reader, userID string) ([]Enrolled, error) {
	s, err := f.State(ctx, tx, userID)
	return s.Methods, err
}

// arrange decides which method is the preferred one, and puts all in their order.
func arrange(methods []Enrolled) {
	slices.SortFunc(methods, order)
	usable := slices.IndexFunc(methods, func(e Enrolled) bool { return e.Blocked == None })
	for i := range methods {
		methods[i].Preferred = i == max(0, usable)
	}
	slices.SortFunc(methods, order)
}

// StrongestOf returns the highest strength among methods; 0 if there are none.
func StrongestOf(methods []Enrolled) (most Strength) {
	for _, m := range methods {
		most = max(most, m.Strength)
	}
	return most
}

// Find returns the method with that id among methods, or [ErrNoMethod].
func Find(methods []Enrolled, id string) (Enrolled, error) {
	for _, m := range methods {
		if m.ID == id {
			return m, nil
		}
	}
	return Enrolled{}, ErrNoMethod
}

// Rename changes a method's name; "" removes it. It may return [ErrBadName] or [ErrNoMethod].
func (f *Factors) Rename(ctx context.Context, tx db.Tx, userID, id, name string) error {
	name, err := cleanName(name)
	if err != nil {
		return err
	}
	return rename(ctx, tx, userID, id, name)
}

// Prefer makes a method the one that is asked for first. It may return [ErrNoMethod].
func (f *Factors) Prefer(ctx context.Context, tx db.Tx, userID, id string) error {
	return prefer(ctx, tx, userID, id)
}

func cleanName(name string) (string, error) {
	name = locale.Bare(name)
	if !utf8.ValidString(name) || utf8.RuneCountInString(name) > 40 || strings.ContainsFunc(name, hidden) {
		return "", ErrBadName
	}
	if name != "" && !locale.Visible(name) {
		return "", ErrBadName
	}
	return name, nil
}

// hidden tells what nobody sees, or what turns the text around it; the joiners that
// Persian and Indian scripts need are none of these.
func hidden(r rune) bool { return !unicode.IsGraphic(r) && r != 0x200c && r != 0x200d }
