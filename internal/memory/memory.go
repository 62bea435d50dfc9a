// Package memory follows the limit that somebody has set on the program's memory: it says how much of it passwords may be
// hashed in and how many connections fit, and has garbage collected accordingly.
package memory

import (
	"io/fs"
	"math"
	"os"
	"path"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"

	"latchkey/internal/password"
)

// Budget is how many bytes the program may use, as far as somebody has said so; 0: nobody has.
type Budget struct {
	runtime int64 // GOMEMLIMIT, which holds for what Go allocates
	group   int64 // of the control group (systemd's MemoryMax, a container's limit), which ends a program that takes more
}

// Allowed returns what the program may use. It is read once, before the program sets a limit itself.
var Allowed = sync.OnceValue(func() Budget {
	b := Budget{group: groupLimit(os.DirFS("/"))}
	if limit := debug.SetMemoryLimit(-1); limit < math.MaxInt64 {
		b.runtime = limit
	}
	return b
})

// Hasher returns a hasher that keeps to the budget, and has the garbage of the whole program collected as suits it.
func (b Budget) Hasher(o password.Options) *password.Hasher {
	o.Budget = b.forHashing()
	hasher := password.NewHasher(o)
	b.bound(hasher.Memory())
	return hasher
}

// beyondHashing is what the program uses besides what passwords are hashed in, where there is room.
const beyondHashing = 150 << 20

// least is the smaller of two limits.
func least(a, b int64) int64 {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	return min(a, b)
}

// forHashing is how many bytes of it passwords may be hashed in; 0: as many as it takes.
func (b Budget) forHashing() int64 {
	all := least(b.runtime, b.group)
	return all - min(all/2, beyondHashing)
}

// A connection may hold its headers and a body before it says who it is: so many bytes. At least a few are served.
const (
	perConnection    = 128 << 10
	leastConnections = 64
)

// Connections is how many are served at once: those that fit in a quarter of the memory, most at the most.
func (b Budget) Connections(most int) int {
	all := least(b.runtime, b.group)
	if all == 0 {
		return most
	}
	return int(min(max(all/4/perConnection, leastConnections), int64(most)))
}

// bound has garbage collected when memory runs out rather than when it has doubled: each hash is larger than everything
// else together, so that it would set off a collection of its own. Those are collected by the Hasher.
func (b Budget) bound(hashing int64) {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(b.limit(hashing))
}

// limit is that of Go's runtime, which exceeds it for a moment while it collects. Three eighths of the control group's are
// left to that and to what Go does not count: the program itself, what SQLite allocates, and what the system keeps of
// open connections.
func (b Budget) limit(hashing int64) int64 {
	return least(hashing+beyondHashing, least(b.runtime, b.group/8*5))
}

// groups are the two versions of control groups: where a version's tree may be mounted, and the files that say how many
// bytes a group may use.
var groups = []struct {
	controllers func(string) bool // of a line of /proc/self/cgroup
	mounts      []string
	files       []string
}{
	{
		func(list string) bool { return list == "" },
		[]string{"sys/fs/cgroup", "sys/fs/cgroup/unified"},
		[]string{"memory.max", "memory.high"},
	},
	{
		func(list string) bool { return slices.Contains(strings.Split(list, ","), "memory") },
		[]string{"sys/fs/cgroup/memory"},
		[]string{"memory.limit_in_bytes"},
	},
}

// groupLimit is the least that the control group of this process and those above it may use; 0: there is no limit. In a
// container the path may be the machine's own, of which only the end of the way up is seen.
func groupLimit(machine fs.FS) (limit int64) {
	text, err := fs.ReadFile(machine, "proc/self/cgroup")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(fields) != 3 {
			continue
		}
		for _, g := range groups {
			if !g.controllers(fields[1]) {
				continue
			}
			for _, mount := range g.mounts {
				limit = least(limit, upwards(machine, mount, fields[2], g.files))
			}
		}
	}
	return limit
}

func upwards(machine fs.FS, mount, group string, files []string) (limit int64) {
	for group = path.Clean("/" + group); ; group = path.Dir(group) {
		for _, file := range files {
			limit = least(limit, bytesIn(machine, path.Join(mount, group, file)))
		}
		if group == "/" {
			return limit
		}
	}
}

// bytesIn is the number in a file; 0 for "max", for what the first version writes instead, and if it can't be read.
func bytesIn(machine fs.FS, name string) int64 {
	text, err := fs.ReadFile(machine, name)
	if err != nil {
		return 0
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil || n > 1<<50 {
		return 0
	}
	return n
}
