package attachment

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"latchkey/internal/db"
)

// keepOrphans is how long what nobody names stays: what is being attached just now has no row yet.
const keepOrphans = 24 * time.Hour

// errPinned means that a backup is being made of the folder.
var errPinned = errors.New("the contents are pinned for a backup")

// Pin keeps every content below a data folder from being deleted, by this process or another, until release is called: a
// copy that is being made of the database names what stands there now.
func Pin(ctx context.Context, data string) (release func(), err error) {
	folder, err := os.Open(filepath.Join(data, Folder))
	if errors.Is(err, fs.ErrNotExist) {
		return func() {}, nil
	}
	if err != nil {
		return nil, db.Reason(err)
	}
	for {
		err := syscall.Flock(int(folder.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
		if err == nil {
			return func() { _ = folder.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, db.Reason(errors.Join(err, folder.Close()))
		}
		select { // it is held for a moment at a time, to delete
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), folder.Close())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Clear deletes the contents of rows that were taken away or never written, if nothing else has them. Whoever calls
// [Files.Remove] or [Staged.Discard] calls it after the transaction; what is left, as while a backup is made, goes the next time.
func (f *Files) Clear(ctx context.Context) error {
	f.mu.Lock()
	due := slices.Collect(maps.Keys(f.freed))
	f.mu.Unlock()
	for _, hash := range due {
		err := f.clear(ctx, hash)
		if errors.Is(err, errPinned) {
			return nil
		}
		if err != nil {
			return err
		}
		f.mu.Lock()
		delete(f.freed, hash)
		f.mu.Unlock()
	}
	return nil
}

// clear deletes a content that nothing names. Nobody attaches one meanwhile: that takes a transaction too.
func (f *Files) clear(ctx context.Context, hash string) error {
	if is, err := named(ctx, f.DB.Read(), hash); err != nil || is { // nobody waits for the writer then
		return err
	}
	return f.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if is, err := named(ctx, tx, hash); err != nil || is {
			return err
		}
		release, err := f.lock()
		if err != nil {
			return err
		}
		defer release()
		err = os.Remove(f.path(hash))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return db.Reason(err)
	})
}

// lock keeps backups out; errPinned if one is being made.
func (f *Files) lock() (release func(), err error) {
	folder, err := os.Open(f.folder())
	if errors.Is(err, fs.ErrNotExist) {
		return func() {}, nil
	}
	if err != nil {
		return nil, db.Reason(err)
	}
	err = syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errPinned
	}
	if err != nil {
		return nil, errors.Join(err, folder.Close())
	}
	return func() { _ = folder.Close() }, nil
}

// Sweep deletes what has stood in the folder for a day without being attached: drafts of requests that were cut off, and
// contents whose row was never written. It looks once a day, however often it is called.
func (f *Files) Sweep(ctx context.Context) error {
	f.mu.Lock()
	due := time.Since(f.swept) >= keepOrphans
	if due {
		f.swept = time.Now()
	}
	f.mu.Unlock()
	if !due {
		return nil
	}
	return f.each(func(name string, at time.Time) error {
		if time.Since(at) < keepOrphans || ctx.Err() != nil {
			return ctx.Err()
		}
		if strings.HasPrefix(name, draftPrefix) {
			return os.Remove(filepath.Join(f.folder(), name))
		}
		if is, err := named(ctx, f.DB.Read(), name); err != nil || is {
			return err
		}
		err := f.clear(ctx, name)
		if errors.Is(err, errPinned) {
			return nil
		}
		return err
	})
}

// each calls do for every draft and every content in the folder.
func (f *Files) each(do func(name string, at time.Time) error) error {
	folder, err := os.Open(f.folder())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return db.Reason(err)
	}
	defer folder.Close()
	for {
		some, err := folder.ReadDir(500)
		for _, entry := range some {
			ours := strings.HasPrefix(entry.Name(), draftPrefix) || f.path(entry.Name()) == filepath.Join(f.folder(), entry.Name())
			info, gone := entry.Info()
			if !ours || gone != nil || !info.Mode().IsRegular() {
				continue
			}
			if err := do(entry.Name(), info.ModTime()); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return db.Reason(err)
		}
	}
}
