package membership_test

import (
	"context"
	"maps"
	"slices"

	"latchkey/internal/account"
	"latchkey/internal/clock"
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
		"remove":          func(ctx context.Context) { r.counts(other, c.RemoveMember(ctx, boss, id, other.ID, false)) },
		"remove by shell": func(ctx context.Context) { r.counts(other, c.RemoveMemberFromShell(ctx, id, other.ID, false)) },
		"set owner":       func(ctx context.Context) { r.note(c.SetOwner(ctx, boss, id, other.Email)) },
		"close":           func(ctx context.Context) { r.note(c.CloseAccount(ctx, boss, id)) },
		"reopen":          func(ctx context.Context) { r.note(c.ReopenAccount(ctx, boss, id)) },
		"reopen by shell": func(ctx context.Context) { r.note(c.ReopenAccountFromShell(ctx, id)) },
	}
	return all[rapid.SampledFrom(slices.Sorted(maps.Keys(all))).Draw(r.T, "the host's")]
}

// undoes is what somebody says who was not the one that let others in: these are out, and whoever they have let in, even if
// those between are gone. Whoever belongs to it no more takes nobody along, and nobody the owner.
func (r *run) undoes(by *member) {
	members, err := r.w.Accounts.MembersOf(r.Context(), r.w.DB.Read(), r.w.account.ID)
	if err != nil {
		r.Fatal(err)
	}
	out := map[string]bool{}
	if slices.ContainsFunc(members, func(m account.Membership) bool { return m.UserID == by.ID }) {
		out = r.letIn(by.ID)
	}
	err = r.w.DB.InTx(r.Context(), func(ctx context.Context, tx db.Tx) error {
		return membership.Undo(r.w.Membership, ctx, tx, notice.NotMe{UserID: by.ID, Ref: r.w.account.ID}, by.by.Client)
	})
	if err != nil {
		r.Fatal(err)
	}
	for _, m := range members {
		if out[m.UserID] {
			r.joined[m.UserID]--
		}
	}
}

// letIn is who got in by way of somebody in the last week.
func (r *run) letIn(by string) map[string]bool {
	var all []account.Given
	for _, p := range r.people {
		given, err := r.w.Accounts.GivenBy(r.Context(), r.w.DB.Read(), r.w.account.ID, p.ID, 0)
		if err != nil {
			r.Fatal(err)
		}
		all = append(all, given...)
	}
	since, out := map[string]clock.Instant{by: r.w.Clock.Now().Add(-notice.NotMeFor)}, map[string]bool{}
	for range len(all) + 1 { // each round finds who got something from those of the rounds before
		for _, g := range all {
			from, known := since[g.By]
			if !known || g.At.Before(from) || g.To == by || g.To == r.owner {
				continue
			}
			if at, known := since[g.To]; !known || g.At.Before(at) {
				since[g.To] = g.At
			}
			out[g.To] = out[g.To] || g.Joined
		}
	}
	return out
}
