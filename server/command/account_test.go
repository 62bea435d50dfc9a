package command

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// reads fails the test unless a command succeeded with JSON, which it returns.
func reads[T any](t *testing.T, s hosttest.Said) (v T) {
	t.Helper()
	s.Succeeds(t)
	if err := json.Unmarshal([]byte(s.Out), &v); err != nil {
		t.Fatalf("%v:\n%s", err, s.Out)
	}
	return v
}

// The host makes a client account from the shell, shows it, and closes it; its owner is told.
func TestAClientAccountFromTheShell(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	env := map[string]string{"LATCHKEY_DATA": s.Data}
	run := func(args ...string) hosttest.Said {
		return latchkey(t, env, "", append([]string{"account"}, args...)...)
	}

	s.Set("registration", "closed")
	run("add").Refuses(t, 2, "takes --name")
	run("add", "--name", "Engines", "--country", "Germany").Refuses(t, 1, "the country can't be that: it takes two letters")
	run("add", "--name", "Engines", "--number", "a b!").Refuses(t, 1, "a number takes 1 to 40")
	run("add", "--name", "Engines", "--language", "tlh").Refuses(t, 2, "--language")
	run("add", "--name", "Engines", "--owner", "nobody").Refuses(t, 1, "not an e-mail address")
	run("add", "--name", "Engines", "--owner", "new@example.test").Refuses(t, 1, "registration is closed")
	run("add", "--name", "Engines", "--number", "K/7", "--owner", hosttest.Ada, "--country", "de", "--time-zone", "Europe/Berlin").
		Succeeds(t, "Made client account K/7. ada@example.test is the owner.")
	s.Mail(hosttest.Ada, message.AccountMade)
	run("add", "--name", "Other", "--number", "K/7").Refuses(t, 1, "another client account has that number")

	s.Set("registration", "invitation")
	run("add", "--name", "Ελένη", "--number", "K/8", "--owner", "eleni@example.test").Succeeds(t, "An invitation to eleni@example.test waits")
	s.Mail("eleni@example.test", message.AccountInvitation)

	run("list", "--find", "engines").Succeeds(t, "K/7", "ada@example.test", "open")
	run("list", "--state", "ajar").Refuses(t, 2, "open or closed")
	run("show", "K/7").Succeeds(t, "DE", "Europe/Berlin", "owner")
	run("show", "K/9").Refuses(t, 1, "no client account has the number K/9")
	run("close", "K/7").Succeeds(t, "Client account K/7 is closed.")
	run("close", "K/7").Succeeds(t, "Client account K/7 is closed already; `latchkey account reopen` opens it again.")
	run("close").Refuses(t, 2, "NUMBER is missing")
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'account.closed' AND actor = 'shell'`); n != 1 {
		t.Errorf("%d rows say that it was closed", n)
	}
	s.Mail(hosttest.Ada, message.AccountClosed)
	run("list", "--state", "closed").Succeeds(t, "K/7")
	run("reopen", "K/7").Succeeds(t, "is open.")
	run("reopen", "K/7").Succeeds(t, "is open already")

	run("add", "--name", "Nobody's", "--number", "K/9").Succeeds(t, "It has no owner yet.")
	run("show", "K/9").Succeeds(t, "waits for one; `latchkey user invite --email E --account K/9` invites one")
	run("show", "K/8").Succeeds(t, "waits for eleni@example.test, who is invited and has not accepted yet")
	run("add", "--name", "", "--number", "?", "--owner", "eleni", "--country", "Germany", "--currency", "Euro").Refuses(t, 2, "takes --name")
	run("add", "--name", "Wrong", "--number", "?", "--owner", "eleni", "--country", "Germany", "--currency", "Euro").
		Refuses(t, 1, "a number takes 1 to 40", "that is not an e-mail address", "the country can't be that", "the currency can't be that")
	tamper(t, s.Data, `UPDATE account_invitation SET expires_at = 1`)
	run("show", "K/8").Succeeds(t, "waits for eleni@example.test, whose invitation ran out", "--account K/8` sends another")
}

// What programs read stays as .github/command-line.md says it, and holds no secret.
func TestJSONOfAccountsAndPeople(t *testing.T) {
	t.Parallel()
	env := map[string]string{"LATCHKEY_DATA": filepath.Join(t.TempDir(), "data")}
	made(t, env["LATCHKEY_DATA"])
	add := []string{"user", "add", "--email", "ada@example.com", "--name", "Ada", "--password-stdin"}
	latchkey(t, env, "violet-harbour-42\n", add...).Succeeds(t)
	made := reads[map[string]any](t, latchkey(t, env, "", "account", "add", "--name", `<"A" & B>`, "--owner", "ada@example.com", "--json"))
	if made["number"] != "C-10001" || made["name"] != `<"A" & B>` || made["state"] != "open" || made["closed"] != nil {
		t.Errorf("made %v", made)
	}
	keys := func(m map[string]any) string { return strings.Join(slices.Sorted(maps.Keys(m)), " ") }
	const account = "city closed company country created currency email"
	const rest = " owner postcode region requires_second_step state street tax_id time_zone"
	if got, want := keys(made), account+" contacts invitations language members name number"+rest; !sameWords(got, want) {
		t.Errorf("account show has %s, want %s", got, want)
	}
	list := reads[[]map[string]any](t, latchkey(t, env, "", "account", "list", "--json"))
	if got, want := keys(list[0]), account+" language name number"+rest; !sameWords(got, want) {
		t.Errorf("account list has %s, want %s", got, want)
	}
	member := made["members"].([]any)[0].(map[string]any)
	if got := keys(member); got != "email name permissions role since" || member["role"] != "owner" {
		t.Errorf("a member is %v", member)
	}
	if none := reads[[]any](t, latchkey(t, env, "", "account", "list", "--find", "nowhere", "--json")); none == nil {
		t.Error("an empty list is null")
	}
	const person = "added email language name role second_step state time_zone"
	users := reads[[]map[string]any](t, latchkey(t, env, "", "user", "list", "--json"))
	if got := keys(users[0]); got != person {
		t.Errorf("user list has %s", got)
	}
	shown := latchkey(t, env, "", "user", "show", "--email", "ADA@example.com", "--json")
	if got := keys(reads[map[string]any](t, shown)); !sameWords(got, person+" accounts backup_codes frozen methods phone sessions") {
		t.Errorf("user show has %s", got)
	}
	if strings.Contains(shown.Out, "argon2id") || strings.Contains(shown.Out, "hash") {
		t.Errorf("a secret is shown:\n%s", shown.Out)
	}
	latchkey(t, env, "", "user", "show", "ada@example.com").Succeeds(t, "C-10001", "owner", "second step")
	latchkey(t, env, "", "user", "show", "--email", "bob@example.com").Refuses(t, 1, "nobody has the address")
	latchkey(t, env, "", "user", "show").Refuses(t, 2, "EMAIL is missing")
}

func sameWords(a, b string) bool {
	return slices.Equal(slices.Sorted(slices.Values(strings.Fields(a))), slices.Sorted(slices.Values(strings.Fields(b))))
}
