package message

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Notices of one kind to one address: the first of a day go out at once, further ones are gathered. What is gathered
// waits a little, longer each time, and goes out as one message that tells of all.
const (
	gatherDay   = 24 * time.Hour
	atOnceDaily = 3
	firstGather = 5 * time.Minute
	longestWait = time.Hour
	mostEarlier = 30 // that are told one by one; of the others, how many they were
)

// Occurrence is one of the events that a gathered notice tells of.
type Occurrence struct {
	When       clock.Instant `json:"when"`
	Network    string        `json:"network,omitempty"`
	Agent      string        `json:"agent,omitempty"`
	Method     string        `json:"method,omitempty"`
	MethodName string        `json:"method_name,omitempty"`
	Where      string        `json:"where,omitempty"`
	By         Actor         `json:"by,omitempty"`
	Actor      string        `json:"actor,omitempty"`
	Subject    string        `json:"subject,omitempty"`
	Choice     string        `json:"choice,omitempty"`
	Until      clock.Instant `json:"until,omitempty"`
}

func (d Data) occurrence(at clock.Instant) Occurrence {
	if d.When.IsZero() {
		d.When = at
	}
	return Occurrence{
		When: d.When, Network: d.Network, Agent: d.Agent, Method: d.Method, MethodName: d.MethodName, Where: d.Where, By: d.By,
		Actor: d.Actor, Subject: d.Subject, Choice: d.Choice, Until: d.Until,
	}
}

// Times returns how many events the message tells of.
func (d Data) Times() int { return 1 + len(d.Earlier) + d.More }

// gathers reports whether m may wait for others of its kind: it tells of something, and nobody waits for it.
func (m Message) gathers() bool { return m.Kind.Notice() && m.Secret == "" }

// gather adds m to the notice of its kind that waits, and returns that one's id, or returns "" and when m is due by
// itself.
func (o *Outbox) gather(ctx context.Context, tx db.Tx, m Message, now clock.Instant) (id string, due clock.Instant, err error) {
	if id, err = toldOf(ctx, tx, m.Event); err != nil || id != "" {
		return id, now, err
	}
	count, last, err := sentLately(ctx, tx, m, now)
	if err != nil || count < atOnceDaily {
		return "", now, err
	}
	waiting, err := o.gathering(ctx, tx, m, now)
	if err != nil {
		return "", now, err
	}
	for _, before := range waiting {
		if before.Data.goesWith(m.Data) {
			return before.ID, now, o.join(ctx, tx, before, m, now)
		}
	}
	wait := firstGather
	for range count - atOnceDaily {
		wait = min(2*wait, longestWait)
	}
	return "", min(max(now, last.Add(wait)), now.Add(longestWait)), nil
}

// goesWith reports whether one message may tell of both, under one link: that link undoes both, and both are about the same
// account and ticket, which are named once.
func (d Data) goesWith(other Data) bool {
	return d.Undoes == other.Undoes && d.Account == other.Account && d.Ticket == other.Ticket
}

// join has the notice that waits tell of m first, and of what it told of before too. Its link is m's, which is about
// the latest; if m has none, the one that waits keeps its own.
func (o *Outbox) join(ctx context.Context, tx db.Tx, before, m Message, now clock.Instant) error {
	m.ID = before.ID
	if m.NotMe == "" {
		m.NotMe = before.NotMe
	}
	if m.Data.When.IsZero() {
		m.Data.When = now
	}
	m.Data.Earlier, m.Data.More = append(before.Data.Earlier, before.Data.occurrence(before.CreatedAt)), m.Data.More+before.Data.More
	if over := len(m.Data.Earlier) - mostEarlier; over > 0 {
		m.Data.Earlier, m.Data.More = m.Data.Earlier[over:], m.Data.More+over
	}
	facts, err := json.Marshal(m.Data)
	if err != nil {
		return fmt.Errorf("writing message: %w", err)
	}
	return rewrite(ctx, tx, o.sealed(m), string(facts))
}
