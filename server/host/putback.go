package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"latchkey/internal/attachment"
	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/seal"
)

// PutBack is a backup that is to be put into a data folder.
type PutBack struct {
	From string // the file: an archive that [Backup] wrote, or a database by itself
	Data string // the data folder; made if it is missing
	Key  string // a key file; "" takes the one in the data folder if it fits, or else the one in the backup

	Identity string // a file with the identity of age, for a backup that is encrypted

	SkipDamaged bool // puts it back although attached files are missing in it

	// Ask is asked before anything is moved aside, with the folder that it goes to; an error of it is returned.
	Ask func(aside string) error
}

// Restored is what [PutBack.Run] has done.
type Restored struct {
	From     string // the file that was put back
	Finished bool   // of a restore that was interrupted earlier: nothing else was done
	Aside    string // the folder in which what stood there before is kept; "" if nothing did
	Schema   int    // of what was put back
	Compared bool   // backup codes were held against the database before it
	Spent    int64  // how many of them count as spent by that
	Lost     []attachment.Lost
	Foreign  error // why the database before could not be read; nil if it could, or there was none
}

// Run puts the backup into the folder. Everything is unpacked, and checked, beside what stands there; only then one is exchanged
// for the other, and what stood there is kept. Interrupted before, the folder is as it was; interrupted after, nothing
// works on it until Run was called again, which finishes what was begun. Errors: [db.ErrNewer], [audit.ErrKey], [db.ErrDamaged]
// and the others of [db.Reason]; with all of them nothing was changed.
func (p PutBack) Run(ctx context.Context) (done Restored, err error) {
	made, err := madeFolder(p.Data)
	if err != nil {
		return done, err
	}
	defer func() {
		if err != nil && made { // only if there is nothing in it
			_ = os.Remove(filepath.Join(p.Data, lockFile))
			_ = os.Remove(p.Data)
		}
	}()
	release, err := lock(p.Data)
	if err != nil {
		return done, err
	}
	defer release()
	if err := give(filepath.Join(p.Data, lockFile), p.Data); err != nil { // or else the server can't lock it
		return done, err
	}
	if j, found, err := readJournal(p.Data); err != nil || found {
		if err == nil {
			err = j.finish(p.Data)
		}
		return Restored{From: j.From, Finished: true, Aside: j.aside(p.Data)}, err
	}
	stage := filepath.Join(p.Data, stageFolder)
	if err := errors.Join(os.RemoveAll(stage), os.Mkdir(stage, 0o700)); err != nil {
		return done, fmt.Errorf("the data folder can't be written to: %w", db.Reason(err))
	}
	done, err = p.prepare(ctx, stage)
	if err != nil {
		return done, errors.Join(err, os.RemoveAll(stage))
	}
	j, err := p.plan(stage)
	if err == nil && len(j.Out) > 0 && p.Ask != nil {
		err = p.Ask(j.aside(p.Data))
	}
	if err != nil {
		return done, errors.Join(err, os.RemoveAll(stage))
	}
	done.From, done.Aside = p.From, j.aside(p.Data)
	if err := j.write(p.Data); err != nil {
		if _, there, _ := stat(filepath.Join(p.Data, journalFile)); !there { // or else it is what the journal goes on from
			err = errors.Join(err, os.RemoveAll(stage))
		}
		return done, err
	}
	return done, j.finish(p.Data)
}

func madeFolder(path string) (made bool, err error) {
	if _, there, err := stat(path); err != nil || there {
		return false, err
	}
	return true, makeFolder(path)
}

// prepare has all that is to be put back stand in a folder of its own, checked.
func (p PutBack) prepare(ctx context.Context, stage string) (done Restored, err error) {
	whole, err := p.unpack(ctx, stage)
	if err != nil {
		return done, err
	}
	database := filepath.Join(stage, DatabaseFile)
	rings, err := p.rings(stage)
	if err != nil {
		return done, err
	}
	var fits int
	err = db.Look(ctx, database, func(ctx context.Context, r db.Reader) error {
		if err := db.Whole(ctx, r); err != nil {
			return err
		}
		if fits, err = fitting(ctx, r, rings); err != nil {
			return err
		}
		done.Schema, err = db.SchemaOf(ctx, r)
		if err != nil {
			return err
		}
		if is, err := attachment.Kept(ctx, r); err != nil || !is {
			return err
		}
		found, err := attachment.Upgrading(stage, clock.System()).Check(ctx, r, false)
		done.Lost = found.Lost
		return err
	})
	if err != nil {
		return done, fmt.Errorf("%s is not put back, and nothing was changed: %w", p.From, err)
	}
	if len(done.Lost) > 0 && whole && !p.SkipDamaged {
		return done, fmt.Errorf("%s lacks %d attached files, so nothing was changed: with --skip-damaged it is put back without them",
			p.From, len(done.Lost))
	}
	if err := takeKey(rings[fits].path, stage, p.Data); err != nil {
		return done, err
	}
	return done, p.settle(ctx, stage, &done)
}

// settle has the copy say that it is one, and spends in it what was spent since.
func (p PutBack) settle(ctx context.Context, stage string, done *Restored) error {
	var since factor.Codes
	before := filepath.Join(p.Data, DatabaseFile)
	if _, there, err := stat(before); err == nil && there {
		done.Foreign = db.Peek(ctx, before, func(ctx context.Context, r db.Reader) (err error) {
			if is, err := sameHost(ctx, r, stage); err != nil || !is {
				return errors.Join(err, errOther)
			}
			since, err = factor.CodesIn(ctx, r)
			return err
		})
		done.Compared = done.Foreign == nil
	}
	err := db.Amend(ctx, filepath.Join(stage, DatabaseFile), done.Compared, func(ctx context.Context, tx db.Tx) (err error) {
		if done.Compared {
			done.Spent, err = since.SpendIn(ctx, tx, clock.System().Now())
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("%s is not put back, and nothing was changed: %w", p.From, err)
	}
	return settleFolder(stage, p.Data)
}

var errOther = errors.New("it is another host's")

// sameHost reports whether a log goes on from the one in the backup: otherwise its backup codes tell nothing of those.
func sameHost(ctx context.Context, before db.Reader, stage string) (is bool, err error) {
	err = db.Look(ctx, filepath.Join(stage, DatabaseFile), func(ctx context.Context, r db.Reader) error {
		is, err = audit.GoesOn(ctx, r, before)
		return err
	})
	return is, err
}

// keyFound is a key file that may be the backup's.
type keyFound struct {
	path string
	ring *seal.Ring
}

// rings are the keys that are tried, in this order. The one that was named is the only one.
func (p PutBack) rings(stage string) (rings []keyFound, err error) {
	if p.Key != "" {
		ring, err := seal.Load(p.Key)
		return []keyFound{{p.Key, ring}}, err
	}
	for _, path := range []string{filepath.Join(p.Data, keyFile), filepath.Join(stage, keyFile)} {
		if _, there, err1 := stat(path); err1 != nil || !there {
			err = errors.Join(err, err1)
			continue
		}
		ring, err1 := seal.Load(path)
		if err1 != nil {
			err = errors.Join(err, err1)
			continue
		}
		rings = append(rings, keyFound{path, ring})
	}
	if len(rings) == 0 {
		return nil, errors.Join(err, fmt.Errorf("there is no key in %s, and none in the backup: name the key file that belongs to it with --key",
			p.Data))
	}
	return rings, nil
}

// fitting is which of the keys the database was made with: seen by what they have made, not by their names.
func fitting(ctx context.Context, r db.Reader, rings []keyFound) (which int, err error) {
	for i, k := range rings {
		err = (&audit.Log{Ring: k.ring}).Proves(ctx, r)
		if err == nil || !errors.Is(err, audit.ErrKey) {
			return i, err
		}
	}
	return 0, err
}

// asideName is the folder for what stood there before.
func asideName(at time.Time) string { return "before-restore-" + at.UTC().Format("20060102-150405") }
