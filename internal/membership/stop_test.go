package membership_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/membership"
	"latchkey/internal/message"
	"latchkey/internal/seal"
)

// A contact stops the account's mail by the link that stands in each of them, for as long as they are there: also in a closed
// account, also once it sends invoices there, and once. The owner is told, and learns nothing but who.
func TestAContactStopsTheMail(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.adds(w.ada, "books@example.com", books)
	id := w.contact().ID
	link := w.Membership.StopToken(id)
	is(t, "before the address is confirmed", w.Membership.Stop(t.Context(), link), account.ErrNoContact)
	w.Must(w.Membership.ConfirmContact(t.Context(), w.MailTo("books@example.com", message.ContactConfirm).Secret))
	w.Must(w.Membership.SetBilling(t.Context(), w.ada.by, w.account.ID, id))
	w.Clock.Advance(20 * 365 * 24 * time.Hour)
	w.closes(true)
	c, name, err := w.Membership.StopOf(t.Context(), link)
	if w.Must(err); c.ID != id || name != "Engines" {
		t.Errorf("the link shows %+v of %s", c, name)
	}
	if got := w.recipients(account.InvoiceMail); !slices.Contains(got, "books@example.com") {
		t.Error("looking at the link stops the mail")
	}
	w.Must(w.Membership.Stop(t.Context(), link))
	is(t, "twice", w.Membership.Stop(t.Context(), link), account.ErrNoContact)
	if got := w.recipients(account.InvoiceMail); slices.Contains(got, "books@example.com") {
		t.Error("mail goes there still")
	}
	told := w.MailTo("ada@example.com", message.BillingStopped)
	if told.Data.Where != "b•••@example.com" || told.Data.Account != "Engines" || told.Secret != "" || told.NotMe != "" {
		t.Errorf("the owner is told %+v", told.Data)
	}
	w.ChainHolds("account-contact.confirmed", "account-contact.stopped")
}

// The link of a contact stops nobody else's mail, and no other token does.
func TestAContactsLinkIsTheirOwn(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.adds(w.ada, "books@example.com", books)
	id := w.contact().ID
	w.Must(w.Membership.ConfirmContact(t.Context(), w.MailTo("books@example.com", message.ContactConfirm).Secret))
	mine, others := w.Membership.StopToken(id), w.Membership.StopToken("another")
	_, mac, _ := strings.Cut(others, "_")
	for name, token := range map[string]string{
		"none": "", "the id alone": id, "no proof": id + "_", "another contact's": others, "another contact's proof": id + "_" + mac,
		"cut short": mine[:len(mine)-1], "for another purpose": id + "_" + seal.HashToken(w.Outbox.Ring.MAC("browser cookie", id))[:40],
	} {
		_, _, err := w.Membership.StopOf(t.Context(), token)
		is(t, name+", the page", err, account.ErrNoContact)
		is(t, name, w.Membership.Stop(t.Context(), token), account.ErrNoContact)
	}
	is(t, "the link confirms nobody", w.Membership.ConfirmContact(t.Context(), mine), account.ErrNoContact)
	if got := w.recipients(account.InvoiceMail); !slices.Contains(got, "books@example.com") {
		t.Error("somebody else stopped the mail")
	}
	w.Must(w.Membership.Stop(t.Context(), mine))
	w.Clock.Advance(2 * time.Hour)
	w.adds(w.ada.again(), "books@example.com", membership.ContactData{Name: "Books"})
	is(t, "who was added anew", w.Membership.Stop(t.Context(), mine), account.ErrNoContact)
}
