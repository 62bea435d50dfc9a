package seal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
)

// NewToken is 256 random bits as they stand in a cookie, and the hash under which
// they are stored.
func NewToken() (token, hash string) {
	var random [32]byte
	_, _ = rand.Read(random[:]) // never fails: crypto/rand ends the program first
	token = encoding.EncodeToString(random[:])
	return token, HashToken(token)
}

// HashToken is how a token is stored. With 256 random bits in it a plain hash keeps it.
func HashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
