package dbtest

import (
	"os"
	"syscall"
)

const (
	memory = "/dev/shm" // a folder that Linux keeps in memory; a container's is often too small
	enough = 1 << 30    // bytes
)

// The temporary folders of a package whose tests open databases stand in memory, unless the environment names a place.
// Each commit still asks for its file to be on the disk, which takes no time there. What has to outlast a crash is tested
// with the whole program, in server/slowtest.
func init() {
	var room syscall.Statfs_t
	if os.Getenv("TMPDIR") != "" || syscall.Statfs(memory, &room) != nil || room.Bavail*uint64(room.Bsize) < enough {
		return
	}
	_ = os.Setenv("TMPDIR", memory)
}
