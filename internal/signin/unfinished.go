package signin

import (
	"context"
	"net/netip"
	"time"

	"latchkey/internal/challenge"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
)

// Whoever has a person's password could fill their mailbox with notices.
const betweenUnfinished = time.Hour

// TellUnfinished sends a notice to people whose password was right somewhere but whose second step did not
// follow in time. It handles each such sign-in once; a person gets at most one notice an hour, about the
// latest.
func (f *Flow) TellUnfinished(ctx context.Context) error {
	return f.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		all, err := f.Challenges.TakeUnfinished(ctx, tx)
		if err != nil {
			return err
		}
		latest := make(map[string]challenge.Unfinished, len(all))
		for _, u := range all {
			latest[u.UserID] = u
		}
		for _, u := range latest {
			if err := f.tellUnfinished(ctx, tx, u); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *Flow) tellUnfinished(ctx context.Context, tx db.Tx, u challenge.Unfinished) error {
	refusal, err := f.Limiter.Reserve(ctx, tx, throttle.Limit{
		Name: "unfinished/" + u.UserID,
		Rule: throttle.Rule{Free: 1, First: betweenUnfinished, Most: betweenUnfinished, Forget: betweenUnfinished},
	})
	if err != nil || refusal != nil {
		return err
	}
	by := session.Client{Agent: u.Agent}
	by.Address, _ = netip.ParseAddr(u.Network)
	return f.Notices.Add(ctx, tx, notice.Notice{
		Audit: "sign-in.unfinished", Message: message.SignInUnfinished, UserID: u.UserID, By: by, When: u.At,
	})
}

// tellNewBrowser tells a person that a second step was answered in a browser that had
// not been signed in before.
func (f *Flow) tellNewBrowser(ctx context.Context, tx db.Tx, userID, method string, by session.Client) error {
	return f.Notices.Add(ctx, tx, notice.Notice{
		Audit: "method.new-browser", Message: message.MethodNewBrowser, UserID: userID, Actor: userID, By: by, Method: method,
		NotMe: notice.NotMeMethod, // whoever signed in may have added a method since
	})
}
