package staff

import (
	"context"
	"errors"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// ErrLinkExpired says that the set-up link was used or replaced, has expired, or that there is staff by now.
var ErrLinkExpired = errors.New("the set-up link does not hold any more")

const linkTime = 24 * time.Hour

// SetUpLink returns the token of a new one-time link that makes the first administrator; it replaces any
// earlier one. It returns "" if there is staff already.
func (c *Service) SetUpLink(ctx context.Context) (token string, err error) {
	err = c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		has, err := c.Users.HasStaff(ctx, tx)
		if err != nil {
			return err
		}
		if has {
			return c.Users.KeepLink(ctx, tx, "", 0)
		}
		fresh, hash := seal.NewToken()
		token = fresh
		return c.Users.KeepLink(ctx, tx, hash, c.Clock.Now().Add(linkTime))
	})
	return token, err
}

// LinkHolds returns [ErrLinkExpired] unless token is that of the present set-up link.
func (c *Service) LinkHolds(ctx context.Context, token string) error {
	return c.linkHolds(ctx, c.DB.Read(), token)
}

func (c *Service) linkHolds(ctx context.Context, tx db.Reader, token string) error {
	holds, err := c.Users.LinkHolds(ctx, tx, seal.HashToken(token), linkTime)
	if err != nil {
		return err
	}
	if !holds {
		return ErrLinkExpired
	}
	return nil
}

// FirstAdministrator uses a set-up link up and makes the first administrator, if nobody has become staff meanwhile.
// They are signed in with the password alone, so they can reach only the set-up of a second step. It returns the
// session's secret. It may return [ErrLinkExpired], [user.ErrEmailTaken], or an [authn.WeakError] for the password.
func (c *Service) FirstAdministrator(ctx context.Context, token, email, name, pass string, by session.Client) (secret string, err error) {
	if err := c.LinkHolds(ctx, token); err != nil {
		return "", err
	}
	hash, err := c.Authn.HashNew(ctx, pass, email, name)
	if err != nil {
		return "", err
	}
	err = c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := c.linkHolds(ctx, tx, token); err != nil {
			return err
		}
		u, err := c.Users.Create(ctx, tx, email, name, hash)
		if err != nil {
			return err
		}
		if err := c.Users.Learn(ctx, tx, u.ID, by.Language); err != nil {
			return err
		}
		if err := c.Users.SetRole(ctx, tx, u.ID, user.Administrator); err != nil {
			return err
		}
		err = c.Audit.Append(ctx, tx, audit.Event{
			Kind: "user.added", Actor: Shell, Subject: u.ID, Network: by.Network(),
			Detail: map[string]string{"role": RoleName(user.Administrator), "by": "set-up link"},
		})
		if err != nil {
			return err
		}
		if err := c.Users.LearnZone(ctx, tx, u.ID, by.Zone); err != nil {
			return err
		}
		secret, err = c.Sessions.Start(ctx, tx, session.Proofs{UserID: u.ID, By: by})
		return err
	})
	return secret, err
}
