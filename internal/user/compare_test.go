package user_test

import (
	"testing"

	"latchkey/internal/user"
)

// An address that reads the same as another is shown so that it doesn't, with what differs apart.
func TestAddressesThatLookTheSameAreToldApart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, old, now string
		was, is        user.Compared
		alike          bool
	}{
		{
			"a Cyrillic letter", "ada@example.com", "ada@ex\u0430mple.com",
			user.Compared{Before: "ada@", Differs: "example", After: ".com"},
			user.Compared{Before: "ada@", Differs: "xn--exmple-4nf", After: ".com"},
			true,
		},
		{
			"a domain that is Cyrillic as a whole", "ada@caxap.com", "ada@\u0441\u0430\u0445\u0430\u0440.com",
			user.Compared{Before: "ada@", Differs: "caxap", After: ".com"},
			user.Compared{Before: "ada@", Differs: "xn--80aa2cbv", After: ".com"},
			true,
		},
		{
			"two letters that look like one", "ada@modern.test", "ada@rnodern.test",
			user.Compared{Before: "ada@", Differs: "m", After: "odern.test"},
			user.Compared{Before: "ada@", Differs: "rn", After: "odern.test"},
			true,
		},
		{
			"a letter more", "ada@example.com", "adaa@example.com",
			user.Compared{Before: "ada", After: "@example.com"},
			user.Compared{Before: "ada", Differs: "a", After: "@example.com"},
			true,
		},
		{
			"nothing alike", "ada@example.com", "grace@harbour.test",
			user.Compared{Before: "ada@example.com"},
			user.Compared{Before: "grace@harbour.test"},
			false,
		},
		{
			"the same", "ada@example.com", "ada@example.com",
			user.Compared{Before: "ada@example.com"},
			user.Compared{Before: "ada@example.com"},
			false,
		},
	} {
		if was, is, alike := user.CompareEmails(c.old, c.now); was != c.was || is != c.is || alike != c.alike {
			t.Errorf("%s: %q and %q, alike %v", c.name, was, is, alike)
		}
	}
}
