// Package staff holds what the host's people do: inviting, disabling and enabling people, roles, settings,
// policy, the first administrator; and what somebody with the server's shell may do besides.
package staff

import (
	"context"
	"errors"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/attachment"
	"latchkey/internal/audit"
	"latchkey/internal/authn"
	"latchkey/internal/clock"
	"latchkey/internal/contact"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/membership"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/policy"
	"latchkey/internal/revoke"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/signin"
	"latchkey/internal/user"
)

// ErrLastAdministrator refuses to disable or demote the last administrator.
var ErrLastAdministrator = errors.New("this is the last administrator; make another one first")

// Service acts for the host.
type Service struct {
	DB         *db.DB
	Clock      *clock.Clock
	Users      *user.Users
	Sessions   *session.Sessions
	Factors    *factor.Factors
	Settings   *setting.Settings
	Policies   *policy.Policies
	Audit      *audit.Log
	Outbox     *message.Outbox
	Gate       *access.Gate
	Notices    *notice.Notices
	Authn      *authn.Verifier
	Revoke     *revoke.Revoker
	Contact    *contact.Service
	Links      *signin.Links
	Accounts   *account.Accounts
	Membership *membership.Service
	Files      *attachment.Files
}

// tellPerson tells somebody what staff did, but not from where they did it.
func (c *Service) tellPerson(ctx context.Context, tx db.Tx, target user.User, kind message.Kind) error {
	return c.Notices.Tell(ctx, tx, target, message.Message{Kind: kind, Data: message.Data{By: message.ByDesk}},
		notice.NotMe{Kind: notice.NotMeNotice})
}

// keepsAdministrator returns ErrLastAdministrator where nobody would be left to look after the host.
func (c *Service) keepsAdministrator(ctx context.Context, tx db.Reader, target user.User) error {
	if target.Role != user.Administrator || target.Disabled() {
		return nil
	}
	ids, err := c.Users.AdministratorIDs(ctx, tx)
	if err != nil {
		return err
	}
	// A role has no effect before a second step is set up: who has none yet looks after nothing.
	on, err := c.Factors.On(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if id != target.ID && (on[id] || !on[target.ID]) {
			return nil
		}
	}
	return ErrLastAdministrator
}

// DisablePerson disables a person at once and ends their sessions and challenges.
func (c *Service) DisablePerson(ctx context.Context, by access.Caller, userID string) (user.User, error) {
	return c.Gate.OnPerson(ctx, by, userID, func(ctx context.Context, tx db.Tx, u user.User) (audit.Event, error) {
		if err := c.keepsAdministrator(ctx, tx, u); err != nil {
			return access.Nothing, err
		}
		if err := c.Users.SetDisabled(ctx, tx, u.ID, true); err != nil {
			return access.Nothing, err
		}
		if err := c.Revoke.Apply(ctx, tx, revoke.PersonDisabled, revoke.Whose{UserID: u.ID}); err != nil {
			return access.Nothing, err
		}
		return audit.Event{Kind: "user.disabled"}, c.tellPerson(ctx, tx, u, message.UserDisabled)
	})
}

// EnablePerson lets a disabled person sign in again.
func (c *Service) EnablePerson(ctx context.Context, by access.Caller, userID string) (user.User, error) {
	return c.Gate.OnPerson(ctx, by, userID, func(ctx context.Context, tx db.Tx, u user.User) (audit.Event, error) {
		if err := c.Users.SetDisabled(ctx, tx, u.ID, false); err != nil {
			return access.Nothing, err
		}
		if err := c.Revoke.Apply(ctx, tx, revoke.PersonEnabled, revoke.Whose{UserID: u.ID}); err != nil {
			return access.Nothing, err
		}
		return audit.Event{Kind: "user.enabled"}, c.tellPerson(ctx, tx, u, message.UserEnabled)
	})
}

// EndPersonsSessions signs a person out everywhere, and ends sign-ins that wait for a second step.
func (c *Service) EndPersonsSessions(ctx context.Context, by access.Caller, userID string) (user.User, error) {
	return c.Gate.OnPerson(ctx, by, userID, func(ctx context.Context, tx db.Tx, u user.User) (audit.Event, error) {
		return audit.Event{Kind: "sessions.ended"}, c.Revoke.Apply(ctx, tx, revoke.SessionsEnded, revoke.Whose{UserID: u.ID})
	})
}

// Locked reports whether wrong passwords keep unknown browsers from signing in as a person.
func (c *Service) Locked(ctx context.Context, u user.User) (bool, error) {
	return c.Authn.PasswordLocked(ctx, c.DB.Read(), u)
}

// UnlockPerson is [Service.Unlock] at the desk.
func (c *Service) UnlockPerson(ctx context.Context, by access.Caller, userID string) (user.User, error) {
	return c.Gate.OnPerson(ctx, by, userID, func(ctx context.Context, tx db.Tx, u user.User) (audit.Event, error) {
		return audit.Event{Kind: "user.unlocked"}, c.Authn.ResetPasswordLimit(ctx, tx, u)
	})
}

// SetRole makes a person staff, or a client again; for administrators, all of whom are told. It ends all their
// sessions. The role has no effect before the person has a second step, and for a while new staff have no part in disputes and
// recovery cases. It needs the proof of [access.Gate.StaffStepUp].
func (c *Service) SetRole(ctx context.Context, by access.Caller, userID string, role user.Role) (user.User, error) {
	return c.Gate.OnPerson(ctx, by, userID, func(ctx context.Context, tx db.Tx, u user.User) (audit.Event, error) {
		if err := c.Gate.Administrator(ctx, tx, by); err != nil || u.Role == role {
			return access.Nothing, err
		}
		if err := c.Gate.StaffStepUp(ctx, tx, by.Session); err != nil {
			return access.Nothing, err
		}
		if err := c.changeRole(ctx, tx, u, role, c.Users.Appoint); err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "user.role", Detail: map[string]string{"role": RoleName(role)}}
		return event, c.tellAdministrators(ctx, tx, roleChanged(by, u, role))
	})
}

// SetRoleFromShell is [Service.SetRole] from the shell. The person counts as staff of old.
func (c *Service) SetRoleFromShell(ctx context.Context, email string, role user.Role) (u user.User, err error) {
	err = c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if u, err = c.Users.ByEmail(ctx, tx, email); err != nil || u.Role == role {
			return err
		}
		set := func(ctx context.Context, tx db.Tx, u user.User, role user.Role) error {
			return c.Users.SetRole(ctx, tx, u.ID, role)
		}
		if err := c.changeRole(ctx, tx, u, role, set); err != nil {
			return err
		}
		if err := c.tellAdministrators(ctx, tx, roleChanged(access.Caller{}, u, role)); err != nil {
			return err
		}
		return c.Audit.Append(ctx, tx, audit.Event{
			Kind: "user.role", Actor: Shell, Subject: u.ID, Detail: map[string]string{"role": RoleName(role)},
		})
	})
	return u, err
}

func (c *Service) changeRole(ctx context.Context, tx db.Tx, u user.User, role user.Role,
	set func(context.Context, db.Tx, user.User, user.Role) error,
) error {
	if role != user.Administrator {
		if err := c.keepsAdministrator(ctx, tx, u); err != nil {
			return err
		}
	}
	if err := set(ctx, tx, u, role); err != nil {
		return err
	}
	return c.Revoke.Apply(ctx, tx, revoke.RoleChanged, revoke.Whose{UserID: u.ID})
}

// RoleName returns a role as it is written in the shell, in forms and in the audit log.
func RoleName(role user.Role) string {
	if role == user.Client {
		return "client"
	}
	return string(role)
}
