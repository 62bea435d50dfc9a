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

// A ring that is in use takes a new key up, and what another process made with it opens at once.
func TestARingFollowsItsFile(t *testing.T) {
	t.Parallel()
	ring, path := newRing(t)
	old := ring.Seal([]byte("old"), "p")
	id, err := seal.Rotate(path)
	if err != nil {
		t.Fatal(err)
	}
	other, err := seal.Load(path)
	if err != nil || other.IDs()[0] != id || len(other.IDs()) != 2 {
		t.Fatalf("%v, %v", other.IDs(), err)
	}
	if plain, err := ring.Open(other.Seal([]byte("new"), "p"), "p"); err != nil || string(plain) != "new" {
		t.Errorf("what the new key sealed: %q, %v", plain, err)
	}
	again, older := ring.Again(old, "p")
	if plain, err := ring.Open(again, "p"); !older || err != nil || string(plain) != "old" || seal.KeyOf(again) != id {
		t.Errorf("sealed anew: %q, %v, %v", plain, older, err)
	}
	if _, older := ring.Again(again, "p"); older {
		t.Error("what the newest key sealed is sealed anew")
	}
}

// Whatever stands in the place of the key file, a ring that is in use keeps its keys.
func TestARingDoesNotTakeAnotherFile(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"empty": "", "cut off": "abc d", "another key": seal.NewKeyLine() + "\n"} {
		ring, path := newRing(t)
		sealed := ring.Seal([]byte("old"), "p")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if changed, err := ring.Follow(); err == nil || changed {
			t.Errorf("%s: %v, %v", name, changed, err)
		}
		if plain, err := ring.Open(sealed, "p"); err != nil || string(plain) != "old" {
			t.Errorf("%s: %q, %v", name, plain, err)
		}
	}
}

// However many rotate at once, each new key is there afterwards, and the file is its owner's.
func TestKeysOfRotationsAtOnceAreAllThere(t *testing.T) {
	t.Parallel()
	ring, path := newRing(t)
	first := ring.IDs()[0]
	ids := make([]string, 8)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			id, err := seal.Rotate(path)
			for errors.Is(err, seal.ErrBusy) {
				id, err = seal.Rotate(path)
			}
			if ids[i] = id; err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	rotated, err := seal.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	there := strings.Join(rotated.IDs(), " ")
	for _, id := range append(ids, first) {
		if !strings.Contains(there, id) {
			t.Errorf("%s is lost", id)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".key-*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	if err := seal.Remove(path, rotated.IDs()[0]); !errors.Is(err, seal.ErrNewest) {
		t.Errorf("the newest is removed: %v", err)
	}
	if err := errors.Join(seal.Remove(path, first)); err != nil || !errors.Is(seal.Remove(path, first), seal.ErrNoKey) {
		t.Errorf("an old one is not removed: %v", err)
	}
}

// Somebody's text may make a ring look before its follower does; the follower hears of it all the same, since what is kept is
// sealed anew by who follows.
func TestWhoFollowsAFileHearsWhatATextFoundFirst(t *testing.T) {
	t.Parallel()
	ring, path := newRing(t)
	if _, err := seal.Rotate(path); err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Open("deadbeef.AAAA", "p"); err == nil {
		t.Fatal("it opens")
	}
	if changed, err := ring.Follow(); !changed || err != nil {
		t.Errorf("a rotation that a text had the ring find: %t, %v", changed, err)
	}
	if changed, err := ring.Follow(); changed || err != nil {
		t.Errorf("and once more: %t, %v", changed, err)
	}
}
