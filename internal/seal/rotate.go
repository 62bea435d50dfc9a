package seal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Errors of [Rotate] and [Remove].
var (
	ErrNoKey  = errors.New("the key file holds no key of this id")
	ErrNewest = errors.New("this is the newest key, which seals: rotate first")
	ErrBusy   = errors.New("another process is changing the key file just now: try again")
)

// Rotate puts a new key on top of a key file, and returns its id. The old ones stay. The file is replaced whole, with the owner
// and the mode that it had; of two processes at once one gets [ErrBusy].
func Rotate(path string) (id string, err error) {
	line := NewKeyLine()
	id, _, _ = strings.Cut(line, " ")
	return id, change(path, func(text []byte) ([]byte, error) {
		lines := strings.SplitAfter(string(text), "\n")
		first := slices.IndexFunc(lines, func(l string) bool { return isKey(l) })
		return []byte(strings.Join(slices.Insert(lines, first, line+"\n"), "")), nil
	})
}

// Remove takes an old key out of a key file. The caller knows that nothing rests on it.
func Remove(path, id string) error {
	return change(path, func(text []byte) ([]byte, error) {
		lines := strings.SplitAfter(string(text), "\n")
		of := func(l string) bool { return isKey(l) && strings.HasPrefix(strings.TrimSpace(l), id+" ") }
		switch at := slices.IndexFunc(lines, of); {
		case at < 0:
			return nil, ErrNoKey
		case at == slices.IndexFunc(lines, isKey):
			return nil, ErrNewest
		}
		return []byte(strings.Join(slices.DeleteFunc(lines, of), "")), nil
	})
}

func isKey(line string) bool {
	line = strings.TrimSpace(line)
	return line != "" && !strings.HasPrefix(line, "#")
}

// change replaces a key file that is whole by one that is whole. The folder is locked, so that nobody's change is lost.
func change(path string, to func([]byte) ([]byte, error)) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("changing key file: %w", err)
	}
	defer folder.Close()
	if err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return ErrBusy
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading key file: %w", err)
	}
	if _, err := parse(path, text); err != nil {
		return err
	}
	if !bytes.HasSuffix(text, []byte("\n")) {
		text = append(text, '\n')
	}
	if text, err = to(text); err != nil {
		return err
	}
	if err := replace(path, text); err != nil {
		return fmt.Errorf("writing key file: %w", err)
	}
	_ = folder.Sync() // where the file system can
	return nil
}

func replace(path string, text []byte) error {
	before, err := os.Stat(path)
	if err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".key-*")
	if err != nil {
		return err
	}
	defer os.Remove(draft.Name())
	_, err = draft.Write(text)
	err = errors.Join(err, draft.Chmod(before.Mode().Perm()))
	if of, is := before.Sys().(*syscall.Stat_t); is && os.Geteuid() == 0 { // whoever rotates is root, and the server is not
		err = errors.Join(err, draft.Chown(int(of.Uid), int(of.Gid)))
	}
	if err := errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	return os.Rename(draft.Name(), path)
}

// followed is what a ring knows of its file.
type followed struct {
	mu    sync.Mutex
	seen  stamp
	asked time.Time // when a text last named a key that the ring does not have

	// What was found when a text named an unknown key: it is told to who follows the file next, as if they had found it.
	changed bool
	err     error
}

// stamp tells one file from the one that replaces it.
type stamp struct {
	inode uint64
	size  int64
	at    time.Time
}

func stampOf(path string) (s stamp) {
	if info, err := os.Stat(path); err == nil {
		s.size, s.at = info.Size(), info.ModTime()
		if of, is := info.Sys().(*syscall.Stat_t); is {
			s.inode = of.Ino
		}
	}
	return s
}

// ErrForeign says that another key file stands where the ring's was.
var ErrForeign = errors.New("the key file was exchanged for another one: put back the one that belongs to the database")

// Follow reads the key file anew if it has changed, and reports whether the keys are other ones now. A file that is damaged, or
// that lacks the key that seals, changes nothing: it is an error, once.
func (r *Ring) Follow() (changed bool, err error) {
	r.file.mu.Lock()
	defer r.file.mu.Unlock()
	r.follow()
	changed, err = r.file.changed, r.file.err
	r.file.changed, r.file.err = false, nil
	return changed, err
}

// follow notes what it finds, for who asks next.
func (r *Ring) follow() {
	now := stampOf(r.path)
	if now == r.file.seen {
		return
	}
	r.file.seen = now
	changed, err := r.take()
	r.file.changed, r.file.err = r.file.changed || changed, err
}

// take has the ring hold what stands in its file.
func (r *Ring) take() (changed bool, err error) {
	later, err := Load(r.path)
	if err != nil {
		return false, err
	}
	was, is := r.all(), later.all()
	if !slices.ContainsFunc(is, func(k key) bool { return k.id == was[0].id && bytes.Equal(k.mac, was[0].mac) }) {
		return false, ErrForeign
	}
	r.keys.Store(&is)
	return len(was) != len(is) || was[0].id != is[0].id, nil
}

// look has the ring read its file anew where a text names a key that it does not have: another process may have rotated. Whoever
// makes such texts up has it look once a second.
func (r *Ring) look(id string) {
	if r.has(id) {
		return
	}
	r.file.mu.Lock()
	defer r.file.mu.Unlock()
	if time.Since(r.file.asked) < time.Second {
		return
	}
	r.file.asked = time.Now()
	r.follow()
}

// IDs returns the ids of the keys, the newest first.
func (r *Ring) IDs() (ids []string) {
	for _, k := range r.all() {
		ids = append(ids, k.id)
	}
	return ids
}

// Again seals anew what an older key of the ring has sealed for this place; false where there is nothing to do, or where it does
// not open, which is for [Ring.Check] to tell.
func (r *Ring) Again(text, place string) (sealed string, older bool) {
	if KeyOf(text) == r.all()[0].id {
		return "", false
	}
	plain, err := r.Open(text, place)
	if err != nil {
		return "", false
	}
	return r.Seal(plain, place), true
}
