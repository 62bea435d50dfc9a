package command

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// Whoever checks a database beside the server that uses it takes nothing from those who sign in.
func TestACheckGivesWay(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("threads are asked for their priorities as Linux tells them")
	}
	if os.Getenv("LATCHKEY_GIVES_WAY") != "" {
		giveWay()
		fmt.Println("threads that go first:", goFirst(t))
		return
	}
	t.Parallel()
	self := exec.Command(os.Args[0], "-test.run=^TestACheckGivesWay$")
	self.Env = append(os.Environ(), "LATCHKEY_GIVES_WAY=yes")
	said, err := self.CombinedOutput()
	if err != nil || !strings.Contains(string(said), "threads that go first: 0\n") {
		t.Errorf("%v\n%s", err, said)
	}
}

// goFirst counts the threads of this process, those included that begin now, that wait for nobody.
func goFirst(t *testing.T) (n int) {
	t.Helper()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { runtime.LockOSThread(); syscall.Getppid() })
	}
	all.Wait()
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	for _, thread := range threads {
		id, _ := strconv.Atoi(thread.Name())
		// The call tells 20 less the priority, so that no priority looks like an error.
		if p, err := syscall.Getpriority(syscall.PRIO_PROCESS, id); err == nil && p != 20-last {
			n++
		}
	}
	return n
}

func TestOnlyACheckGivesWay(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"check", "--data", t.TempDir()}, {"version"}} {
		asked := false
		Run(t.Context(), Console{
			In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Env: func(string) string { return "" },
			GiveWay: func() { asked = true },
		}, args)
		if asked != (args[0] == "check") {
			t.Errorf("%v: gives way: %v", args, asked)
		}
	}
}
