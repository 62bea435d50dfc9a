package contact

import (
	"context"
	"errors"
	"slices"

	"latchkey/internal/access"
	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/user"
)

// Decide takes down how a member of staff means to end a dispute, after they have checked whose account it is; d has
// Outcome, Kind and Value. Where the host lets one person decide, both addresses are told, and it takes effect
// after the wait, and it needs the proof of [access.Gate.StaffStepUp]. It may return [ErrSettled], [ErrDecided], [ErrNotReplaced],
// [user.ErrEmailTaken] or [access.ErrNewStaff].
func (c *Service) Decide(ctx context.Context, by access.Caller, userID string, x Decision) (user.User, error) {
	return c.Gate.OnPerson(ctx, by, userID, func(ctx context.Context, tx db.Tx, u user.User) (audit.Event, error) {
		d, err := c.disputed(ctx, tx, u)
		if err != nil {
			return access.Nothing, err
		}
		if err := c.Gate.MayApprove(ctx, tx, by.UserID); err != nil {
			return access.Nothing, err
		}
		if err := c.possible(ctx, tx, u, d, x); err != nil {
			return access.Nothing, err
		}
		x.By, x.At, x.DueAt = by.UserID, c.Clock.Now(), 0
		choices := c.Settings.Choices(ctx)
		if choices.RecoveryApproval == setting.Single {
			if err := c.Gate.StaffStepUp(ctx, tx, by.Session); err != nil {
				return access.Nothing, err
			}
			x.DueAt = x.At.Add(max(DecisionWait, choices.RecoveryWait))
		}
		if err := decide(ctx, tx, u.ID, x); err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "dispute.decided", Detail: map[string]string{"outcome": string(x.Outcome)}}
		if x.DueAt.IsZero() {
			return event, nil
		}
		return event, c.tellDecision(ctx, tx, u, x)
	})
}

// possible says why a dispute can't end like this.
func (c *Service) possible(ctx context.Context, tx db.Reader, u user.User, d Dispute, x Decision) error {
	if x.Outcome == Keep {
		return nil
	}
	same := func(r Replaced) bool { return r.Kind == x.Kind && r.Value == x.Value }
	if x.Outcome != Back || !slices.ContainsFunc(d.Replaced, same) {
		return ErrNotReplaced
	}
	if x.Kind != Email {
		return nil
	}
	switch other, err := c.Users.ByEmail(ctx, tx, x.Value); {
	case errors.Is(err, user.ErrNotFound):
		return nil
	case err != nil:
		return err
	case other.ID != u.ID:
		return user.ErrEmailTaken
	}
	return nil
}

// tellDecision tells every address that could be the owner's what will be in force, and from when. Who has the one from
// before the disputed change can object with the link.
func (c *Service) tellDecision(ctx context.Context, tx db.Tx, u user.User, x Decision) error {
	others, trusted, err := c.addresses(ctx, tx, u)
	if err != nil {
		return err
	}
	n := notice.Notice{Message: message.ContactDeciding, DoneBy: message.ByDesk, Until: x.DueAt}
	switch {
	case x.Outcome == Keep:
		n.Email = u.Email
	case x.Kind == Email:
		n.Email = x.Value
	default:
		n.Where = user.MaskPhone(x.Value)
	}
	err = c.Notices.TellAt(ctx, tx, u, []string{trusted}, n, notice.NotMe{Kind: notice.NotMeContact})
	if err != nil {
		return err
	}
	return c.Notices.TellElsewhere(ctx, tx, u, without(others, trusted), n)
}

// addresses is every address that has to do with a dispute: the present one, and what it replaced, however long ago.
// Trusted is the one from before.
func (c *Service) addresses(ctx context.Context, tx db.Reader, u user.User) (addresses []string, trusted string, err error) {
	all, err := c.questionable(ctx, tx, u, c.Clock.Now())
	if err != nil {
		return nil, "", err
	}
	former, err := c.Notices.FormerEmails(ctx, tx, u.ID)
	addresses = append([]string{u.Email}, former...)
	for _, r := range all {
		if r.Kind == Email {
			addresses = append(addresses, r.Value)
		}
	}
	slices.Sort(addresses)
	return slices.Compact(addresses), trustedAddress(u, all), err
}

func without(addresses []string, leftOut ...string) []string {
	return slices.DeleteFunc(addresses, func(a string) bool { return slices.Contains(leftOut, a) })
}

// Approve carries out the decision that somebody else has made; seen is its At, as it was shown. It needs the proof of
// [access.Gate.StaffStepUp]. It may return
// [ErrSettled], [ErrUndecided], [ErrSamePerson], [access.ErrNewStaff], [ErrNotReplaced], [user.ErrEmailTaken] if
// somebody else has the address now, or [ErrLapsed].
func (c *Service) Approve(ctx context.Context, by access.Caller, userID string, seen clock.Instant) (user.User, error) {
	return c.Gate.OnPerson(ctx, by, userID, func(ctx context.Context, tx db.Tx, u user.User) (audit.Event, error) {
		d, err := c.decided(ctx, tx, u, seen)
		if err != nil {
			return access.Nothing, err
		}
		if d.By == by.UserID {
			return access.Nothing, ErrSamePerson
		}
		if err := c.Gate.MayApprove(ctx, tx, by.UserID); err != nil {
			return access.Nothing, err
		}
		if err := c.Gate.StaffStepUp(ctx, tx, by.Session); err != nil {
			return access.Nothing, err
		}
		if err := c.still(ctx, tx, u, d); err != nil {
			return access.Nothing, lapsed(err)
		}
		event := audit.Event{Kind: "dispute.approved", Detail: map[string]string{"outcome": string(d.Outcome)}}
		return event, c.conclude(ctx, tx, u, d, by.UserID, by.Client)
	})
}

// TakeBack gives a decision up: the dispute goes on. Any member of staff may, who may act on the person. It may return
// [ErrSettled] or [ErrUndecided].
func (c *Service) TakeBack(ctx context.Context, by access.Caller, userID string, seen clock.Instant) (user.User, error) {
	return c.Gate.OnPerson(ctx, by, userID, func(ctx context.Context, tx db.Tx, u user.User) (audit.Event, error) {
		if _, err := c.decided(ctx, tx, u, seen); err != nil {
			return access.Nothing, err
		}
		return takenBack, undecide(ctx, tx, u.ID)
	})
}

var takenBack = audit.Event{Kind: "dispute.taken-back"}

func (c *Service) decided(ctx context.Context, tx db.Reader, u user.User, seen clock.Instant) (Dispute, error) {
	d, err := c.disputed(ctx, tx, u)
	if err == nil && (d.At.IsZero() || d.At != seen) {
		err = ErrUndecided
	}
	return d, err
}

// Due carries out the decisions whose wait is over. Call it often. If one fails, it goes on with the others and
// returns the error.
func (c *Service) Due(ctx context.Context) error {
	ids, err := dueDisputes(ctx, c.DB.Read(), c.Clock.Now())
	for _, id := range ids {
		err = errors.Join(err, c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return c.due(ctx, tx, id) }))
	}
	return err
}

func (c *Service) due(ctx context.Context, tx db.Tx, userID string) error {
	u, err := c.Users.ByID(ctx, tx, userID)
	if err != nil {
		return err
	}
	d, err := c.disputed(ctx, tx, u)
	if errors.Is(err, ErrSettled) {
		return closeDispute(ctx, tx, userID)
	}
	if err != nil {
		return err
	}
	alone := c.Settings.Choices(ctx).RecoveryApproval == setting.Single
	if !alone || d.DueAt.IsZero() || c.Clock.Now().Before(d.DueAt) {
		return nil // since it was decided, the host has come to want two
	}
	err = c.still(ctx, tx, u, d)
	if err == nil {
		return c.conclude(ctx, tx, u, d, d.By, session.Client{})
	}
	if !slices.ContainsFunc(impossible, func(known error) bool { return errors.Is(err, known) }) {
		return err
	}
	event := takenBack
	event.Subject = userID
	if err := undecide(ctx, tx, userID); err != nil {
		return err
	}
	return c.Gate.Audit.Append(ctx, tx, event)
}

// impossible is what takes a decision back that waits.
var impossible = []error{access.ErrNotStaff, access.ErrNewStaff, access.ErrOnlyAdministrators, ErrNotReplaced, user.ErrEmailTaken}

// lapsed is what somebody who approves is told of still: the refusals of a role are about whoever decided, not about them.
func lapsed(err error) error {
	for _, role := range []error{access.ErrNotStaff, access.ErrNewStaff, access.ErrOnlyAdministrators} {
		if errors.Is(err, role) {
			return ErrLapsed
		}
	}
	return err
}

// still says why a decision can't be carried out any more: the host, the person and who decided are looked at as they
// are now.
func (c *Service) still(ctx context.Context, tx db.Reader, u user.User, d Dispute) error {
	if err := c.Gate.MayApprove(ctx, tx, d.By); err != nil {
		return err
	}
	by, err := c.Users.ByID(ctx, tx, d.By)
	if err != nil {
		return err
	}
	if u.Staff() && by.Role != user.Administrator {
		return access.ErrOnlyAdministrators
	}
	return c.possible(ctx, tx, u, d, d.Decision)
}
