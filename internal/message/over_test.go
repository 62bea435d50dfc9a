package message_test

import (
	"context"
	"errors"
	"testing"

	"latchkey/internal/message"
)

// What a message carries may end while it waits, and while a server takes its time to listen: it is given up then, and its
// code is forgotten. Where that can't be found out the message waits.
func TestAMessageWhoseMatterIsOverIsNotSent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		over func(asked int) (bool, error)
		sent int
		is   message.State
	}{
		"before":      {func(int) (bool, error) { return true, nil }, 0, message.Expired},
		"meanwhile":   {func(asked int) (bool, error) { return asked > 1, nil }, 0, message.Expired},
		"not at all":  {func(int) (bool, error) { return false, nil }, 1, message.Sent},
		"nobody says": {func(int) (bool, error) { return false, errors.New("the disk") }, 0, message.Queued},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openPost(t)
			asked := 0
			p.Worker.Over = func(context.Context, message.Message) (bool, error) {
				asked++
				return c.over(asked)
			}
			id := p.add(p.code(message.Email))
			p.drain()
			if d, err := p.Out.State(t.Context(), p.DB.Read(), id); err != nil || d.State != c.is {
				t.Errorf("it is %+v, %v; want %s", d, err, c.is)
			}
			if n := len(p.Mail.Took()); n != c.sent {
				t.Errorf("%d mails were taken", n)
			}
			if c.is == message.Expired && p.secrets(id) != "" {
				t.Error("the code is still kept")
			}
		})
	}
}
