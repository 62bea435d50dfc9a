package seal_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"latchkey/internal/seal"
)

func newRing(t *testing.T) (*seal.Ring, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	ring, err := seal.LoadOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	return ring, path
}

func TestASealedSecretOpensOnlyWhereItStands(t *testing.T) {
	ring, _ := newRing(t)
	sealed := ring.Seal([]byte("secret"), "factor/1/secret")
	if strings.Contains(sealed, "secret") {
		t.Fatal("the sealed text shows the secret")
	}
	plain, err := ring.Open(sealed, "factor/1/secret")
	if err != nil || string(plain) != "secret" {
		t.Fatalf("got %q, %v", plain, err)
	}
	other, _ := newRing(t)
	for name, open := range map[string]func() ([]byte, error){
		"another row":   func() ([]byte, error) { return ring.Open(sealed, "factor/2/secret") },
		"another key":   func() ([]byte, error) { return other.Open(sealed, "factor/1/secret") },
		"changed bytes": func() ([]byte, error) { return ring.Open(sealed[:len(sealed)-2]+"AA", "factor/1/secret") },
		"cut short":     func() ([]byte, error) { return ring.Open(sealed[:12], "factor/1/secret") },
		"nothing":       func() ([]byte, error) { return ring.Open("", "factor/1/secret") },
	} {
		if _, err := open(); !errors.Is(err, seal.ErrSealed) {
			t.Errorf("%s: got %v, want ErrSealed", name, err)
		}
	}
}

func TestAfterRotationOldSecretsStillOpen(t *testing.T) {
	ring, path := newRing(t)
	sealed, mac := ring.Seal([]byte("old"), "p"), ring.MAC("code", "x")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(seal.NewKeyLine()+"\n"+string(text)), 0o600); err != nil {
		t.Fatal(err)
	}
	rotated, err := seal.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := rotated.Open(sealed, "p"); err != nil || string(plain) != "old" {
		t.Fatalf("got %q, %v", plain, err)
	}
	if !rotated.Verify(mac, "code", "x") || rotated.MAC("code", "x") == mac {
		t.Fatal("the old key must still verify and the new one must make")
	}
	if seal.KeyOf(rotated.Seal([]byte("new"), "p")) == seal.KeyOf(sealed) {
		t.Fatal("the new key must be in use")
	}
}

func TestAMACTellsItsPartsApart(t *testing.T) {
	ring, _ := newRing(t)
	mac := ring.MAC("code", "ab", "c")
	if ring.Verify(mac, "code", "a", "bc") || ring.Verify(mac, "other", "ab", "c") {
		t.Fatal("parts or purposes run together")
	}
}

func TestTheKeyFileIsPrivateAndMadeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	rings := make([]*seal.Ring, 8)
	var all sync.WaitGroup
	for i := range rings {
		all.Go(func() { rings[i], _ = seal.LoadOrCreate(path) })
	}
	all.Wait()
	for _, r := range rings {
		if r == nil || !r.Verify(rings[0].MAC("x"), "x") {
			t.Fatal("two starts at once made two keys")
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v; want 0600", info.Mode(), err)
	}
}

func TestADamagedKeyFileIsRefused(t *testing.T) {
	for _, text := range []string{"", "abc", "id short", "# only a comment\n"} {
		path := filepath.Join(t.TempDir(), "key")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := seal.Load(path); err == nil {
			t.Errorf("%q was taken for a key", text)
		}
	}
}
