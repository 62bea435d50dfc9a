package memory

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const mapped = `00400000-00500000 r-xp 00000000 fe:00 7 /bin/latchkey
Rss:                 512 kB
Anonymous:             0 kB
00500000-00600000 r--p 00100000 fe:00 7 /bin/latchkey
Anonymous:             0 kB
00600000-00700000 r--p 00200000 fe:00 7 /bin/latchkey
Anonymous:             8 kB
00700000-00800000 rw-p 00300000 fe:00 7 /bin/latchkey
Anonymous:             0 kB
00800000-00900000 rw-p 00000000 00:00 0
Anonymous:             0 kB
00900000-00a00000 r--p 00000000 fe:00 8 /lib/other
Anonymous:             0 kB
00a00000-00b00000 ---p 00000000 fe:00 7 /bin/latchkey
Anonymous:             0 kB
`

// What was written to since it was read from the file would be lost, and the program with it.
func TestOnlyWhatStandsInTheFileIsForgotten(t *testing.T) {
	t.Parallel()
	got := cleanMappings(strings.NewReader(mapped), "/bin/latchkey")
	if want := []mapping{{0x400000, 0x500000}, {0x500000, 0x600000}}; !slices.Equal(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
}

// A program goes on as before, with less of its file in memory.
func TestAProgramThatRestsHasLessOfItsFileInMemory(t *testing.T) {
	t.Parallel()
	for range 20 { // other tests run meanwhile, and need what they run through
		before := ofItsFile(t)
		ForgetProgram()
		if ofItsFile(t) < before {
			return
		}
	}
	t.Error("it has as much of it as before")
}

// ofItsFile is how much of this program's file, and of others, is in memory, in KiB.
func ofItsFile(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "RssFile:")
	n, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return n
}
