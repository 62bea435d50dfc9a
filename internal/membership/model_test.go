package membership_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/membership"

	"pgregory.net/rapid"
)

// given is what owners give in this model, and kept what they keep for themselves: nobody comes to it but by a hand-over.
var (
	given = []account.Permission{account.MembersManage, account.InvoicesManage, account.Tickets}
	kept  = []account.Permission{account.DomainsManage, account.ServicesManage}
)

// run is an account with what a reference model says of it. A person belongs to it by as many accepts as they have made, less
// the times they were removed or have left.
type run struct {
	*rapid.T
	w      *world
	people []*member
	owner  string          // the id
	owned  map[string]bool // who was the owner at any time
	joined map[string]int

	mu     sync.Mutex
	tokens map[string][]string // of invitations that people's mailboxes got
	stops  []string
}

// act is one thing that somebody does. It may be refused.
type act func(ctx context.Context)

func (r *run) somebody(what string) *member {
	return rapid.SampledFrom(r.people).Draw(r.T, what)
}

// actor is most often somebody who may do something.
func (r *run) actor() *member {
	who := rapid.SampledFrom([]string{"the owner", "a member", "a member", "somebody"}).Draw(r.T, "as")
	for _, p := range r.people {
		if who == "the owner" && p.ID == r.owner {
			return p
		}
	}
	inside := slices.DeleteFunc(slices.Clone(r.people), func(p *member) bool { return r.joined[p.ID] == 0 })
	if who == "a member" && len(inside) > 0 {
		return rapid.SampledFrom(inside).Draw(r.T, "who")
	}
	return r.somebody("who")
}

// gives is what somebody gives: who was an owner, of what is given away; anybody else tries everything.
func (r *run) gives(by *member) []account.Permission {
	from := given
	if !r.owned[by.ID] {
		from = account.Permissions()
	}
	return r.some(from)
}

func (r *run) some(from []account.Permission) []account.Permission {
	return rapid.SliceOfDistinct(rapid.SampledFrom(from), func(p account.Permission) account.Permission { return p }).Draw(r.T, "permissions")
}

// acts draws an act and returns it. Whoever does it has a fresh session.
func (r *run) draw() act {
	by, other := r.actor(), r.somebody("whom")
	caller, s, id := by.again().by, r.w.Membership, r.w.account.ID
	what := rapid.SampledFrom([]string{
		"invite", "invite", "accept", "accept", "accept another's", "resend", "withdraw", "decline", "change", "remove", "leave",
		"hand over", "stop", "stop by link", "the host's", "the host's",
	}).Draw(r.T, "what")
	switch what {
	case "invite":
		in := membership.Invite{Email: other.Email, Permissions: r.gives(by)}
		return func(ctx context.Context) {
			_, err := s.Invite(ctx, caller, id, in)
			r.note(err)
		}
	case "accept", "accept another's", "withdraw", "resend", "decline":
		return r.invited(what, by, other, caller)
	case "the host's":
		return r.hosts(other)
	case "change":
		permissions := r.gives(by)
		return func(ctx context.Context) {
			r.note(s.Change(ctx, caller, id, other.ID, r.w.membership(other).Mark(), permissions))
		}
	case "remove":
		return func(ctx context.Context) { r.counts(other, s.Remove(ctx, caller, id, other.ID, false)) }
	case "leave":
		return func(ctx context.Context) { r.counts(by, s.Leave(ctx, caller, id)) }
	case "hand over":
		return func(ctx context.Context) { r.note(s.HandOver(ctx, caller, id, other.ID)) }
	case "stop by link":
		token := "none"
		if len(r.stops) > 0 {
			token = rapid.SampledFrom(r.stops).Draw(r.T, "which")
		}
		return func(ctx context.Context) { r.note(s.StopHandoverByLink(ctx, token, caller.Client)) }
	}
	return func(ctx context.Context) { r.note(s.StopHandover(ctx, caller, id)) }
}

// invited draws what becomes of an invitation.
func (r *run) invited(what string, by, other *member, caller access.Caller) act {
	s, id := r.w.Membership, r.w.account.ID
	r.mail()
	switch what {
	case "withdraw", "resend":
		return func(ctx context.Context) {
			all, _ := r.w.Accounts.InvitationsOf(ctx, r.w.DB.Read(), id)
			for _, i := range all {
				if what == "withdraw" {
					r.note(s.Withdraw(ctx, caller, id, i.ID))
					continue
				}
				_, err := s.Resend(ctx, caller, id, i.ID)
				r.note(err)
			}
		}
	case "accept": // whoever has something to accept
		for _, p := range r.people {
			if r.joined[p.ID] == 0 && len(r.tokens[p.ID]) > 0 {
				by, caller = p, p.again().by
			}
		}
		other = by
	}
	if len(r.tokens[other.ID]) == 0 {
		return func(context.Context) {}
	}
	token := rapid.SampledFrom(r.tokens[other.ID]).Draw(r.T, "which")
	if what == "decline" {
		return func(ctx context.Context) { r.note(s.Decline(ctx, token)) }
	}
	return func(ctx context.Context) { r.accepts(ctx, by, other, caller, token) }
}

func (r *run) accepts(ctx context.Context, by, from *member, caller access.Caller, token string) {
	_, err := r.w.Membership.Accept(ctx, caller, token)
	r.note(err)
	if err != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if from != by {
		r.joined[by.ID] = -1000 // by an address that is not theirs
		return
	}
	r.joined[by.ID]++
}

func (r *run) counts(who *member, err error) {
	r.note(err)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.joined[who.ID]--
	}
}

// refusals are how the rules say no. Anything else is a fault.
var refusals = []error{
	account.ErrNotFound, account.ErrForbidden, account.ErrNoInvitation, account.ErrNoHandover, account.ErrHandover, account.ErrExists,
	account.ErrClosed, account.ErrHasOwner, account.ErrChanged,
	membership.ErrMember, membership.ErrOtherAddress, membership.ErrOwner, membership.ErrNothing, membership.ErrWider,
	membership.ErrInvitedWider,
	membership.ErrYourself, membership.ErrUnchanged,
}

func (r *run) note(err error) {
	if err != nil && !slices.ContainsFunc(refusals, func(known error) bool { return errors.Is(err, known) }) {
		r.Errorf("refused with %v", err)
	}
}

// mail reads what came: invitations by whom they are for, and links that stop a hand-over.
func (r *run) mail() {
	all, err := r.w.Outbox.Latest(r.Context(), r.w.DB.Read(), 40)
	if err != nil {
		r.Fatal(err)
	}
	r.tokens, r.stops = map[string][]string{}, nil
	for _, m := range all {
		for _, p := range r.people {
			if m.Recipient == p.Email && m.Kind == "account_invitation" {
				r.tokens[p.ID] = append(r.tokens[p.ID], m.Secret)
			}
		}
		if m.Kind == "handover_asked" {
			r.stops = append(r.stops, m.Secret)
		}
	}
}

// check holds the account to the model.
func (r *run) check() {
	members, err := r.w.Accounts.MembersOf(r.Context(), r.w.DB.Read(), r.w.account.ID)
	if err != nil {
		r.Fatal(err)
	}
	there, owners := map[string]int{}, 0
	for _, m := range members {
		there[m.UserID] = 1
		if m.Role == account.Owner {
			owners++
			if m.UserID != r.owner {
				r.Fatalf("%s is the owner, not %s", m.UserID, r.owner)
			}
		}
		if !r.owned[m.UserID] && slices.ContainsFunc(kept, m.Allows) {
			r.Fatalf("somebody has come to what no owner gave: %v", m.Permissions)
		}
	}
	if owners != 1 {
		r.Fatalf("%d owners", owners)
	}
	for _, p := range r.people {
		if there[p.ID] != r.joined[p.ID] {
			r.Fatalf("%s is there %d times, and should be %d times", p.Email, there[p.ID], r.joined[p.ID])
		}
		if _, err := r.w.Membership.People(r.Context(), p.by, r.w.account.ID); there[p.ID] == 0 && !errors.Is(err, account.ErrNotFound) {
			r.Fatalf("%s does not belong to it and gets %v", p.Email, err)
		}
	}
}

// passes lets time pass. A hand-over whose time comes makes its one the owner, and nothing else does.
func (r *run) passes(d time.Duration) {
	r.w.Clock.Advance(d)
	h, err := r.w.Accounts.HandoverOf(r.Context(), r.w.DB.Read(), r.w.account.ID)
	if err == nil && !r.w.Clock.Now().Before(h.DueAt) {
		r.owner = h.ToID
		r.owned[h.ToID] = true
	}
	if err := r.w.Membership.Due(r.Context()); err != nil {
		r.Fatal(err)
	}
}

// Whatever the people of an account and the host's staff do, in whatever order and several at once: it is never without an
// owner, and never has two; nobody belongs to it who has not accepted, with their own address; and nobody comes to what nobody
// gave who had it.
func TestAnAccountIsNeverOwnerlessAndNobodyGetsWider(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{"rapid.checks": "25", "rapid.steps": "40"} {
		if flag.Lookup(name).Value.String() == flag.Lookup(name).DefValue {
			if err := flag.Set(name, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	w := open(t)
	w.hires()
	people := []*member{w.ada}
	for _, name := range []string{"bea", "cem", "dov", "eli"} {
		people = append(people, w.person(name+"@example.com"))
	}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		r := begin(rt, w, people, n)
		r.Repeat(map[string]func(*rapid.T){
			"":         func(rt *rapid.T) { r.T = rt; r.check() },
			"somebody": func(rt *rapid.T) { r.T = rt; r.fresh(); r.draw()(rt.Context()) },
			"several at once": func(rt *rapid.T) {
				r.T = rt
				r.fresh()
				var acts [6]act // drawn before the first runs, which changes what is drawn from
				for i := range acts {
					acts[i] = r.draw()
				}
				var all sync.WaitGroup
				for _, do := range acts {
					all.Go(func() { do(context.Background()) })
				}
				all.Wait()
			},
			"this wasn't me": func(rt *rapid.T) { r.T = rt; r.undoes(r.actor()) },
			"time": func(rt *rapid.T) {
				r.T = rt
				r.passes(rapid.SampledFrom([]time.Duration{time.Hour, 24 * time.Hour, membership.HandoverWait}).Draw(rt, "later"))
			},
		})
	})
}

// begin makes an account of its own for a run.
func begin(rt *rapid.T, w *world, people []*member, n int) *run {
	r := &run{
		T: rt, w: w, people: people, owner: w.ada.ID, owned: map[string]bool{w.ada.ID: true},
		joined: map[string]int{w.ada.ID: 1}, tokens: map[string][]string{},
	}
	w.Write(func(ctx context.Context, tx db.Tx) (err error) {
		if _, err := tx.Exec(ctx, `DELETE FROM message`); err != nil {
			return err
		}
		if w.account, err = w.Accounts.Create(ctx, tx, fmt.Sprint("M-", n), "Engines"); err != nil {
			return err
		}
		err = w.Accounts.Join(ctx, tx, account.Membership{AccountID: w.account.ID, UserID: w.ada.ID, Role: account.Owner})
		for _, p := range people[1:3] { // who have accepted before
			r.joined[p.ID] = 1
			err = errors.Join(err, w.Accounts.Join(ctx, tx, account.Membership{
				AccountID: w.account.ID, UserID: p.ID, Role: account.Member, Permissions: given, InvitedBy: w.ada.ID,
			}))
		}
		return err
	})
	return r
}

// fresh forgets the limits on mails, which have tests of their own.
func (r *run) fresh() {
	r.w.Write(func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM throttle_streak`)
		_, err2 := tx.Exec(ctx, `DELETE FROM throttle_day`)
		return errors.Join(err, err2)
	})
}
