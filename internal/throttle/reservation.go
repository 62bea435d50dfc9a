package throttle

import (
	"context"

	"latchkey/internal/db"
)

// ReserveOne is [Limiter.Reserve] in one limit for a guess that is judged in the same transaction. The guess is counted at once in the
// streak, and with its verdict in the budget: a right one, which would be given back, is never written there. Whoever judges calls
// one of the methods of [Reservation], also where judging fails.
func (l *Limiter) ReserveOne(ctx context.Context, tx db.Tx, limit Limit) (r Reservation, refusal *Refusal, err error) {
	r = Reservation{Limit: limit, limiter: l}
	counted, err := begin(ctx, tx, limit, l.Clock.Now())
	if err != nil || counted {
		return r, nil, err
	}
	r.charged = true
	refusal, err = l.Reserve(ctx, tx, limit)
	return r, refusal, err
}

// Reservation is a guess that was counted and is being judged.
type Reservation struct {
	Limit   Limit
	limiter *Limiter
	charged bool // it is counted in the budget already
}

// Succeed is [Limiter.Succeed]: the guess was right.
func (r Reservation) Succeed(ctx context.Context, tx db.Tx) error {
	if r.charged {
		return r.limiter.Succeed(ctx, tx, r.Limit)
	}
	return forget(ctx, tx, r.Limit.Name) // a streak that it began, sticky or not
}

// Refund is [Limiter.Refund]: the guess was none.
func (r Reservation) Refund(ctx context.Context, tx db.Tx) error {
	if r.charged {
		return r.limiter.Refund(ctx, tx, r.Limit)
	}
	return refund(ctx, tx, r.Limit.Name, r.Limit.Rule.Most)
}

// Fail counts the guess in the budget: it was wrong, or nobody knows. It counts as chances, where it could have been right in
// several ways, such as by each of several methods.
func (r Reservation) Fail(ctx context.Context, tx db.Tx, chances int64) error {
	if r.charged {
		chances--
	}
	if chances == 0 {
		return nil
	}
	return addToYear(ctx, tx, r.Limit, r.limiter.Clock.Now(), chances)
}
