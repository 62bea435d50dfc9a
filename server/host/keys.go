package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/seal"
	"latchkey/internal/staff"
)

// followEvery is how soon a server seals with a key that another process has made. What that one has made with it opens at once.
const followEvery = 2 * time.Second

// followKey takes up a key that was rotated, and seals anew with it what older ones have sealed, bite by bite. A start goes on where
// the last one was stopped: what is sealed anew already is passed over.
func (h *Host) followKey(ctx context.Context) {
	ring := h.Factors.Ring
	if len(ring.IDs()) > 1 {
		h.reseal(ctx)
	}
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		changed, err := ring.Follow()
		if err != nil {
			h.Log.Error("the key file has changed and is not taken up", "error", err)
		}
		if changed {
			h.reseal(ctx)
		}
	}
}

func (h *Host) reseal(ctx context.Context) {
	due := append(h.Factors.Reseals(), h.Outbox.Reseals()...)
	if err := h.DB.Sweep(ctx, due...); err != nil && ctx.Err() == nil {
		h.Log.Error("sealing with the new key failed", "error", err)
	}
}

// KeyUse is what rests on one key.
type KeyUse struct {
	ID     string
	Newest bool           // it seals
	Here   bool           // its line is in the key file
	Rests  map[string]int // how many of what
}

// String says what rests on the key.
func (u KeyUse) String() string {
	var all []string
	for _, what := range slices.Sorted(maps.Keys(u.Rests)) {
		all = append(all, fmt.Sprintf("%d %s", u.Rests[what], what))
	}
	if len(all) == 0 {
		return "nothing"
	}
	return strings.Join(all, ", ")
}

// KeyUses returns what rests on each key, the newest first, and on those that are missing.
func (h *Host) KeyUses(ctx context.Context) (uses []KeyUse, err error) {
	for i, id := range h.Factors.Ring.IDs() {
		uses = append(uses, KeyUse{ID: id, Newest: i == 0, Here: true, Rests: map[string]int{}})
	}
	count := func(id, what string, n int) {
		at := slices.IndexFunc(uses, func(u KeyUse) bool { return u.ID == id })
		if at < 0 {
			uses = append(uses, KeyUse{ID: id, Rests: map[string]int{}})
			at = len(uses) - 1
		}
		uses[at].Rests[what] += n
	}
	all, err := h.Kept(ctx)
	if err != nil {
		return nil, err
	}
	for _, k := range all {
		count(seal.KeyOf(k.Text), k.What, 1)
	}
	rows, err := h.Audit.CountByKey(ctx, h.DB.Read())
	for id, n := range rows {
		count(id, "rows of the audit log", n)
	}
	return uses, err
}

// RotateKey puts a new key on top of the key file of a data folder, which seals from now on: of a running server too. It returns its id.
func RotateKey(ctx context.Context, log io.Writer, data string) (id string, err error) {
	h, err := OpenExisting(ctx, log, data)
	if err != nil {
		return "", err
	}
	if id, err = seal.Rotate(folder{path: data}.file(keyFile)); err == nil {
		_, err = h.Factors.Ring.Follow()
	}
	if err == nil {
		err = h.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
			return h.Audit.Append(ctx, tx, audit.Event{Kind: "key.rotated", Actor: staff.Shell, Detail: map[string]string{"key": id}})
		})
	}
	return id, errors.Join(err, h.DB.Close())
}

// settledFor is how long a key file must have stood as it is before a key is removed: a server that has not taken up the newest
// one may still seal with the one before.
const settledFor = 30 * time.Second

// RemoveKey takes a key out of the key file on which nothing rests.
func RemoveKey(ctx context.Context, log io.Writer, data, id string) error {
	h, err := OpenExisting(ctx, log, data)
	if err != nil {
		return err
	}
	path := folder{path: data}.file(keyFile)
	err = h.restsNothing(ctx, path, id)
	if err == nil {
		err = seal.Remove(path, id)
	}
	if err == nil {
		err = h.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
			return h.Audit.Append(ctx, tx, audit.Event{Kind: "key.removed", Actor: staff.Shell, Detail: map[string]string{"key": id}})
		})
	}
	return errors.Join(err, h.DB.Close())
}

func (h *Host) restsNothing(ctx context.Context, path, id string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("looking at the key file: %w", db.Reason(err))
	}
	if time.Since(info.ModTime()) < settledFor {
		return errors.New("the key file was changed a moment ago, and a server may not have taken that up: try again in a minute")
	}
	uses, err := h.KeyUses(ctx)
	if err != nil {
		return err
	}
	for _, u := range uses {
		if u.ID == id && !u.Newest && len(u.Rests) > 0 {
			return fmt.Errorf("the key %s has to stay: on it rest %v", id, u)
		}
	}
	return nil
}
