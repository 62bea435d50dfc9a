package membership_test

import (
	"slices"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/membership"
	"latchkey/internal/message"
	"latchkey/internal/user"
)

var books = membership.ContactData{Name: "Books", Mail: []account.Mail{account.InvoiceMail}}

func (w *world) adds(by *member, email string, d membership.ContactData) {
	w.Helper()
	refusal, err := w.Membership.AddContact(w.Context(), by.by, w.account.ID, email, d)
	if w.Must(err); refusal != nil {
		w.Fatalf("refused: %+v", refusal)
	}
}

func (w *world) contact() account.Contact {
	w.Helper()
	all, err := w.Accounts.ContactsOf(w.Context(), w.DB.Read(), w.account.ID)
	if w.Must(err); len(all) != 1 {
		w.Fatalf("%d contacts", len(all))
	}
	return all[0]
}

// A contact gets no mail before the one link was followed, which works once.
func TestAContactConfirmsFirst(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.adds(w.ada, "books@example.com", books)
	token := w.MailTo("books@example.com", message.ContactConfirm).Secret
	if got := w.recipients(account.InvoiceMail); slices.Contains(got, "books@example.com") {
		t.Error("mail goes there before")
	}
	is(t, "billing", w.Membership.SetBilling(t.Context(), w.ada.by, w.account.ID, w.contact().ID), account.ErrNoContact)
	c, name, err := w.Membership.ContactOf(t.Context(), token)
	if w.Must(err); c.Name != "Books" || name != "Engines" {
		t.Errorf("the link shows %+v of %s", c, name)
	}
	w.Must(w.Membership.ConfirmContact(t.Context(), token))
	is(t, "twice", w.Membership.ConfirmContact(t.Context(), token), account.ErrNoContact)
	is(t, "declining", w.Membership.DeclineContact(t.Context(), token), account.ErrNoContact)
	if got := w.recipients(account.InvoiceMail); !slices.Contains(got, "books@example.com") {
		t.Errorf("invoices go to %v", got)
	}
	w.Must(w.Membership.SetContact(t.Context(), w.ada.by, w.account.ID, c.ID, w.contact().Mark(), membership.ContactData{Name: "Books"}))
	if got := w.recipients(account.InvoiceMail); slices.Contains(got, "books@example.com") {
		t.Error("the switch does nothing")
	}
	w.Must(w.Membership.SetBilling(t.Context(), w.ada.by, w.account.ID, c.ID))
	if got := w.recipients(account.InvoiceMail); !slices.Contains(got, "books@example.com") {
		t.Error("the billing contact gets no invoice")
	}
	if got := w.recipients(account.TicketMail); slices.Contains(got, "books@example.com") {
		t.Error("the billing contact gets more than invoices")
	}
	w.Must(w.Membership.RemoveContact(t.Context(), w.ada.by, w.account.ID, c.ID))
	w.ChainHolds("account-contact.added", "account-contact.confirmed", "account-contact.billing", "account-contact.removed")
}

func TestWhatEndsAContactsLink(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(w *world, id string){
		"declined": func(w *world, _ string) {
			w.Must(w.Membership.DeclineContact(w.Context(), w.MailTo("books@example.com", message.ContactConfirm).Secret))
		},
		"sent again": func(w *world, id string) {
			w.Clock.Advance(2 * time.Hour)
			refusal, err := w.Membership.ResendContact(w.Context(), w.ada.again().by, w.account.ID, id)
			if w.Must(err); refusal != nil {
				w.Fatalf("refused: %+v", refusal)
			}
		},
		"removed":   func(w *world, id string) { w.Must(w.Membership.RemoveContact(w.Context(), w.ada.by, w.account.ID, id)) },
		"too old":   func(w *world, _ string) { w.Clock.Advance(account.ContactFor) },
		"a restore": func(w *world, _ string) { w.Write(w.Accounts.Restored) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			w.adds(w.ada, "books@example.com", books)
			token := w.MailTo("books@example.com", message.ContactConfirm).Secret
			end(w, w.contact().ID)
			is(t, "confirming", w.Membership.ConfirmContact(t.Context(), token), account.ErrNoContact)
		})
	}
}

// A contact that waits ends with what whoever added it may do: a member who was removed reads nothing at another address of
// theirs. Who sends the link again answers for it.
func TestAContactWaitsForWhoeverAddedIt(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(w *world, m *member){
		"removed, and it is kept": func(w *world, m *member) {
			w.Must(w.Membership.Remove(w.Context(), w.ada.again().by, w.account.ID, m.ID, true))
		},
		"frozen":     func(w *world, m *member) { w.freezes(m) },
		"no manager": func(w *world, m *member) { w.changes(m, account.Tickets, account.Members) },
		"blind":      func(w *world, m *member) { w.changes(m, account.MembersManage) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			m := w.join("manager@example.com", account.MembersManage, account.Tickets)
			w.adds(m.again(), "books@example.com", membership.ContactData{Name: "Books", Mail: []account.Mail{account.TicketMail}})
			token := w.MailTo("books@example.com", message.ContactConfirm).Secret
			end(w, m)
			_, _, err := w.Membership.ContactOf(t.Context(), token)
			is(t, "the page of the link", err, account.ErrNoContact)
			is(t, "confirming", w.Membership.ConfirmContact(t.Context(), token), account.ErrNoContact)
			w.Clock.Advance(2 * time.Hour)
			_, err = w.Membership.ResendContact(t.Context(), w.ada.again().by, w.account.ID, w.contact().ID)
			w.Must(err)
			w.Must(w.Membership.ConfirmContact(t.Context(), w.MailTo("books@example.com", message.ContactConfirm).Secret))
		})
	}
}

// changes sets what a member may do, as the owner.
func (w *world) changes(m *member, given ...account.Permission) {
	w.Helper()
	w.Must(w.Membership.Change(w.Context(), w.ada.again().by, w.account.ID, m.ID, w.membership(m).Mark(), given))
}

// Nobody has mail sent elsewhere about what they may not see themselves, and another account's contact is none.
func TestWhoMayAddContacts(t *testing.T) {
	t.Parallel()
	w := open(t)
	manager := w.join("manager@example.com", account.MembersManage, account.Tickets)
	reader := w.join("reader@example.com", account.Members)
	w.adds(w.ada.again(), "books@example.com", books)
	w.Must(w.Membership.ConfirmContact(t.Context(), w.MailTo("books@example.com", message.ContactConfirm).Secret))
	id := w.contact().ID
	w.Clock.Advance(2 * time.Hour)
	w.ada.again()
	manager.again()
	stale, _ := w.ada.Session(false)
	nonsense := []account.Mail{"all"}
	for name, c := range map[string]struct {
		by    access.Caller
		email string
		d     membership.ContactData
		want  error
	}{
		"a stranger":              {w.mallory.again().by, "a@example.com", books, account.ErrNotFound},
		"who only sees":           {reader.again().by, "a@example.com", books, account.ErrForbidden},
		"without a proof":         {access.Caller{Session: stale}, "a@example.com", books, access.ErrStepUpRequired},
		"invoices they don't see": {manager.by, "a@example.com", books, membership.ErrWider},
		"twice":                   {w.ada.by, "Books@example.com", books, account.ErrExists},
		"no name":                 {w.ada.by, "a@example.com", membership.ContactData{}, user.ErrBadName},
		"no such mail":            {w.ada.by, "a@example.com", membership.ContactData{Name: "A", Mail: nonsense}, account.ErrUnknown},
	} {
		refusal, err := w.Membership.AddContact(t.Context(), c.by, w.account.ID, c.email, c.d)
		if is(t, name, err, c.want); refusal != nil {
			t.Errorf("%s: refused %+v", name, refusal)
		}
	}
	tickets := membership.ContactData{Name: "Books", Mail: []account.Mail{account.InvoiceMail, account.TicketMail}}
	services := membership.ContactData{Name: "Books", Mail: []account.Mail{account.ServiceMail}}
	is(t, "more mail of what they see", w.Membership.SetContact(t.Context(), manager.by, w.account.ID, id, w.contact().Mark(), tickets), nil)
	err := w.Membership.SetContact(t.Context(), manager.by, w.account.ID, id, w.contact().Mark(), services)
	is(t, "more mail of what they don't", err, membership.ErrWider)
	is(t, "billing", w.Membership.SetBilling(t.Context(), manager.by, w.account.ID, id), membership.ErrWider)
	is(t, "removing, by a reader", w.Membership.RemoveContact(t.Context(), reader.by, w.account.ID, id), account.ErrForbidden)
	is(t, "another's", w.Membership.RemoveContact(t.Context(), w.ada.by, w.account.ID, "none"), account.ErrNoContact)
	w.closes(true)
	is(t, "in a closed account", w.Membership.RemoveContact(t.Context(), w.ada.by, w.account.ID, id), account.ErrClosed)
}

// Whoever is removed or leaves goes on reading nowhere: the contacts that they have added go too, and nobody else's. Who removes
// them may keep those, knowing whose they are.
func TestTheContactsOfAMemberGoWithThem(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		goes func(w *world, m *member) error
		left []string
	}{
		"removed": {func(w *world, m *member) error {
			return w.Membership.Remove(w.Context(), w.ada.again().by, w.account.ID, m.ID, false)
		}, []string{"books@example.com"}},
		"removed, and they are kept": {func(w *world, m *member) error {
			return w.Membership.Remove(w.Context(), w.ada.again().by, w.account.ID, m.ID, true)
		}, []string{"books@example.com", "drop@example.com"}},
		"gone by themselves": {func(w *world, m *member) error {
			return w.Membership.Leave(w.Context(), m.by, w.account.ID)
		}, []string{"books@example.com"}},
		"removed by the shell": {func(w *world, m *member) error {
			return w.Staff.RemoveMemberFromShell(w.Context(), w.account.ID, m.ID, false)
		}, []string{"books@example.com"}},
		"removed from the host": {func(w *world, m *member) error {
			_, err := w.Staff.RemoveUser(w.Context(), m.Email)
			return err
		}, []string{"books@example.com"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t)
			m := w.join("m@example.com", account.Permissions()...)
			for email, by := range map[string]*member{"books@example.com": w.ada, "drop@example.com": m} {
				w.adds(by.again(), email, books)
				w.Must(w.Membership.ConfirmContact(t.Context(), w.MailTo(email, message.ContactConfirm).Secret))
			}
			own, err := w.Membership.ContactsOfOwn(t.Context(), m.by, w.account.ID)
			if w.Must(err); len(own) != 1 || own[0].Email != "drop@example.com" {
				t.Errorf("their own are %+v", own)
			}
			w.Clock.Advance(30 * 24 * time.Hour)
			w.Must(c.goes(w, m.again()))
			got := slices.DeleteFunc(w.recipients(account.InvoiceMail), func(email string) bool { return email == w.ada.Email })
			if slices.Sort(got); !slices.Equal(got, c.left) { // whoever was added first
				t.Errorf("invoices go to %v", got)
			}
			if len(c.left) == 1 {
				w.ChainHolds("account-contact.removed")
			}
		})
	}
}

// A form of a contact that was filled from what is no more changes nothing.
func TestAContactThatChangedMeanwhile(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.adds(w.ada, "books@example.com", books)
	id, seen := w.contact().ID, w.contact().Mark()
	set := func(seen string, kinds ...account.Mail) error {
		return w.Membership.SetContact(t.Context(), w.ada.by, w.account.ID, id, seen, membership.ContactData{Name: "Books", Mail: kinds})
	}
	w.Must(set(seen))
	is(t, "the form from before", set(seen, account.InvoiceMail, account.DomainMail), account.ErrChanged)
	if c := w.contact(); len(c.Mail) > 0 {
		t.Errorf("what was taken away came back: %+v", c)
	}
	is(t, "the same twice", set(seen), nil)
	is(t, "having seen it", set(w.contact().Mark(), account.DomainMail), nil)
}
