package membership_test

import (
	"context"
	"maps"
	"slices"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/membership"
	"latchkey/internal/notice"

	"pgregory.net/rapid"
)

// hosts draws an act of the host's staff, or of somebody with its shell. What they give is no more than owners give here.
func (r *run) hosts(other *member) act {
	c, id, boss := r.w.Staff, r.w.account.ID, r.w.boss.again().by
	given := r.some(given)
	all := map[string]act{
		"invite":          func(ctx context.Context) { r.note(c.InviteMember(ctx, boss, id, other.Email, given)) },
		"invite by shell": func(ctx context.Context) { r.note(c.InviteMemberFromShell(ctx, id, other.Email, given)) },
		"change":          func(ctx context.Context) { r.note(c.ChangeMemberFromShell(ctx, id, other.ID, given)) },
		"remove":          func(ctx context.Context) { r.counts(other, c.RemoveMember(ctx, boss, id, other.ID)) },
		"remove by shell": func(ctx context.Context) { r.counts(other, c.RemoveMemberFromShell(ctx, id, other.ID)) },
		"set owner":       func(ctx context.Context) { r.note(c.SetOwner(ctx, boss, id, other.Email)) },
		"close":           func(ctx context.Context) { r.note(c.CloseAccount(ctx, boss, id)) },
		"reopen":          func(ctx context.Context) { r.note(c.ReopenAccount(ctx, boss, id)) },
		"reopen by shell": func(ctx context.Context) { r.note(c.ReopenAccountFromShell(ctx, id)) },
	}
	return all[rapid.SampledFrom(slices.Sorted(maps.Keys(all))).Draw(r.T, "the host's")]
}

// undoes is what somebody says who was not the one that let others in: these are out, and whoever they have let in.
func (r *run) undoes(by *member) {
	since := r.w.Clock.Now().Add(-notice.NotMeFor)
	members, err := r.w.Accounts.MembersOf(r.Context(), r.w.DB.Read(), r.w.account.ID)
	if err != nil {
		r.Fatal(err)
	}
	out := map[string]bool{by.ID: true}
	for range members { // each round finds who was let in by those of the rounds before
		for _, m := range members {
			out[m.UserID] = out[m.UserID] || out[m.InvitedBy] && m.Role == account.Member && !m.CreatedAt.Before(since)
		}
	}
	err = r.w.DB.InTx(r.Context(), func(ctx context.Context, tx db.Tx) error {
		return membership.Undo(r.w.Membership, ctx, tx, notice.NotMe{UserID: by.ID, Ref: r.w.account.ID}, by.by.Client)
	})
	if err != nil {
		r.Fatal(err)
	}
	for _, m := range members {
		if out[m.UserID] && m.UserID != by.ID {
			r.joined[m.UserID]--
		}
	}
}
