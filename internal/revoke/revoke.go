// Package revoke decides what each change to an account ends: sessions, trusted and known browsers, challenges,
// links. It has one table with a row for each change, and one function that applies a row in the change's own
// transaction. Other packages make the changes and decide who may.
package revoke

import (
	"context"
	"fmt"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/challenge"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// Revoker ends what was granted before a change.
type Revoker struct {
	Users      *user.Users
	Sessions   *session.Sessions
	Browsers   *session.Browsers
	Challenges *challenge.Challenges
	Factors    *factor.Factors
	Notices    *notice.Notices
	Authn      *authn.Verifier
	// OnIntruder, if not nil, runs in the transaction of [NotMeMethod].
	OnIntruder func(ctx context.Context, tx db.Tx, userID string) error
}

// Whose is the person whose grants a change ends, and the session and browser that are spared if the change
// ends only the others.
type Whose struct {
	UserID  string
	Session string          // the id of the session that is spared
	Browser string          // the id of the browser that is spared
	Proof   factor.Strength // the strength of the proof that the change was made with
	By      session.Client  // who makes it
}

// Of returns the caller's own grants, sparing the session and browser that the request came from.
func Of(by access.Caller) Whose {
	return Whose{UserID: by.UserID, Session: by.ID, Browser: by.Client.Browser}
}

// Apply ends what the change c ends, in the change's own transaction.
func (r *Revoker) Apply(ctx context.Context, tx db.Tx, c Change, of Whose) error {
	row, found := table[c]
	if !found {
		return fmt.Errorf("nothing says what the change %q ends", c)
	}
	if row.epoch {
		if err := r.Users.NewEpoch(ctx, tx, of.UserID); err != nil {
			return err
		}
	}
	if row.challenges {
		if err := r.Challenges.EndAll(ctx, tx, of.UserID); err != nil {
			return err
		}
	}
	if err := r.browsers(ctx, tx, row, of); err != nil {
		return err
	}
	if err := r.sessions(ctx, tx, row, of); err != nil {
		return err
	}
	if row.methods {
		if err := r.undo(ctx, tx, of); err != nil {
			return err
		}
	}
	return r.limits(ctx, tx, row, of)
}

// undo takes no limit back: what a method has borne it has borne, suspended or not.
func (r *Revoker) undo(ctx context.Context, tx db.Tx, of Whose) error {
	if r.OnIntruder != nil {
		if err := r.OnIntruder(ctx, tx, of.UserID); err != nil {
			return err
		}
	}
	undone, err := r.Factors.Undo(ctx, tx, of.UserID)
	if err != nil || undone == (factor.Undone{}) {
		return err
	}
	return r.Notices.Add(ctx, tx, notice.Notice{
		Audit: "methods.undone", Message: message.MethodsUndone, UserID: of.UserID, By: of.By,
	})
}

func (r *Revoker) browsers(ctx context.Context, tx db.Tx, row row, of Whose) error {
	known, trusted := of.Browser, of.Browser
	if row.known == all {
		known = ""
	}
	if row.trusted == all {
		trusted = ""
	}
	if row.known != none {
		if err := r.Browsers.ForgetOthers(ctx, tx, of.UserID, known); err != nil {
			return err
		}
	}
	if row.trusted != none {
		return r.Browsers.DistrustOthers(ctx, tx, of.UserID, trusted)
	}
	return nil
}

func (r *Revoker) sessions(ctx context.Context, tx db.Tx, row row, of Whose) error {
	switch {
	case row.sessions == all:
		return r.Sessions.EndAll(ctx, tx, of.UserID)
	case row.sessions == others && row.epoch: // which would end the one that goes on
		return r.Sessions.Keep(ctx, tx, of.UserID, of.Session)
	case row.sessions == others:
		return r.Sessions.EndOthers(ctx, tx, of.UserID, of.Session)
	}
	return nil
}

func (r *Revoker) limits(ctx context.Context, tx db.Tx, row row, of Whose) error {
	if row.password {
		u, err := r.Users.ByID(ctx, tx, of.UserID)
		if err != nil {
			return err
		}
		if err := r.Authn.ResetPasswordLimit(ctx, tx, u); err != nil {
			return err
		}
	}
	switch row.codes {
	case asProved:
		return r.Authn.ResetCodeLimits(ctx, tx, of.UserID, of.Proof)
	case ofAll:
		return r.Authn.ResetCodeLimits(ctx, tx, of.UserID, factor.Strongest)
	}
	return nil
}

// NotMe is what "This wasn't me" does for a notice of what a stranger could have caused: it signs the person out
// everywhere and ends everything that was granted. If the browser in which the link was used was known, it stays so.
func (r *Revoker) NotMe(ctx context.Context, tx db.Tx, n notice.NotMe, by session.Client) error {
	return r.Apply(ctx, tx, NotMe, saying(n, by))
}

// NotMeMethod is what it does for a notice of what only somebody inside could have done. It is [Revoker.NotMe], and
// suspends the methods that were added in the last week, and brings those back that were removed by a young one or by
// themselves.
func (r *Revoker) NotMeMethod(ctx context.Context, tx db.Tx, n notice.NotMe, by session.Client) error {
	return r.Apply(ctx, tx, NotMeMethod, saying(n, by))
}

func saying(n notice.NotMe, by session.Client) Whose {
	return Whose{UserID: n.UserID, Browser: by.Browser, By: by}
}
