package factor

import (
	"context"

	"latchkey/internal/db"
)

// AreUnseen reports whether the backup codes in force still wait for their one showing.
func (f *Factors) AreUnseen(ctx context.Context, tx db.Reader, userID string) (bool, error) {
	set, err := setOf(ctx, tx, userID)
	return set.unseen != "", ignore(err, errNoSet)
}
