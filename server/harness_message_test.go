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

// mail is the newest message of a kind to somebody; there must be one.
func (s *server) mail(to string, kind message.Kind) message.Message {
	s.t.Helper()
	all, err := s.host.Changes.Outbox.Latest(s.t.Context(), s.host.DB.Read(), 200)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, m := range all {
		if m.Recipient == to && m.Kind == kind {
			return m
		}
	}
	s.t.Fatalf("no %s to %s in %d messages", kind, to, len(all))
	return message.Message{}
}

func (s *server) link(to string, kind message.Kind) string {
	s.t.Helper()
	return message.Path(kind) + s.mail(to, kind).Secret
}

// sentCode is the code of the newest message by a channel, as whoever opens it reads it.
func (s *server) sentCode(by message.Channel) string {
	s.t.Helper()
	outbox := s.host.Changes.Outbox
	latest, err := outbox.Latest(s.t.Context(), s.host.DB.Read(), 50)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, m := range latest {
		if m.Channel == by && (m.Kind == message.SignInCode || m.Kind == message.ConfirmCode) {
			return m.Secret
		}
	}
	s.t.Fatalf("no code was sent by %s", by)
	return ""
}

// codesSent is how many codes were sent in all.
func (s *server) codesSent() (n int) {
	latest, err := s.host.Changes.Outbox.Latest(s.t.Context(), s.host.DB.Read(), 50)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, m := range latest {
		if m.Kind == message.SignInCode || m.Kind == message.ConfirmCode {
			n++
		}
	}
	return n
}

func other(code string) string {
	if code == "000000" {
		return "111111"
	}
	return "000000"
}
