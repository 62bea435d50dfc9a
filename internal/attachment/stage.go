package attachment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"latchkey/internal/db"

	"github.com/gabriel-vasile/mimetype"
)

const (
	// draftPrefix begins the names of files that are not attached yet. No hash begins so.
	draftPrefix = "draft-"
	// headSize is how much of a file tells its type.
	headSize = 3072
	// reserve is how much of the disk is left to the database: what people attach never fills it to the last byte.
	reserve = 64 << 20
)

// Staged is a file that has come in and is not attached yet: it stands in the folder under a name of its own.
type Staged struct {
	Name, Type, Hash string // as of [Attachment]
	Size             int64

	draft  string // its path; "" once it is discarded
	placed *Files // where its content was put because of it; nil if it was there, or nowhere
}

// Discard takes the temporary file away. The caller calls it in any case, once the file is attached or not: [Files.Clear] then
// deletes a content that was placed for it and that nothing names.
func (s *Staged) Discard() {
	if s.placed != nil {
		s.placed.free(s.Hash)
		s.placed = nil
	}
	if s.draft != "" {
		_ = os.Remove(s.draft)
		s.draft = ""
	}
}

// readError is a failure of what content is read from, not of the disk.
type readError struct{ error }

func (e readError) Unwrap() error { return e.error }

// Stage takes content in, as it comes, up to most bytes. It returns [ErrEmpty], [ErrTooLarge], what reading content failed with,
// or an error of [db.Reason]; [db.ErrFull] also where so little room is left that the database would suffer.
func (f *Files) Stage(_ context.Context, name string, content io.Reader, most int64) (*Staged, error) {
	draft, err := f.draft()
	if err != nil {
		return nil, db.Reason(err)
	}
	s := &Staged{Name: CleanName(name), draft: draft.Name()}
	err = s.fill(draft, content, most)
	if closed := draft.Close(); err == nil {
		err = closed
	}
	if err == nil {
		return s, nil
	}
	s.Discard()
	var failed readError
	if errors.As(err, &failed) {
		return nil, failed.error
	}
	return nil, db.Reason(err)
}

// draft makes an empty file, where there is room.
func (f *Files) draft() (*os.File, error) {
	if err := os.MkdirAll(f.folder(), 0o700); err != nil {
		return nil, err
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(f.folder(), &disk); err == nil && room(disk) < reserve {
		return nil, fmt.Errorf("%w (less than %d MiB are left for the database)", db.ErrFull, reserve>>20)
	}
	return os.CreateTemp(f.folder(), draftPrefix)
}

// room is how many bytes of a disk can be written.
func room(disk syscall.Statfs_t) uint64 { return uint64(disk.Bavail) * uint64(disk.Bsize) }

// fill writes content to the draft, and says what it is.
func (s *Staged) fill(draft *os.File, content io.Reader, most int64) error {
	var head []byte
	sum, buffer := sha256.New(), make([]byte, 32<<10)
	for {
		n, failed := content.Read(buffer)
		if s.Size += int64(n); s.Size > most {
			return ErrTooLarge
		}
		if want := headSize - len(head); want > 0 {
			head = append(head, buffer[:min(n, want)]...)
		}
		sum.Write(buffer[:n])
		if _, err := draft.Write(buffer[:n]); err != nil {
			return err
		}
		if errors.Is(failed, io.EOF) {
			break
		}
		if failed != nil {
			return readError{failed}
		}
	}
	if s.Size == 0 {
		return ErrEmpty
	}
	s.Hash = hex.EncodeToString(sum.Sum(nil))
	s.Type, _, _ = strings.Cut(mimetype.Detect(head).String(), ";")
	return draft.Sync()
}

// Place gives files their names in the folder, before the transaction that attaches them: a disk that is slow keeps nobody
// else from writing then. It may return the errors of [db.Reason].
func (f *Files) Place(files ...*Staged) error {
	for _, s := range files {
		if err := f.place(s); err != nil {
			return err
		}
	}
	return nil
}

// place has the content stand under its hash, on the disk.
func (f *Files) place(s *Staged) error {
	path := f.path(s.Hash)
	if info, err := os.Stat(path); err == nil && info.Size() == s.Size {
		return nil // the same content, of somebody else's or placed before
	}
	if s.draft == "" {
		return ErrNotPlaced
	}
	name := s.draft + "-placed" // the draft stays, should the content be cleared again before it is attached
	if err := twin(s.draft, name); err != nil {
		return db.Reason(err)
	}
	if err := os.Rename(name, path); err != nil {
		return db.Reason(errors.Join(err, os.Remove(name)))
	}
	s.placed = f
	return db.Reason(syncFolder(f.folder()))
}

// twin gives a file a second name; a copy where the disk knows no links.
func twin(from, to string) error {
	if err := os.Link(from, to); err == nil {
		return nil
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err = io.Copy(out, in); err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// path is where a content stands. A hash that is none leads nowhere.
func (f *Files) path(hash string) string { return contentPath(f.folder(), hash) }

func contentPath(folder, hash string) string {
	if raw, err := hex.DecodeString(hash); err != nil || len(raw) != sha256.Size {
		return filepath.Join(folder, "none")
	}
	return filepath.Join(folder, hash)
}

// Open opens the content of an attachment; [ErrNone] if it is not there. The caller closes it.
func (f *Files) Open(a Attachment) (*os.File, error) {
	file, err := os.Open(f.path(a.Hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	if err != nil {
		return nil, db.Reason(err)
	}
	return file, nil
}
