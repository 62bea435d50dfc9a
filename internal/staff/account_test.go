package staff_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/staff"
)

func named(name string) account.Data { return account.Data{Name: name} }

// Staff make an account with a number of the series, and its owner: somebody who signs in, or who is invited and registers.
func TestStaffMakeAnAccount(t *testing.T) {
	h := hosts(t)
	h.Must(h.Staff.ChangeSettingFromShell(t.Context(), "registration", setting.Invitation, setting.Invitation))
	bruno := h.Person("bruno@example.com")
	first, err := h.Staff.AddAccount(t.Context(), h.ada.By, staff.AccountDraft{Data: named("Bruno's"), OwnerEmail: "Bruno@example.com"})
	h.Must(err)
	second, err := h.Staff.AddAccount(t.Context(), h.ada.By, staff.AccountDraft{Data: named("Grace's"), OwnerEmail: "grace@example.com"})
	h.Must(err)
	if first.Number != "C-10001" || second.Number != "C-10002" {
		t.Errorf("numbers %s and %s", first.Number, second.Number)
	}
	if owner, err := h.Accounts.OwnerOf(t.Context(), h.DB.Read(), first.ID); err != nil || owner != bruno.ID {
		t.Errorf("owned by %q, %v", owner, err)
	}
	if h.told(bruno.Email, message.AccountMade) != 1 {
		t.Error("the owner was not told")
	}
	invitation := h.MailTo("grace@example.com", message.AccountInvitation).Secret
	token, err := h.Links.FromInvitation(t.Context(), invitation, "en")
	h.Must(err)
	u, _, err := h.Links.FinishRegistration(t.Context(), token, "Grace", signintest.Password, signintest.Stranger())
	h.Must(err)
	s, err := h.Sessions.Load(t.Context(), h.DB, h.Enter(u.ID))
	h.Must(err)
	if _, err := h.Membership.Accept(t.Context(), access.Caller{Session: s}, invitation); err != nil {
		t.Error(err)
	}
	if owner, err := h.Accounts.OwnerOf(t.Context(), h.DB.Read(), second.ID); err != nil || owner != u.ID {
		t.Errorf("owned by %q, %v", owner, err)
	}
	err = h.Staff.SetOwner(t.Context(), h.ada.By, second.ID, bruno.Email)
	if !errors.Is(err, account.ErrHasOwner) {
		t.Errorf("a second owner: %v", err)
	}
	h.ChainHolds("account.added", "member.joined")
}

// What staff do to accounts is staff's, and takes a fresh proof.
func TestOnlyStaffActOnAccounts(t *testing.T) {
	h := hosts(t)
	a, err := h.Staff.AddAccount(t.Context(), h.ada.By, staff.AccountDraft{Number: "X-1", Data: named("Engines")})
	h.Must(err)
	client, s, by := h.Protected("client@example.com")
	stale, _ := h.ada.Person.Session(false)
	acts := map[string]func(by access.Caller) error{
		"add": func(by access.Caller) error {
			_, err := h.Staff.AddAccount(t.Context(), by, staff.AccountDraft{Number: "X-2", Data: named("More")})
			return err
		},
		"edit": func(by access.Caller) error {
			return h.Staff.EditAccount(t.Context(), by, a.ID, a.Mark(), named("Else"))
		},
		"email":  func(by access.Caller) error { return h.Staff.SetAccountEmail(t.Context(), by, a.ID, "x@example.com") },
		"close":  func(by access.Caller) error { return h.Staff.CloseAccount(t.Context(), by, a.ID) },
		"reopen": func(by access.Caller) error { return h.Staff.ReopenAccount(t.Context(), by, a.ID) },
		"owner":  func(by access.Caller) error { return h.Staff.SetOwner(t.Context(), by, a.ID, client.Email) },
		"invite": func(by access.Caller) error {
			return h.Staff.InviteMember(t.Context(), by, a.ID, "kim@example.com", nil)
		},
		"remove": func(by access.Caller) error { return h.Staff.RemoveMember(t.Context(), by, a.ID, client.ID, false) },
		"withdraw": func(by access.Caller) error {
			return h.Staff.WithdrawAccountInvitation(t.Context(), by, a.ID, "an invitation")
		},
	}
	for name, act := range acts {
		if err := act(signintest.As(s, by)); !errors.Is(err, access.ErrNotStaff) {
			t.Errorf("%s, by a client: %v", name, err)
		}
		if err := act(access.Caller{Session: stale}); !errors.Is(err, access.ErrStepUpRequired) {
			t.Errorf("%s, without a proof: %v", name, err)
		}
	}
	_, err = h.Staff.AddAccount(t.Context(), h.ada.By, staff.AccountDraft{Number: "X-1", Data: named("Twice")})
	if !errors.Is(err, account.ErrExists) {
		t.Errorf("the same number: %v", err)
	}
	h.Clock.Advance(30 * time.Minute) // a session that is left open, or stolen
	for name, act := range acts {
		if err := act(h.ada.By); !errors.Is(err, access.ErrStepUpRequired) {
			t.Errorf("%s, with a proof of a while ago: %v", name, err)
		}
	}
}

// The owner is told when the account is closed, and opened again; its members stay.
func TestAnAccountIsClosedAndReopened(t *testing.T) {
	h := hosts(t)
	bruno := h.Person("bruno@example.com")
	a, err := h.Staff.AddAccount(t.Context(), h.ada.By, staff.AccountDraft{Number: "X-1", Data: named("Bruno's"), OwnerEmail: bruno.Email})
	h.Must(err)
	for range 2 { // the second time changes nothing
		h.Must(h.Staff.CloseAccount(t.Context(), h.ada.By, a.ID))
	}
	now, err := h.Accounts.ByID(t.Context(), h.DB.Read(), a.ID)
	if h.Must(err); !now.Closed() || h.told(bruno.Email, message.AccountClosed) != 1 {
		t.Errorf("closed: %v; told %d times", now.Closed(), h.told(bruno.Email, message.AccountClosed))
	}
	h.Must(h.Staff.ReopenAccountFromShell(t.Context(), a.ID))
	now, err = h.Accounts.ByID(t.Context(), h.DB.Read(), a.ID)
	if h.Must(err); now.Closed() || h.told(bruno.Email, message.AccountReopened) != 1 {
		t.Errorf("closed: %v", now.Closed())
	}
}

// An import says what it would do, does it, and does nothing a second time; nobody loses an account by it.
func TestAnImportOfAccounts(t *testing.T) {
	h := hosts(t)
	h.Must(h.Staff.ChangeSettingFromShell(t.Context(), "registration", setting.Invitation, setting.Invitation))
	bruno := h.Person("bruno@example.com")
	row := staff.AccountDraft{Number: "K/7", Data: account.Data{Name: "Bruno's", City: "Oslo"}, OwnerEmail: bruno.Email}
	tried, err := h.Staff.ImportAccount(t.Context(), row, true)
	if err != nil || !tried.New || tried.Owner != staff.OwnerJoins || h.Count(`FROM account`) != 0 {
		t.Errorf("tried: %+v, %v; %d accounts", tried, err, h.Count(`FROM account`))
	}
	done, err := h.Staff.ImportAccount(t.Context(), row, false)
	if err != nil || !done.New || done.Account.City != "Oslo" {
		t.Errorf("done: %+v, %v", done, err)
	}
	again, err := h.Staff.ImportAccount(t.Context(), row, false)
	if err != nil || again.New || len(again.Changed) != 0 || again.Owner != staff.OwnerSame {
		t.Errorf("again: %+v, %v", again, err)
	}
	row.City, row.Company, row.OwnerEmail = "", "Bruno AS", "grace@example.com"
	changed, err := h.Staff.ImportAccount(t.Context(), row, false)
	if h.Must(err); !slices.Equal(changed.Changed, []string{account.FieldCompany}) || changed.Account.City != "Oslo" ||
		changed.Owner != staff.OwnerOther {
		t.Errorf("changed: %+v, %v", changed, err)
	}
	row = staff.AccountDraft{Number: "K/8", Data: named("Grace's"), OwnerEmail: "grace@example.com"}
	fresh, err := h.Staff.ImportAccount(t.Context(), row, false)
	if err != nil || fresh.Owner != staff.OwnerInvited {
		t.Errorf("an owner who does not sign in yet: %+v, %v", fresh, err)
	}
	for _, bad := range []staff.AccountDraft{
		{Data: named("No number")},
		{Number: "K?9", Data: named("A")},
		{Number: "K/9"},
		{Number: "K/9", Data: named("A"), OwnerEmail: "nobody"},
	} {
		if _, err := h.Staff.ImportAccount(t.Context(), bad, false); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
	if n := h.Count(`FROM account WHERE number = 'K/9'`); n != 0 {
		t.Error("half of a line that was refused is there")
	}
}

// Of many at once each account gets a number of its own, and none that was given by hand.
func TestNumbersAreGivenOnce(t *testing.T) {
	h := hosts(t)
	for _, number := range []string{"C-10001", "C-10003"} {
		_, err := h.Staff.AddAccountFromShell(t.Context(), staff.AccountDraft{Number: number, Data: named(number)})
		h.Must(err)
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Add(1)
		go func() {
			defer all.Done()
			_, err := h.Staff.AddAccountFromShell(context.Background(), staff.AccountDraft{Data: named(fmt.Sprint("Account ", i))})
			if err != nil {
				t.Error(err)
			}
		}()
	}
	all.Wait()
	rows, _, err := h.Staff.ListAccounts(t.Context(), "", "", "", 20)
	h.Must(err)
	var numbers []string
	for _, r := range rows {
		numbers = append(numbers, r.Number)
	}
	if len(numbers) != 10 || numbers[0] != "C-10001" || numbers[9] != "C-10010" {
		t.Errorf("%v", numbers)
	}
	if found, _, err := h.Staff.ListAccounts(t.Context(), "ount 3", account.OpenAccounts, "", 20); err != nil || len(found) != 1 {
		t.Errorf("found %v, %v", found, err)
	}
}

// A client account that has an owner gets no second one by an invitation from the shell.
func TestTheShellInvitesNoSecondOwner(t *testing.T) {
	h := hosts(t)
	h.Must(h.Staff.ChangeSettingFromShell(t.Context(), "registration", setting.Invitation, setting.Invitation))
	bruno := h.Person("bruno@example.com")
	a, err := h.Staff.AddAccountFromShell(t.Context(), staff.AccountDraft{Data: named("Bruno's"), OwnerEmail: bruno.Email})
	h.Must(err)
	err = h.Staff.InviteFromShell(t.Context(), signin.Registration{Email: "grace@example.com", AccountID: a.ID})
	if !errors.Is(err, account.ErrHasOwner) {
		t.Errorf("a second owner: %v", err)
	}
	h.Write(func(ctx context.Context, tx db.Tx) error {
		err := h.Accounts.Join(ctx, tx, account.Membership{AccountID: a.ID, UserID: h.ada.ID, Role: account.Owner})
		if !errors.Is(err, account.ErrHasOwner) {
			t.Errorf("joining as a second owner: %v", err)
		}
		return nil
	})
	if owns, err := h.Accounts.Owns(t.Context(), h.DB.Read(), bruno.ID); err != nil || !owns {
		t.Errorf("Bruno owns an account: %v, %v", owns, err)
	}
}

// Enter starts a session of a person.
func (h *host) Enter(userID string) (secret string) {
	h.Helper()
	h.Write(func(ctx context.Context, tx db.Tx) (err error) {
		secret, err = h.Sessions.Start(ctx, tx, session.Proofs{UserID: userID, By: signintest.Stranger()})
		return err
	})
	return secret
}
