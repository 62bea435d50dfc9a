package signin

import (
	"context"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// trusts reports whether this browser may go without the second step as this person, who
// is not of the staff.
// The password was proved before it is asked.
func (f *Flow) trusts(ctx context.Context, tx db.Tx, u user.User, e Entry) (bool, error) {
	lasts := f.Sessions.Settings.Choices(ctx).TrustFor
	if lasts == 0 || e.Trust == "" || u.Role != user.Client { // staff are always asked
		return false, nil
	}
	methods, err := f.Factors.Fingerprint(ctx, tx, u.ID)
	if err != nil {
		return false, err
	}
	return f.Browsers.Trusts(ctx, tx, e.Trust, session.Trust{UserID: u.ID, Methods: methods, By: e.By}, lasts)
}

// trust trusts the browser of a finished sign-in, where that was wished and the host
// allows it. A backup code does not carry it: whoever uses one has lost something.
func (f *Flow) trust(ctx context.Context, tx db.Tx, e entrance) (secret string, err error) {
	lasts := f.Sessions.Settings.Choices(ctx).TrustFor
	if !e.trust || lasts == 0 || e.second == "" || e.second == factor.Backup {
		return "", nil
	}
	u, err := f.Users.ByID(ctx, tx, e.userID)
	if err != nil || u.Role != user.Client {
		return "", err
	}
	methods, err := f.Factors.Fingerprint(ctx, tx, e.userID)
	if err != nil {
		return "", err
	}
	secret, err = f.Browsers.Trust(ctx, tx, session.Trust{UserID: e.userID, Methods: methods, By: e.by}, lasts)
	if err != nil {
		return "", err
	}
	return secret, f.Audit.Append(ctx, tx, audit.Event{Kind: "browser.trusted", Actor: e.userID, Subject: e.userID, Network: e.by.Network()})
}
