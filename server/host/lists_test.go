package host_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/search"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// A page with thirty rows asks the database what a page with three does: nothing is asked once for each row. Every route that
// can be looked at is, by the table of routes.
func TestAListAsksOnceHoweverLongItIs(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	hasRows(t, s, 1, 3)
	pages := everyPage(t, s)
	rests(t, s)
	few, short := map[string][]string{}, map[string]int{}
	for path, b := range pages {
		few[path], short[path] = asks(t, s, b, path)
	}
	hasRows(t, s, 4, 30)
	rests(t, s)
	grown := map[string]bool{}
	for path, b := range pages {
		many, long := asks(t, s, b, path)
		if len(many) > len(few[path]) {
			t.Errorf("%s asks %d times with a few rows and %d times with many:%s", path, len(few[path]), len(many), more(many, few[path]))
		}
		grown[path] = long > short[path]+27*len("<li>")
	}
	for _, list := range lists(s) {
		if !grown[list] {
			t.Errorf("%s is no longer with more rows: none of them is shown there, and this test has gone blind", list)
		}
	}
}

// more lists the statements that many rows are asked for by oftener than few, each once.
func more(many, few []string) (all string) {
	counts := map[string]int{}
	for _, query := range many {
		counts[query]++
	}
	for _, query := range few {
		counts[query]--
	}
	for query, n := range counts {
		if n > 0 {
			all += fmt.Sprintf("\n%d times more: %s", n, query)
		}
	}
	return all
}

// everyPage is every page of the table of routes that shows something, with who looks at it. One that is not shown here stands in
// notShown, or the test fails.
func everyPage(t *testing.T, s *hosttest.Server) map[string]*hosttest.Browser {
	t.Helper()
	client := s.Browser()
	client.TurnOn()
	staff := s.AtTheDesk(hosttest.Sven, hosttest.SvenPassword)
	guest := holdsLink(t, s)
	by := map[web.Access]*hosttest.Browser{web.Anyone: client, web.SignedIn: client, web.Staff: staff, web.Administrator: staff}
	pages := map[string]*hosttest.Browser{}
	for _, r := range s.Site.Routes() {
		door := r.Method + " " + r.Path
		if r.Method != http.MethodGet || r.Access == web.Challenged || notShown[door] || strings.HasSuffix(r.Path, "/:token") {
			continue
		}
		path := named(s, r.Path)
		b := by[r.Access]
		if strings.HasPrefix(r.Path, "/contact") {
			b = guest
		}
		if p := b.Get(path); p.Status != http.StatusOK {
			t.Errorf("%s as %s: %d to %q; name what it shows, or say in notShown that it shows nothing", door, path, p.Status, p.Location)
			continue
		}
		pages[path] = b
	}
	for _, path := range lists(s) {
		if _, walked := pages[path]; walked {
			continue
		}
		pages[path] = client
		if strings.HasPrefix(path, "/desk") {
			pages[path] = staff
		}
	}
	return pages
}

// holdsLink is a browser with the link of a guest's ticket.
func holdsLink(t *testing.T, s *hosttest.Server) *hosttest.Browser {
	t.Helper()
	var token string
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		token, _, err = s.Host.Tickets.NewLink(ctx, tx, "guest-1")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b := s.Browser()
	b.Get("/contact/ticket/"+token).Leads(t, "/contact/ticket")
	return b
}

// named is a path with what its variable parts are to name.
func named(s *hosttest.Server, path string) string {
	for pattern, value := range map[string]string{
		"/desk/people/:id": s.IDOf(hosttest.Ada), "/desk/accounts/:id": accountID(s), "/desk/cases/:id": "case-1",
		"/desk/settings/:page": "brand", "/desk/audit/:seq": "1", "/tickets/:number": "T-3014", "/desk/tickets/:number": "T-3014",
		"/desk/canned/:id": "row-1", "/desk/announcements/:id": "row-1", "/desk/departments/:id": "row-1",
	} {
		if rest, fits := strings.CutPrefix(path, pattern); fits {
			path = pattern[:strings.LastIndexByte(pattern, '/')+1] + value + rest
		}
	}
	path = strings.NewReplacer(":account", accountID(s), "invitations/:id", "invitations/row-1", "contacts/:id", "contacts/row-1",
		"members/:id", "members/row-1",
		"sessions/:id", "sessions/row-1", "methods/:id", "methods/"+methodID(s), ":message", "frow-1",
		":member", "row-1", ":invitation", "row-1").Replace(path)
	if path == "/desk/queue/close" {
		path += "?tickets=T-3014"
	}
	if strings.HasSuffix(path, "search") {
		path += "?q=row"
	}
	return path
}

func accountID(s *hosttest.Server) (id string) {
	if err := s.Host.DB.Read().Row(context.Background(), `SELECT id FROM account WHERE number = 'C-10001'`).Scan(&id); err != nil {
		s.T.Fatal(err)
	}
	return id
}

func methodID(s *hosttest.Server) (id string) {
	const query = `SELECT id FROM factor WHERE user_id = $1 LIMIT 1`
	if err := s.Host.DB.Read().Row(context.Background(), query, s.IDOf(hosttest.Ada)).Scan(&id); err != nil {
		s.T.Fatal(err)
	}
	return id
}

// lists are pages that are known to show what hasRows adds.
func lists(s *hosttest.Server) []string {
	return []string{
		"/services", "/invoices", "/tickets", "/tickets?show=all", "/tickets/T-3014", "/account/members", "/account/contacts",
		"/contact/ticket", "/security/sessions", "/search?q=row", "/search?q=row&kind=ticket",
		"/desk/queue", "/desk/queue?view=mine", "/desk/queue?view=unassigned", "/desk/queue?view=us", "/desk/queue?view=client",
		"/desk/queue?view=closed", "/desk/queue?view=spam", "/desk/queue?order=updated", "/desk/queue?order=priority",
		"/desk/queue?department=00000000-0000-7000-8000-000000000001", "/desk/tickets/T-3014", "/desk/departments", "/desk/canned",
		"/desk/announcements", "/desk/blocked", "/desk/alerts", "/desk/accounts", "/desk/accounts/" + accountID(s), "/desk/people",
		"/desk/people?q=row", "/desk/people/" + s.IDOf(hosttest.Ada) + "/mails", "/desk/cases", "/desk/messages", "/desk/audit",
		"/desk/search?q=row", "/desk/search?q=row&kind=ticket",
	}
}

// rests waits until the program has nothing to do by itself: its index is made, and nothing has been asked for a moment.
func rests(t *testing.T, s *hosttest.Server) {
	t.Helper()
	defer s.Host.DB.Observe(nil)
	for calm, tries := 0, 0; calm < 5; tries++ {
		if tries > 600 {
			t.Fatal("the program never rests")
		}
		var asked atomic.Int64
		s.Host.DB.Observe(func(string) { asked.Add(1) })
		time.Sleep(20 * time.Millisecond)
		if calm++; asked.Load() > 0 || s.Count(`SELECT COUNT(*) FROM search_state WHERE name LIKE 'fill %' AND value <> 'done'`) > 0 {
			calm = 0
		}
	}
}

// That a recovery case is under way is said on every page, and is known without asking.
func TestACaseUnderWayCostsNoStatement(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	secret, _ := s.Browser().TurnOn()
	s.LetSettle()
	b := s.SignedIn(secret)
	rests(t, s)
	before, _ := asks(t, s, b, "/services")
	s.Browser().OpensCase()
	rests(t, s)
	if with, _ := asks(t, s, b, "/services"); len(before) == 0 || len(with) != len(before) {
		t.Errorf("the page asks %d times, and %d times with a case:\n%s", len(before), len(with), strings.Join(with, "\n"))
	}
}

// asks lists the statements that a page takes. What is known for a moment is not asked for again, and the program has
// work of its own besides: so the page is read several times, and the reading that asked least counts.
func asks(t *testing.T, s *hosttest.Server, b *hosttest.Browser, path string) (least []string, size int) {
	t.Helper()
	var turn sync.Mutex
	for i := range 4 {
		var asked []string
		s.Host.DB.Observe(func(query string) {
			turn.Lock()
			defer turn.Unlock()
			asked = append(asked, query)
		})
		p := b.Get(path)
		s.Host.DB.Observe(nil)
		if p.Status != 200 {
			t.Fatalf("%s: %d to %q\n%s", path, p.Status, p.Location, s.Log.String())
		}
		turn.Lock()
		if i == 0 || len(asked) < len(least) {
			least, size = slices.Clone(asked), len(p.Body)
		}
		turn.Unlock()
	}
	return least, size
}

// hasRows puts rows into whatever is listed, each naming people, accounts and methods of its own.
func hasRows(t *testing.T, s *hosttest.Server, from, to int) {
	t.Helper()
	account := accountID(s)
	me, sven := s.IDOf(hosttest.Ada), s.IDOf(hosttest.Sven)
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		for i := from; i <= to; i++ {
			id := fmt.Sprintf("row-%d", i)
			for _, insert := range rows {
				query := strings.NewReplacer("{id}", id, "{me}", me, "{sven}", sven, "{case}", "case-1", "{i}", fmt.Sprint(i)).Replace(insert)
				if _, err := tx.Exec(ctx, query); err != nil {
					return fmt.Errorf("%s: %w", query, err)
				}
			}
			for _, kind := range search.Kinds() {
				err := search.Put(ctx, tx, search.Document{Kind: kind, ID: id, Account: account, Title: "Row " + fmt.Sprint(i), Text: "A row."})
				if err != nil {
					return err
				}
			}
			for _, kind := range []string{"sign-in.done", "policy.required", "invitation.sent"} {
				err := s.Host.Audit.Append(ctx, tx, audit.Event{
					Kind: kind, Actor: id, Subject: "row-" + fmt.Sprint(max(1, i-1)),
					Detail: map[string]string{"second-step": "method-" + id, "scope": "account-" + id},
				})
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

var rows = []string{
	`INSERT INTO users (id, email, email_key, name, password_hash, password_changed_at, created_at, role, without_method)
		VALUES ('{id}', '{id}@example.test', '{id}@example.test', 'Row', 'x', 1, 1, 'support', 0)`,
	`INSERT INTO factor (id, user_id, kind, name, secret, pending_until, created_at) VALUES ('method-{id}', '{id}', 'totp', '', '', 0, 1)`,
	`INSERT INTO account (id, number, name, created_at) VALUES ('account-{id}', 'R-{i}', 'Row', 1)`,
	`INSERT INTO membership (account_id, user_id, role, created_at) VALUES ('account-{id}', '{me}', 'owner', 1)`,
	`INSERT INTO membership (account_id, user_id, role, permissions, invited_by, created_at)
		SELECT id, '{id}', 'member', 'services', '{me}', 1 FROM account WHERE number = 'C-10001'`,
	`INSERT INTO account_invitation
		(id, account_id, email, email_key, role, permissions, language, invited_by, hash, created_at, sent_at, expires_at)
		SELECT '{id}', id, '{id}@x.test', '{id}@x.test', 'member', '', '', '{me}', '{id}', 1, 1, 1795564800000
		FROM account WHERE number = 'C-10001'`,
	`INSERT INTO account_contact (id, account_id, name, email, email_key, language, mail, added_by, created_at, sent_at, expires_at)
		SELECT '{id}', id, 'Row', '{id}@x.test', '{id}@x.test', '', '', '{me}', 1, 1, 1 FROM account WHERE number = 'C-10001'`,
	`INSERT INTO service (id, account_id, name, plan, domain, status, price, currency, renews_at)
		SELECT 'own-{id}', id, 'Row', '', '', 'active', 1, 'EUR', 1 FROM account WHERE number = 'C-10001'`,
	`INSERT INTO invoice (id, account_id, number, description, amount, currency, issued_at, due_at, paid_at)
		SELECT 'own-{id}', id, 'O-{i}', 'Row', 1, 'EUR', 1, 1, 0 FROM account WHERE number = 'C-10001'`,
	`INSERT INTO requirement (scope, from_at, grace) VALUES ('account-{id}', 253402300799998, 1)`,
	`INSERT INTO service (id, account_id, name, plan, domain, status, price, currency, renews_at)
		VALUES ('{id}', 'account-{id}', 'Row', '', '', 'active', 1, 'EUR', 1)`,
	`INSERT INTO domain (id, account_id, name, auto_renew, expires_at) VALUES ('{id}', 'account-{id}', '{id}.example', 0, 1)`,
	`INSERT INTO invoice (id, account_id, number, description, amount, currency, issued_at, due_at, paid_at)
		VALUES ('{id}', 'account-{id}', 'R-{i}', 'Row', 1, 'EUR', 1, 1, 0)`,
	`INSERT INTO ticket (id, account_id, number, subject, status, updated_at) VALUES ('{id}', 'account-{id}', 'R-{i}', 'Row', 'open', 1)`,
	`INSERT INTO session
		(id, secret_hash, user_id, epoch, created_at, last_seen_at, password_at, second_step_at, user_agent, network, browser_id)
		SELECT '{id}', '{id}', user_id, epoch, created_at, last_seen_at, password_at, 0, '', '', '{id}'
		FROM session WHERE user_id = '{me}' LIMIT 1`,
	`INSERT INTO trusted_browser
		(id, secret_hash, user_id, browser_id, epoch, methods, user_agent, network, created_at, last_used_at, expires_at)
		SELECT '{id}', '{id}', id, '{id}', epoch, '', '', '', 1, 1, 253402300799998 FROM users WHERE id = '{me}'`,
	`INSERT INTO message (id, user_id, channel, recipient, kind, language, data, created_at, state, reason)
		VALUES ('{id}', '{id}', 'email', '{id}@example.test', 'password_changed', 'en', '{"when":1}', 1795348000000, 'failed', 'refused')`,
	`INSERT INTO recovery_case (id, user_id, state, version, opened_at, email, cautious, state_at)
		VALUES ('case-{i}', '{id}', 'open', 1, 1, '{id}@example.test', 0, 1)`,
	`INSERT INTO recovery_step (case_id, version, event, state, actor, staff_id, at)
		VALUES ('{case}', {i}, 'send-back', 'open', 'staff', '{id}', 1)`,
	`INSERT INTO registration (email_key, invited, hash, email, created_at, expires_at, invited_by)
		VALUES ('new-{id}@example.test', 1, '{id}', 'new-{id}@example.test', 1, 253402300799998, '{id}')`,
	`INSERT INTO recovery_check (case_id, item, staff_id, at) VALUES ('{case}', 'item-{i}', '{id}', 1)`,
	`INSERT INTO recovery_key (id, case_id, secret_hash, number, created_at) VALUES ('{id}', '{case}', '{id}', '{i}', 1)`,
	`INSERT INTO recovery_key (id, case_id, secret_hash, number, created_at) VALUES ('own-{id}', 'case-{i}', 'own-{id}', 'own-{i}', 1)`,
	`INSERT INTO recovery_proof (key_id, kind, at) VALUES ('own-{id}', 'phone', 1)`,
	`INSERT INTO ticket_message (id, ticket_id, at, author_kind, author_id, author_name, source, body)
		SELECT 'f{id}', id, 1, 'staff', '{id}', 'Row', 'desk', 'Row {i}' FROM ticket WHERE number = 'T-3014'`,
	`INSERT INTO ticket_follower (ticket_id, kind, follower_id, added_at) SELECT id, 'member', '{id}', 1 FROM ticket WHERE number = 'T-3014'`,
	`INSERT INTO ticket (id, account_id, number, subject, status, updated_at, opened_by, assignee)
		SELECT 'own-{id}', id, 'O-{i}', 'Row', 'open', 1, '{id}', '{id}' FROM account WHERE number = 'C-10001'`,
	`INSERT INTO ticket (id, account_id, number, subject, status, updated_at, assignee)
		VALUES ('mine-{id}', 'account-{id}', 'M-{i}', 'Row', 'answered', 1, '{sven}')`,
	`INSERT INTO ticket (id, account_id, number, subject, status, running, updated_at, opened_by)
		VALUES ('closed-{id}', 'account-{id}', 'X-{i}', 'Row', 'closed', 0, 1, '{id}')`,
	`INSERT INTO ticket (id, number, subject, status, running, updated_at, guest_name, guest_email, guest_key)
		VALUES ('spam-{id}', 'S-{i}', 'Row', 'spam', 0, 1, 'Row', '{id}@x.test', '{id}@x.test')`,
	`INSERT INTO attachment (id, owner_kind, owner_id, position, name, type, size, sha256, created_at)
		VALUES ('{id}', 'ticket_message', 'f{id}', 0, 'row.txt', 'text/plain', 1, '{id}', 1)`,
	`INSERT INTO department (id, name, position) VALUES ('{id}', 'Row', 9)`,
	`INSERT INTO department_text (department_id, language, name) VALUES ('{id}', 'en', 'Row')`,
	`INSERT INTO department_member (department_id, user_id) VALUES ('{id}', '{id}')`,
	`INSERT INTO canned_reply (id, department_id, language, title, body, updated_at, updated_by)
		VALUES ('{id}', '{id}', 'en', 'Row {i}', 'Row', 1, '{id}')`,
	`INSERT INTO announcement (id, language, title, body, from_at, created_at, created_by) VALUES ('{id}', 'en', 'Row', 'Row', 1, 1, '{id}')`,
	`INSERT INTO blocked_sender (email_key, email, ticket_id, blocked_at, blocked_by)
		VALUES ('{id}@x.test', '{id}@x.test', 'spam-{id}', 1, '{id}')`,
	`INSERT INTO staff_alert (user_id, ticket_id, kind, at, page) VALUES ('{sven}', 'own-{id}', 'new', 1, 1)`,
	`INSERT INTO account_note (id, account_id, at, author_id, body)
		SELECT '{id}', id, 1, '{id}', 'Row' FROM account WHERE number = 'C-10001'`,
	`INSERT INTO message (id, user_id, channel, recipient, kind, language, data, created_at, state)
		VALUES ('sent-{id}', '{me}', 'email', 'ada@example.test', 'password_changed', 'en', '{"when":1}', 1, 'sent')`,
	`INSERT INTO ticket (id, number, subject, status, updated_at, guest_name, guest_email, guest_key, guest_confirmed_at)
		VALUES ('guest-1', 'G-1', 'Row', 'open', 1, 'Row', 'guest@x.test', 'guest@x.test', 1) ON CONFLICT DO NOTHING`,
	`INSERT INTO ticket_message (id, ticket_id, at, author_kind, author_id, author_name, source, body)
		VALUES ('g{id}', 'guest-1', 1, 'staff', '{id}', 'Row', 'desk', 'Row {i}')`,
}
