package host

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"latchkey/internal/db"
	"latchkey/internal/password"
)

// DatabaseFile is the name of the database in the data folder.
const DatabaseFile = "latchkey.db"

// keyFile is the name of the key file in the data folder.
const keyFile = "key"

// unfinishedFile stands in the data folder while its database is being made: a first start that was cut off leaves it
// behind, and the next one goes on.
const unfinishedFile = "latchkey.unfinished"

// folder is a data folder, with what stands in it.
type folder struct {
	path                  string
	database, key         bool
	log, mark, unfinished bool // the database's write-ahead log; markFile; unfinishedFile
	staged                bool // stageFolder
}

func (f folder) file(name string) string { return filepath.Join(f.path, name) }

// look sees what stands in a data folder. Whatever has the database's name and can't be one is refused, and so is a copy
// beside another database's log.
func look(path string) (f folder, err error) {
	f.path = path
	if password.NearlyFree {
		if err := madeToBeMeasured(path); err != nil {
			return f, err
		}
	}
	for name, there := range map[string]*bool{
		keyFile: &f.key, DatabaseFile + "-wal": &f.log, markFile: &f.mark, unfinishedFile: &f.unfinished,
		stageFolder: &f.staged,
	} {
		if _, *there, err = stat(f.file(name)); err != nil {
			return f, err
		}
	}
	if j, half, err := readJournal(path); err != nil || half {
		return f, errors.Join(err, fmt.Errorf("the backup %s is half put back in %s: run latchkey restore again to finish that", j.From, path))
	}
	info, there, err := stat(f.file(DatabaseFile))
	if err != nil || !there {
		return f, err
	}
	f.database = info.Size() > 0 || !f.unfinished
	switch {
	case !info.Mode().IsRegular():
		return f, fmt.Errorf("%s is no file, so it can't be the database", f.file(DatabaseFile))
	case f.database && info.Size() == 0:
		return f, fmt.Errorf("%s is empty, as what is left of a copy that failed: put the latest backup in its place, or take it away",
			f.file(DatabaseFile))
	}
	if packed, err := isArchive(f.file(DatabaseFile)); err != nil || packed {
		return f, errors.Join(err, fmt.Errorf("%s is a backup as `latchkey backup` makes it: move it away, and unpack it in its "+
			"folder with tar -xf", f.file(DatabaseFile)))
	}
	foreign, err := db.ForeignLog(f.file(DatabaseFile))
	if foreign {
		err = fmt.Errorf("%s is a copy that was put in place, and the log of the database before it still stands there: stop the "+
			"server, take %[1]s-wal and %[1]s-shm away, and run latchkey check", f.file(DatabaseFile))
	}
	return f, err
}

func stat(path string) (info fs.FileInfo, there bool, err error) {
	info, err = os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("can't look at %s: %w", path, db.Reason(errors.Unwrap(err)))
	}
	return info, true, nil
}

// existing refuses a folder without data: a mistyped --data would otherwise make a second, empty host.
func (f folder) existing() error {
	switch {
	case !f.database:
		return fmt.Errorf("there is no Latchkey data in %s; --data names the folder that `latchkey serve` was given", f.path)
	case !f.key:
		return fmt.Errorf("the database is there, but its key file %s is missing: put back the one that belongs to it", f.file(keyFile))
	}
	return nil
}

// serveable refuses a folder in which serving would begin anew what was there before. Anew says that a database is to
// be made.
func (f folder) serveable(anew bool) error {
	switch {
	case f.unfinished:
		return nil
	case f.database && anew:
		return fmt.Errorf("%s is there already, so none is made: start without --new", f.file(DatabaseFile))
	case f.database:
		return f.existing()
	case f.staged:
		return fmt.Errorf("a backup was to be put back in %s, and that was interrupted: run latchkey restore again, or remove %s",
			f.path, f.file(stageFolder))
	case f.log:
		return fmt.Errorf("%s is missing, but its log stands there: put the database back beside it, or the latest backup "+
			"and take the log away", f.file(DatabaseFile))
	case f.key && !anew:
		return fmt.Errorf("the key file %s is there, but its database is missing: put the latest backup in its place as %s. "+
			"If the key is to get a new, empty database, start once with --new", f.file(keyFile), f.file(DatabaseFile))
	case f.mark:
		return fmt.Errorf("%s is missing, but the mark of its audit log stands there: put the database back with its key. "+
			"If there is to be a new one, take %s away first", f.file(DatabaseFile), f.file(markFile))
	}
	return nil
}

// begin marks the folder of a database that is about to be made.
func (f folder) begin() error {
	mark, err := os.OpenFile(f.file(unfinishedFile), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("the data folder can't be written to: %w", db.Reason(err))
	}
	return mark.Close()
}

// finish takes the mark of begin away.
func (f folder) finish() error {
	err := os.Remove(f.file(unfinishedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
