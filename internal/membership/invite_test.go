package membership_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/membership"
	"latchkey/internal/message"
	"latchkey/internal/user"
)

// Who is invited joins once, signed in, by that address only, with what was given.
func TestAnInvitationIsAcceptedByItsAddressOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.invites(w.ada, "Grace@Example.com", account.ServicesManage, account.Invoices)
	token := w.link("Grace@Example.com")
	in, err := w.Membership.InvitationOf(t.Context(), token)
	if w.Must(err); in.Account != "Engines" || in.By != "Ada Lovelace" {
		t.Errorf("the link shows %+v", in)
	}
	_, err = w.Membership.Accept(t.Context(), w.mallory.by, token)
	is(t, "by another address", err, membership.ErrOtherAddress)
	grace := w.person("grace@example.com")
	joined, err := w.Membership.Accept(t.Context(), grace.by, token)
	if w.Must(err); joined.ID != w.account.ID {
		t.Errorf("joined %+v", joined)
	}
	_, err = w.Membership.Accept(t.Context(), grace.by, token)
	is(t, "twice", err, account.ErrNoInvitation)
	want := []account.Permission{account.Services, account.ServicesManage, account.Invoices}
	if m := w.membership(grace); !slices.Equal(m.Permissions, want) || m.InvitedBy != w.ada.ID {
		t.Errorf("Grace is %+v", m)
	}
	for _, kind := range []message.Kind{message.MemberInvited, message.MemberJoined} {
		if n := w.told(w.ada.Email, kind); n != 1 {
			t.Errorf("the owner was told of %s %d times", kind, n)
		}
	}
	w.ChainHolds("member.invited", "member.joined")
}

// What a member needs to invite, and what nobody may give.
func TestWhatInvitingNeeds(t *testing.T) {
	t.Parallel()
	w := open(t)
	manager := w.join("manager@example.com", account.MembersManage, account.Invoices)
	reader := w.join("reader@example.com", account.Members)
	other := w.join("other@example.com", account.TicketsManage)
	w.Clock.Advance(24 * time.Hour) // until the limits of a mailbox are over
	for _, m := range []*member{w.ada, manager, reader, other, w.mallory} {
		m.again()
	}
	stale, _ := w.ada.Session(false)
	for name, c := range map[string]struct {
		by    access.Caller
		given []account.Permission
		email string
		want  error
	}{
		"a stranger":              {by: w.mallory.by, want: account.ErrNotFound},
		"who may not see members": {by: other.by, want: account.ErrNotFound},
		"who may only see them":   {by: reader.by, want: account.ErrForbidden},
		"without a proof":         {by: access.Caller{Session: stale}, want: access.ErrStepUpRequired},
		"more than one has":       {by: manager.by, given: []account.Permission{account.InvoicesManage}, want: membership.ErrWider},
		"another part":            {by: manager.by, given: []account.Permission{account.Tickets}, want: membership.ErrWider},
		"who belongs to it":       {by: w.ada.by, email: "OTHER@example.com", want: membership.ErrMember},
		"oneself":                 {by: w.ada.by, email: w.ada.Email, want: membership.ErrMember},
		"no permission":           {by: w.ada.by, given: []account.Permission{"owner"}, want: account.ErrUnknown},
		"no address":              {by: w.ada.by, email: "grace", want: user.ErrBadEmail},
		"nothing":                 {by: w.ada.by, want: membership.ErrNothing},
		"what one has":            {by: manager.by, given: []account.Permission{account.Invoices, account.MembersManage}},
		"all":                     {by: w.ada.by, given: account.Permissions(), email: "all@example.com"},
	} {
		if c.email == "" {
			c.email = "grace@example.com"
		}
		_, err := w.Membership.Invite(t.Context(), c.by, w.account.ID, membership.Invite{Email: c.email, Permissions: c.given})
		is(t, name, err, c.want)
	}
	w.closes(true)
	_, err := w.Membership.Invite(t.Context(), w.ada.by, w.account.ID, membership.Invite{Email: "late@example.com"})
	is(t, "in a closed account", err, account.ErrClosed)
}

// What ends an invitation before it is accepted.
func TestWhatEndsAnInvitation(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		end  func(w *world, manager *member)
		want error
	}{
		"withdrawn": {func(w *world, _ *member) {
			all, err := w.Accounts.InvitationsOf(w.Context(), w.DB.Read(), w.account.ID)
			w.Must(err)
			w.Must(w.Membership.Withdraw(w.Context(), w.ada.by, w.account.ID, all[0].ID))
		}, account.ErrNoInvitation},
		"sent again": {func(w *world, _ *member) {
			all, err := w.Accounts.InvitationsOf(w.Context(), w.DB.Read(), w.account.ID)
			w.Must(err)
			w.Clock.Advance(2 * time.Hour)
			refusal, err := w.Membership.Resend(w.Context(), w.ada.again().by, w.account.ID, all[0].ID)
			if w.Must(err); refusal != nil {
				w.Fatalf("refused: %+v", refusal)
			}
		}, account.ErrNoInvitation},
		"too old":   {func(w *world, _ *member) { w.Clock.Advance(account.InvitationFor) }, account.ErrNoInvitation},
		"a restore": {func(w *world, _ *member) { w.Write(w.Accounts.Restored) }, account.ErrNoInvitation},
		"whoever invited is gone": {func(w *world, manager *member) {
			w.Must(w.Membership.Remove(w.Context(), w.ada.again().by, w.account.ID, manager.ID, false))
		}, account.ErrNoInvitation},
		"whoever invited may less": {func(w *world, manager *member) {
			given := []account.Permission{account.MembersManage}
			w.Must(w.Membership.Change(w.Context(), w.ada.again().by, w.account.ID, manager.ID, w.membership(manager).Mark(), given))
		}, account.ErrNoInvitation},
		"whoever invited is in dispute": {func(w *world, manager *member) { w.freezes(manager) }, account.ErrNoInvitation},
		"the account is closed":         {func(w *world, _ *member) { w.closes(true) }, account.ErrClosed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			manager := w.join("manager@example.com", account.MembersManage, account.Invoices)
			grace := w.person("grace@example.com")
			w.invites(manager.again(), "grace@example.com", account.Invoices)
			token := w.link("grace@example.com")
			c.end(w, manager)
			_, err := w.Membership.Accept(t.Context(), grace.again().by, token)
			is(t, "accepting", err, c.want)
			if m := w.membership(grace); m.Role != "" {
				t.Errorf("Grace is %+v", m)
			}
		})
	}
}

// Nobody ends an invitation by another one to the same address who may not withdraw it: one that gives more than they have, or the
// host's to own the account.
func TestAnInvitationIsReplacedByWhoMayWithdrawIt(t *testing.T) {
	t.Parallel()
	tickets := []account.Permission{account.Tickets}
	for name, c := range map[string]struct {
		waits account.Invitation
		want  error
	}{
		"that gives more": {
			account.Invitation{Role: account.Member, Permissions: []account.Permission{account.Invoices}}, membership.ErrInvitedWider,
		},
		"to own it":            {account.Invitation{Role: account.Owner}, membership.ErrInvitedWider},
		"that gives as much":   {account.Invitation{Role: account.Member, Permissions: tickets}, nil},
		"in another writing":   {account.Invitation{Email: "GRACE@Example.com", Role: account.Owner}, membership.ErrInvitedWider},
		"of somebody else's":   {account.Invitation{Email: "kim@example.com", Role: account.Owner}, nil},
		"that has run out too": {account.Invitation{Role: account.Owner, CreatedAt: 1}, membership.ErrInvitedWider},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			manager := w.join("manager@example.com", account.MembersManage, account.Tickets)
			if c.waits.Email == "" {
				c.waits.Email = "grace@example.com"
			}
			c.waits.AccountID = w.account.ID
			key, err := user.EmailKey(c.waits.Email)
			w.Must(err)
			w.Write(func(ctx context.Context, tx db.Tx) error {
				_, err := w.Accounts.PutInvitation(ctx, tx, c.waits, key, "its hash")
				return err
			})
			if c.waits.CreatedAt > 0 {
				w.Clock.Advance(account.InvitationFor)
			}
			in := membership.Invite{Email: "grace@example.com", Permissions: tickets}
			_, err = w.Membership.Invite(t.Context(), manager.again().by, w.account.ID, in)
			is(t, "a manager", err, c.want)
			if n := w.Count(`FROM account_invitation WHERE hash = 'its hash'`); n == 1 != (c.want != nil || c.waits.Email == "kim@example.com") {
				t.Errorf("%d invitations are what they were", n)
			}
			refusal, err := w.Membership.Invite(t.Context(), w.ada.again().by, w.account.ID, membership.Invite{
				Email: c.waits.Email, Permissions: tickets,
			})
			if c.waits.Role == account.Owner && c.waits.Email != "kim@example.com" {
				is(t, "the owner, of the host's", err, membership.ErrInvitedWider)
			} else if c.waits.Email != "kim@example.com" && (err != nil || refusal != nil && c.want != nil) {
				t.Errorf("the owner: %v, %v", refusal, err)
			}
		})
	}
}

// Somebody whose own address is in dispute takes nothing on.
func TestAFrozenPersonJoinsNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	grace := w.person("grace@example.com")
	w.invites(w.ada, "grace@example.com", account.Invoices)
	w.freezes(grace)
	_, err := w.Membership.Accept(t.Context(), grace.by, w.link("grace@example.com"))
	is(t, "accepting", err, access.ErrFrozen)
}

// An account sends only so many mails to strangers, and holds only so many invitations.
func TestAnAccountsInvitationsAreBounded(t *testing.T) {
	t.Parallel()
	w := open(t)
	sent, full := 0, false
	for i := range 60 {
		refusal, err := w.Membership.Invite(t.Context(), w.ada.again().by, w.account.ID, membership.Invite{
			Email: fmt.Sprintf("grace%d@example.com", i), Permissions: []account.Permission{account.Tickets},
		})
		switch {
		case err != nil:
			is(t, "one too many", err, membership.ErrTooMany)
			full = true
		case refusal == nil:
			sent++
		}
	}
	if sent != membership.MostInvitations || !full {
		t.Errorf("%d invitations wait; full: %v", sent, full)
	}
	w.Write(func(ctx context.Context, tx db.Tx) error { return w.Accounts.WithdrawAll(ctx, tx, w.account.ID) })
	for i := range 60 {
		in := membership.Invite{Email: fmt.Sprintf("kim%d@example.com", i), Permissions: []account.Permission{account.Tickets}}
		refusal, err := w.Membership.Invite(t.Context(), w.ada.again().by, w.account.ID, in)
		if err == nil && refusal == nil {
			sent++
		}
	}
	if sent > 30 {
		t.Errorf("%d mails went to strangers in a day", sent)
	}
	refusal, err := w.Membership.Invite(t.Context(), w.ada.by, w.account.ID, membership.Invite{
		Email: "grace0@example.com", Permissions: []account.Permission{account.Tickets},
	})
	if err != nil || refusal == nil {
		t.Errorf("one address is invited again at once: %v, %v", refusal, err)
	}
}
