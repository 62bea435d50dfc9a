package command

import (
	"os"
	"strconv"
	"syscall"
)

// last is the priority at which a process gets what others leave, and next to nothing while they want all.
const last = 19

// giveWay has other processes go first from now on, above all a server for whose people passwords are hashed. Where it can't be had,
// the work is done all the same.
func giveWay() {
	threads, err := os.ReadDir("/proc/self/task") // on Linux each has its own priority, and hands it on to those that it begins
	if err != nil {
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, last)
		return
	}
	for _, thread := range threads {
		if id, err := strconv.Atoi(thread.Name()); err == nil {
			_ = syscall.Setpriority(syscall.PRIO_PROCESS, id, last)
		}
	}
}
