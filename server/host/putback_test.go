package host

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"latchkey/internal/clock"
	"latchkey/internal/password"
)

// Cut off behind each move, the folder is refused, and the moves that are left make it whole.
func TestARestoreIsFinishedFromWhereverItWasCutOff(t *testing.T) {
	t.Parallel()
	for done := 0; ; done++ {
		data := filepath.Join(t.TempDir(), "data")
		h, err := Open(t.Context(), io.Discard, data, clock.System(), password.Options{Memory: 64})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.DB.Close(); err != nil {
			t.Fatal(err)
		}
		backup := filepath.Join(t.TempDir(), "backup.tar")
		if _, err := Backup(t.Context(), data, backup, BackupOptions{}); err != nil {
			t.Fatal(err)
		}
		p, stage := PutBack{From: backup, Data: data}, filepath.Join(data, stageFolder)
		if err := os.Mkdir(stage, 0o700); err != nil {
			t.Fatal(err)
		}
		if _, err := p.prepare(t.Context(), stage); err != nil {
			t.Fatal(err)
		}
		j, err := p.plan(stage)
		if err != nil {
			t.Fatal(err)
		}
		if err := j.write(data); err != nil {
			t.Fatal(err)
		}
		steps := j.steps(data)
		if done == len(steps) {
			return
		}
		for _, step := range steps[:done] {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := OpenExisting(t.Context(), io.Discard, data); err == nil {
			t.Errorf("after %d moves it is opened", done)
		}
		finished, err := p.Run(t.Context())
		if err != nil || !finished.Finished {
			t.Fatalf("after %d moves: %+v, %v", done, finished, err)
		}
		for _, folder := range []string{data, finished.Aside} {
			h, err := OpenExisting(t.Context(), io.Discard, folder)
			if err != nil {
				t.Fatalf("after %d moves, %s: %v", done, folder, err)
			}
			if err := h.DB.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// A folder in which a first restore was cut off before it was whole is not begun anew as an empty host.
func TestAFolderThatARestoreWasCutOffInIsNoNewHost(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if err := os.Mkdir(filepath.Join(data, stageFolder), 0o700); err != nil {
		t.Fatal(err)
	}
	if h, err := Open(t.Context(), io.Discard, data, clock.System(), password.Options{Memory: 64}); err == nil {
		t.Errorf("it was begun anew: %v", h.DB.Close())
	}
}
