package password

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-crypt/crypt/algorithm/argon2"
)

// Argon2id as OWASP recommends it: 19 MiB, two passes, one lane.
const (
	memoryKiB   = 19 * 1024
	passes      = 2
	parallelism = 1
)

// Options configures a Hasher. The zero value suits every machine.
type Options struct {
	Parallel int           // hashes computed at once; 0: as many as Go uses processors
	MaxWait  time.Duration // how long a person waits for a turn; 0: 20 seconds
	Memory   uint32        // KiB for one hash; 0: 19 MiB. Tests that are not about hashing set less
}

// maxQueue bounds how many wait for a turn; a machine that is further behind than that is not going to catch up.
const maxQueue = 2048

// Hasher computes password hashes, only so many at once as the machine's memory allows. The others wait in the
// order they came. It is safe for concurrent use.
type Hasher struct {
	argon   *argon2.Hasher
	current string // how a hash begins that needs no upgrade
	memory  int64  // bytes that one takes
	slots   chan struct{}
	maxWait time.Duration
	waiting atomic.Int64
	left    atomic.Int64 // bytes that hashes have left behind since the last collection
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
	return &Hasher{
		argon: argon, slots: make(chan struct{}, options.Parallel), maxWait: options.MaxWait, memory: int64(options.Memory) * 1024,
		current: fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$", options.Memory, passes, parallelism),
	}
}

// Memory returns how many bytes hashing takes at most: all hashes at once, and memory of earlier ones that is
// not freed yet.
func (h *Hasher) Memory() int64 { return int64(cap(h.slots))*h.memory + litter }

// Hash returns the hash of a password with its salt and parameters (a PHC string), ready to be stored. It does
// not check the strength; [StrengthChecker] does. It returns [ErrBusy], or the error of a cancelled context.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
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
	leave, err := h.enter(ctx)
	if err != nil {
		return false, false, err
	}
	defer leave()
	if length(normal(password)) > MaxLength {
		h.spend()
		return false, false, nil
	}
	stored, err := decode(encoded)
	if err != nil {
		h.spend()
		return false, false, err
	}
	ok = stored.matches(password)
	return ok, ok && !strings.HasPrefix(encoded, h.current), nil
}

// VerifyNone takes as long as [Hasher.Verify] when there is no hash to verify, so that an unknown address can't
// be told from a wrong password by its time. It returns [ErrBusy], or the error of a cancelled context.
func (h *Hasher) VerifyNone(ctx context.Context, _ string) error {
	leave, err := h.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	h.spend()
	return nil
}

// spend computes a hash for its cost alone.
func (h *Hasher) spend() { _, _ = h.argon.Hash("") }

// litter is how many bytes used up by hashes are collected together. The collector's own pace is wrong for them: each
// is larger than all else in the program, so that it runs for almost every one, and gives the memory back to the system
// only for the next hash to fetch it again, page by page, which is a tenth of a hash's work.
const litter = 72 << 20

// leave gives the turn back; to the collector first, when it is time for it, so that the next hash finds room rather
// than adding to what is there.
func (h *Hasher) leave() {
	if h.left.Add(h.memory) < litter {
		<-h.slots
		return
	}
	h.left.Store(0)
	go func() {
		runtime.GC()
		<-h.slots
	}()
}

// enter waits for a turn and returns what gives it back. A channel serves its waiting senders in order, and nobody gets
// past them while they wait.
func (h *Hasher) enter(ctx context.Context) (leave func(), err error) {
	if h.waiting.Add(1) > maxQueue {
		h.waiting.Add(-1)
		return nil, ErrBusy
	}
	defer h.waiting.Add(-1)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	timer := time.NewTimer(h.maxWait)
	defer timer.Stop()
	select {
	case h.slots <- struct{}{}:
		return h.leave, nil
	case <-timer.C:
		return nil, ErrBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
