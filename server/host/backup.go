package host

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"latchkey/internal/attachment"
	"latchkey/internal/db"
)

// BackupOptions say how a backup is made.
type BackupOptions struct {
	// SkipDamaged leaves attached files out that are missing or damaged. Otherwise there is no backup then.
	SkipDamaged bool
	// Recipients are public keys of age, to whom it is encrypted. Then the key file is in it, too.
	Recipients []string
}

// Backup copies the database of a data folder and all that is attached into a new file, a tar archive to be unpacked in a data
// folder, whichever version of this program made it, while a server may run. It changes nothing in the folder, and either the
// archive is whole or there is none: see [db.Archive]. It returns the attached files that are not in it.
func Backup(ctx context.Context, data, to string, o BackupOptions) (left []attachment.Lost, err error) {
	towards, err := recipients(o.Recipients)
	if err != nil {
		return nil, err
	}
	f, err := look(data)
	if err == nil && (!f.database || len(towards) > 0) {
		err = f.existing()
	}
	if err != nil {
		return nil, err
	}
	release, err := attachment.Pin(ctx, data) // what the copy will name is not deleted before it is in the archive
	if err != nil {
		return nil, err
	}
	defer release()
	err = db.Archive(ctx, f.file(DatabaseFile), to, func(copied string, r db.Reader, into io.Writer) error {
		sealed, err := encrypted(into, towards)
		if err != nil {
			return err
		}
		archive := tar.NewWriter(sealed)
		err = packOne(archive, DatabaseFile, copied)
		if err == nil && len(towards) > 0 {
			err = packOne(archive, keyFile, f.file(keyFile))
		}
		if err != nil {
			return fmt.Errorf("can't write %s: %w", to, db.Reason(err))
		}
		left, err = packFiles(ctx, archive, r, data)
		if err != nil {
			return fmt.Errorf("can't write %s: %w", to, db.Reason(err))
		}
		if len(left) > 0 && !o.SkipDamaged {
			return missing(left)
		}
		return db.Reason(errors.Join(archive.Close(), sealed.Close()))
	})
	return left, err
}

// packOne packs one file under this name.
func packOne(archive *tar.Writer, name, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	return pack(archive, name, info.Size(), file)
}

// packFiles packs the contents that a copy of the database names.
func packFiles(ctx context.Context, archive *tar.Writer, r db.Reader, data string) (left []attachment.Lost, err error) {
	if is, err := attachment.Kept(ctx, r); err != nil || !is { // a copy of an earlier version
		return nil, err
	}
	folder := tar.Header{Typeflag: tar.TypeDir, Name: attachment.Folder + "/", Mode: 0o700, ModTime: time.Now()}
	if err := archive.WriteHeader(&folder); err != nil {
		return nil, err
	}
	return attachment.Copy(ctx, r, data, func(a attachment.Attachment, content io.Reader) error {
		return pack(archive, attachment.Folder+"/"+a.Hash, a.Size, content)
	})
}

func pack(archive *tar.Writer, name string, size int64, content io.Reader) error {
	header := tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: time.Now()}
	if err := archive.WriteHeader(&header); err != nil {
		return err
	}
	_, err := io.Copy(archive, content)
	return err
}

// missing says which files keep a backup from being whole.
func missing(left []attachment.Lost) error {
	return fmt.Errorf("%d attached files are missing or damaged, so there is no backup: %s. Put them back, or make one without "+
		"them with --skip-damaged", len(left), strings.Join(Named(left), "; "))
}

// Named says which attached files were lost, the first of them.
func Named(left []attachment.Lost) (names []string) {
	const most = 10
	for i, l := range left {
		if i == most {
			return append(names, fmt.Sprintf("and %d more", len(left)-most))
		}
		names = append(names, l.String())
	}
	return names
}

// isArchive reports whether a file is a tar archive, by the mark at its place (POSIX.1-1988).
func isArchive(path string) (bool, error) {
	const at, mark = 257, "ustar"
	file, err := os.Open(path)
	if err != nil {
		return false, db.Reason(err)
	}
	defer file.Close()
	found := make([]byte, len(mark))
	n, _ := file.ReadAt(found, at)
	return n == len(mark) && string(found) == mark, nil
}
