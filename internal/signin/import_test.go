package signin_test

import (
	"errors"
	"strings"
	"testing"

	"latchkey/internal/password"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/staff"

	"golang.org/x/crypto/bcrypt"
)

// php is a password's hash as another panel, written in PHP, has stored it.
func php(t *testing.T, pass string) string {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(pass), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	return "$2y$" + strings.TrimPrefix(string(hash), "$2a$")
}

// A client of another panel keeps the old password, and the first sign-in replaces its hash.
func TestSomebodyTakenOverSignsInWithTheOldPassword(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	u, err := h.Staff.ImportUser(t.Context(), staff.Person{Email: "ada@example.com", Name: "Ada"}, php(t, "old panel"))
	h.Must(err)
	for _, when := range []string{"with the old hash", "with the new one"} {
		r, err := h.Flow.Password(t.Context(), signin.Entry{Email: u.Email, Password: "old panel", By: signintest.Stranger()})
		if h.Must(err); !r.OK || h.Load(r.Session).UserID != u.ID {
			t.Fatalf("%s: %+v", when, r.Verdict)
		}
		if h.Count(`FROM users WHERE id = $1 AND password_hash LIKE '$argon2id$%'`, u.ID) != 1 {
			t.Fatalf("%s: it is not Argon2id now", when)
		}
	}
}

// What could never be checked, or would take the machine longer than a refusal waits,
// is refused while somebody is there to see it.
func TestAHashThatIsNoGoodIsNotTakenOver(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	cost := func(c string) string { return strings.Replace(php(t, "old panel"), "$04$", "$"+c+"$", 1) }
	ada := staff.Person{Email: "ada@example.com", Name: "Ada"}
	for name, hash := range map[string]string{
		"nonsense": "nonsense", "the password itself": "old panel", "MD5": "$1$md5$of.the.nineties", "cut short": cost("10")[:40],
		"bcrypt, cost 13": cost("13"), "bcrypt, cost 31": cost("31"),
		"Argon2id that takes a gigabyte": "$argon2id$v=19$m=1048576,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2U",
	} {
		if _, err := h.Staff.ImportUser(t.Context(), ada, hash); !errors.Is(err, password.ErrStoredHash) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if h.Count(`FROM users`) != 0 {
		t.Error("somebody was added")
	}
	if _, err := h.Staff.ImportUser(t.Context(), ada, cost("12")); err != nil {
		t.Errorf("bcrypt, cost 12: %v", err)
	}
}
