package staff

import (
	"context"

	"latchkey/internal/audit"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/password"
	"latchkey/internal/revoke"
	"latchkey/internal/signin"
	"latchkey/internal/user"
)

// Shell is the actor in the audit log for somebody with the server's shell.
const Shell = signin.ByShell

// Person is somebody to be added from the shell.
type Person struct {
	Email, Name string
	Language    string // a tag that locale.Find knows; "" where it is not known
}

// AddUser creates a person. It may return [user.ErrEmailTaken], or an [authn.WeakError] for the password.
func (c *Service) AddUser(ctx context.Context, p Person, pass string) (user.User, error) {
	hash, err := c.Authn.HashNew(ctx, pass, p.Email, p.Name)
	if err != nil {
		return user.User{}, err
	}
	return c.add(ctx, p, hash)
}

// ImportUser creates a person with the password hash of another panel. The first sign-in replaces it by a
// better hash. It may return [password.ErrStoredHash].
func (c *Service) ImportUser(ctx context.Context, p Person, hash string) (user.User, error) {
	if err := password.CheckStored(hash); err != nil {
		return user.User{}, err
	}
	return c.add(ctx, p, hash)
}

func (c *Service) add(ctx context.Context, p Person, hash string) (u user.User, err error) {
	err = c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if u, err = c.Users.Create(ctx, tx, p.Email, p.Name, hash); err != nil {
			return err
		}
		if err := c.Users.Learn(ctx, tx, u.ID, p.Language); err != nil {
			return err
		}
		return c.Audit.Append(ctx, tx, audit.Event{Kind: "user.added", Actor: Shell, Subject: u.ID})
	})
	return u, err
}

// ResetSecondStep removes all methods of a person who can't sign in, from the shell. It ends all their sessions
// and tells them. Their password then leads to the set-up of a new method, and to nothing else. A dispute about their
// address or number ends: the address by which they are named, which may be the one from before, is in force. It returns
// [credential.ErrNotOn] if there is no method to remove and the person is not required to set one up.
func (c *Service) ResetSecondStep(ctx context.Context, email string) (user.User, error) {
	n := notice.Notice{Audit: "two-factor.reset", Message: message.TwoFactorReset}
	return c.shut(ctx, email, revoke.SecondStepRemovedByHost, n, func(ctx context.Context, tx db.Tx, u user.User) error {
		on, err := c.Factors.IsOn(ctx, tx, u.ID)
		if err != nil {
			return err
		}
		if !on && u.EnrollmentRequiredAt.IsZero() {
			return credential.ErrNotOn
		}
		if err := c.Factors.RemoveAll(ctx, tx, u.ID); err != nil {
			return err
		}
		if err := c.Contact.EndDispute(ctx, tx, u, email, Shell); err != nil {
			return err
		}
		return c.Users.LetEnrollByPassword(ctx, tx, u.ID)
	})
}

// DisableUser is [Service.DisablePerson] from the shell.
func (c *Service) DisableUser(ctx context.Context, email string) (user.User, error) {
	n := notice.Notice{Audit: "user.disabled", Message: message.UserDisabled}
	return c.shut(ctx, email, revoke.PersonDisabled, n, func(ctx context.Context, tx db.Tx, u user.User) error {
		if err := c.keepsAdministrator(ctx, tx, u); err != nil {
			return err
		}
		return c.Users.SetDisabled(ctx, tx, u.ID, true)
	})
}

// EnableUser is [Service.EnablePerson] from the shell.
func (c *Service) EnableUser(ctx context.Context, email string) (user.User, error) {
	n := notice.Notice{Audit: "user.enabled", Message: message.UserEnabled}
	return c.shut(ctx, email, revoke.PersonEnabled, n, func(ctx context.Context, tx db.Tx, u user.User) error {
		return c.Users.SetDisabled(ctx, tx, u.ID, false)
	})
}

// Unlock lets unknown browsers guess a person's password again, after they have reached the limit. The yearly
// budget for codes stays used.
func (c *Service) Unlock(ctx context.Context, email string) (u user.User, err error) {
	err = c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if u, err = c.Users.ByEmail(ctx, tx, email); err != nil {
			return err
		}
		if err := c.Authn.ResetPasswordLimit(ctx, tx, u); err != nil {
			return err
		}
		return c.Audit.Append(ctx, tx, audit.Event{Kind: "user.unlocked", Actor: Shell, Subject: u.ID})
	})
	return u, err
}

// shut makes a change from the shell after which nothing granted before it holds.
func (c *Service) shut(ctx context.Context, email string, change revoke.Change, n notice.Notice,
	act func(context.Context, db.Tx, user.User) error,
) (u user.User, err error) {
	err = c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if u, err = c.Users.ByAddress(ctx, tx, email); err != nil {
			return err
		}
		if err := act(ctx, tx, u); err != nil {
			return err
		}
		if err := c.Revoke.Apply(ctx, tx, change, revoke.Whose{UserID: u.ID}); err != nil {
			return err
		}
		n.UserID, n.Actor, n.DoneBy = u.ID, Shell, message.ByShell
		return c.Notices.Add(ctx, tx, n)
	})
	return u, err
}

// SignOutFromShell is [Service.EndPersonsSessions] from the shell.
func (c *Service) SignOutFromShell(ctx context.Context, email string) (u user.User, err error) {
	err = c.fromShell(ctx, func(ctx context.Context, tx db.Tx) (event audit.Event, err error) {
		if u, err = c.Users.ByEmail(ctx, tx, email); err != nil {
			return event, err
		}
		event = audit.Event{Kind: "sessions.ended", Subject: u.ID}
		return event, c.Revoke.Apply(ctx, tx, revoke.SessionsEnded, revoke.Whose{UserID: u.ID})
	})
	return u, err
}

// RenameFromShell changes a person's name, from the shell. It may return [user.ErrNotFound] or [user.ErrBadName].
func (c *Service) RenameFromShell(ctx context.Context, email, name string) (u user.User, err error) {
	err = c.fromShell(ctx, func(ctx context.Context, tx db.Tx) (event audit.Event, err error) {
		if u, err = c.Users.ByEmail(ctx, tx, email); err != nil {
			return event, err
		}
		was, p := u.Name, u.Profile()
		p.Name = name
		if err := c.Users.SetProfile(ctx, tx, u.ID, p); err != nil {
			return event, err
		}
		if u, err = c.Users.ByID(ctx, tx, u.ID); err != nil || u.Name == was {
			return event, err
		}
		return audit.Event{Kind: "name.changed", Subject: u.ID, Detail: map[string]string{"was": was, "now": u.Name}}, nil
	})
	return u, err
}
