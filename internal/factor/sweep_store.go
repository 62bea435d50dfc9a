package factor

import (
	"context"

	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/db"
)

// keptSteps is for how many steps one that is spent is remembered: a day. No code older
// than farSteps is taken; the rest is for a server's clock that is put back.
const keptSteps = 24 * 60 * 60 / code.Period

func sweepSteps(ctx context.Context, tx db.Tx, now clock.Instant) error {
	return exec(ctx, tx, `DELETE FROM factor_step WHERE step < $1`, currentStep(now)-keptSteps)
}
