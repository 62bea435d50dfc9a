package message

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Letter is the text of a message, in the recipient's language.
type Letter struct {
	From    string // the host's name
	ReplyTo string // where answers go; "" for the sender
	Subject string
	Text    string
	HTML    string
	Stop    string // the address at which one request stops such mails (RFC 8058); "" for none
}

// Sender sends messages by one server.
type Sender interface {
	// Send returns after the server has accepted the message, with the server's id for it, or returns a
	// *[Trouble]. It calls handing just before the server may have the message, and stops if handing fails.
	Send(ctx context.Context, m Message, l Letter, handing func() error) (takenAs string, err error)
}

// Worker sends the messages of the outbox. It sends a message again only if the server is known not to have
// accepted it. What was being sent when the process or the connection died is left to staff, as [Unsure].
type Worker struct {
	DB      *db.DB
	Outbox  *Outbox
	Write   func(ctx context.Context, m Message) (Letter, error)
	Senders map[Channel]Sender // for the channels that the host has set up
	Log     *slog.Logger

	// Over reports whether what a message carries or tells of is over, so that it is not sent any more; nil: never.
	Over func(ctx context.Context, m Message) (bool, error)

	Slow time.Duration // how long a message keeps its place among those at work; 0 for 15 seconds
}

const (
	pollEvery  = 3 * time.Second  // for what another process added, and for what is due again
	leaseTime  = 2 * time.Minute  // until the server may have the message
	partingFor = 20 * time.Second // how long what is under way may take when the worker is to end
)

// sendTimes say how long one message may take: a mail server, [finalDotTime] after the last line. Nobody else takes a
// message that is being sent: the lease of one that was handed over lasts a minute longer.
var sendTimes = map[Channel]time.Duration{Email: finalDotTime + time.Minute, WhatsApp: 45 * time.Second}

var (
	errLost  = errors.New("the message is not ours to send any more")
	channels = []Channel{Email, WhatsApp}
)

// Watch makes the outbox wake the worker for each new message; call it before messages are added.
func (w *Worker) Watch() {
	w.Outbox.wakes = map[Channel]chan struct{}{}
	for _, c := range channels {
		w.Outbox.wakes[c] = make(chan struct{}, 1)
	}
}

// Run sends messages until ctx ends, and finishes the one that is under way.
func (w *Worker) Run(ctx context.Context) {
	var all sync.WaitGroup
	for _, c := range channels {
		all.Go(func() { w.serve(ctx, c) })
	}
	all.Wait()
}

// serve sends one channel's messages: a dead mail server must not hold up WhatsApp. [room] says how many are under way.
func (w *Worker) serve(ctx context.Context, c Channel) {
	var underWay sync.WaitGroup
	defer underWay.Wait()
	places := newRoom()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	w.settle(ctx, c)
	for woken := false; ; {
		for ctx.Err() == nil && w.Senders[c] != nil {
			free := places.free()
			if len(free) == 0 {
				break
			}
			j, found, err := w.next(ctx, c, free, woken)
			woken = false
			if err != nil && ctx.Err() == nil {
				w.Log.Error("job failed", "job", "outbox-read", "error", err)
			}
			if !found {
				break
			}
			leave := places.enter(j.Message, cmp.Or(w.Slow, slowAfter))
			underWay.Go(func() {
				defer leave()
				w.carry(ctx, j)
			})
		}
		select {
		case <-ctx.Done():
			return
		case <-w.Outbox.wakes[c]:
			woken = true
		case <-places.freed:
		case <-tick.C:
			w.settle(ctx, c)
		}
	}
}

// job is a message that this worker holds.
type job struct {
	Message
	lease string
	tries int
}

// settle ends the way of messages that must not be sent any more, and says of those that nobody can send that
// they wait for the host.
func (w *Worker) settle(ctx context.Context, c Channel) {
	err := settle(ctx, w.DB, c, w.Senders[c] != nil, w.Outbox.Clock.Now())
	if err != nil && ctx.Err() == nil {
		w.Log.Error("job failed", "job", "outbox-settle", "error", err)
	}
}

// next takes the most urgent message that is due and has a vacancy, so that nobody else does. Woken, it waits for its turn
// to write: what it was woken for may not be committed yet.
func (w *Worker) next(ctx context.Context, c Channel, free []vacancy, woken bool) (j job, found bool, err error) {
	if !woken {
		if id, err := dueNow(ctx, w.DB.Read(), c, free, w.Outbox.Clock.Now()); err != nil || id == "" {
			return job{}, false, err
		}
	}
	err = w.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		j, found, err = w.Outbox.take(ctx, tx, c, free, w.Outbox.Clock.Now())
		return err
	})
	return j, found && err == nil, err
}

// carry sends one message and writes down what became of it.
func (w *Worker) carry(ctx context.Context, j job) {
	ending := ctx
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTimes[j.Channel])
	defer cancel()
	defer context.AfterFunc(ending, func() { time.AfterFunc(partingFor, cancel) })()
	takenAs, err := w.send(ctx, j)
	if errors.Is(err, errLost) {
		return
	}
	// The message may be taken by now: writing that down does not wait for anybody's patience.
	kept := context.WithoutCancel(ctx)
	err = w.DB.InTx(kept, func(ctx context.Context, tx db.Tx) error {
		now := w.Outbox.Clock.Now()
		if err == nil {
			return taken(ctx, tx, j, takenAs)
		}
		return w.refused(ctx, tx, j, err, now)
	})
	if err != nil {
		w.Log.Error("job failed", "job", "outbox-write", "message", j.ID, "error", err)
	}
}

func (w *Worker) send(ctx context.Context, j job) (takenAs string, err error) {
	if err := w.notOver(ctx, j); err != nil {
		return "", err
	}
	letter, err := w.Write(ctx, j.Message)
	if err != nil {
		w.Log.Error("writing a letter failed", "message", j.ID, "kind", j.Kind, "error", err)
		return "", &Trouble{Reason: Refused, Detail: "this server could not write it", Final: true}
	}
	return w.Senders[j.Channel].Send(ctx, j.Message, letter, func() error {
		if err := w.notOver(ctx, j); err != nil { // a server may take its time to listen
			return err
		}
		return w.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
			return handing(ctx, tx, j, w.Outbox.Clock.Now())
		})
	})
}

// notOver gives a message up whose matter is over, and returns errLost then.
func (w *Worker) notOver(ctx context.Context, j job) error {
	if w.Over == nil {
		return nil
	}
	over, err := w.Over(ctx, j.Message)
	if err != nil || !over {
		return err
	}
	err = w.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return giveUpOn(ctx, tx, j, w.Outbox.Clock.Now()) })
	return errors.Join(errLost, err)
}

// refused has a message tried again, or ends its way.
func (w *Worker) refused(ctx context.Context, tx db.Tx, j job, why error, now clock.Instant) error {
	trouble := &Trouble{Reason: Unreachable, Detail: why.Error()}
	errors.As(why, &trouble)
	detail := told(trouble.Detail, j.Secret, j.NotMe)
	w.Log.Warn("a message was not taken", "message", j.ID, "kind", j.Kind, "channel", j.Channel,
		"try", j.tries, "reason", trouble.Reason, "detail", detail)
	switch {
	case trouble.Unsure:
		return fail(ctx, tx, j, Unsure, detail, now)
	case trouble.Final:
		return fail(ctx, tx, j, trouble.Reason, detail, now)
	}
	due := now.Add(pause(j.tries, trouble.Wait))
	if !j.ExpiresAt.IsZero() {
		due = min(due, j.ExpiresAt) // to be marked as expired then
	}
	return again(ctx, tx, j, trouble.Reason, detail, due)
}
