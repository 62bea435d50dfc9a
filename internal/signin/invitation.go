package signin

import (
	"cmp"
	"context"
	"errors"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/notice"
	"latchkey/internal/seal"
	"latchkey/internal/user"
)

// ErrNoInvitation says that an address has no invitation whose link still works.
var ErrNoInvitation = notice.ErrNoLink

// ByShell is who sent the invitations that were sent from the server's shell.
const ByShell = "shell"

// Invitation is an invitation whose link still works.
type Invitation struct {
	Registration
	SentAt, ExpiresAt clock.Instant
}

// Invitations returns at most limit invitations that nobody has accepted yet, newest first. Those to an address that
// somebody signs in with by now are left out.
func (l *Links) Invitations(ctx context.Context, tx db.Reader, limit int64) ([]Invitation, error) {
	all, err := invitations(ctx, tx, l.Clock.Now(), limit)
	if err != nil {
		return nil, err
	}
	keys := make([]string, len(all))
	for i, v := range all {
		keys[i], _ = user.EmailKey(v.Email)
	}
	taken, err := l.Users.Taken(ctx, tx, keys)
	var open []Invitation
	for i, v := range all {
		if !taken[keys[i]] {
			open = append(open, v)
		}
	}
	return open, err
}

// InviteAgain mails a new link to an address whose invitation still works, with the same name and client account. The
// older link no longer works. The caller checks who may invite, and logs it. It may return [ErrNoInvitation] if there is no
// such invitation, and the errors of [Links.Invite].
func (l *Links) InviteAgain(ctx context.Context, tx db.Tx, email, by string) (Registration, error) {
	key, err := user.EmailKey(email)
	if err != nil {
		return Registration{}, ErrNoInvitation
	}
	r, err := loadInvitation(ctx, tx, key, l.Clock.Now())
	if err != nil {
		return r, err
	}
	r.InvitedBy = by
	return l.Invite(ctx, tx, r)
}

// kept is r with the name and the client account of an invitation of that address whose link still works, where r says
// nothing of them: who invites somebody once more does not take away what they were invited to.
func (l *Links) kept(ctx context.Context, tx db.Reader, key string, r Registration) (Registration, error) {
	earlier, err := loadInvitation(ctx, tx, key, l.Clock.Now())
	if errors.Is(err, ErrNoInvitation) {
		return r, nil
	}
	r.Name, r.AccountID = cmp.Or(r.Name, earlier.Name), cmp.Or(r.AccountID, earlier.AccountID)
	r.Language = cmp.Or(r.Language, earlier.Language)
	return r, err
}

// invitedTo is what an invitation is to: a client account, or the host.
func (l *Links) invitedTo(ctx context.Context, tx db.Reader, r Registration) (string, error) {
	if r.AccountID == "" {
		return l.Settings.Choices(ctx).BrandName, nil
	}
	a, err := l.Accounts.ByID(ctx, tx, r.AccountID)
	return a.Name, err
}

// Withdraw ends the link of an invitation and returns what it was for. The caller checks who may, and logs it. It returns
// [ErrNoInvitation] if there is no such invitation, or none any more.
func (l *Links) Withdraw(ctx context.Context, tx db.Tx, email string) (Registration, error) {
	key, err := user.EmailKey(email)
	if err != nil {
		return Registration{}, ErrNoInvitation
	}
	hash, err := invitationHash(ctx, tx, key)
	if err != nil {
		return Registration{}, err
	}
	if err := l.Accounts.NoteWithdrawn(ctx, tx, hash); err != nil {
		return Registration{}, err
	}
	return takeInvitation(ctx, tx, key, l.Clock.Now())
}

// Withdrawn reports whether the invitation was withdrawn that a link was for.
func (l *Links) Withdrawn(ctx context.Context, token string) (bool, error) {
	return l.Accounts.WasWithdrawn(ctx, l.DB.Read(), seal.HashToken(token))
}
