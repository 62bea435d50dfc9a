package staff

import (
	"context"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/policy"
)

// Require stores a policy rule; for administrators. It may return [policy.ErrGrace].
func (c *Service) Require(ctx context.Context, by access.Caller, r policy.Requirement) error {
	return c.Gate.Do(ctx, by, c.Gate.Administrator, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		if err := c.Policies.Require(ctx, tx, r); err != nil {
			return access.Nothing, err
		}
		return audit.Event{
			Kind: "policy.required", Detail: map[string]string{"scope": r.Scope, "from": day(r.From), "until": day(r.Deadline())},
		}, c.tellPolicy(ctx, tx, by, r, "required")
	})
}

// ChangeRequirement moves the dates of a policy rule; for administrators. It may return [policy.ErrNone].
func (c *Service) ChangeRequirement(ctx context.Context, by access.Caller, r policy.Requirement) error {
	return c.Gate.Do(ctx, by, c.Gate.Administrator, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		before, err := c.Policies.Change(ctx, tx, r)
		if err != nil || before == r {
			return access.Nothing, err
		}
		return audit.Event{Kind: "policy.changed", Detail: map[string]string{
			"scope": r.Scope, "from": day(r.From), "until": day(r.Deadline()), "was-from": day(before.From), "was-until": day(before.Deadline()),
		}}, c.tellPolicy(ctx, tx, by, r, "required")
	})
}

// Release deletes the policy rule for a scope; for administrators.
func (c *Service) Release(ctx context.Context, by access.Caller, scope string) error {
	return c.Gate.Do(ctx, by, c.Gate.Administrator, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		if err := c.Policies.Release(ctx, tx, scope); err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "policy.released", Detail: map[string]string{"scope": scope}}
		return event, c.tellPolicy(ctx, tx, by, policy.Requirement{Scope: scope}, "released")
	})
}

func day(at clock.Instant) string { return at.Time().Format(time.DateOnly) }

// RetryMessage sends a stuck message again; for staff. It returns [message.ErrNotStuck] if there is nothing to
// send.
func (c *Service) RetryMessage(ctx context.Context, by access.Caller, id string) error {
	return c.Gate.Do(ctx, by, c.Gate.Staff, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		return audit.Event{Kind: "message.retried", Detail: map[string]string{"message": id}}, c.Outbox.Retry(ctx, tx, id)
	})
}

// SendAgain sends a message to a person once more; for staff. It returns [message.ErrNotStuck] for one that was not sent, that
// had a code or a link, or that went to an address which is not theirs any more.
func (c *Service) SendAgain(ctx context.Context, by access.Caller, userID, id string) error {
	return c.Gate.Do(ctx, by, c.Gate.Staff, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		u, err := c.Users.ByID(ctx, tx, userID)
		if err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "message.resent", Subject: u.ID, Detail: map[string]string{"message": id}}
		return event, c.Outbox.SendAgain(ctx, tx, u.ID, u.Email, id)
	})
}

// Viewed records that a member of staff looks at a person: one row an hour for each of the two. If it fails, nothing of
// the person may be shown.
func (c *Service) Viewed(ctx context.Context, by access.Caller, userID string) error {
	return c.Audit.Once(ctx, c.DB, audit.Event{
		Kind: audit.PersonViewed, Actor: by.UserID, Subject: userID, Network: by.Client.Network(),
	}, time.Hour)
}

// Searched records that a member of staff searches everything, whose results quote what people wrote: one row an hour, without
// the words, which may be a secret that somebody has pasted. If it fails, nothing may be found.
func (c *Service) Searched(ctx context.Context, by access.Caller) error {
	return c.Audit.Once(ctx, c.DB, audit.Event{Kind: audit.DeskSearched, Actor: by.UserID, Network: by.Client.Network()}, time.Hour)
}

// AuditExported records that an administrator is taking a copy of the audit log. If it fails, no copy may be
// given out.
func (c *Service) AuditExported(ctx context.Context, by access.Caller) error {
	return c.Gate.Do(ctx, by, c.Gate.Administrator, func(context.Context, db.Tx) (audit.Event, error) {
		return audit.Event{Kind: "audit.exported"}, nil
	})
}
