package account

import (
	"context"
	"fmt"
	"slices"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

// Role is a user's role in an account.
type Role string

// An owner may do everything, and there is one; a member may do what the permissions name.
const (
	Owner  Role = "owner"
	Member Role = "member"
)

// Membership connects a user with an account.
type Membership struct {
	AccountID, UserID string
	Role              Role
	Permissions       []Permission // for the role Member
	Mail              []Mail       // what they want to get; nil when joining: the usual
	InvitedBy         string       // the id of the user who invited them; "": the host
	CreatedAt         clock.Instant
	ClosedAt          clock.Instant // the account's
}

// Closed reports whether the account is closed.
func (m Membership) Closed() bool { return !m.ClosedAt.IsZero() }

// Allows reports whether the user has the permission p, whether or not the account is closed.
func (m Membership) Allows(p Permission) bool {
	if m.Role == Owner {
		return true
	}
	if m.Role != Member {
		return false
	}
	return slices.Contains(m.Permissions, p) || !p.Manages() && slices.Contains(m.Permissions, p+managing)
}

// Covers reports whether the user has all of these permissions: nobody gives what they don't have.
func (m Membership) Covers(given []Permission) bool {
	return !slices.ContainsFunc(given, func(p Permission) bool { return !m.Allows(p) })
}

// Gets reports whether the user gets mail of a kind: they want it, and may see what it is about.
func (m Membership) Gets(kind Mail) bool {
	return slices.Contains(m.Mail, kind) && (kind == NewsMail || m.Allows(Permission(kind)))
}

// Join makes a user a member of an account. It returns [ErrExists] if the user is one already, and [ErrHasOwner] for a
// second owner.
func (as *Accounts) Join(ctx context.Context, tx db.Tx, m Membership) (err error) {
	if m.Role != Owner && m.Role != Member {
		return fmt.Errorf("%w: %q", ErrUnknown, m.Role)
	}
	if m.Permissions, err = CleanPermissions(m.Permissions); err != nil {
		return err
	}
	if m.Mail == nil {
		m.Mail = usualMail()
	}
	if m.Mail, err = CleanMail(m.Mail); err != nil {
		return err
	}
	if m.Role == Owner {
		switch owner, err := as.OwnerOf(ctx, tx, m.AccountID); {
		case err != nil:
			return err
		case owner == m.UserID:
			return ErrExists
		case owner != "":
			return ErrHasOwner
		}
	}
	m.CreatedAt = as.Clock.Now()
	if err := insertMembership(ctx, tx, m); err != nil || m.InvitedBy == "" {
		return err
	}
	return insertGiven(ctx, tx, m.AccountID, Given{By: m.InvitedBy, To: m.UserID, Joined: true, At: m.CreatedAt})
}

// Belonging is an account of a user with their membership.
type Belonging struct {
	Account
	As       Membership
	Handover Handover // the one that waits; the zero DueAt: none
}

// HandedOver reports whether a hand-over of the account waits in which the user is the owner, or is to be.
func (b Belonging) HandedOver() bool {
	return !b.Handover.DueAt.IsZero() && (b.Handover.FromID == b.As.UserID || b.Handover.ToID == b.As.UserID)
}

// Handover makes a member the owner, and the owner a member who may do everything still. It returns [ErrNotFound] unless
// they are what they have to be.
func (as *Accounts) Handover(ctx context.Context, tx db.Tx, accountID, fromID, toID string) error {
	if fromID == toID {
		return ErrNotFound
	}
	if err := setRole(ctx, tx, accountID, fromID, Owner, Member); err != nil {
		return err
	}
	if err := setPermissions(ctx, tx, accountID, fromID, Permissions()); err != nil {
		return err
	}
	return setRole(ctx, tx, accountID, toID, Member, Owner)
}
