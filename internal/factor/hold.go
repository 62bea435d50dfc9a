package factor

import (
	"context"
	"slices"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Young is for how long after it was added a method, or a set of backup codes, counts as young; e-mailed codes are so too
// for as long after a change of the address. A young one can't
// remove an older one, and is suspended when the owner says that a change of the methods wasn't theirs. A removed
// method is kept for as long.
const Young = 7 * 24 * time.Hour

// keptRemoved is how many removed methods of one person are kept: the oldest, so that nobody pushes an owner's out by
// adding methods and removing them again.
const keptRemoved = MostMethods

// Young reports whether the method is the person's for less than [Young]: see [Enrolled.Since].
func (e Enrolled) Young(now clock.Instant) bool { return e.Since().After(now.Add(-Young)) }

// OlderThan reports whether the person has a method, or a backup code, that was there before an instant.
func (s State) OlderThan(at clock.Instant) bool {
	return s.Backup.Left > 0 && s.Backup.MadeAt.Before(at) ||
		slices.ContainsFunc(s.Methods, func(m Enrolled) bool { return m.Since().Before(at) })
}

// RemoverSince returns since when a method, or a set of backup codes, must have been there to remove another one: for
// [Young]. It returns 0 if all are younger, because then any may.
func (s State) RemoverSince(now clock.Instant) clock.Instant {
	since := now.Add(-Young)
	if !s.OlderThan(since + 1) {
		return 0
	}
	return since
}

// Remove removes one method. Unless it is final, the method is kept for [Young] and can be brought back by
// [Factors.Undo]. It returns [ErrNoMethod] if the person has none with that id; a suspended one can only be removed for good.
func (f *Factors) Remove(ctx context.Context, tx db.Tx, userID, id string, final bool) error {
	if final {
		return remove(ctx, tx, userID, id)
	}
	if err := putAside(ctx, tx, userID, id, f.Clock.Now()); err != nil {
		return err
	}
	return keepOldest(ctx, tx, userID, keptRemoved)
}

// RemoveAll removes all methods of a person for good, those that are suspended or kept too, and the backup codes.
func (f *Factors) RemoveAll(ctx context.Context, tx db.Tx, userID string) error {
	return removeAll(ctx, tx, userID, "")
}

// SwitchOff removes all methods of a person and the backup codes, by a proof of one of them. By an older proof than
// [Young] that is final for all but the method that gave it.
func (f *Factors) SwitchOff(ctx context.Context, tx db.Tx, userID string, by Proof) error {
	now := f.Clock.Now()
	if by.Was(now.Add(-Young)) {
		if err := removeAll(ctx, tx, userID, by.FactorID); err != nil {
			return err
		}
	}
	if err := putAllAside(ctx, tx, userID, now); err != nil {
		return err
	}
	return keepOldest(ctx, tx, userID, keptRemoved)
}

// Undone is what [Factors.Undo] did: how many methods it suspended and how many it brought back.
type Undone struct{ Suspended, Returned int }

// Undo suspends the methods and the set of backup codes that are young, and brings those back that were removed less
// than [Young] ago and kept. What comes back is as it was, with its used codes; if it is young, or is e-mailed codes, it
// comes back suspended, because a mailed link may have asked for this.
func (f *Factors) Undo(ctx context.Context, tx db.Tx, userID string) (u Undone, err error) {
	now := f.Clock.Now()
	young := now.Add(-Young)
	if u.Returned, err = bringBack(ctx, tx, userID, young, now); err != nil {
		return u, err
	}
	u.Suspended, err = suspend(ctx, tx, userID, young, now)
	return u, err
}

// Restore ends the suspension of a method, or of the set of backup codes, with that id. It may return [ErrNoMethod].
func (f *Factors) Restore(ctx context.Context, tx db.Tx, userID, id string) error {
	return restore(ctx, tx, userID, id)
}
