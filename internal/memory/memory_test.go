package memory

import (
	"testing"
	"testing/fstest"
)

const mib = 1 << 20

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

// What systemd or a container allows is found wherever the two versions of control groups write it.
func TestTheControlGroupsLimitIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		machine fstest.MapFS
		want    int64
	}{
		"no control groups": {fstest.MapFS{}, 0},
		"version 2, in systemd": {fstest.MapFS{
			"proc/self/cgroup": file("0::/system.slice/latchkey.service\n"),
			"sys/fs/cgroup/system.slice/latchkey.service/memory.max":  file("134217728\n"),
			"sys/fs/cgroup/system.slice/latchkey.service/memory.high": file("max\n"),
		}, 128 * mib},
		"version 2, throttled before its limit": {fstest.MapFS{
			"proc/self/cgroup":                 file("0::/a\n"),
			"sys/fs/cgroup/a/memory.max":       file("268435456\n"),
			"sys/fs/cgroup/a/memory.high":      file("134217728\n"),
			"sys/fs/cgroup/cgroup.controllers": file("memory\n"),
		}, 128 * mib},
		"version 2, by the slice above": {fstest.MapFS{
			"proc/self/cgroup": file("0::/small.slice/latchkey.service\n"),
			"sys/fs/cgroup/small.slice/latchkey.service/memory.max": file("max\n"),
			"sys/fs/cgroup/small.slice/memory.max":                  file("134217728\n"),
		}, 128 * mib},
		"version 2, in a container": {fstest.MapFS{
			"proc/self/cgroup": file("0::/\n"), "sys/fs/cgroup/memory.max": file("134217728\n"),
		}, 128 * mib},
		"version 1": {fstest.MapFS{
			"proc/self/cgroup": file("5:cpu,cpuacct:/x\n4:memory:/docker/a\n0::/\n"),
			"sys/fs/cgroup/memory/docker/a/memory.limit_in_bytes": file("134217728\n"),
			"sys/fs/cgroup/memory/memory.limit_in_bytes":          file("9223372036854771712\n"),
		}, 128 * mib},
		"version 1, in a container that sees the machine's path": {fstest.MapFS{
			"proc/self/cgroup":                           file("4:hugetlb,memory:/docker/a\n"),
			"sys/fs/cgroup/memory/memory.limit_in_bytes": file("134217728\n"),
		}, 128 * mib},
		"version 1, no limit": {fstest.MapFS{
			"proc/self/cgroup": file("4:memory:/\n"), "sys/fs/cgroup/memory/memory.limit_in_bytes": file("9223372036854771712\n"),
		}, 0},
		"nonsense": {fstest.MapFS{"proc/self/cgroup": file("4\n0::/a\n"), "sys/fs/cgroup/a/memory.max": file("-\n")}, 0},
	} {
		if got := groupLimit(c.machine); got != c.want {
			t.Errorf("%s: %d MiB, want %d", name, got/mib, c.want/mib)
		}
	}
}

// Whoever sets a limit means it: it is never raised, and what is hashed in leaves room for the rest.
func TestMemoryLimitsAreFollowed(t *testing.T) {
	for name, c := range map[string]struct {
		may           Budget
		hashing, goes int64 // for hashes, and all of Go's with 100 MiB of them
		connections   int
	}{
		"none":                      {Budget{}, 0, 250, 1024},
		"GOMEMLIMIT":                {Budget{runtime: 128 * mib}, 64, 128, 256},
		"a control group":           {Budget{group: 128 * mib}, 64, 80, 256},
		"both":                      {Budget{runtime: 200 * mib, group: 160 * mib}, 80, 100, 320},
		"more than it takes":        {Budget{group: 1024 * mib}, 1024 - 150, 250, 1024},
		"GOMEMLIMIT below the rest": {Budget{runtime: 64 * mib, group: 1024 * mib}, 32, 64, 128},
	} {
		if got := c.may.forHashing(); got != c.hashing*mib {
			t.Errorf("%s: %d MiB for hashing, want %d", name, got/mib, c.hashing)
		}
		if got := c.may.limit(100 * mib); got != c.goes*mib {
			t.Errorf("%s: Go may use %d MiB, want %d", name, got/mib, c.goes)
		}
		if got := c.may.Connections(1024); got != c.connections {
			t.Errorf("%s: %d connections at once, want %d", name, got, c.connections)
		}
	}
}
