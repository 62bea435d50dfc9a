package demo_test

import (
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/attachment"
	"latchkey/internal/clock"
	"latchkey/internal/demo"
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
	seen := map[string]int{}
	since := seesAccounts(t, h, seen)
	seesTickets(t, h, seen, since)
	for what, least := range map[string]int{
		"ticket open": 20, "ticket answered": 20, "ticket closed": 30, "department " + ticket.Billing: 20, "department " + ticket.Support: 60,
		"subject in Arabic": 30, "guest": 5, "note": 4, "file": 8, "closed account": 1, "invitation": 1, "contact": 4, "member owner": 40,
		"member member": 8, "member who manages members": 2,
	} {
		if seen[what] < least {
			t.Errorf("%s: %d", what, seen[what])
		}
	}
	if got := shown(t, h, "ada@example.test"); got != "4 4 6 3" {
		t.Errorf("Ada finds %s", got)
	}
}

// seesAccounts counts what accounts have, and returns since when each is there.
func seesAccounts(t *testing.T, h *demo.Host, seen map[string]int) map[string]clock.Instant {
	t.Helper()
	accounts, err := h.Accounts.List(t.Context(), h.DB.Read(), "", "", 1000)
	if err != nil || len(accounts) != 40 {
		t.Errorf("%d accounts, error %v", len(accounts), err)
	}
	since := map[string]clock.Instant{}
	for _, a := range accounts {
		since[a.ID] = a.CreatedAt
		if a.Closed() {
			seen["closed account"]++
		}
		invited, err1 := h.Accounts.InvitationsOf(t.Context(), h.DB.Read(), a.ID)
		contacts, err2 := h.Accounts.ContactsOf(t.Context(), h.DB.Read(), a.ID)
		members, err3 := h.Accounts.MembersOf(t.Context(), h.DB.Read(), a.ID)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatal(err1, err2, err3)
		}
		seen["invitation"] += len(invited)
		seen["contact"] += len(contacts)
		for _, m := range members {
			seen["member "+string(m.Role)]++
			if m.Allows(account.MembersManage) && m.Role == account.Member {
				seen["member who manages members"]++
			}
		}
	}
	return since
}

// seesTickets counts what tickets have. None is older than its account, none is from the future, and no two say the same.
func seesTickets(t *testing.T, h *demo.Host, seen map[string]int, since map[string]clock.Instant) {
	t.Helper()
	all, err := h.Tickets.Newest(t.Context(), h.DB.Read(), "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	said, newer := map[string]string{}, map[string]clock.Instant{}
	for _, m := range all {
		k := m.Ticket
		at, again := newer[k.ID]
		if again && m.Message.At > at {
			t.Errorf("%s: a later message has a smaller id", k.Number)
		}
		if newer[k.ID] = m.Message.At; !again {
			countTicket(k, seen)
		}
		if m.Message.Internal {
			seen["note"]++
		}
		if !k.ByGuest() && m.Message.At < since[k.AccountID] || m.Message.At > h.Clock.Now() {
			t.Errorf("%s is older than its account, or from the future", k.Number)
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
	if len(newer) != 120 {
		t.Errorf("%d tickets", len(newer))
	}
}

func countTicket(k ticket.Ticket, seen map[string]int) {
	seen["ticket "+string(k.Status)]++
	seen["department "+k.DepartmentID]++
	if strings.ContainsAny(k.Subject, "اأإآ") {
		seen["subject in Arabic"]++
	}
	if k.ByGuest() {
		seen["guest"]++
	}
}
