package demo_test

import (
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/attachment"
	"latchkey/internal/clock"
	"latchkey/internal/ticket"
)

// The full demo has what the desk is made for: accounts of every kind, and tickets in every state that read like real ones.
func TestTheFullDemo(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	for range 2 { // the second time changes nothing
		if err := h.FillAll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	accounts, err := h.Accounts.All(t.Context(), h.DB.Read())
	if err != nil || len(accounts) != 40 {
		t.Errorf("%d accounts, error %v", len(accounts), err)
	}
	since, seen, contacts := map[string]clock.Instant{}, map[string]int{}, 0
	for _, a := range accounts {
		since[a.ID] = a.CreatedAt
		if a.Closed() {
			seen["closed account"]++
		}
		invited, err1 := h.Accounts.InvitationsOf(t.Context(), h.DB.Read(), a.ID)
		reached, err2 := h.Accounts.ContactsOf(t.Context(), h.DB.Read(), a.ID)
		members, err3 := h.Accounts.MembersOf(t.Context(), h.DB.Read(), a.ID)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatal(err1, err2, err3)
		}
		seen["invitation"] += len(invited)
		contacts += len(reached)
		for _, m := range members {
			seen["member "+string(m.Role)]++
			if m.Allows(account.MembersManage) && m.Role == account.Member {
				seen["member who manages members"]++
			}
		}
	}
	all, err := h.Tickets.Newest(t.Context(), h.DB.Read(), "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	tickets, said, newer := map[string]bool{}, map[string]string{}, map[string]clock.Instant{}
	for _, m := range all {
		k := m.Ticket
		if !tickets[k.ID] {
			tickets[k.ID] = true
			seen["ticket "+string(k.Status)]++
			seen["department "+k.DepartmentID]++
			seen["subject in Arabic"] += map[bool]int{true: 1}[strings.ContainsAny(k.Subject, "اأإآ")]
			if k.ByGuest() {
				seen["guest"]++
			}
		}
		if m.Message.Internal {
			seen["note"]++
		}
		if at, any := newer[k.ID]; any && m.Message.At > at {
			t.Errorf("%s: a later message has a smaller id", k.Number)
		}
		newer[k.ID] = m.Message.At
		if !k.ByGuest() && m.Message.At < since[k.AccountID] {
			t.Errorf("%s is older than its account", k.Number)
		}
		if m.Message.At > h.Clock.Now() {
			t.Errorf("%s was written in the future", k.Number)
		}
		if other := said[m.Message.Body]; m.Message.Body != "" && other != "" {
			t.Errorf("%s says what %s says", k.Number, other)
		}
		said[m.Message.Body] = k.Number
		of, err := h.Files.Of(t.Context(), h.DB.Read(), attachment.TicketMessage, m.Message.ID)
		if err != nil {
			t.Fatal(err)
		}
		seen["file"] += len(of[m.Message.ID])
	}
	if len(tickets) != 120 {
		t.Errorf("%d tickets", len(tickets))
	}
	for what, least := range map[string]int{
		"ticket open": 20, "ticket answered": 20, "ticket closed": 30, "department " + ticket.Billing: 20, "department " + ticket.Support: 60,
		"subject in Arabic": 30, "guest": 5, "note": 4, "file": 8, "closed account": 1, "invitation": 1, "member owner": 40,
		"member member": 8, "member who manages members": 2,
	} {
		if seen[what] < least {
			t.Errorf("%s: %d", what, seen[what])
		}
	}
	if contacts < 4 {
		t.Errorf("%d contacts", contacts)
	}
	if got := shown(t, h, "ada@example.test"); got != "4 4 6 3" {
		t.Errorf("Ada finds %s", got)
	}
}
