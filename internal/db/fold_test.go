package db

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// What was taken away for good is gone from the log too when a part of it is being folded just then, and nobody who writes waits for that.
func TestTheLogIsEmptiedAfterWhatIsBeingFolded(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "latchkey.db")
	d, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	d.folding.Lock()
	d.unfolded.Store(false)
	done := make(chan error, 1)
	go func() { done <- d.FoldLog(t.Context()) }()
	for !d.unfolded.Load() {
		time.Sleep(time.Millisecond)
	}
	for end := time.Now().Add(100 * time.Millisecond); time.Now().Before(end); {
		err = errors.Join(err, d.InTx(t.Context(), func(ctx context.Context, tx Tx) error {
			return tx.Do(ctx, "setting", `INSERT INTO setting (name, value) VALUES ('brand.name', 'x') ON CONFLICT (name) DO UPDATE SET value = 'y'`)
		}))
	}
	early := len(done) > 0
	d.folding.Unlock()
	if err := errors.Join(err, <-done); err != nil || early {
		t.Errorf("it did not wait: %v, %v", early, err)
	}
	if info, err := os.Stat(path + logSuffix); err != nil || info.Size() != 0 || d.unfolded.Load() {
		t.Errorf("something is left: %v, %v", info, err)
	}
}
