package factor

import (
	"cmp"
	"slices"
	"strings"

	"latchkey/internal/setting"
)

// Strength says how much a proof by a method counts; more is stronger. Zero means no second step.
type Strength int

// The strengths of proofs.
const (
	Weakest   Strength = 1 // a code in the mailbox, which can also reset the password
	ByPhone   Strength = 2 // a code sent to a phone number
	ByApp     Strength = 3 // an authenticator app, or a backup code
	Strongest Strength = 4 // a passkey that has verified its user
)

// strengths is the one table of how strong each method is, strongest first: the order
// in which methods are listed and offered.
var strengths = []struct {
	kind     Kind
	strength Strength
}{
	{Passkey, Strongest}, {TOTP, ByApp}, {Backup, ByApp}, {WhatsApp, ByPhone}, {Email, Weakest},
}

// StrengthOf returns the most that a method of this kind can count for.
func StrengthOf(k Kind) Strength {
	for _, s := range strengths {
		if s.kind == k {
			return s.strength
		}
	}
	return 0
}

// Allowed reports whether the host lets people set methods of this kind up.
func Allowed(c setting.Choices, k Kind) bool {
	return slices.Contains(strings.Split(c.Methods, ","), string(k))
}

// OfStaff returns the least strength that the host wants of its staff's proofs: never more than that of the strongest
// method that it allows, or the desk would be shut to all of them.
func OfStaff(c setting.Choices) Strength {
	most := Strength(0)
	for _, k := range Kinds() {
		if Allowed(c, k) {
			most = max(most, StrengthOf(k))
		}
	}
	return min(most, StrengthOf(Kind(c.StaffMinimum)))
}

// Kinds returns every kind that can be set up, the strongest first.
func Kinds() []Kind {
	var kinds []Kind
	for _, s := range strengths {
		if m, ok := methods[s.kind]; ok && s.kind != Backup && m != nil {
			kinds = append(kinds, s.kind)
		}
	}
	return kinds
}

// order lists the preferred method first, then the strongest, then the oldest.
func order(a, b Enrolled) int {
	if a.Preferred != b.Preferred {
		if a.Preferred {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(b.Strength, a.Strength), cmp.Compare(a.ID, b.ID))
}
