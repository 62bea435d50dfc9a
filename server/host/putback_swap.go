package host

import (
	encoding "encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"latchkey/internal/attachment"
	"latchkey/internal/db"
)

// journalFile stands in the data folder while one database is exchanged for another. Nothing works on the folder then.
const journalFile = "restore.unfinished"

// journal says what is exchanged: what was found in the folder goes aside, what was unpacked comes in. It is on the disk
// before the first is moved, and each move is seen by where things stand, so that it can be gone through again.
type journal struct {
	From  string   `json:"from"`
	Aside string   `json:"aside"` // a name in the data folder
	Out   []string `json:"out"`
	In    []string `json:"in"`
	Keep  bool     `json:"keep_key"` // the key stays, and a copy of it goes aside
}

func (j journal) aside(data string) string {
	if len(j.Out) == 0 {
		return ""
	}
	return filepath.Join(data, j.Aside)
}

// plan says what has to be moved.
func (p PutBack) plan(stage string) (journal, error) {
	j := journal{From: p.From, Aside: asideName(time.Now())}
	for n := 2; vacant(filepath.Join(p.Data, j.Aside)) != nil; n++ {
		j.Aside = fmt.Sprintf("%s-%d", asideName(time.Now()), n)
	}
	for _, name := range []string{DatabaseFile, attachment.Folder, keyFile} {
		if _, there, err := stat(filepath.Join(stage, name)); err != nil {
			return j, err
		} else if there {
			j.In = append(j.In, name)
		}
	}
	out := []string{
		DatabaseFile, DatabaseFile + "-wal", DatabaseFile + "-shm", DatabaseFile + "-journal", attachment.Folder, markFile, unfinishedFile,
	}
	if slices.Contains(j.In, keyFile) {
		out = append(out, keyFile)
	}
	for _, name := range out {
		if _, there, err := stat(filepath.Join(p.Data, name)); err != nil {
			return j, err
		} else if there {
			j.Out = append(j.Out, name)
		}
	}
	j.Keep = len(j.Out) > 0 && !slices.Contains(j.In, keyFile)
	return j, nil
}

func vacant(path string) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already", path)
	}
	return nil
}

func (j journal) write(data string) error {
	text, err := encoding.Marshal(j)
	if err == nil {
		err = replaceFile(filepath.Join(data, journalFile), string(text)+"\n")
	}
	if err != nil {
		return fmt.Errorf("the data folder can't be written to: %w", db.Reason(err))
	}
	return nil
}

func readJournal(data string) (j journal, found bool, err error) {
	text, err := os.ReadFile(filepath.Join(data, journalFile))
	if errors.Is(err, fs.ErrNotExist) {
		return j, false, nil
	}
	if err == nil {
		err = encoding.Unmarshal(text, &j)
	}
	if err != nil {
		return j, true, fmt.Errorf("reading what is left of a restore: %w", err)
	}
	return j, true, nil
}

// finish makes the moves that are left.
func (j journal) finish(data string) error {
	for _, step := range j.steps(data) {
		if err := step(); err != nil {
			return fmt.Errorf("%s is half put back; run latchkey restore again to finish that: %w", j.From, db.Reason(err))
		}
	}
	return nil
}

// steps are the moves, in order. Each can be made any number of times.
func (j journal) steps(data string) (steps []func() error) {
	aside, stage := filepath.Join(data, j.Aside), filepath.Join(data, stageFolder)
	if len(j.Out) > 0 {
		steps = append(steps, func() error { return os.MkdirAll(aside, 0o700) })
	}
	if j.Keep {
		steps = append(steps, func() error { return copyKey(data, aside) })
	}
	for _, name := range j.Out {
		steps = append(steps, func() error { return moveAside(name, data, aside) })
	}
	for _, name := range j.In {
		steps = append(steps, func() error { return moveIn(name, stage, data) })
	}
	return append(steps,
		func() error { return os.RemoveAll(stage) },
		func() error { return settleAside(aside, data) },
		func() error { return remove(filepath.Join(data, journalFile)) })
}

// moveAside moves what stood there, unless it was moved already: what stands there now has come in.
func moveAside(name, data, aside string) error {
	if vacant(filepath.Join(aside, name)) != nil || vacant(filepath.Join(data, name)) == nil {
		return nil
	}
	return os.Rename(filepath.Join(data, name), filepath.Join(aside, name))
}

// moveIn moves what was unpacked, unless it was moved already.
func moveIn(name, stage, data string) error {
	if vacant(filepath.Join(stage, name)) == nil {
		return nil
	}
	if err := vacant(filepath.Join(data, name)); err != nil {
		return err
	}
	return os.Rename(filepath.Join(stage, name), filepath.Join(data, name))
}

// settleAside gives the folder for what stood there to its owner.
func settleAside(aside, data string) error {
	if vacant(aside) == nil {
		return nil
	}
	return settleFolder(aside, data)
}

// copyKey has a copy of the key stand with the database that it belongs to.
func copyKey(data, aside string) error {
	text, err := os.ReadFile(filepath.Join(data, keyFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(aside, keyFile), string(text))
}

func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
