package main

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/message"
)

// fails has all messages of a channel fail, as a mail server or WhatsApp reports it.
func (s *server) fails(by message.Channel) {
	s.t.Helper()
	err := s.host.db.InTx(context.Background(), func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE message SET state = 'failed' WHERE channel = $1`, string(by))
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}
