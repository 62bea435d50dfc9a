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
	"time"

	"latchkey/internal/db"
)

// Found is what stands in the folder, held against the rows.
type Found struct {
	Contents int // that are named
	Bytes    int64
	Lost     []Lost
	Orphans  int // contents that nothing names
}

// Lost is an attachment without its content.
type Lost struct {
	Attachment
	Damaged bool // it is there, and is another one
}

// String says which it is, for the host.
func (l Lost) String() string {
	what := "missing"
	if l.Damaged {
		what = "damaged"
	}
	return fmt.Sprintf("%q of %s %s is %s (%s/%s)", l.Name, l.Owner.Kind, l.Owner.ID, what, Folder, l.Hash)
}

// Check holds the folder against the rows: that each has its content, of its size. Thorough reads all of them, and knows what
// was changed; it also counts what nothing names.
func (f *Files) Check(ctx context.Context, tx db.Reader, thorough bool) (found Found, err error) {
	known := map[string]bool{}
	err = contents(ctx, tx, func(a Attachment) error {
		found.Contents, found.Bytes, known[a.Hash] = found.Contents+1, found.Bytes+a.Size, true
		there, damaged, err := see(f.path(a.Hash), a, thorough)
		if !there || damaged {
			found.Lost = append(found.Lost, Lost{Attachment: a, Damaged: damaged})
		}
		return err
	})
	if err != nil || !thorough {
		return found, err
	}
	return found, f.each(func(name string, _ time.Time) error {
		if !strings.HasPrefix(name, draftPrefix) && !known[name] {
			found.Orphans++
		}
		return nil
	})
}

func see(path string, a Attachment, thorough bool) (there, damaged bool, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, false, nil
	}
	if err != nil {
		return false, false, db.Reason(err)
	}
	if info.Size() != a.Size || !thorough {
		return true, info.Size() != a.Size, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return false, false, db.Reason(err)
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return false, false, db.Reason(err)
	}
	return true, hex.EncodeToString(sum.Sum(nil)) != a.Hash, nil
}

// Kept reports whether a database keeps attachments at all: a copy may be of an earlier version.
func Kept(ctx context.Context, tx db.Reader) (bool, error) { return db.HasTable(ctx, tx, "attachment") }

// Copy hands every content that a database names to add, from the folder of a data folder, and sees that each is whole: what
// is not is returned as lost once all are through, and add is called for none of these. The caller holds the folder ([Pin]).
func Copy(ctx context.Context, tx db.Reader, data string, add func(a Attachment, content io.Reader) error) (lost []Lost, err error) {
	err = contents(ctx, tx, func(a Attachment) error {
		path := contentPath(filepath.Join(data, Folder), a.Hash)
		there, damaged, err := see(path, a, true)
		if err != nil {
			return err
		}
		if !there || damaged {
			lost = append(lost, Lost{Attachment: a, Damaged: damaged})
			return nil
		}
		file, err := os.Open(path)
		if err != nil {
			return db.Reason(err)
		}
		defer file.Close()
		return add(a, file)
	})
	return lost, err
}
