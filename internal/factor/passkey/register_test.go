package passkey_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/factor/passkey"
	"latchkey/internal/factor/passkey/passkeytest"
)

func TestWhatAnAuthenticatorIsTold(t *testing.T) {
	t.Parallel()
	h := open(t)
	text := h.asks(h.ada)
	var told struct {
		RP, User               struct{ ID, Name, DisplayName string }
		Attestation            string
		Timeout                int
		AuthenticatorSelection struct{ ResidentKey, UserVerification string }
	}
	if err := json.Unmarshal(text, &told); err != nil {
		t.Fatal(err)
	}
	if told.RP.ID != "my.example.com" || told.RP.Name != "Example Hosting" ||
		told.User.Name != h.ada.Email || told.User.DisplayName != h.ada.Name {
		t.Errorf("it is told %+v", told)
	}
	if told.Attestation != "none" || told.Timeout != 300_000 || told.AuthenticatorSelection.ResidentKey != "preferred" ||
		told.AuthenticatorSelection.UserVerification != "preferred" {
		t.Errorf("it is told %+v", told)
	}
	if len(told.User.ID) != 43 || bytes.Contains(text, []byte(h.ada.ID)) {
		t.Errorf("the handle %q is not 256 random bits", told.User.ID)
	}
	var again struct{ User struct{ ID string } }
	if err := json.Unmarshal(h.asks(h.ada), &again); err != nil || again.User.ID != told.User.ID {
		t.Errorf("the handle changes: %q, %q", told.User.ID, again.User.ID)
	}
}

func TestAPersonHasSeveralPasskeysButNoneTwice(t *testing.T) {
	t.Parallel()
	h := open(t)
	first, _ := h.has(h.ada)
	second, _ := h.has(h.ada)
	if answer := first.Create(h.asks(h.ada)); answer != "" {
		t.Error("an authenticator that has one already is asked for another")
	}
	for name, a := range map[string]*passkeytest.Authenticator{"first": first, "second": second} {
		c := ceremony(passkey.SecondStep, h.ada)
		if !h.judge(c, a.Get(h.challenge(c))).OK {
			t.Errorf("the %s does not work beside the other", name)
		}
	}
	_, ok := h.registers(ceremony(passkey.Register, h.mary),
		first.Create(h.asks(h.mary), func(a *passkeytest.Answer) { a.ID = first.Keys[0].ID }))
	if ok {
		t.Error("a credential that is somebody's became another person's")
	}
}

func TestARegistrationWithAChangedFieldIsRefused(t *testing.T) {
	t.Parallel()
	h := open(t)
	client := func(field string, value any) func(*passkeytest.Answer) {
		return func(a *passkeytest.Answer) { a.Client[field] = value }
	}
	for name, change := range map[string]func(*passkeytest.Answer){
		"the type of an assertion":   client("type", "webauthn.get"),
		"another challenge":          client("challenge", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE"),
		"another origin":             client("origin", "https://evil.test"),
		"a frame on another site":    client("crossOrigin", true),
		"another party":              func(a *passkeytest.Answer) { a.Party = "evil.test" },
		"nobody was present":         func(a *passkeytest.Answer) { a.Flags &^= passkeytest.UserPresent },
		"no credential":              func(a *passkeytest.Answer) { a.Flags &^= 1 << 6 },
		"an id that is not attested": func(a *passkeytest.Answer) { a.Late = func(s map[string]any) { s["id"], s["rawId"] = "AAAA", "AAAA" } },
		"a broken object": func(a *passkeytest.Answer) {
			a.Late = func(s map[string]any) { s["response"].(map[string]any)["attestationObject"] = "AAAA" }
		},
	} {
		if _, ok := h.registers(ceremony(passkey.Register, h.ada), passkeytest.New(t, origin).Create(h.asks(h.ada), change)); ok {
			t.Errorf("%s: accepted", name)
		}
	}
	answer := passkeytest.New(t, origin).Create(h.asks(h.ada))
	for _, c := range []struct {
		name string
		passkey.Ceremony
	}{
		{"for another person", ceremony(passkey.Register, h.mary)},
		{"after that", ceremony(passkey.Register, h.ada)},
	} {
		if _, ok := h.registers(c.Ceremony, answer); ok {
			t.Errorf("%s: accepted", c.name)
		}
	}
	if n := h.count("FROM passkey"); n != 0 {
		t.Errorf("%d passkeys were made", n)
	}
}

// A database that got into wrong hands must not take a passkey that was put into it.
func TestAPlantedPublicKeyIsNotBelieved(t *testing.T) {
	t.Parallel()
	h := open(t)
	_, factorID := h.has(h.ada)
	_, planted := h.has(h.mary)
	h.write(func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE passkey 
			SET public_key = (SELECT public_key FROM passkey WHERE factor_id = $1) WHERE factor_id = $2`, planted, factorID)
		return err
	})
	c := ceremony(passkey.SecondStep, h.ada)
	err := h.db.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := h.keys.BeginAssert(ctx, tx, c, h.ids())
		return err
	})
	if err == nil {
		t.Error("a public key sealed for another passkey is opened")
	}
}

func TestChallengesAreKeptHashedAndFew(t *testing.T) {
	t.Parallel()
	h := open(t)
	text := h.asks(h.ada)
	var told struct{ Challenge string }
	if err := json.Unmarshal(text, &told); err != nil {
		t.Fatal(err)
	}
	if n := h.count("FROM passkey_ceremony WHERE challenge_hash = '" + told.Challenge + "'"); n != 0 {
		t.Error("the challenge stands in the database")
	}
	c := passkey.Ceremony{Purpose: passkey.SignIn, Scope: "browser/x", AskedBy: "network/203.0.113.0/24"}
	h.write(func(ctx context.Context, tx db.Tx) error {
		for range 300 {
			if _, err := h.keys.BeginAssert(ctx, tx, c, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if n := h.count("FROM passkey_ceremony"); n != 201 { // and Ada's
		t.Errorf("%d challenges wait", n)
	}
}

func TestWhosePasskeysAServerCanHave(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ base, id, origin string }{
		{"https://my.example.com", "my.example.com", "https://my.example.com"},
		{"https://My.Example.com:8443", "my.example.com", "https://my.example.com:8443"},
		{"https://büro.example", "xn--bro-hoa.example", "https://xn--bro-hoa.example"},
		{"https://ab--cd.example", "ab--cd.example", "https://ab--cd.example"},
		{"http://localhost:8080", "localhost", "http://localhost:8080"},
		{"http://my.localhost", "my.localhost", "http://my.localhost"},
		{"http://my.example.com", "", ""}, // no browser would
		{"https://203.0.113.9", "", ""},
		{"https://[2001:db8::1]:8443", "", ""},
		{"http://127.0.0.1:8080", "localhost", "http://localhost:8080"}, // which it answers to as well
		{"http://127.0.0.1:9090", "", ""},
	} {
		base, err := url.Parse(c.base)
		if err != nil {
			t.Fatal(err)
		}
		if got := passkey.PartyOf(base, []string{"localhost:8080"}); got.ID != c.id || got.Origin != c.origin {
			t.Errorf("%s: %+v", c.base, got)
		}
	}
	local := passkey.Party{ID: "localhost", Origin: "http://localhost:8080"}
	if !local.Serves("localhost:8080") || local.Serves("127.0.0.1:8080") || (passkey.Party{}).Serves("") {
		t.Error("it is offered where it can't work, or not where it can")
	}
}

func TestNoPasskeysWithoutAName(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.keys.Party = passkey.Party{}
	for name, begin := range map[string]func(ctx context.Context, tx db.Tx) error{
		"register": func(ctx context.Context, tx db.Tx) error {
			_, err := h.keys.BeginRegister(ctx, tx, ceremony(passkey.Register, h.ada), h.ada, "x", nil)
			return err
		},
		"sign-in": func(ctx context.Context, tx db.Tx) error {
			_, err := h.keys.BeginAssert(ctx, tx, ceremony(passkey.SignIn, h.ada), nil)
			return err
		},
	} {
		if err := h.db.InTx(t.Context(), begin); !errors.Is(err, passkey.ErrNotOffered) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Somebody without a passkey must not get options that allow any.
func TestASecondStepNamesThePasskeys(t *testing.T) {
	t.Parallel()
	h := open(t)
	err := h.db.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := h.keys.BeginAssert(ctx, tx, ceremony(passkey.SecondStep, h.ada), h.ids())
		return err
	})
	if !errors.Is(err, passkey.ErrNotOffered) {
		t.Errorf("without a passkey: %v", err)
	}
	h.has(h.ada)
	if options := string(h.challenge(ceremony(passkey.SecondStep, h.ada))); !strings.Contains(options, `"allowCredentials":[{`) {
		t.Errorf("the options name none: %s", options)
	}
	if options := string(h.challenge(ceremony(passkey.SignIn, h.ada))); strings.Contains(options, "allowCredentials") {
		t.Errorf("signing in tells of a passkey: %s", options)
	}
}
