// Package seal encrypts and authenticates the secrets in the database, with keys that are not in the database.
// It does not know what the secrets are for.
package seal

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/chacha20poly1305"
)

// ErrSealed says that a sealed text does not open: it was sealed with another key or for another place, or it
// was changed.
var ErrSealed = errors.New("sealed text does not open with this key")

var encoding = base64.RawURLEncoding

// Ring is a set of keys. The first one seals, all of them open. It is safe for concurrent use, and follows its file: see
// [Ring.Follow].
type Ring struct {
	path string
	keys atomic.Pointer[[]key]
	file followed
}

func (r *Ring) all() []key { return *r.keys.Load() }

type key struct {
	id   string
	aead cipher.AEAD
	mac  []byte
}

func newKey(id string, secret []byte) (key, error) {
	sealing, err := hkdf.Key(sha256.New, secret, nil, "latchkey seal v1", chacha20poly1305.KeySize)
	if err != nil {
		return key{}, fmt.Errorf("deriving sealing key: %w", err)
	}
	mac, err := hkdf.Key(sha256.New, secret, nil, "latchkey mac v1", sha256.Size)
	if err != nil {
		return key{}, fmt.Errorf("deriving authentication key: %w", err)
	}
	aead, err := chacha20poly1305.NewX(sealing)
	if err != nil {
		return key{}, fmt.Errorf("preparing cipher: %w", err)
	}
	return key{id: id, aead: aead, mac: mac}, nil
}

// Seal encrypts plain with XChaCha20-Poly1305 and the first key. Place names the table, row and column where
// the result is stored; it can't be opened for any other place, so nobody can move it to another row.
func (r *Ring) Seal(plain []byte, place string) string {
	k := r.all()[0]
	nonce := make([]byte, k.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails: crypto/rand ends the program first
	return k.id + "." + encoding.EncodeToString(k.aead.Seal(nonce, nonce, plain, []byte(place)))
}

// Open returns the text that [Ring.Seal] sealed for the same place. It returns [ErrSealed] for everything else.
func (r *Ring) Open(sealed, place string) ([]byte, error) {
	id, body, _ := strings.Cut(sealed, ".")
	raw, err := encoding.DecodeString(body)
	if err != nil {
		return nil, ErrSealed
	}
	r.look(id)
	for _, k := range r.all() {
		if k.id != id || len(raw) < k.aead.NonceSize() {
			continue
		}
		n := k.aead.NonceSize()
		if plain, err := k.aead.Open(nil, raw[:n], raw[n:], []byte(place)); err == nil {
			return plain, nil
		}
	}
	return nil, ErrSealed
}

// MAC returns an HMAC-SHA256 of the parts, in their order, for one purpose, with the first key. The same input
// gives the same text, so it can be looked up.
func (r *Ring) MAC(purpose string, parts ...string) string {
	return r.all()[0].sum(purpose, parts)
}

// MACs returns the [Ring.MAC] with every key of the ring, newest first, to look up what an older key may have
// made.
func (r *Ring) MACs(purpose string, parts ...string) []string {
	all := r.all()
	sums := make([]string, len(all))
	for i, k := range all {
		sums[i] = k.sum(purpose, parts)
	}
	return sums
}

// Verify reports, in constant time, whether mac is one of the [Ring.MACs] of the parts.
func (r *Ring) Verify(mac, purpose string, parts ...string) bool {
	r.look(KeyOf(mac))
	valid := false
	for _, sum := range r.MACs(purpose, parts...) {
		if hmac.Equal([]byte(sum), []byte(mac)) {
			valid = true
		}
	}
	return valid
}

// KeyOf returns the id of the key that a text of [Ring.Seal] or [Ring.MAC] names.
func KeyOf(text string) string {
	id, _, _ := strings.Cut(text, ".")
	return id
}

// Made reports whether mac names a key of the ring. It does not verify mac.
func (r *Ring) Made(mac string) bool {
	r.look(KeyOf(mac))
	return r.has(KeyOf(mac))
}

func (r *Ring) has(id string) bool {
	return slices.ContainsFunc(r.all(), func(k key) bool { return k.id == id })
}

// The length before each part keeps ("ab","c") and ("a","bc") apart.
func (k key) sum(purpose string, parts []string) string {
	h := hmac.New(sha256.New, k.mac)
	var length [8]byte
	write := func(part string) {
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		h.Write(length[:])
		h.Write([]byte(part))
	}
	write(purpose)
	for _, part := range parts {
		write(part)
	}
	return k.id + "." + encoding.EncodeToString(h.Sum(nil))
}
