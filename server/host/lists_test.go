package host_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/server/hosttest"
)

// A page with thirty rows asks the database what a page with three does: nothing is asked once for each row.
func TestAListAsksOnceHoweverLongItIs(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	client := s.Browser()
	client.SignIn().Leads(t, "/dashboard")
	staff := s.AtTheDesk(hosttest.Sven, hosttest.SvenPassword)
	pages := map[string]*hosttest.Browser{
		"/dashboard": client, "/services": client, "/domains": client, "/invoices": client, "/tickets": client, "/security": client,
		"/security/sessions": client, "/security/activity": client, "/demo/mailbox": client,
		"/account": client, "/account/members": client, "/account/contacts": client, "/account/activity": client,
		"/tickets?show=all": client, "/tickets/new": client, "/tickets/T-3014": client,
		"/desk": staff, "/desk/people": staff, "/desk/people?q=row": staff, "/desk/people/" + s.IDOf(hosttest.Ada): staff, "/desk/cases": staff,
		"/desk/cases/case-1": staff, "/desk/messages": staff, "/desk/audit": staff, "/desk/policy": staff, "/desk/settings/brand": staff,
	}
	hasRows(t, s, 1, 3)
	few := map[string][]string{}
	for path, b := range pages {
		few[path] = asks(t, s, b, path)
	}
	hasRows(t, s, 4, 30)
	for path, b := range pages {
		if many := asks(t, s, b, path); len(many) > len(few[path]) {
			t.Errorf("%s asks %d times with a few rows and %d times with many:\n%s", path, len(few[path]), len(many), strings.Join(many, "\n"))
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
	before := asks(t, s, b, "/services")
	s.Browser().OpensCase()
	if with := asks(t, s, b, "/services"); len(with) != len(before) {
		t.Errorf("the page asks %d times, and %d times with a case:\n%s", len(before), len(with), strings.Join(with, "\n"))
	}
}

// asks lists the statements that a page takes. What is known for a moment is not asked for again, and the program has
// work of its own besides: so the page is read several times, and the reading that asked least counts.
func asks(t *testing.T, s *hosttest.Server, b *hosttest.Browser, path string) (least []string) {
	t.Helper()
	var turn sync.Mutex
	for i := range 6 {
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
			least = slices.Clone(asked)
		}
		turn.Unlock()
	}
	if len(least) == 0 {
		t.Fatalf("%s asks nothing: this test has gone blind", path)
	}
	return least
}

// hasRows puts rows into whatever is listed, each naming people, accounts and methods of its own.
func hasRows(t *testing.T, s *hosttest.Server, from, to int) {
	t.Helper()
	me := s.IDOf(hosttest.Ada)
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		for i := from; i <= to; i++ {
			id := fmt.Sprintf("row-%d", i)
			for _, insert := range rows {
				query := strings.NewReplacer("{id}", id, "{me}", me, "{case}", "case-1", "{i}", fmt.Sprint(i)).Replace(insert)
				if _, err := tx.Exec(ctx, query); err != nil {
					return fmt.Errorf("%s: %w", query, err)
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
	`INSERT INTO users (id, email, email_key, name, password_hash, password_changed_at, created_at, role)
		VALUES ('{id}', '{id}@example.test', '{id}@example.test', 'Row', 'x', 1, 1, 'support')`,
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
		VALUES ('{id}', '{id}', 'email', '{id}@example.test', 'password_changed', 'en', '{"when":1}', 1, 'failed', 'refused')`,
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
}
