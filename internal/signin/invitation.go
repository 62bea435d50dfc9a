package signin

import (
	"context"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/notice"
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
	accounts := account.Accounts{Clock: l.Clock}
	found, err := accounts.ByIDs(ctx, tx, []string{r.AccountID})
	if err != nil {
		return r, err
	}
	name := ""
	for _, a := range found {
		name = a.Name
	}
	return r, l.Invite(ctx, tx, r, name)
}

// Withdraw ends the link of an invitation and returns what it was for. The caller checks who may, and logs it. It returns
// [ErrNoInvitation] if there is no such invitation, or none any more.
func (l *Links) Withdraw(ctx context.Context, tx db.Tx, email string) (Registration, error) {
	key, err := user.EmailKey(email)
	if err != nil {
		return Registration{}, ErrNoInvitation
	}
	return takeInvitation(ctx, tx, key, l.Clock.Now())
}
