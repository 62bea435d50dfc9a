package signin

import (
	"context"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// trusts returns the id of the trust by which this browser may go without the second step as this person, who is not
// of the staff; "" if it may not. The person was proved before it is asked: only then does an old copy of a trusted
// browser's secret tell anything.
func (f *Flow) trusts(ctx context.Context, tx db.Tx, u user.User, secret string, by session.Client) (id string, err error) {
	lasts := f.Sessions.Settings.Choices(ctx).TrustFor
	if lasts == 0 || secret == "" || u.Role != user.Client { // staff are always asked
		return "", nil
	}
	methods, err := f.Factors.Fingerprint(ctx, tx, u.ID)
	if err != nil {
		return "", err
	}
	id, copied, err := f.Browsers.Trusts(ctx, tx, secret, session.Trust{UserID: u.ID, Methods: methods, By: by}, lasts)
	if err != nil || !copied {
		return id, err
	}
	return "", f.Notices.Add(ctx, tx, notice.Notice{Audit: "browser.copied", Message: message.BrowserCopied, UserID: u.ID, By: by})
}

// trust trusts the browser of a finished sign-in, where that was wished and the host
// allows it. A backup code does not carry it: whoever uses one has lost something. A browser that is trusted already
// gets another secret.
func (f *Flow) trust(ctx context.Context, tx db.Tx, e entrance) (secret string, err error) {
	if e.trustID != "" {
		return f.Browsers.Renew(ctx, tx, e.trustID)
	}
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
