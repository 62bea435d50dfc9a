package signin

import (
	"context"
	"net/netip"

	"latchkey/internal/challenge"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
)

// toldAtOnce is how many unfinished sign-ins are told of in one transaction: whoever writes meanwhile waits for that.
const toldAtOnce = 20

// TellUnfinished sends a notice to people whose password was right somewhere but whose second step did not
// follow in time. It handles each such sign-in once, and tells of those of one person together, as far as they are taken up
// together. Whoever has a person's password fills their mailbox no more than with notices of any other kind: see
// [message.Outbox.AddID].
func (f *Flow) TellUnfinished(ctx context.Context) error {
	for more := true; more; {
		err := f.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) (err error) {
			var some []challenge.Unfinished
			if some, more, err = f.Challenges.TakeUnfinished(ctx, tx, toldAtOnce); err != nil {
				return err
			}
			return f.tellAll(ctx, tx, some)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *Flow) tellAll(ctx context.Context, tx db.Tx, all []challenge.Unfinished) error {
	latest, times := map[string]challenge.Unfinished{}, map[string]int{}
	for _, u := range all {
		latest[u.UserID] = u
		times[u.UserID]++
	}
	for _, u := range latest {
		if err := f.tellUnfinished(ctx, tx, u, times[u.UserID]); err != nil {
			return err
		}
	}
	return nil
}

func (f *Flow) tellUnfinished(ctx context.Context, tx db.Tx, u challenge.Unfinished, times int) error {
	by := session.Client{Agent: u.Agent}
	by.Address, _ = netip.ParseAddr(u.Network)
	return f.Notices.Add(ctx, tx, notice.Notice{
		Audit: "sign-in.unfinished", Message: message.SignInUnfinished, UserID: u.UserID, By: by, When: u.At, More: times - 1,
	})
}

// tellNewBrowser tells a person that somebody got in from a browser that had not been signed in before, by a second
// step or by the password alone.
func (f *Flow) tellNewBrowser(ctx context.Context, tx db.Tx, e entrance) error {
	n := notice.Notice{
		Audit: "method.new-browser", Message: message.MethodNewBrowser, UserID: e.userID, Actor: e.userID, By: e.by, Method: string(e.second),
		NotMe: notice.NotMeMethod, // whoever signed in may have added a method since
	}
	if e.second == "" {
		n.Audit, n.Message = "password.new-browser", message.PasswordNewBrowser
	}
	return f.Notices.Add(ctx, tx, n)
}
