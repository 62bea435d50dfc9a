package throttle_test

import (
	"context"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/throttle"
)

// A guess that nobody came to judge counts for nothing: neither wrong, nor as a wait.
func TestAGuessThatWasNotJudgedIsGivenBack(t *testing.T) {
	t.Parallel()
	g := newGate(t)
	limit := throttle.Limit{
		Name: "ada", Rule: throttle.Rule{Free: 2, First: 30 * time.Second, Most: time.Hour, Forget: 24 * time.Hour, Budget: 10},
	}
	giveBack := func() {
		g.write(func(ctx context.Context, tx db.Tx) error { return g.limiter.Refund(ctx, tx, limit) })
	}
	for range 20 { // more than the budget
		if refusal := g.guess(limit); refusal != nil {
			t.Fatalf("refused: %+v", refusal)
		}
		giveBack()
	}
	g.guesses(2, limit)
	g.clock.Advance(30 * time.Second)
	for range 3 {
		if refusal := g.guess(limit); refusal != nil {
			t.Fatalf("whoever has waited waits again: %+v", refusal)
		}
		giveBack()
	}
	g.guesses(1, limit)
	if refusal := g.guess(limit); refusal == nil || refusal.Wait != time.Minute {
		t.Errorf("after the third wrong guess: %+v", refusal)
	}
}
