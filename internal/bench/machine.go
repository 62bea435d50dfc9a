package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// machine says what all was measured on.
func (b *bench) machine() error {
	synced, err := syncTime(b.dir)
	if err != nil {
		return err
	}
	b.note("date", "%s", time.Now().UTC().Format(time.DateOnly))
	b.note("processor", "%d cores of %s", runtime.NumCPU(), field("/proc/cpuinfo", "model name"))
	b.note("memory", "%s", field("/proc/meminfo", "MemTotal"))
	b.note("the disk's sync, median (ms)", "%.2f", synced)
	b.note("Go", "%s %s/%s, %d processors", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0))
	return nil
}

// field is a line's value in a file of /proc; "unknown" if there is none.
func field(file, name string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(text)) {
		if key, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// syncTime is how long the disk takes to keep a page that was written, in milliseconds.
func syncTime(dir string) (float64, error) {
	file, err := os.Create(filepath.Join(dir, "synced"))
	if err != nil {
		return 0, err
	}
	defer file.Close()
	times := make([]float64, 50)
	for i := range times {
		if _, err := file.Write(make([]byte, 4096)); err != nil {
			return 0, fmt.Errorf("timing the disk: %w", err)
		}
		began := time.Now()
		if err := file.Sync(); err != nil {
			return 0, fmt.Errorf("timing the disk: %w", err)
		}
		times[i] = milliseconds(time.Since(began))
	}
	return median(times), nil
}
