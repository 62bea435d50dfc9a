package password

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/go-crypt/crypt/algorithm"
	"github.com/go-crypt/crypt/algorithm/argon2"
	"github.com/go-crypt/crypt/algorithm/bcrypt"
)

// What an imported hash may ask of this machine. PHP's own Argon2id (64 MiB, 4 passes) and any sane bcrypt fit.
const (
	maxEncoded     = 256
	maxMemoryKiB   = 64 * 1024
	maxPasses      = 16
	maxWork        = 4 * maxMemoryKiB // KiB times passes
	maxParallelism = 4
	maxKey         = 64
	maxCost        = 12 // bcrypt, a quarter of a second: no dearer than what refusals wait for anyway
	bcryptBytes    = 72 // what bcrypt reads of a password; PHP cuts the rest off without a word
)

// stored is a hash out of the database.
type stored struct {
	digest   algorithm.Digest
	prepared func(password string) string // the password as the panel that made the hash would have hashed it
	memory   int64                        // bytes that it takes to compute
}

func (s stored) matches(password string) bool { return s.digest.Match(s.prepared(password)) }

// CheckStored returns an error that wraps [ErrStoredHash] and says why, if [Hasher.Verify] can't use the hash.
func CheckStored(encoded string) error {
	_, err := decode(encoded)
	return err
}

// decode reads Argon2id in PHC form and bcrypt as PHP ($2y$) and others ($2a$, $2b$) write it.
func decode(encoded string) (stored, error) {
	fields := strings.Split(encoded, "$")
	if len(encoded) > maxEncoded || len(fields) < 4 || fields[0] != "" {
		return stored{}, ErrStoredHash
	}
	var read func(string) (algorithm.Digest, error)
	var prepared func(string) string
	memory := 0 // KiB
	switch fields[1] {
	case "argon2id":
		if memory = affordable(fields); memory == 0 {
			return stored{}, fmt.Errorf("%w: its Argon2id parameters are out of bounds", ErrStoredHash)
		}
		read, prepared = argon2.DecodeVariant(argon2.VariantID), normal
	case "2y", "2a", "2b":
		cost, err := strconv.Atoi(fields[2])
		if err != nil || len(fields[2]) != 2 || cost < 4 || cost > maxCost {
			return stored{}, fmt.Errorf("%w: its bcrypt cost is out of bounds", ErrStoredHash)
		}
		read, prepared = bcrypt.DecodeVariant(bcrypt.VariantStandard), asTyped
	default:
		return stored{}, ErrStoredHash
	}
	digest, err := read(encoded)
	if err != nil {
		return stored{}, fmt.Errorf("%w: %w", ErrStoredHash, err)
	}
	return stored{digest, prepared, int64(memory) * 1024}, nil
}

// affordable reads the parameters of $argon2id$v=19$m=…,t=…,p=…$salt$key itself, as the library takes any. It returns
// the memory in KiB; 0 if they are out of bounds.
func affordable(fields []string) (memory int) {
	if len(fields) != 6 || len(fields[5]) > maxKey*4/3+1 {
		return 0
	}
	var time, parallel int
	if n, err := fmt.Sscanf(fields[3]+"$", "m=%d,t=%d,p=%d$", &memory, &time, &parallel); n != 3 || err != nil {
		return 0
	}
	if fields[2] == "v=19" && memory >= 8*parallel && memory <= maxMemoryKiB && time >= 1 && time <= maxPasses &&
		memory*time <= maxWork && parallel >= 1 && parallel <= maxParallelism {
		return memory
	}
	return 0
}

func asTyped(password string) string { return password[:min(len(password), bcryptBytes)] }
