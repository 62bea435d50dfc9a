package message

import (
	"time"

	"latchkey/internal/clock"
)

// StuckMessage is a message that staff should look at, because it failed or has waited for long. It holds
// nothing of the message's content.
type StuckMessage struct {
	ID        string
	UserID    string
	Channel   Channel
	Recipient string
	Kind      Kind
	CreatedAt clock.Instant
	Delivery
	Detail string // what the server said
	Tries  int    // how many attempts were made
	Ended  bool   // its code or link has expired, so it can't be sent again
}

// A message that waits longer than this is stuck.
const stuckAfter = 5 * time.Minute

// How long things are kept: what failed stays in the list of stuck ones, and a "this
// wasn't me" link works no longer than the secrets of a message that was never sent.
const (
	listStuckFor   = 7 * 24 * time.Hour
	keepSecretsFor = 7 * 24 * time.Hour
	keepFor        = 90 * 24 * time.Hour
)

// Warning says that messages of a channel fail for a reason that the host should fix.
type Warning struct {
	Channel Channel
	Reason  Reason
	Detail  string // what the server said last
	Count   int    // messages since yesterday
	LastAt  clock.Instant
}
