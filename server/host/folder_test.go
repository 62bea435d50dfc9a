package host

import (
	"bytes"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/internal/clock"
	"latchkey/internal/password"
)

// folderCase is what stands in a data folder, by name, and with what words it is refused: "" if it is served.
type folderCase struct {
	files               map[string][]byte
	refused, refusedNew string // without and with --new
}

// What was lost is not begun anew without a word: an empty host would take its place, with a link on the console that
// makes anybody its administrator.
func TestOnlyAFolderThatIsWholeIsServed(t *testing.T) {
	t.Parallel()
	key, database := wholeFolder(t)
	bare := bareDatabase(t)
	copied := bytes.Clone(database)
	copy(copied[18:], []byte{1, 1}) // as in a backup
	const foreign = "is a copy that was put in place"
	for name, c := range map[string]folderCase{
		"nothing yet":             {nil, "", ""},
		"as it was left":          {map[string][]byte{"key": key, "latchkey.db": database}, "", "start without --new"},
		"a key alone":             {map[string][]byte{"key": key}, "its database is missing", ""},
		"an empty database":       {map[string][]byte{"key": key, "latchkey.db": {}}, "is empty", "is empty"},
		"an empty one, no key":    {map[string][]byte{"latchkey.db": {}}, "is empty", "is empty"},
		"half a database":         {map[string][]byte{"key": key, "latchkey.db": database[:512]}, "damaged", "start without --new"},
		"a database alone":        {map[string][]byte{"latchkey.db": database}, "key is missing", "start without --new"},
		"a log alone":             {map[string][]byte{"key": key, "latchkey.db-wal": {1}}, "its log stands there", "its log stands there"},
		"a mark alone":            {map[string][]byte{markFile: {1}}, "the mark of its audit log", "the mark of its audit log"},
		"a key and a mark":        {map[string][]byte{"key": key, markFile: {1}}, "its database is missing", "the mark of its audit log"},
		"cut off, before its key": {map[string][]byte{unfinishedFile: {}}, "", ""},
		"cut off, after its key":  {map[string][]byte{unfinishedFile: {}, "key": key}, "", ""},
		"cut off, in the middle":  {map[string][]byte{unfinishedFile: {}, "key": key, "latchkey.db": {}, "latchkey.db-wal": {}}, "", ""},
		"cut off, at the end":     {map[string][]byte{unfinishedFile: {}, "key": key, "latchkey.db": database}, "", ""},
		"cut off, without tables": {map[string][]byte{unfinishedFile: {}, "key": key, "latchkey.db": bare}, "", ""},
		"without tables":          {map[string][]byte{"key": key, "latchkey.db": bare}, "no tables", "start without --new"},

		"a copy":                {map[string][]byte{"key": key, "latchkey.db": copied}, "", "start without --new"},
		"a copy, an empty log":  {map[string][]byte{"key": key, "latchkey.db": copied, "latchkey.db-wal": {}}, "", "start without --new"},
		"a copy, another's log": {map[string][]byte{"key": key, "latchkey.db": copied, "latchkey.db-wal": {1}}, foreign, foreign},
		"as it was left, a log": {map[string][]byte{"key": key, "latchkey.db": database, "latchkey.db-wal": {1}}, "", "start without --new"},
		"cut off, another's log": {
			map[string][]byte{unfinishedFile: {}, "key": key, "latchkey.db": copied, "latchkey.db-wal": {1}}, foreign, foreign,
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.tried(t, false, c.refused)
			c.tried(t, true, c.refusedNew)
		})
	}
}

func options(data string) Options {
	return Options{Data: data, Clock: clock.System(), Log: io.Discard, Hashing: password.Options{Memory: 64}}
}

// wholeFolder is what a folder holds that was served once.
func wholeFolder(t *testing.T) (key, database []byte) {
	t.Helper()
	data := t.TempDir()
	h, err := options(data).open(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	err = h.DB.Close()
	database, err1 := os.ReadFile(filepath.Join(data, DatabaseFile))
	key, err2 := os.ReadFile(filepath.Join(data, keyFile))
	if err := errors.Join(err, err1, err2); err != nil {
		t.Fatal(err)
	}
	return key, database
}

// bareDatabase is a file of SQLite's in which nothing was committed yet.
func bareDatabase(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), DatabaseFile)
	d, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.ExecContext(t.Context(), `PRAGMA journal_mode = WAL`)
	if err := errors.Join(err, d.Close()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil || len(text) == 0 {
		t.Fatalf("%d bytes, %v", len(text), err)
	}
	return text
}

func (c folderCase) tried(t *testing.T, anew bool, words string) {
	t.Helper()
	o := options(t.TempDir())
	o.New = anew
	for file, text := range c.files {
		if err := os.WriteFile(filepath.Join(o.Data, file), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h, err := o.open(t.Context(), slog.New(slog.DiscardHandler))
	if err == nil {
		err = h.DB.Close()
	}
	if words != "" {
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("new %v: got %v, want %q", anew, err, words)
		}
		for file, text := range c.files {
			if is, _ := os.ReadFile(filepath.Join(o.Data, file)); !bytes.Equal(is, text) {
				t.Errorf("new %v: %s was changed", anew, file)
			}
		}
		return
	}
	if err != nil {
		t.Fatalf("new %v: %v", anew, err)
	}
	if _, err := os.Stat(filepath.Join(o.Data, unfinishedFile)); err == nil {
		t.Errorf("new %v: it is served, and still unfinished", anew)
	}
	if is, _ := os.ReadFile(filepath.Join(o.Data, keyFile)); c.files[keyFile] != nil && !bytes.Equal(is, c.files[keyFile]) {
		t.Errorf("new %v: the key was changed", anew)
	}
}
