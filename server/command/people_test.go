package command

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/server/hosttest"

	"golang.org/x/crypto/bcrypt"
)

// Strangers have guessed at Ada's password until no new browser is asked for it. She
// calls the host, who opens it on the running server.
func TestTheHostUnlocksSomebody(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	for range 5 {
		s.Browser().Post("/sign-in", "email", hosttest.Ada, "password", "wrong").Says(t, http.StatusUnprocessableEntity, "password is wrong")
	}
	s.Browser().SignIn().Says(t, http.StatusTooManyRequests, "Too many wrong passwords")

	latchkey(t, nil, "", "user", "unlock", "--data", s.Data, "--email", " ADA@example.test").
		Succeeds(t, "ada@example.test can try from any browser again")
	s.Browser().SignIn().Leads(t, "/dashboard")

	latchkey(t, nil, "", "user", "unlock", "--data", s.Data, "--email", "nobody@example.test").Refuses(t, 1, "nobody has the address")
	latchkey(t, nil, "", "user", "unlock", "--data", s.Data).Refuses(t, 2, "EMAIL is missing")
}

// A client of another panel is taken over with the hash that stood there, and signs in
// with the password of before.
func TestAHashOfAnotherPanelIsTakenOver(t *testing.T) {
	t.Parallel()
	const email, pass = "grace@example.test", "old panel"
	s := hosttest.Boot(t)
	hash, err := bcrypt.GenerateFromPassword([]byte(pass), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	php := "$2y$" + strings.TrimPrefix(string(hash), "$2a$")
	take := func(hash string) hosttest.Said {
		return latchkey(t, nil, hash+"\n", "user", "add", "--data", s.Data, "--email", email, "--name", "Grace", "--hash-stdin")
	}
	const words = "not a hash that can be taken over: bcrypt ($2y$, $2a$ or $2b$) and Argon2id are, within bounds"
	take("nonsense").Refuses(t, 1, words)
	take(strings.Replace(php, "$04$", "$13$", 1)).Refuses(t, 1, words)
	take(php).Succeeds(t, "can sign in now")

	of := func(kind string) int {
		return s.Count(`SELECT COUNT(*) FROM users WHERE email = $1 AND password_hash LIKE $2`, email, kind+"%")
	}
	s.Browser().Post("/sign-in", "email", email, "password", "wrong").Says(t, http.StatusUnprocessableEntity, "password is wrong")
	if of("$2y$") != 1 {
		t.Fatal("a wrong password changed the hash")
	}
	for range 2 {
		s.Browser().Post("/sign-in", "email", email, "password", pass).Leads(t, "/dashboard")
		if of("$argon2id$") != 1 {
			t.Fatal("the hash was not replaced at the first sign-in")
		}
	}
}
