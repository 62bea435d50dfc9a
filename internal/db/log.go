package db

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// logSuffix ends the name of the write-ahead log that stands beside a database.
const logSuffix = "-wal"

// The header of a database says at this place who may write and read it: 2 and 2 are those who know write-ahead logs,
// and that is on the disk before a log is begun; a copy that [Copy] made has 1 and 1 until it is first opened.
const versionsAt = 18

var withoutLog = []byte{1, 1}

// ForeignLog reports whether the log beside the database at path is another database's: a copy was put in place, and
// what the log of its predecessor holds would be mixed into it. It opens nothing of SQLite's and changes nothing.
func ForeignLog(path string) (bool, error) {
	// The log first: a server that starts meanwhile writes the header before it.
	info, err := os.Stat(path + logSuffix)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("can't look at %s: %w", path+logSuffix, Reason(errors.Unwrap(err)))
	}
	file, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("can't look at %s: %w", path, Reason(errors.Unwrap(err)))
	}
	defer file.Close()
	versions := make([]byte, len(withoutLog))
	_, err = file.ReadAt(versions, versionsAt)
	if errors.Is(err, io.EOF) {
		return false, nil // too short for a database, which whoever opens it says
	}
	if err != nil {
		return false, fmt.Errorf("can't look at %s: %w", path, Reason(errors.Unwrap(err)))
	}
	return bytes.Equal(versions, withoutLog), nil
}
