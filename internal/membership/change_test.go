package membership_test

import (
	"context"
	"slices"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/membership"
	"latchkey/internal/message"
	"latchkey/internal/user"
)

// Who saves the permissions that a member has changes nothing: nothing is logged, and nobody is told of it.
func TestSavingWhatAMemberMayDoAlreadyChangesNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	grace := w.join("grace@example.com", account.TicketsManage, account.Invoices)
	rows := w.Count(`FROM audit_event`)
	for _, given := range [][]account.Permission{
		{account.TicketsManage, account.Invoices}, {account.Invoices, account.Tickets, account.TicketsManage},
	} {
		err := w.Membership.Change(t.Context(), w.ada.again().by, w.account.ID, grace.ID, w.membership(grace).Mark(), given)
		is(t, "the same", err, membership.ErrUnchanged)
	}
	if w.told(grace.Email, message.AccessChanged)+w.told(w.ada.Email, message.MemberChanged) != 0 || w.Count(`FROM audit_event`) != rows {
		t.Error("what was not changed was told, or logged")
	}
	w.changes(grace, account.Invoices)
	if m := w.MailTo(grace.Email, message.AccessChanged); m.Data.Choice != string(account.Invoices) {
		t.Errorf("the mail tells %q", m.Data.Choice)
	}
	if m := w.MailTo(w.ada.Email, message.MemberChanged); m.Data.Where != grace.Name+" ("+user.MaskEmail(grace.Email)+")" {
		t.Errorf("the owner is told of %q", m.Data.Where)
	}
}

// Nobody acts on the owner, on themselves, or on somebody who may do more, and nobody gives what they don't have.
func TestWhomAMemberMayChange(t *testing.T) {
	t.Parallel()
	w := open(t)
	manager := w.join("manager@example.com", account.MembersManage, account.Invoices)
	less := w.join("less@example.com", account.Invoices)
	more := w.join("more@example.com", account.TicketsManage)
	reader := w.join("reader@example.com", account.Tickets)
	for _, m := range []*member{w.ada, manager, less, more, reader, w.mallory} {
		m.again()
	}
	stale, _ := manager.Session(false)
	for name, c := range map[string]struct {
		by    access.Caller
		whom  *member
		given []account.Permission
		want  error
	}{
		"a stranger":            {by: w.mallory.by, whom: less, want: account.ErrNotFound},
		"a lesser member":       {by: reader.by, whom: more, want: account.ErrNotFound},
		"without a proof":       {by: access.Caller{Session: stale}, whom: less, want: access.ErrStepUpRequired},
		"the owner":             {by: manager.by, whom: w.ada, want: membership.ErrOwner},
		"oneself":               {by: manager.by, whom: manager, want: membership.ErrYourself},
		"the owner themselves":  {by: w.ada.by, whom: w.ada, want: membership.ErrYourself},
		"who may do more":       {by: manager.by, whom: more, want: membership.ErrWider},
		"more than one has":     {by: manager.by, whom: less, given: []account.Permission{account.InvoicesManage}, want: membership.ErrWider},
		"who is no member":      {by: manager.by, whom: w.mallory, want: account.ErrNotFound},
		"no such permission":    {by: w.ada.by, whom: less, given: []account.Permission{"all"}, want: account.ErrUnknown},
		"to what one has":       {by: manager.by, whom: less, given: []account.Permission{account.Members}},
		"anything by the owner": {by: w.ada.by, whom: more, given: account.Permissions()},
	} {
		err := w.Membership.Change(t.Context(), c.by, w.account.ID, c.whom.ID, w.membership(c.whom).Mark(), c.given)
		is(t, "changing "+name, err, c.want)
		if c.want != nil && c.given == nil {
			is(t, "removing "+name, w.Membership.Remove(t.Context(), c.by, w.account.ID, c.whom.ID, false), c.want)
		}
	}
	if w.owner() != w.ada.ID || w.membership(manager).Allows(account.InvoicesManage) {
		t.Error("somebody is what they must not be")
	}
	if n := w.told(w.ada.Email, message.MemberChanged); n == 0 {
		t.Error("the owner was not told")
	}
	if n := w.told(less.Email, message.AccessChanged); n != 1 {
		t.Errorf("the member was told %d times", n)
	}
	w.closes(true)
	err := w.Membership.Change(t.Context(), w.ada.by, w.account.ID, less.ID, w.membership(less).Mark(), nil)
	is(t, "in a closed account", err, account.ErrClosed)
}

// From the request after the removal on, nothing of the account is there for who was a member; their session goes on.
func TestARemovedMemberReachesNothing(t *testing.T) {
	t.Parallel()
	w := open(t)
	grace := w.join("grace@example.com", account.Permissions()...)
	w.invites(grace.again(), "kim@example.com", account.Tickets)
	token := w.link("kim@example.com")
	w.Must(w.Membership.Remove(t.Context(), w.ada.again().by, w.account.ID, grace.ID, false))
	if w.SignedOut(grace.by.Session) {
		t.Error("the removal signed them out")
	}
	for _, p := range account.Permissions() {
		err := w.Gate.Do(t.Context(), grace.by, access.Member(w.Accounts, w.account.ID, p),
			func(context.Context, db.Tx) (audit.Event, error) { return access.Nothing, nil })
		is(t, string(p), err, account.ErrNotFound)
	}
	_, err := w.Membership.People(t.Context(), grace.by, w.account.ID)
	is(t, "people", err, account.ErrNotFound)
	_, _, err = w.Membership.Activity(t.Context(), grace.by, w.account.ID, 0, 10)
	is(t, "activity", err, account.ErrNotFound)
	is(t, "mail", w.Membership.SetMail(t.Context(), grace.by, w.account.ID, nil), account.ErrNotFound)
	is(t, "leaving", w.Membership.Leave(t.Context(), grace.by, w.account.ID), account.ErrNotFound)
	if all, err := w.Accounts.Belongings(t.Context(), w.DB.Read(), grace.ID); err != nil || len(all) != 0 {
		t.Errorf("belongs to %v, %v", all, err)
	}
	kim := w.person("kim@example.com")
	_, err = w.Membership.Accept(t.Context(), kim.by, token)
	is(t, "what they had invited", err, account.ErrNoInvitation)
	if w.told(grace.Email, message.AccessRemoved) != 1 || w.told(w.ada.Email, message.MemberRemoved) != 1 {
		t.Error("not everybody was told")
	}
}

// A member leaves whenever they like, a closed account too; an owner hands over first.
func TestLeaving(t *testing.T) {
	t.Parallel()
	w := open(t)
	grace := w.join("grace@example.com", account.Tickets)
	kim := w.join("kim@example.com", account.Tickets)
	is(t, "the owner", w.Membership.Leave(t.Context(), w.ada.by, w.account.ID), membership.ErrOwner)
	is(t, "a stranger", w.Membership.Leave(t.Context(), w.mallory.by, w.account.ID), account.ErrNotFound)
	w.Must(w.Membership.Leave(t.Context(), grace.by, w.account.ID))
	w.closes(true)
	w.freezes(kim)
	is(t, "a frozen member", w.Membership.Leave(t.Context(), kim.by, w.account.ID), access.ErrFrozen)
	w.Write(func(ctx context.Context, tx db.Tx) error { return w.Users.SetFrozen(ctx, tx, kim.ID, false) })
	w.Must(w.Membership.Leave(t.Context(), kim.by, w.account.ID))
	if w.membership(grace).Role != "" || w.membership(kim).Role != "" || w.told(w.ada.Email, message.MemberLeft) != 2 {
		t.Error("somebody is there still, or the owner was not told")
	}
}

// What mail somebody gets is theirs to say, and never more than they may see.
func TestWhoGetsMail(t *testing.T) {
	t.Parallel()
	w := open(t)
	grace := w.join("grace@example.com", account.Tickets)
	w.Must(w.Membership.SetMail(t.Context(), grace.by, w.account.ID, account.Mails()))
	w.Must(w.Membership.SetMail(t.Context(), w.ada.by, w.account.ID, []account.Mail{account.InvoiceMail}))
	is(t, "no such mail", w.Membership.SetMail(t.Context(), grace.by, w.account.ID, []account.Mail{"all"}), account.ErrUnknown)
	for kind, want := range map[account.Mail][]string{
		account.InvoiceMail: {w.ada.Email}, account.TicketMail: {grace.Email}, account.NewsMail: {grace.Email}, account.DomainMail: nil,
	} {
		if got := w.recipients(kind); !slices.Equal(got, want) {
			t.Errorf("%s goes to %v, want %v", kind, got, want)
		}
	}
	w.freezes(grace)
	if got := w.recipients(account.TicketMail); len(got) > 0 {
		t.Errorf("mail goes to somebody whose address is in dispute: %v", got)
	}
	w.Must(w.Membership.SetMail(t.Context(), w.ada.by, w.account.ID, nil))
	if got := w.recipients(account.InvoiceMail); !slices.Equal(got, []string{w.ada.Email}) {
		t.Errorf("an invoice that nobody wants goes to %v", got)
	}
}

func (w *world) recipients(kind account.Mail) (addresses []string) {
	w.Helper()
	all, err := w.Membership.Recipients(w.Context(), w.DB.Read(), w.account.ID, kind)
	w.Must(err)
	for _, r := range all {
		addresses = append(addresses, r.Email)
	}
	return addresses
}

// The owner takes something away while a manager has the form of before: it does not come back with what the manager adds.
func TestAFormFromBeforeGivesNothingBack(t *testing.T) {
	t.Parallel()
	w := open(t)
	manager := w.join("manager@example.com", account.Permissions()...)
	m := w.join("m@example.com", account.TicketsManage, account.Domains)
	seen := w.membership(m).Mark()
	w.changes(m, account.Domains)
	change := func(seen string, given ...account.Permission) error {
		return w.Membership.Change(t.Context(), manager.again().by, w.account.ID, m.ID, seen, given)
	}
	is(t, "the form from before", change(seen, account.TicketsManage, account.Domains, account.Services), account.ErrChanged)
	is(t, "without a mark", change("", account.TicketsManage), account.ErrChanged)
	if w.membership(m).Allows(account.Tickets) {
		t.Error("the tickets are back")
	}
	is(t, "the same twice", change(seen, account.Domains), membership.ErrUnchanged)
	is(t, "having seen it", change(w.membership(m).Mark(), account.Domains, account.Services), nil)
}
