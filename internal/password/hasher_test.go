package password

import (
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"
)

func TestAPasswordFitsItsOwnHashOnly(t *testing.T) {
	t.Parallel()
	h := NewHasher(Options{})
	encoded, err := h.Hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(encoded, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the hash is %q, its parameters are not those promised", encoded)
	}
	again, _ := h.Hash(t.Context(), "correct horse")
	if again == encoded {
		t.Error("two hashes of one password are equal: no salt")
	}
	for typed, want := range map[string]bool{
		"correct horse": true, "correct horse ": false, "Correct horse": false, "": false, "correct hors": false,
	} {
		ok, upgrade, err := h.Verify(t.Context(), encoded, typed)
		if ok != want || upgrade || err != nil {
			t.Errorf("%q: ok %v, upgrade %v, error %v; want ok %v", typed, ok, upgrade, err, want)
		}
	}
}

func TestTheSameLettersFitHoweverTheyAreComposed(t *testing.T) {
	t.Parallel()
	h := NewHasher(Options{})
	encoded, err := h.Hash(t.Context(), "cafe\u0301 au lait")
	if err != nil {
		t.Fatal(err)
	}
	if ok, _, _ := h.Verify(t.Context(), encoded, "caf\u00e9 au lait"); !ok {
		t.Error("é typed as one character does not fit e with an accent")
	}
}

func TestHashesOfOtherPanels(t *testing.T) {
	t.Parallel()
	own, err := bcrypt.GenerateFromPassword([]byte(strings.Repeat("x", 72)), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	h := NewHasher(Options{})
	for _, c := range []struct{ name, encoded, password string }{
		{"bcrypt of PHP", "$2y$07$BCryptRequires22Chrcte/VlQH0piJtjXl.0t1XkA8pw9dMXTpOq", "rasmuslerdorf"},
		{"bcrypt marked 2a", "$2a$07$BCryptRequires22Chrcte/VlQH0piJtjXl.0t1XkA8pw9dMXTpOq", "rasmuslerdorf"},
		{"bcrypt marked 2b", "$2b$07$BCryptRequires22Chrcte/VlQH0piJtjXl.0t1XkA8pw9dMXTpOq", "rasmuslerdorf"},
		{"bcrypt reads 72 bytes", string(own), strings.Repeat("x", 80)},
		{"Argon2id with other parameters", "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "password"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ok, upgrade, err := h.Verify(t.Context(), c.encoded, c.password)
			if !ok || !upgrade || err != nil {
				t.Errorf("right password: ok %v, upgrade %v, error %v", ok, upgrade, err)
			}
			ok, upgrade, err = h.Verify(t.Context(), c.encoded, "wrong"+c.password)
			if ok || upgrade || err != nil {
				t.Errorf("wrong password: ok %v, upgrade %v, error %v", ok, upgrade, err)
			}
		})
	}
}

func TestHostileHashesAreNotComputed(t *testing.T) {
	const tail = "$c29tc2FsdHNvbWVzYWx0$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	const bcryptTail = "$BCryptRequires22Chrcte/VlQH0piJtjXl.0t1XkA8pw9dMXTpOq"
	h := NewHasher(Options{})
	for name, encoded := range map[string]string{
		"memory":                 "$argon2id$v=19$m=4194304,t=1,p=1" + tail,
		"passes":                 "$argon2id$v=19$m=1024,t=4294967295,p=1" + tail,
		"memory times passes":    "$argon2id$v=19$m=65536,t=16,p=1" + tail,
		"lanes":                  "$argon2id$v=19$m=65536,t=1,p=16777215" + tail,
		"memory below its lanes": "$argon2id$v=19$m=4,t=1,p=4" + tail,
		"no passes":              "$argon2id$v=19$m=19456,t=0,p=1" + tail,
		"negative":               "$argon2id$v=19$m=-19456,t=2,p=1" + tail,
		"twice the memory":       "$argon2id$v=19$m=19456,t=2,p=1,m=4194304" + tail,
		"no parameters":          "$argon2id$v=19$" + tail,
		"old version":            "$argon2id$v=16$m=19456,t=2,p=1" + tail,
		"empty key":              "$argon2id$v=19$m=19456,t=2,p=1$c29tc2FsdHNvbWVzYWx0$",
		"long key":               "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$" + strings.Repeat("A", 200),
		"very long":              "$argon2id$v=19$m=19456,t=2,p=1$" + strings.Repeat("A", 1<<20) + "$AAAA",
		"bcrypt cost":            "$2y$31" + bcryptTail,
		"bcrypt cost, odd":       "$2y$031" + bcryptTail,
		"bcrypt, cut short":      "$2y$07$BCryptRequires22",
		"bcrypt with the bug":    "$2x$07" + bcryptTail,
		"Argon2d":                "$argon2d$v=19$m=19456,t=2,p=1" + tail,
		"in the clear":           "$plaintext$password",
		"nothing":                "",
		"dollars":                "$$$$$$",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			ok, upgrade, err := h.Verify(t.Context(), encoded, "password")
			if ok || upgrade || !errors.Is(err, ErrStoredHash) {
				t.Errorf("ok %v, upgrade %v, error %v; want ErrStoredHash", ok, upgrade, err)
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

// What an outsider can tell apart by the clock is the caller's floor to hide; the work must already be alike.
func TestEveryRefusalCostsOneHash(t *testing.T) {
	h := NewHasher(Options{Parallel: 1})
	encoded, err := h.Hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	allocated := func(work func()) uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		work()
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	verify := func(encoded, typed string) func() {
		return func() { _, _, _ = h.Verify(t.Context(), encoded, typed) }
	}
	for name, work := range map[string]func(){
		"wrong password":      verify(encoded, "wrong"),
		"right password":      verify(encoded, "correct horse"),
		"too long a password": verify(encoded, strings.Repeat("x", 5000)),
		"unusable hash":       verify("!", "wrong"),
		"unknown address":     func() { _ = h.VerifyDummy(t.Context(), "wrong") },
	} {
		const hash = memoryKiB * 1024
		if got := allocated(work); got < hash || got > hash+hash/4 {
			t.Errorf("%s: %d KiB were worked through, want those of one hash, %d", name, got/1024, hash/1024)
		}
	}
}

func TestMemoryIsBoundedHoweverManyComeAtOnce(t *testing.T) {
	const parallel, people = 2, 40
	h := NewHasher(Options{Parallel: parallel, MaxWait: time.Minute})
	encoded, err := h.Hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var all sync.WaitGroup
	for range people {
		all.Go(func() {
			if ok, _, err := h.Verify(t.Context(), encoded, "correct horse"); !ok || err != nil {
				t.Errorf("ok %v, error %v", ok, err)
			}
		})
	}
	all.Wait()
	runtime.ReadMemStats(&after)
	bound := uint64(h.Memory()) + 12*mib // and what else the test takes
	if grown := after.Sys - min(after.Sys, before.Sys); grown > bound {
		t.Errorf("%d sign-ins at once took %d MiB from the system, want at most %d", people, grown>>20, bound>>20)
	}
}

func BenchmarkVerify(b *testing.B) {
	h := NewHasher(Options{})
	encoded, err := h.Hash(b.Context(), "correct horse")
	if err != nil {
		b.Fatal(err)
	}
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			_, _, _ = h.Verify(b.Context(), encoded, "correct horse")
		}
	})
}
