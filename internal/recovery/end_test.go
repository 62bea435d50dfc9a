package recovery

import (
	"context"
	"testing"

	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/signin/signintest"
)

// Strangers have spent what a year bears of guesses at every method that Ada had. None of them is left after her case:
// what she sets up now is not shut to her new browsers by that.
func TestAfterACaseNothingIsSpentThatWasGuessedAt(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	counted := func() (n int) {
		for _, k := range factor.Kinds() {
			n += l.Count(`FROM throttle_streak WHERE name = $1`, authn.StrangersLimit(k, l.ada.ID).Name)
		}
		return n
	}
	l.Write(func(ctx context.Context, tx db.Tx) error {
		for _, k := range factor.Kinds() {
			if _, err := l.Authn.Limiter.Reserve(ctx, tx, authn.StrangersLimit(k, l.ada.ID)); err != nil {
				return err
			}
		}
		return nil
	})
	if n := counted(); n != len(factor.Kinds()) {
		t.Fatalf("%d of %d limits count", n, len(factor.Kinds()))
	}
	l.Write(func(ctx context.Context, tx db.Tx) error {
		return l.cases.enter(ctx, tx, l.ada.User, &Ended{}, signintest.Stranger())
	})
	if n := counted(); n != 0 {
		t.Errorf("%d limits still count", n)
	}
}
