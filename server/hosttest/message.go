package hosttest

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/server/letter"
)

// DeliveryBecomes sets the state of all messages of a channel, as a mail server or WhatsApp reports it.
func (s *Server) DeliveryBecomes(by message.Channel, state message.State) {
	s.T.Helper()
	reason := message.Reason("")
	if state == message.Failed {
		reason = message.Unreachable
	}
	err := s.Host.DB.InTx(context.Background(), func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE message SET state = $1, reason = $2 WHERE channel = $3`, string(state), string(reason), string(by))
		return err
	})
	if err != nil {
		s.T.Fatal(err)
	}
}

// Mail returns the newest message of a kind to a person; it fails the test if there is none.
func (s *Server) Mail(to string, kind message.Kind) message.Message {
	s.T.Helper()
	all, err := s.Host.Outbox.Latest(s.T.Context(), s.Host.DB.Read(), 200)
	if err != nil {
		s.T.Fatal(err)
	}
	for _, m := range all {
		if m.Recipient == to && m.Kind == kind {
			return m
		}
	}
	s.T.Fatalf("no %s to %s in %d messages", kind, to, len(all))
	return message.Message{}
}

// Link returns the path of the link in the newest message of a kind to a person.
func (s *Server) Link(to string, kind message.Kind) string {
	s.T.Helper()
	return letter.Path(kind) + s.Mail(to, kind).Secret
}

// SentCode returns the code in the newest message of a channel.
func (s *Server) SentCode(by message.Channel) string {
	s.T.Helper()
	outbox := s.Host.Outbox
	latest, err := outbox.Latest(s.T.Context(), s.Host.DB.Read(), 50)
	if err != nil {
		s.T.Fatal(err)
	}
	for _, m := range latest {
		if m.Channel == by && (m.Kind == message.SignInCode || m.Kind == message.ConfirmCode) {
			return m.Secret
		}
	}
	s.T.Fatalf("no code was sent by %s", by)
	return ""
}

// CodesSent returns how many codes have been sent.
func (s *Server) CodesSent() (n int) {
	latest, err := s.Host.Outbox.Latest(s.T.Context(), s.Host.DB.Read(), 50)
	if err != nil {
		s.T.Fatal(err)
	}
	for _, m := range latest {
		if m.Kind == message.SignInCode || m.Kind == message.ConfirmCode {
			n++
		}
	}
	return n
}

// OtherCode returns a six-digit code that differs from code.
func OtherCode(code string) string {
	if code == "000000" {
		return "111111"
	}
	return "000000"
}
