package contact

import (
	"context"
	"errors"
	"slices"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/user"
)

var (
	// ErrSettled says that the dispute has ended already.
	ErrSettled = errors.New("the dispute is settled already")
	// ErrNotReplaced says that the disputed changes did not replace this address or number.
	ErrNotReplaced = errors.New("that is not what the disputed change replaced")
	// ErrDecided says that a decision waits already: it is approved or taken back first.
	ErrDecided = errors.New("somebody has decided this dispute already")
	// ErrUndecided says that the decision that was looked at does not wait any more.
	ErrUndecided = errors.New("the decision has changed since")
	// ErrSamePerson refuses an approval by the member of staff who decided.
	ErrSamePerson = errors.New("a decision is approved by somebody else")
	// ErrLapsed refuses an approval of what somebody decided who may not decide it any more: it is taken back.
	ErrLapsed = errors.New("whoever decided may not decide any more")
)

// DecisionWait is how long a decision waits, at least, where one member of staff decides alone.
const DecisionWait = 72 * time.Hour

// Replaced is an address or number from before a disputed change.
type Replaced struct {
	Kind  Kind
	Value string // "" if there was no number
	At    clock.Instant
}

// Dispute is a dispute under way.
type Dispute struct {
	Since    clock.Instant // when the oldest disputed change was made, or asked for
	Replaced []Replaced    // what can be put back, newest first; nil if the change was stopped before it took effect
	Before   []Replaced    // what was in force before the oldest of them and is not now, the address first
	Decision
}

// Outcome is how a dispute ends.
type Outcome string

// The outcomes.
const (
	Keep Outcome = "keep"     // what is in force stays
	Back Outcome = "put-back" // what a disputed change replaced is restored
)

// Decision is how staff mean to end a dispute. It is the judgement whose account it is, so it takes effect once
// somebody else on the staff approves it or, on a host where one person decides, after a wait.
type Decision struct {
	Outcome Outcome // "" if nobody has decided
	Kind    Kind    // with Back: what is restored
	Value   string
	By      string        // the id of the member of staff
	At      clock.Instant // which also says which decision was looked at
	DueAt   clock.Instant // when it takes effect without a second person; 0: never
}

// Disputed returns the dispute about a person's address or number, or [ErrSettled] if there is none.
func (c *Service) Disputed(ctx context.Context, u user.User) (Dispute, error) {
	return c.disputed(ctx, c.DB.Read(), u)
}

func (c *Service) disputed(ctx context.Context, tx db.Reader, u user.User) (d Dispute, err error) {
	if !u.Frozen() {
		return d, ErrSettled
	}
	if d, err = disputeOf(ctx, tx, u.ID); err != nil {
		return d, err
	}
	all, err := unsettled(ctx, tx, u.ID, d.Since)
	for _, r := range slices.Backward(all) {
		same := func(other Replaced) bool { return other.Kind == r.Kind && other.Value == r.Value }
		if r.Value != inForce(u, r.Kind) && !slices.ContainsFunc(d.Replaced, same) {
			d.Replaced = append(d.Replaced, r)
		}
	}
	for _, kind := range []Kind{Email, Phone} {
		i := slices.IndexFunc(all, func(r Replaced) bool { return r.Kind == kind })
		if i >= 0 && all[i].Value != inForce(u, kind) {
			d.Before = append(d.Before, all[i])
		}
	}
	return d, err
}

func inForce(u user.User, kind Kind) string {
	if kind == Phone {
		return u.Phone
	}
	return u.Email
}

// InForce reports whether the change that a notice is about has taken effect. If so, "This wasn't me" can't
// stop it, and the change stays until the dispute is settled.
func (c *Service) InForce(ctx context.Context, n notice.NotMe) (bool, error) {
	kind := Email
	switch n.Told {
	case message.EmailChanged, message.PhoneChanged, message.PhoneRemoved:
		return true, nil
	case message.PhoneChanging:
		kind = Phone
	}
	return replacedSince(ctx, c.DB.Read(), n.UserID, kind, n.At)
}

// Trusted reports whether a link was mailed to the address that was in force before the oldest change that is, or
// can still be, disputed. Whatever was mailed to a later address may be read by whoever made that change, and
// begins no dispute.
func (c *Service) Trusted(ctx context.Context, tx db.Reader, n notice.NotMe) (bool, error) {
	if n.MailedTo == "" { // before addresses were remembered
		return true, nil
	}
	u, err := c.Users.ByID(ctx, tx, n.UserID)
	if err != nil {
		return false, err
	}
	all, err := c.questionable(ctx, tx, u, n.At)
	return user.SameEmail(trustedAddress(u, all), n.MailedTo), err
}

// trustedAddress is the one that was in force before all these changes, the oldest of which comes first.
func trustedAddress(u user.User, all []Replaced) string {
	for _, r := range all {
		if r.Kind == Email {
			return r.Value
		}
	}
	return u.Email
}

// questionable is what the person's changes have replaced, the oldest first, that are in dispute or could be disputed at
// an instant. A link that was mailed then keeps its worth for as long as it works, so the past is looked at from there.
func (c *Service) questionable(ctx context.Context, tx db.Reader, u user.User, at clock.Instant) ([]Replaced, error) {
	since := at.Add(-notice.NotMeFor)
	d, err := disputeOf(ctx, tx, u.ID)
	switch {
	case errors.Is(err, ErrSettled):
	case err != nil:
		return nil, err
	case u.Frozen():
		since = min(since, d.Since)
	}
	return unsettled(ctx, tx, u.ID, since)
}
