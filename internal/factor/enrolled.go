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
)

// MostMethods is how many methods one person may have.
const MostMethods = 10

var (
	// ErrNoMethod says that the person has no such method.
	ErrNoMethod = errors.New("no such method")
	// ErrTooMany refuses one method more than MostMethods.
	ErrTooMany = errors.New("that is more methods than one person may have")
	// ErrDuplicate refuses a method that the person has already: the same number, or a second e-mail code.
	ErrDuplicate = errors.New("this method is set up already")
	// ErrSameMailbox refuses an e-mailed code while the password in force came out of the same mailbox.
	ErrSameMailbox = errors.New("an e-mailed code proves nothing that the e-mailed password reset has not")
	// ErrBadName refuses a method's name that can't stand in a list.
	ErrBadName = errors.New("a method's name takes one line of at most 40 characters")
)

// Enrolled is a method as its person sees it in a list.
type Enrolled struct {
	ID         string
	Kind       Kind
	Name       string // as the person named it; "" for no name
	Target     string // masked: where codes go to, such as a•••@example.com
	AddedAt    clock.Instant
	LastUsedAt clock.Instant
	Strength   Strength
	Preferred  bool          // of several, the one that is asked for first: exactly one
	checkedAt  clock.Instant // when the person was asked whether it still works
	Blocked    Problem       // why it can't be used now: SameMailbox; None where it can
}

// Sends reports whether it is answered with a code that has to be sent.
func (e Enrolled) Sends() bool { return e.Kind == Email || e.Kind == WhatsApp }

// Enrolled lists a person's methods, the preferred one first, then the strongest.
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

// StrongestOf is the strength of the strongest of some methods; 0 for none.
func StrongestOf(methods []Enrolled) (most Strength) {
	for _, m := range methods {
		most = max(most, m.Strength)
	}
	return most
}

// Find is the method by that id among some; ErrNoMethod where there is none.
func Find(methods []Enrolled, id string) (Enrolled, error) {
	for _, m := range methods {
		if m.ID == id {
			return m, nil
		}
	}
	return Enrolled{}, ErrNoMethod
}

// Remove takes one method off. ErrNoMethod: the person has none by that id.
func (f *Factors) Remove(ctx context.Context, tx db.Tx, userID, id string) error {
	return remove(ctx, tx, userID, id)
}

// Rename names a method; an empty name is none. ErrBadName, ErrNoMethod.
func (f *Factors) Rename(ctx context.Context, tx db.Tx, userID, id, name string) error {
	name, err := cleanName(name)
	if err != nil {
		return err
	}
	return rename(ctx, tx, userID, id, name)
}

// Prefer makes a method the one that is asked for first. ErrNoMethod.
func (f *Factors) Prefer(ctx context.Context, tx db.Tx, userID, id string) error {
	return prefer(ctx, tx, userID, id)
}

func cleanName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if !utf8.ValidString(name) || utf8.RuneCountInString(name) > 40 || strings.ContainsFunc(name, hidden) {
		return "", ErrBadName
	}
	return name, nil
}

// hidden tells what nobody sees, or what turns the text around it; the joiners that
// Persian and Indian scripts need are none of these.
func hidden(r rune) bool { return !unicode.IsGraphic(r) && r != 0x200c && r != 0x200d }
