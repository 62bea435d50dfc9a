package membership_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/membership"
	"latchkey/internal/message"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

// The owner says what the account is called; who manages invoices, what stands on them; the currency is the host's.
func TestWhoMayChangeWhatAnAccountSays(t *testing.T) {
	t.Parallel()
	w := open(t)
	payer := w.join("payer@example.com", account.InvoicesManage)
	reader := w.join("reader@example.com", account.Invoices)
	address := account.Data{Name: "Engines", Company: "Engines Ltd", Street: "1 Dock St", City: "London", Country: "gb", TaxID: "GB1"}
	renamed := address
	renamed.Name = "Looms"
	for _, c := range []struct {
		name string
		by   *member
		d    account.Data
		want error
	}{
		{"a stranger", w.mallory, address, account.ErrNotFound},
		{"who sees invoices", reader, address, account.ErrForbidden},
		{"who manages them", payer, address, nil},
		{"the name, by them", payer, renamed, account.ErrForbidden},
		{"the name, by the owner", w.ada, renamed, nil},
	} {
		is(t, c.name, w.Membership.SetData(t.Context(), c.by.by, w.account.ID, c.d), c.want)
	}
	var bad account.InvalidError
	for _, d := range []account.Data{
		{},
		{Name: "A\nB"},
		{Name: "A", Country: "XX"},
		{Name: "A", Zone: "Mars"},
		{Name: "A", Language: "xx"},
		{Name: "A", Street: "1 \u202e St"},
	} {
		if err := w.Membership.SetData(t.Context(), w.ada.by, w.account.ID, d); !errors.As(err, &bad) {
			t.Errorf("%+v: %v", d, err)
		}
	}
	renamed.Currency = "USD"
	w.Must(w.Membership.SetData(t.Context(), w.ada.by, w.account.ID, renamed))
	a, err := w.Accounts.ByID(t.Context(), w.DB.Read(), w.account.ID)
	if w.Must(err); a.Name != "Looms" || a.Country != "GB" || a.Currency != "" {
		t.Errorf("%+v", a.Data)
	}
	w.closes(true)
	is(t, "a closed one", w.Membership.SetData(t.Context(), w.ada.by, w.account.ID, address), account.ErrClosed)
}

func (w *world) changesEmail(email string) string {
	w.Helper()
	refusal, err := w.Membership.ChangeEmail(w.Context(), w.ada.again().by, w.account.ID, email)
	if w.Must(err); refusal != nil {
		w.Fatalf("refused: %+v", refusal)
	}
	return w.MailTo(email, message.AccountEmailConfirm).Secret
}

// The account's own address counts once it was confirmed, and both addresses are told.
func TestTheAccountsOwnAddress(t *testing.T) {
	t.Parallel()
	w := open(t)
	token := w.changesEmail("books@example.com")
	w.Must(w.Membership.ConfirmEmail(t.Context(), token, signintest.Stranger()))
	is(t, "twice", w.Membership.ConfirmEmail(t.Context(), token, signintest.Stranger()), account.ErrNoEmail)
	grace := w.join("grace@example.com", account.Permissions()...)
	_, err := w.Membership.ChangeEmail(t.Context(), grace.again().by, w.account.ID, "grace@example.com")
	is(t, "a member", err, account.ErrForbidden)
	stale, _ := w.ada.Session(false)
	_, err = w.Membership.ChangeEmail(t.Context(), access.Caller{Session: stale}, w.account.ID, "x@example.com")
	is(t, "without a proof", err, access.ErrStepUpRequired)
	_, err = w.Membership.ChangeEmail(t.Context(), w.ada.again().by, w.account.ID, "Books@example.com")
	is(t, "the same", err, membership.ErrSame)
	_, err = w.Membership.ChangeEmail(t.Context(), w.ada.by, w.account.ID, "books")
	is(t, "no address", err, user.ErrBadEmail)
	_, err = w.Membership.ChangeEmail(t.Context(), w.ada.by, w.account.ID, w.ada.Email)
	is(t, "the owner's", err, nil)
	if a, err := w.Accounts.ByID(t.Context(), w.DB.Read(), w.account.ID); err != nil || a.Email != "" {
		t.Errorf("mail goes to %q, %v", a.Email, err)
	}
	if w.told("books@example.com", message.AccountEmailChanged) != 1 || w.told(w.ada.Email, message.AccountEmailChanged) != 2 {
		t.Error("not everybody was told")
	}
}

// A thief's new address ends with what else was granted to them.
func TestWhatEndsAChangeOfTheAccountsAddress(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(w *world, grace *member){
		"this wasn't me": func(w *world, _ *member) {
			_, err := w.Notices.SayNotMe(w.Context(), w.MailTo(w.ada.Email, message.AccountEmailChanging).NotMe, signintest.Stranger())
			w.Must(err)
		},
		"given up": func(w *world, _ *member) { w.Must(w.Membership.DropEmail(w.Context(), w.ada.by, w.account.ID)) },
		"too old":  func(w *world, _ *member) { w.Clock.Advance(account.EmailFor) },
		"a restore": func(w *world, _ *member) {
			w.Write(w.Accounts.Restored)
		},
		"closed":     func(w *world, _ *member) { w.closes(true) },
		"in dispute": func(w *world, _ *member) { w.freezes(w.ada) },
		"another owner": func(w *world, grace *member) {
			w.Write(func(ctx context.Context, tx db.Tx) error {
				return w.Accounts.Handover(ctx, tx, w.account.ID, w.ada.ID, grace.ID)
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			grace := w.join("grace@example.com", account.Tickets)
			token := w.changesEmail("thief@example.com")
			end(w, grace)
			is(t, "confirming", w.Membership.ConfirmEmail(t.Context(), token, signintest.Stranger()), account.ErrNoEmail)
		})
	}
}

// Who has no second step reaches only its set-up, from the moment on that an account of theirs requires one.
func TestAnAccountRequiresASecondStep(t *testing.T) {
	t.Parallel()
	w := open(t)
	grace := w.Person("grace@example.com")
	s, by := grace.Session(false)
	w.invites(w.ada, grace.Email, account.Tickets)
	_, err := w.Membership.Accept(t.Context(), signintest.As(s, by), w.link(grace.Email))
	w.Must(err)
	locked := func(id string) bool {
		w.Clock.Advance(time.Second)
		standing, err := w.Policies.Of(t.Context(), id, user.Client)
		w.Must(err)
		return standing.Locked(w.Clock.Now())
	}
	kim := w.join("kim@example.com", account.Permissions()...)
	is(t, "a member", w.Membership.RequireSecondStep(t.Context(), kim.by, w.account.ID, true), account.ErrForbidden)
	w.Must(w.Membership.RequireSecondStep(t.Context(), w.ada.again().by, w.account.ID, true))
	if !locked(grace.ID) || locked(kim.ID) || locked(w.mallory.ID) {
		t.Error("it does not lock just who lacks one")
	}
	if len(w.Policies.All(t.Context())) != 0 {
		t.Error("the host's rules show it")
	}
	w.Must(w.Membership.RequireSecondStep(t.Context(), w.ada.again().by, w.account.ID, false))
	if locked(grace.ID) {
		t.Error("it goes on")
	}
	if w.told(w.ada.Email, message.AccountSecondStepOn) != 1 || w.told(w.ada.Email, message.AccountSecondStepOff) != 1 {
		t.Error("the owner was not told")
	}
}

// An owner without a second step would lock themselves out.
func TestAnOwnerRequiresWhatTheyHave(t *testing.T) {
	t.Parallel()
	w := open(t)
	grace := w.Person("grace@example.com")
	s, by := grace.Session(false)
	w.invites(w.ada, grace.Email, account.Tickets)
	_, err := w.Membership.Accept(t.Context(), signintest.As(s, by), w.link(grace.Email))
	w.Must(err)
	w.Write(func(ctx context.Context, tx db.Tx) error {
		return w.Accounts.Handover(ctx, tx, w.account.ID, w.ada.ID, grace.ID)
	})
	s, by = grace.Session(false)
	is(t, "requiring", w.Membership.RequireSecondStep(t.Context(), signintest.As(s, by), w.account.ID, true), membership.ErrOwnSecondStep)
}
