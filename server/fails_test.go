package main

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/message"
)

// becomes has all messages of a channel change their state, as a mail server or WhatsApp reports it.
func (s *server) becomes(by message.Channel, state message.State) {
	s.t.Helper()
	reason := message.Reason("")
	if state == message.Failed {
		reason = message.Unreachable
	}
	err := s.host.DB.InTx(context.Background(), func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE message SET state = $1, reason = $2 WHERE channel = $3`, string(state), string(reason), string(by))
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}
