package message

import (
	"context"

	"latchkey/internal/db"
)

// Drain sends what is due, one after the other, and tells how many it tried.
func (w *Worker) Drain(ctx context.Context) (tried int, err error) {
	for _, c := range channels {
		w.settle(ctx, c)
		for w.Senders[c] != nil {
			j, found, err := w.next(ctx, c, newRoom().free(), true)
			if err != nil {
				return tried, err
			}
			if !found {
				break
			}
			tried++
			w.carry(ctx, j)
		}
	}
	return tried, nil
}

// Die takes one message as a process does that is killed then, before or after it has
// marked the message as being handed over.
func (w *Worker) Die(ctx context.Context, c Channel, marked bool) error {
	j, found, err := w.next(ctx, c, newRoom().free(), true)
	if err != nil || !found || !marked {
		return err
	}
	return w.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return handing(ctx, tx, j, w.Outbox.Clock.Now()) })
}
