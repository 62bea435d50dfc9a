package credential

import (
	"context"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/policy"
	"latchkey/internal/session"
)

// ChangeSetting stores one of the host's choices; for administrators. The error of a
// value that is not allowed has words for the host.
func (c *Service) ChangeSetting(ctx context.Context, s session.Session, name, value string, by session.Client) error {
	return c.byAdministrator(ctx, s, func(ctx context.Context, tx db.Tx) error {
		if err := c.Settings.Set(ctx, tx, name, value); err != nil {
			return err
		}
		// A value may be long, and some day a secret: the log says which choice was made, and the page what holds.
		return c.Audit.Append(ctx, tx, audit.Event{
			Kind: "setting.changed", Actor: s.UserID, Network: by.Network(), Detail: map[string]string{"name": name},
		})
	})
}

// Require asks for a second step from now on; for administrators.
func (c *Service) Require(ctx context.Context, s session.Session, p *policy.Policies, r policy.Requirement, by session.Client) error {
	return c.byAdministrator(ctx, s, func(ctx context.Context, tx db.Tx) error {
		if err := p.Require(ctx, tx, r); err != nil {
			return err
		}
		return c.Audit.Append(ctx, tx, audit.Event{
			Kind: "policy.required", Actor: s.UserID, Network: by.Network(),
			Detail: map[string]string{"scope": r.Scope, "from": day(r.From), "until": day(r.Deadline())},
		})
	})
}

// ChangeRequirement moves the dates of what is required in a scope already; for administrators. policy.ErrNone.
func (c *Service) ChangeRequirement(ctx context.Context, s session.Session, p *policy.Policies, r policy.Requirement, by session.Client) error {
	return c.byAdministrator(ctx, s, func(ctx context.Context, tx db.Tx) error {
		before, err := p.Change(ctx, tx, r)
		if err != nil || before == r {
			return err
		}
		return c.Audit.Append(ctx, tx, audit.Event{
			Kind: "policy.changed", Actor: s.UserID, Network: by.Network(),
			Detail: map[string]string{
				"scope": r.Scope, "from": day(r.From), "until": day(r.Deadline()), "was-from": day(before.From), "was-until": day(before.Deadline()),
			},
		})
	})
}

// Release asks for no second step any more in a scope; for administrators.
func (c *Service) Release(ctx context.Context, s session.Session, p *policy.Policies, scope string, by session.Client) error {
	return c.byAdministrator(ctx, s, func(ctx context.Context, tx db.Tx) error {
		if err := p.Release(ctx, tx, scope); err != nil {
			return err
		}
		return c.Audit.Append(ctx, tx, audit.Event{
			Kind: "policy.released", Actor: s.UserID, Network: by.Network(), Detail: map[string]string{"scope": scope},
		})
	})
}

func day(at clock.Instant) string { return at.Time().Format(time.DateOnly) }

// RetryMessage has a stuck message sent again; message.ErrNotStuck where there is nothing to send any more.
func (c *Service) RetryMessage(ctx context.Context, s session.Session, id string, by session.Client) error {
	return c.inSession(ctx, s, func(ctx context.Context, tx db.Tx) error {
		if _, err := c.staff(ctx, tx, s); err != nil {
			return err
		}
		if err := c.Outbox.Retry(ctx, tx, id); err != nil {
			return err
		}
		return c.Audit.Append(ctx, tx, audit.Event{
			Kind: "message.retried", Actor: s.UserID, Network: by.Network(), Detail: map[string]string{"message": id},
		})
	})
}

// AuditExported notes that a member of staff took a copy of the log.
func (c *Service) AuditExported(ctx context.Context, s session.Session, by session.Client) error {
	return c.byAdministrator(ctx, s, func(ctx context.Context, tx db.Tx) error {
		return c.Audit.Append(ctx, tx, audit.Event{Kind: "audit.exported", Actor: s.UserID, Network: by.Network()})
	})
}
