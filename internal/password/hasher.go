package password

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/go-crypt/crypt/algorithm/argon2"
	"golang.org/x/sync/semaphore"
)

// Options configures a Hasher. The zero value suits every machine.
type Options struct {
	Parallel int           // hashes computed at once; 0: as many as Go uses processors
	MaxWait  time.Duration // how long a person waits for a turn; 0: 20 seconds
	Memory   uint32        // KiB for one hash; 0: 19 MiB. Tests that are not about hashing set less
	Budget   int64         // bytes for all hashes together, as far as one at a time fits in it; 0: no bound
}

// maxQueue bounds how many wait for a turn; a machine that is further behind than that is not going to catch up.
const maxQueue = 2048

// Hasher computes password hashes, only so many at once as the machine's memory allows. The others wait in the
// order they came. It is safe for concurrent use.
type Hasher struct {
	argon   *argon2.Hasher
	current string // how a hash begins that needs no upgrade
	memory  int64  // bytes that one takes
	room    int64  // bytes that those under way take at most
	gate    *semaphore.Weighted
	maxWait time.Duration
	waiting atomic.Int64
	served  atomic.Int64
	litter  int64        // how many bytes that hashes leave behind are collected together
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
	memory := int64(options.Memory) * 1024
	parallel, litter := share(options.Budget, memory, int64(options.Parallel))
	room := parallel * memory
	return &Hasher{
		argon: argon, gate: semaphore.NewWeighted(room), room: room, maxWait: options.MaxWait, memory: memory, litter: litter,
		current: fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$", options.Memory, passes, parallelism),
	}
}

// share divides a budget between hashes that are computed at once, at most so many, and what earlier ones have left
// behind. The collector is late for as much again as is under way.
func share(budget, memory, most int64) (parallel, litter int64) {
	if budget <= 0 {
		return most, mostLitter
	}
	parallel = min(max((budget-memory)/(2*memory), 1), most)
	return parallel, min(max(budget/memory-2*parallel, 1)*memory, mostLitter)
}

// Memory returns how many bytes hashing takes at most: all hashes at once, and memory of earlier ones that is
// not freed yet.
func (h *Hasher) Memory() int64 { return h.room + h.litter }

// Busy reports whether anybody waits for a turn, or has one. Work that can wait lets them go first.
func (h *Hasher) Busy() bool { return h.waiting.Load() > 0 || h.served.Load() > 0 }

// Hash returns the hash of a password with its salt and parameters (a PHC string), ready to be stored. It does
// not check the strength; [StrengthChecker] does. It returns [ErrBusy], or the error of a cancelled context.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx, h.memory)
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
	leave, err := h.enter(ctx, max(h.memory, stored.memory))
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
	leave, err := h.enter(ctx, h.memory)
	if err != nil {
		return err
	}
	defer leave()
	h.spend()
	return nil
}

// spend computes a hash for its cost alone.
func (h *Hasher) spend() { _, _ = h.argon.Hash("") }

// mostLitter is how many bytes used up by hashes are collected together, where there is room. The collector's own pace
// is wrong for them: each is larger than all else in the program, so that it runs for almost every one, and gives the
// memory back to the system only for the next hash to fetch it again, page by page, which is a tenth of a hash's work.
const mostLitter = 72 << 20

// enter waits for a turn, for a hash of so many bytes, and returns what gives it back. Turns are given in the order in
// which they were asked for. A hash that is dearer than all the room there is has it to itself.
func (h *Hasher) enter(ctx context.Context, memory int64) (leave func(), err error) {
	if h.waiting.Add(1) > maxQueue {
		h.waiting.Add(-1)
		return nil, ErrBusy
	}
	defer h.waiting.Add(-1)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	patient, cancel := context.WithTimeout(ctx, h.maxWait)
	defer cancel()
	if h.gate.Acquire(patient, min(memory, h.room)) == nil {
		h.served.Add(1) // before it is one less that waits, so that Busy sees this person all the time
		return func() { h.leave(memory) }, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return nil, ErrBusy
}

// leave gives a turn back; to the collector first, when it is time for it, so that the next hash finds room rather
// than adding to what is there.
func (h *Hasher) leave(memory int64) {
	h.served.Add(-1)
	room := min(memory, h.room)
	if h.left.Add(memory) < h.litter {
		h.gate.Release(room)
		return
	}
	h.left.Store(0)
	go func() {
		runtime.GC()
		h.gate.Release(room)
	}()
}
