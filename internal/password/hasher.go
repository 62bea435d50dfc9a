package password

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/go-crypt/crypt/algorithm/argon2"
)

// Options configures a Hasher. The zero value suits every machine.
type Options struct {
	Parallel int           // hashes computed at once; 0: as many as Go uses processors
	MaxWait  time.Duration // how long a person waits for a turn; 0: 20 seconds
	Memory   uint32        // KiB for one hash; 0: 19 MiB. Tests that are not about hashing set less
	Budget   int64         // bytes for all hashes together, as far as one at a time fits in it; 0: no bound
}

// Hasher computes password hashes, only so many at once as the machine's memory allows. The others wait in the
// order they came. It is safe for concurrent use.
type Hasher struct {
	argon   *argon2.Hasher
	current string // how a hash begins that needs no upgrade
	memory  int64  // bytes that one takes
	gate    *gate
}

// NewHasher returns a Hasher with these options.
func NewHasher(options Options) *Hasher {
	if options.Parallel <= 0 {
		options.Parallel = runtime.GOMAXPROCS(0)
	}
	if options.MaxWait <= 0 {
		options.MaxWait = 20 * time.Second
	}
	if options.Memory == 0 {
		options.Memory = memoryKiB
	}
	argon, err := argon2.New(argon2.WithVariant(argon2.VariantID), argon2.WithM(options.Memory), argon2.WithT(passes),
		argon2.WithP(parallelism), argon2.WithK(32), argon2.WithS(16))
	if err != nil {
		panic(fmt.Sprintf("password: %v", err)) // constants above; every test would see it
	}
	memory := int64(options.Memory) * 1024
	parallel, litter := share(options.Budget, memory, int64(options.Parallel))
	return &Hasher{
		argon: argon, memory: memory, gate: newGate(memory, parallel*memory, litter, options.MaxWait),
		current: fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$", options.Memory, passes, parallelism),
	}
}

// Memory returns how many bytes hashing takes at most: all hashes at once, and memory of earlier ones that is
// not freed yet.
func (h *Hasher) Memory() int64 { return h.gate.room + h.gate.litter }

// Busy reports whether anybody waits for a turn, or has one. Work that can wait lets them go first.
func (h *Hasher) Busy() bool { return h.gate.busy() }

// Gate is how it stands at the gate through which hashes pass.
type Gate struct {
	Waiting, UnderWay int64
	Refused           int64 // since the start, with [ErrBusy]
}

// Gate returns how it stands.
func (h *Hasher) Gate() Gate {
	return Gate{Waiting: h.gate.waiting.Load(), UnderWay: h.gate.served.Load(), Refused: h.gate.refused.Load()}
}

// Hash returns the hash of a password with its salt and parameters (a PHC string), ready to be stored. It does
// not check the strength; [StrengthChecker] does. It returns [ErrBusy], or the error of a cancelled context.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	leave, err := h.gate.enter(ctx, h.memory)
	if err != nil {
		return "", err
	}
	defer leave()
	digest, err := h.argon.Hash(normal(password))
	if err != nil {
		return "", fmt.Errorf("hashing a password: %w", err)
	}
	return digest.Encode(), nil
}

// Verify reports whether the password matches the stored hash, and whether that hash should be replaced by one
// from [Hasher.Hash]. It computes exactly one hash, whatever the answer, so its time tells nothing. It returns
// [ErrBusy], [ErrStoredHash], or the error of a cancelled context.
func (h *Hasher) Verify(ctx context.Context, encoded, password string) (ok, upgrade bool, err error) {
	stored, unusable := decode(encoded)
	leave, err := h.gate.enter(ctx, max(h.memory, stored.memory))
	if err != nil {
		return false, false, err
	}
	defer leave()
	if length(normal(password)) > MaxLength {
		h.spend()
		return false, false, nil
	}
	if unusable != nil {
		h.spend()
		return false, false, unusable
	}
	ok = stored.matches(password)
	return ok, ok && !strings.HasPrefix(encoded, h.current), nil
}

// VerifyDummy takes as long as [Hasher.Verify] when there is no hash to verify, so that an unknown address can't
// be told from a wrong password by its time. It returns [ErrBusy], or the error of a cancelled context.
func (h *Hasher) VerifyDummy(ctx context.Context, _ string) error {
	leave, err := h.gate.enter(ctx, h.memory)
	if err != nil {
		return err
	}
	defer leave()
	h.spend()
	return nil
}

// spend computes a hash for its cost alone.
func (h *Hasher) spend() { _, _ = h.argon.Hash("") }
