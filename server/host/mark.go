package host

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/restore"
)

// markFile is the name of the audit log's mark in the data folder.
const markFile = "audit.mark"

// markEvery is how long the mark may be behind the log.
const markEvery = 10 * time.Second

// mark keeps the audit log's mark up to date.
type mark struct {
	host *Host
	data string

	mu      sync.Mutex
	written *audit.Mark // nil: nothing yet
}

// readMark is the mark as it stands in a data folder; "" if there is none.
func readMark(data string) (string, error) {
	text, err := os.ReadFile(filepath.Join(data, markFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("reading the audit log's mark: %w", err)
	}
	if text := strings.TrimSpace(string(text)); text != "" {
		return text, nil
	}
	return "empty", nil // is no mark, and not none
}

// Noticed returns why the database of a data folder counts as put back; "" if it does not.
func (h *Host) Noticed(ctx context.Context, data string) (restore.Why, error) {
	sealed, err := readMark(data)
	if err != nil {
		return "", err
	}
	return h.Restore.Noticed(ctx, sealed)
}

// begin sees whether the database was put back, acts on it, and writes the mark, before anybody is served. It returns
// what was noticed.
func (m *mark) begin(ctx context.Context) (restore.Why, error) {
	why, err := m.host.Noticed(ctx, m.data)
	if err != nil {
		return "", err
	}
	if why == "" { // before the row that says that there is one: a start that is cut off in between is no restore
		if err := m.keep(ctx); err != nil {
			return "", err
		}
	}
	if err := m.host.Restore.Begin(ctx, why); err != nil {
		return "", err
	}
	return why, m.keep(ctx)
}

// openMarked opens the data folder, and deals with a database that was put back.
func (o Options) openMarked(ctx context.Context, log *slog.Logger) (*Host, *mark, error) {
	h, err := o.open(ctx, log)
	if err != nil {
		return nil, nil, err
	}
	var why restore.Why
	marked := &mark{host: h, data: o.Data}
	if err = o.ownPeople(ctx, h); err == nil {
		why, err = marked.begin(ctx)
	}
	if err != nil {
		return nil, nil, errors.Join(err, h.DB.Close())
	}
	warn(log, putBack(why), h.withoutFiles(ctx, why))
	return h, marked, nil
}

// follow keeps the mark until ctx ends.
func (m *mark) follow(ctx context.Context) { m.host.every(ctx, markEvery, job{markJob, m.keep}) }

const markJob = "keep-audit-mark"

// tryToKeep writes the mark if it can: one that is behind the log is no harm.
func (m *mark) tryToKeep(ctx context.Context) { m.host.run(ctx, markJob, m.keep) }

// keep writes the mark if the log has come further than it says.
func (m *mark) keep(ctx context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	now, err := m.host.Audit.Mark(ctx, m.host.DB.Read())
	if m.written == nil {
		m.written = m.kept()
	}
	if err != nil || m.written != nil && *m.written == now {
		return err
	}
	sealed, err := m.host.Audit.SealMark(now)
	if err != nil {
		return err
	}
	if err := replaceFile(filepath.Join(m.data, markFile), sealed+"\n"); err != nil {
		return fmt.Errorf("writing the audit log's mark: %w", db.Reason(err))
	}
	m.written = &now
	return nil
}

// kept is the mark that an earlier start left; nil if there is none.
func (m *mark) kept() *audit.Mark {
	sealed, err := readMark(m.data)
	if err != nil {
		return nil
	}
	if kept, opened := m.host.Audit.OpenMark(sealed); opened {
		return &kept
	}
	return nil
}

// replaceFile writes beside the path and renames, so that there is always a whole file, also after a power cut.
func replaceFile(path, text string) error {
	draft, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	_, err = draft.WriteString(text)
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Rename(draft.Name(), path); err != nil {
		return err
	}
	if folder, err := os.Open(filepath.Dir(path)); err == nil {
		_ = folder.Sync() // where the file system can
		_ = folder.Close()
	}
	return nil
}
