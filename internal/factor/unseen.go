package factor

import (
	"context"

	"latchkey/internal/db"
)

// AreUnseen reports whether the present backup codes have not been shown yet.
func (f *Factors) AreUnseen(ctx context.Context, tx db.Reader, userID string) (bool, error) {
	set, err := setOf(ctx, tx, userID)
	return set.unseen != "", ignore(err, errNoSet)
}
