package host

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"latchkey/internal/attachment"
	"latchkey/internal/db"
)

// stageFolder is where a backup is unpacked and checked, in the data folder, before anything in that is touched.
const stageFolder = "restore.part"

var sqliteHead = []byte("SQLite format 3\x00")

// unpack puts what the backup holds into a folder. Whole says that it holds what is attached, too.
func (p PutBack) unpack(ctx context.Context, stage string) (whole bool, err error) {
	file, err := os.Open(p.From)
	if err != nil {
		return false, db.Reason(err)
	}
	defer file.Close()
	head := make([]byte, 512)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, fmt.Errorf("%s is empty, or can't be read: %w", p.From, db.Reason(err))
	}
	content := untilDone{ctx, io.MultiReader(bytes.NewReader(head[:n]), file)}
	switch {
	case bytes.HasPrefix(head, sqliteHead):
		if err := p.besideLog(); err != nil {
			return false, err
		}
		if err := write(filepath.Join(stage, DatabaseFile), content); err != nil {
			return false, fmt.Errorf("the data folder can't be written to: %w", db.Reason(err))
		}
		return false, twins(filepath.Join(p.Data, attachment.Folder), filepath.Join(stage, attachment.Folder))
	case bytes.HasPrefix(head, []byte(ageHead)):
		plain, err := p.decrypted(content)
		if err == nil {
			err = p.untar(plain, stage)
		}
		return true, err
	case n == len(head) && string(head[257:262]) == "ustar":
		return true, p.untar(content, stage)
	}
	return false, fmt.Errorf("%s is no backup that Latchkey has written: neither an archive nor a database", p.From)
}

// untilDone reads until a context ends: a backup may be of gigabytes.
type untilDone struct {
	ctx context.Context
	io.Reader
}

func (r untilDone) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// besideLog refuses a database that is somebody's at work: a part of it stands in its log.
func (p PutBack) besideLog() error {
	info, there, err := stat(p.From + "-wal")
	if err == nil && there && info.Size() > 0 {
		err = fmt.Errorf("%s has a log beside it, so it is a database and no backup: make one of it with latchkey backup", p.From)
	}
	return err
}

func (p PutBack) untar(content io.Reader, stage string) error {
	database := false
	for archive := tar.NewReader(content); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) && database {
			_, err = io.Copy(io.Discard, content) // to the end of what is encrypted, which says that it is the end
			if err == nil {
				return nil
			}
			err = io.ErrUnexpectedEOF
		}
		if err == nil && header.Typeflag == tar.TypeDir && header.Name == attachment.Folder+"/" {
			err = os.Mkdir(filepath.Join(stage, attachment.Folder), 0o700)
		} else if err == nil {
			err = member(header, archive, stage)
			database = database || header.Name == DatabaseFile
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, tar.ErrHeader) {
			return fmt.Errorf("%s is not whole: it was cut off, or changed, on its way", p.From)
		}
		if err != nil {
			return fmt.Errorf("%s can't be unpacked: %w", p.From, db.Reason(err))
		}
	}
}

// member unpacks one file of an archive: the database, a key, or what is attached, which has to be what its name says.
func member(header *tar.Header, content io.Reader, stage string) error {
	folder, name := filepath.Split(header.Name)
	switch {
	case header.Typeflag != tar.TypeReg:
	case header.Name == DatabaseFile, header.Name == keyFile:
		return write(filepath.Join(stage, header.Name), content)
	case folder == attachment.Folder+"/":
		if raw, err := hex.DecodeString(name); err != nil || len(raw) != sha256.Size {
			break
		}
		sum := sha256.New()
		err := write(filepath.Join(stage, attachment.Folder, name), io.TeeReader(content, sum))
		if err == nil && hex.EncodeToString(sum.Sum(nil)) != name {
			err = fmt.Errorf("%s in it is not what it was", header.Name)
		}
		return err
	}
	return fmt.Errorf("there is %q in it, which no backup of Latchkey has", header.Name)
}

// write writes a new file, for its owner only, on to the disk.
func write(path string, content io.Reader) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	return errors.Join(err, file.Sync(), file.Close())
}

// twins gives every file of a folder a second name in another, or copies it where the disk can't do that: a database by itself
// comes without what is attached, which never changes.
func twins(from, to string) error {
	entries, err := os.ReadDir(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err := errors.Join(err, os.Mkdir(to, 0o700)); err != nil {
		return db.Reason(err)
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if err := twin(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return db.Reason(err)
		}
	}
	return nil
}

func twin(from, to string) error {
	if os.Link(from, to) == nil {
		return nil
	}
	file, err := os.Open(from)
	if err != nil {
		return err
	}
	defer file.Close()
	return write(to, file)
}

// takeKey has the key that fits stand among what is put back, unless it stands in the data folder already.
func takeKey(key, stage, data string) error {
	to := filepath.Join(stage, keyFile)
	if key == to {
		return nil
	}
	if err := os.Remove(to); err != nil && !errors.Is(err, os.ErrNotExist) { // another one, of the backup
		return err
	}
	if here, err := os.Stat(filepath.Join(data, keyFile)); err == nil {
		if named, err := os.Stat(key); err == nil && os.SameFile(here, named) {
			return nil
		}
	}
	file, err := os.Open(key)
	if err != nil {
		return err
	}
	defer file.Close()
	return write(to, file)
}

// settleFolder gives all of it to whom the data folder belongs, and has it on the disk.
func settleFolder(stage, data string) error {
	return filepath.WalkDir(stage, func(path string, e os.DirEntry, err error) error {
		if err == nil {
			err = give(path, data)
		}
		if err != nil || !e.IsDir() {
			return err
		}
		folder, err := os.Open(path)
		if err != nil {
			return err
		}
		_ = folder.Sync() // where the file system can
		return folder.Close()
	})
}

// give gives a file to whom the data folder belongs, where it is root who puts a backup back.
func give(path, data string) error {
	info, err := os.Stat(data)
	if err != nil || os.Geteuid() != 0 {
		return err
	}
	if of, is := info.Sys().(*syscall.Stat_t); is {
		return os.Lchown(path, int(of.Uid), int(of.Gid))
	}
	return nil
}
