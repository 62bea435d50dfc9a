package memory

import (
	"bufio"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// ForgetProgram has the system no longer count those pages of the program's own file as in use that were read once, such as what a
// start runs through, and fetch those that are needed again from its cache when they are. What fails here changes nothing.
func ForgetProgram() {
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	file, err := os.Open("/proc/self/smaps")
	if err != nil {
		return
	}
	defer file.Close()
	for _, m := range cleanMappings(file, program) {
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, m.start, m.end-m.start, syscall.MADV_DONTNEED)
	}
}

type mapping struct{ start, end uintptr }

// cleanMappings are those of a file that nobody may write to, and that hold nothing but what stands in the file: in a program whose
// place is chosen when it starts, some of it is changed first (man proc_pid_smaps, "Anonymous").
func cleanMappings(smaps io.Reader, path string) (all []mapping) {
	var is mapping
	named := false
	for lines := bufio.NewScanner(smaps); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) < 2 {
			continue
		}
		if from, to, found := strings.Cut(fields[0], "-"); found { // the head of the next one
			start, err1 := strconv.ParseUint(from, 16, strconv.IntSize)
			end, err2 := strconv.ParseUint(to, 16, strconv.IntSize)
			is = mapping{uintptr(start), uintptr(end)}
			named = err1 == nil && err2 == nil && strings.HasPrefix(fields[1], "r") && !strings.Contains(fields[1], "w") &&
				len(fields) == 6 && fields[5] == path
		}
		if named && fields[0] == "Anonymous:" && fields[1] == "0" {
			all = append(all, is)
		}
	}
	return all
}
