package user_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/internal/address"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/user"

	"pgregory.net/rapid"
)

// Aliases of one account are one account; addresses that only look alike are not.
func TestOneKeyForOneAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ typed, want string }{
		"as it is":                  {"ada@example.com", "ada@example.com"},
		"in capitals":               {"Ada@EXAMPLE.Com", "ada@example.com"},
		"white space around":        {"\t ada@example.com \r\n", "ada@example.com"},
		"no-break space around":     {"\u00a0ada@example.com\u3000", "ada@example.com"},
		"full-width domain":         {"ada@ｅｘａｍｐｌｅ．ｃｏｍ", "ada@example.com"},
		"ideographic full stop":     {"ada@example。com", "ada@example.com"},
		"soft hyphen in the domain": {"ada@exam\u00adple.com", "ada@example.com"},
		"Unicode domain":            {"ada@Bücher.example", "ada@xn--bcher-kva.example"},
		"its ASCII form":            {"ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example"},
		"composed otherwise":        {"ada@Bu\u0308cher.example", "ada@xn--bcher-kva.example"},
		"Kelvin sign in the domain": {"ada@\u212aelvin.example", "ada@kelvin.example"},
		"a tag":                     {"ada+tag@example.com", "ada+tag@example.com"},
		"dots":                      {"a.d.a@example.com", "a.d.a@example.com"},
		"a dot at the end":          {"Ada.@docomo.example", "ada.@docomo.example"},
		"a dot in front":            {".ada@docomo.example", ".ada@docomo.example"},
		"dots in a row":             {"a..b...c@docomo.example", "a..b...c@docomo.example"},
		"hyphens in a row":          {"ada@ab--cd.example", "ada@ab--cd.example"},
		"the same, with an umlaut":  {"ada@ab--c\u00fc.example", "ada@xn--ab--c-ova.example"},
		"signs":                     {"a!#$%&'*+/=?^_`{|}~-z@example.com", "a!#$%&'*+/=?^_`{|}~-z@example.com"},
		"Cyrillic domain":           {"ada@ехаmple.com", "ada@xn--mple-43d3a6i.com"},
	} {
		if got, err := user.EmailKey(c.typed); got != c.want || err != nil {
			t.Errorf("%s: %q gives %q, %v; want %q", name, c.typed, got, err, c.want)
		}
	}
}

// What can't be mailed to, and what Unicode folding would make of somebody else's address.
func TestWhatIsNoAddress(t *testing.T) {
	t.Parallel()
	for name, typed := range map[string]string{
		"nothing": "", "no at sign": "ada.example.com", "nobody": "@example.com", "nowhere": "ada@", "two at signs": "ada@eve@example.com",
		"no dot": "ada@localhost", "a name before": "Ada <ada@example.com>", "angle brackets": "<ada@example.com>",
		"two addresses": "ada@example.com,eve@example.com", "a line break": "ada@example.com\r\nBcc: eve@example.com",
		"a line break in front": "ada\r\n@example.com", "a zero byte": "ada\x00@example.com", "quoted": `"ada"@example.com`,
		"a comment": "ada(x)@example.com", "a space": "a da@example.com",
		"a dot too many": "ada@example..com", "dots alone": "..@example.com", "a dot at the very end": "ada@example.com.",
		"a hyphen at the end": "ada@example-.com", "a hyphen in front": "ada@-example.com", "an underscore": "ada@my_host.example",
		"ASCII dressed up":     "ada@xn--example-.com",
		"dotless i":            "\u0131da@example.com",
		"capital I with a dot": "\u0130da@example.com",
		"Kelvin sign":          "\u212aate@example.com",
		"Cyrillic a":           "\u0430da@example.com",
		"full-width letters":   "ａda@example.com",
		"full-width at sign":   "ada＠example.com",
		"long s":               "\u017fue@example.com",
		"right-to-left mark":   "ada\u202e@example.com",
		"an address literal":   "ada@[127.0.0.1]",
		"an IP address":        "ada@127.0.0.1",
		"a short IP address":   "ada@127.1",
		"one in hexadecimal":   "ada@0x7f.0.0.1",
		"its end alone in hex": "ada@127.0.0.0X1",
		"a number at the end":  "ada@example.123",
		"an empty hex number":  "ada@example.0x",
		"full-width digits":    "ada@127.０.０.１",
		"too long":             strings.Repeat("a", 250) + "@example.com",
		"broken UTF-8":         "ada@ex\xffample.com",
	} {
		if key, err := user.EmailKey(typed); !errors.Is(err, user.ErrBadEmail) {
			t.Errorf("%s: %q gives %q, %v", name, typed, key, err)
		}
	}
}

// Letters that mail servers don't pass on are told apart from what is no address at all.
func TestLettersBeforeTheAtAreNamed(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{
		"j\u00fcrgen@example.com": true, "\u0627\u0644\u064a@example.com": true, "ada@example.com": false, "ada": false, "j\u00fcrgen@": false,
	} {
		if _, err := user.EmailKey(typed); errors.Is(err, address.ErrLocal) != want {
			t.Errorf("%q: %v", typed, err)
		}
	}
}

func TestAKeyIsItsOwnKey(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		key, err := user.EmailKey(rapid.String().Draw(r, "local") + "@" + rapid.String().Draw(r, "domain") + ".example")
		if err != nil {
			return
		}
		if again, err := user.EmailKey(key); again != key || err != nil {
			r.Fatalf("%q becomes %q, %v", key, again, err)
		}
		if key != strings.ToLower(key) || strings.ContainsAny(key, " \r\n\t") || strings.Count(key, "@") != 1 {
			r.Fatalf("%q is not folded", key)
		}
	})
}

func TestNames(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		typed string
		good  bool
	}{
		"an ordinary one": {"Ada Lovelace", true}, "one letter": {"Ü", true}, "Arabic": {"عائشة بنت", true},
		"Persian with a joiner": {"علی\u200cرضا", true}, "an emoji": {"Ada 👩‍💻", true},
		"100 letters":              {strings.Repeat("ä", 100), true},
		"markup is only text":      {`<b>"Ada"</b>`, true},
		"a zero-width space alone": {"\u200b", false}, "a filler alone": {"\u3164", false}, "a Braille blank": {"\u2800", false},
		"empty": {"", false}, "only spaces": {" \u00a0 ", false}, "101 letters": {strings.Repeat("a", 101), false},
		"a line break": {"Ada\r\nBcc: eve@example.com", false}, "a zero byte": {"Ada\x00", false}, "a terminal command": {"Ada\x1b[2J", false},
		"an 8-bit terminal command": {"Ada\u009b2J", false}, "next line": {"Ada\u0085Eve", false}, "line separator": {"Ada\u2028Eve", false},
		"turned around": {"Ada \u202egpj.exe", false}, "isolated": {"Ada \u2067x", false}, "broken UTF-8": {"Ada\xff", false},
	} {
		if err := user.CheckName(c.typed); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func newUsers(t *testing.T) (*user.Users, *db.DB) {
	t.Helper()
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "latchkey.db"))
	return &user.Users{Clock: clock.Fixed(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))}, d
}

func TestAnAddressIsTakenInAnySpelling(t *testing.T) {
	t.Parallel()
	us, d := newUsers(t)
	create := func(email string) error {
		return d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
			_, err := us.Create(ctx, tx, email, " Ada ", "x")
			return err
		})
	}
	if err := create(" Ada@Bücher.example "); err != nil {
		t.Fatal(err)
	}
	for _, again := range []string{"ada@bücher.example", "ADA@xn--bcher-kva.example"} {
		if err := create(again); !errors.Is(err, user.ErrEmailTaken) {
			t.Errorf("%s: %v", again, err)
		}
		if u, err := us.ByEmail(t.Context(), d.Read(), again); err != nil || u.Email != "Ada@Bücher.example" || u.Name != "Ada" {
			t.Errorf("%s finds %+v, %v", again, u, err)
		}
	}
	for _, nobody := range []string{"eve@bücher.example", "", "nobody", "аda@bücher.example"} {
		if _, err := us.ByEmail(t.Context(), d.Read(), nobody); !errors.Is(err, user.ErrNotFound) {
			t.Errorf("%q finds somebody: %v", nobody, err)
		}
	}
}

func TestWhatBeginsANewEpoch(t *testing.T) {
	t.Parallel()
	us, d := newUsers(t)
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		u, err := us.Create(ctx, tx, "ada@example.com", "Ada", "old")
		if err != nil {
			return err
		}
		for _, c := range []struct {
			name  string
			do    func() error
			grows int64
		}{
			{"a profile", func() error {
				return us.SetProfile(ctx, tx, u.ID, user.Profile{Name: "  Ada L.  ", Language: "ar", Zone: "Africa/Cairo"})
			}, 0},
			{"a better hash", func() error { return us.UpgradeHash(ctx, tx, u, "better") }, 0},
			{"a stale better hash", func() error { return us.UpgradeHash(ctx, tx, u, "stale") }, 0},
			{"a password", func() error { return us.SetPassword(ctx, tx, u.ID, "new") }, 1},
			{"disabling", func() error { return us.SetDisabled(ctx, tx, u.ID, true) }, 1},
			{"enabling", func() error { return us.SetDisabled(ctx, tx, u.ID, false) }, 1},
		} {
			before, _ := us.ByID(ctx, tx, u.ID)
			if err := c.do(); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			after, _ := us.ByID(ctx, tx, u.ID)
			if after.Epoch-before.Epoch != c.grows {
				t.Errorf("%s: the epoch grew by %d, want %d", c.name, after.Epoch-before.Epoch, c.grows)
			}
			if after.PasswordHash == "stale" {
				t.Error("an upgrade overwrote a hash that had changed")
			}
		}
		after, err := us.ByID(ctx, tx, u.ID)
		if after.Name != "Ada L." || after.Language != "ar" || after.PasswordHash != "new" || after.Disabled() {
			t.Errorf("in the end: %+v", after)
		}
		if err := us.SetProfile(ctx, tx, u.ID, user.Profile{Name: "  "}); !errors.Is(err, user.ErrBadName) {
			t.Errorf("an empty name: %v", err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
