package seal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
)

// NewToken returns a token of 256 random bits for a cookie or a link, and the hash under which it is stored.
func NewToken() (token, hash string) {
	var random [32]byte
	_, _ = rand.Read(random[:]) // never fails: crypto/rand ends the program first
	token = encoding.EncodeToString(random[:])
	return token, HashToken(token)
}

// HashToken returns the form in which a token is stored. A token has 256 random bits, so a plain hash is
// enough.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
