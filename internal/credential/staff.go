package credential

import (
	"context"
	"errors"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

var (
	// ErrNotStaff refuses whoever does not work here.
	ErrNotStaff = errors.New("only staff may do this")
	// ErrOnlyAdministrators refuses support what is for administrators: the security of other staff among it.
	ErrOnlyAdministrators = errors.New("only an administrator may do this")
	// ErrYourself refuses staff who act on themselves through the desk.
	ErrYourself = errors.New("staff can't do this to themselves")
	// ErrLastAdministrator keeps the last administrator from being kept out or demoted.
	ErrLastAdministrator = errors.New("this is the last administrator; make another one first")
)

// staff is the member of staff that a session belongs to, as the database knows them
// now. Every act asks for a fresh second step (ErrStepUpRequired).
func (c *Service) staff(ctx context.Context, tx db.Tx, s session.Session) (user.User, error) {
	actor, err := c.Users.ByID(ctx, tx, s.UserID)
	if err != nil {
		return actor, err
	}
	if !actor.Staff() || actor.Disabled() {
		return actor, ErrNotStaff
	}
	return actor, unless(s.FreshSecondStep(c.Clock.Now()), ErrStepUpRequired)
}

// byAdministrator makes a change that only administrators may make.
func (c *Service) byAdministrator(ctx context.Context, s session.Session, fn func(context.Context, db.Tx) error) error {
	return c.inSession(ctx, s, func(ctx context.Context, tx db.Tx) error {
		actor, err := c.staff(ctx, tx, s)
		if err != nil {
			return err
		}
		if actor.Role != user.Administrator {
			return ErrOnlyAdministrators
		}
		return fn(ctx, tx)
	})
}

// onPerson makes a change that staff make to somebody else. Support may not touch staff.
func (c *Service) onPerson(ctx context.Context, s session.Session, userID string, fn func(context.Context, db.Tx, user.User) error) (target user.User, err error) {
	err = c.inSession(ctx, s, func(ctx context.Context, tx db.Tx) error {
		actor, err := c.staff(ctx, tx, s)
		if err != nil {
			return err
		}
		if target, err = c.Users.ByID(ctx, tx, userID); err != nil {
			return err
		}
		if target.ID == actor.ID {
			return ErrYourself
		}
		if target.Staff() && actor.Role != user.Administrator {
			return ErrOnlyAdministrators
		}
		return fn(ctx, tx, target)
	})
	return target, err
}

// staffAction is what staff did to a person. The person is told what happened, but not from where staff did it.
type staffAction struct {
	audit   string
	message message.Kind // "" tells nobody
	detail  map[string]string
}

func (c *Service) record(ctx context.Context, tx db.Tx, s session.Session, target user.User, d staffAction, by session.Client) error {
	err := c.Audit.Append(ctx, tx, audit.Event{Kind: d.audit, Actor: s.UserID, Subject: target.ID, Network: by.Network(), Detail: d.detail})
	if err != nil || d.message == "" {
		return err
	}
	return c.Notify(ctx, tx, target, message.Message{Kind: d.message, Data: message.Data{By: message.ByDesk}}, NotMe{Kind: NotMeNotice})
}

// keepsAdministrator returns ErrLastAdministrator where nobody would be left to look after the host.
func (c *Service) keepsAdministrator(ctx context.Context, tx db.Tx, target user.User) error {
	if target.Role != user.Administrator || target.Disabled() {
		return nil
	}
	others, err := c.Users.Administrators(ctx, tx, target.ID)
	if err != nil {
		return err
	}
	return unless(others > 0, ErrLastAdministrator)
}

// DisablePerson keeps somebody out at once, challenges included.
func (c *Service) DisablePerson(ctx context.Context, s session.Session, userID string, by session.Client) (user.User, error) {
	return c.onPerson(ctx, s, userID, func(ctx context.Context, tx db.Tx, u user.User) error {
		if err := c.keepsAdministrator(ctx, tx, u); err != nil {
			return err
		}
		if err := c.Users.SetDisabled(ctx, tx, u.ID, true); err != nil {
			return err
		}
		if err := c.revokeAll(ctx, tx, u.ID); err != nil {
			return err
		}
		return c.record(ctx, tx, s, u, staffAction{audit: "user.disabled", message: message.UserDisabled}, by)
	})
}

// EnablePerson lets somebody who was kept out sign in again.
func (c *Service) EnablePerson(ctx context.Context, s session.Session, userID string, by session.Client) (user.User, error) {
	return c.onPerson(ctx, s, userID, func(ctx context.Context, tx db.Tx, u user.User) error {
		if err := c.Users.SetDisabled(ctx, tx, u.ID, false); err != nil {
			return err
		}
		return c.record(ctx, tx, s, u, staffAction{audit: "user.enabled", message: message.UserEnabled}, by)
	})
}

// EndPersonsSessions signs somebody out everywhere, sign-ins under way included.
func (c *Service) EndPersonsSessions(ctx context.Context, s session.Session, userID string, by session.Client) (user.User, error) {
	return c.onPerson(ctx, s, userID, func(ctx context.Context, tx db.Tx, u user.User) error {
		if err := c.Users.NewEpoch(ctx, tx, u.ID); err != nil {
			return err
		}
		if err := c.revokeAll(ctx, tx, u.ID); err != nil {
			return err
		}
		return c.record(ctx, tx, s, u, staffAction{audit: "sessions.ended"}, by)
	})
}

// AsStaff reports whether a session may act for the host now: ErrStepUpRequired, ErrNotStaff.
func (c *Service) AsStaff(ctx context.Context, s session.Session) error {
	_, err := c.staff(ctx, c.DB.Read(), s)
	return err
}

// SetRole makes somebody a member of the staff, or a client again; for administrators. All their sessions end.
func (c *Service) SetRole(ctx context.Context, s session.Session, userID string, role user.Role, by session.Client) (user.User, error) {
	return c.onPerson(ctx, s, userID, func(ctx context.Context, tx db.Tx, u user.User) error {
		actor, err := c.Users.ByID(ctx, tx, s.UserID)
		if err != nil {
			return err
		}
		if actor.Role != user.Administrator {
			return ErrOnlyAdministrators
		}
		if u.Role == role {
			return nil
		}
		if err := c.changeRole(ctx, tx, u, role); err != nil {
			return err
		}
		return c.record(ctx, tx, s, u, staffAction{audit: "user.role", detail: map[string]string{"role": RoleName(role)}}, by)
	})
}

// SetRoleFromShell is SetRole for whoever has the server's shell.
func (c *Service) SetRoleFromShell(ctx context.Context, email string, role user.Role) (u user.User, err error) {
	err = c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if u, err = c.Users.ByEmail(ctx, tx, email); err != nil || u.Role == role {
			return err
		}
		if err := c.changeRole(ctx, tx, u, role); err != nil {
			return err
		}
		return c.Audit.Append(ctx, tx, audit.Event{Kind: "user.role", Actor: Shell, Subject: u.ID, Detail: map[string]string{"role": RoleName(role)}})
	})
	return u, err
}

func (c *Service) changeRole(ctx context.Context, tx db.Tx, u user.User, role user.Role) error {
	if role != user.Administrator {
		if err := c.keepsAdministrator(ctx, tx, u); err != nil {
			return err
		}
	}
	if err := c.Users.SetRole(ctx, tx, u.ID, role); err != nil {
		return err
	}
	return c.revokeAll(ctx, tx, u.ID)
}

// RoleName is a role as it is written in a shell, in forms and in the audit log.
func RoleName(role user.Role) string {
	if role == user.Client {
		return "client"
	}
	return string(role)
}
