package staff

import (
	"context"
	"errors"

	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/user"
)

var (
	// ErrOwns refuses to remove the owner of a client account, which would be left to nobody.
	ErrOwns = errors.New("they own a client account")
	// ErrWorksHere refuses to remove somebody of the staff, who is made a client first: then the others are told.
	ErrWorksHere = errors.New("they work for the host")
	// ErrInQuestion refuses to remove somebody while it is in question who they are: what would show it would be gone too.
	ErrInQuestion = errors.New("a recovery case or a dispute of theirs is under way")
)

// Removed is somebody who was removed from the shell, as they were.
type Removed struct {
	user.User
	Accounts []account.Belonging // what they belonged to
}

// RemoveUser deletes a person, from the shell: their sign-in with all that was granted to them or set up by them, and
// their memberships. They are told, and so are the owners. What the log and the tickets say of them stays, by their name.
// It may return [user.ErrNotFound], [ErrOwns], [ErrWorksHere] or [ErrInQuestion], then with who they are and what they
// own or belong to.
func (c *Service) RemoveUser(ctx context.Context, email string) (gone Removed, err error) {
	err = c.fromShell(ctx, func(ctx context.Context, tx db.Tx) (event audit.Event, err error) {
		if gone.User, err = c.Users.ByEmail(ctx, tx, email); err != nil {
			return event, err
		}
		if gone.Accounts, err = c.Accounts.Belongings(ctx, tx, gone.ID); err != nil {
			return event, err
		}
		if err := c.removable(ctx, tx, gone.User); err != nil {
			return event, err
		}
		if err := c.Membership.EndAllForHost(ctx, tx, gone.ID, Shell); err != nil {
			return event, err
		}
		if err := c.Outbox.GiveUp(ctx, tx, gone.ID); err != nil {
			return event, err
		}
		told := message.Message{Kind: message.UserRemoved, Data: message.Data{By: message.ByShell}}
		if err := c.Notices.Show(ctx, tx, gone.User, told); err != nil {
			return event, err
		}
		event = audit.Event{Kind: "user.removed", Subject: gone.ID, Detail: map[string]string{"email": user.MaskEmail(gone.Email)}}
		return event, c.Users.Remove(ctx, tx, gone.ID)
	})
	return gone, err
}

// removable returns why a person can't be removed, or nil.
func (c *Service) removable(ctx context.Context, tx db.Reader, u user.User) error {
	owns, err := c.Accounts.Owns(ctx, tx, u.ID)
	switch {
	case err != nil:
		return err
	case owns:
		return ErrOwns
	case u.Staff():
		return ErrWorksHere
	case u.Frozen():
		return ErrInQuestion
	}
	if c.Membership.InRecovery == nil {
		return nil
	}
	open, err := c.Membership.InRecovery(ctx, tx, u.ID)
	if err == nil && open {
		err = ErrInQuestion
	}
	return err
}
