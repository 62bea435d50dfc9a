package host_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/service"
	"latchkey/internal/ticket"
	"latchkey/server/hosttest"
	"latchkey/server/web"

	"github.com/google/uuid"
)

// walks are the tests that walk all routes whose path begins so, with everybody who could ask: whose the object is, strangers,
// removed members, members with less, of a closed account, and holders of a link. Each of them takes its routes from the
// program's own table, so a route that is new among them is walked at once.
var walks = map[string]string{
	"/account/:account":     "server/account: TestAnAccountOfOthersIsNone, TestEachPermissionOpensItsPagesOnly, TestAClosedAccountIsReadOnly",
	"/tickets/:number":      "server/ticket: TestATicketIsNothingToOthers, TestWhoSeesATicketChangesNothing, TestAMergedTicketLeadsToTheWhole",
	"/contact/ticket/files": "server/ticket: TestAGuestsLinkReachesNothingElse",
	"/security/":            "TestWhatIsSomebodyElsesIsNone",
	"/desk/":                "server/desk: TestNoPageOfTheDeskBreaksOrOpensToOthers",
	"/demo/mailbox/:id":     "none: the demo's mail is for everybody",
}

// A route that names an object belongs to a walk: who adds one says to which. A token is no name of an object, but what opens
// one, and stands in a cookie from then on.
func TestEveryRouteThatNamesAnObjectIsWalked(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	named := 0
	for _, r := range s.Site.Routes() {
		if !strings.Contains(r.Path, ":") || strings.HasSuffix(r.Path, "/:token") {
			continue
		}
		named++
		by := ""
		for prefix, walk := range walks {
			if strings.HasPrefix(r.Path, prefix) {
				by = walk
			}
		}
		if by == "" {
			t.Errorf("%s %s names an object, and no test walks it with everybody who could ask", r.Method, r.Path)
		}
	}
	if named < 100 {
		t.Errorf("%d routes: this test has gone blind", named)
	}
}

// drawn is what differs from one drawing of a page to the next.
var drawn = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}`)

// What somebody else has to do with signing in, a method, a session or a browser, is none: every route that names one answers as
// for one that there is not, and does nothing.
func TestWhatIsSomebodyElsesIsNone(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	_, _ = s.Browser().TurnOn() // Ada
	b := s.Browser()
	b.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
	b.SetUpSecondStep()
	theirs := map[string]string{
		"/security/sessions/": "session", "/security/methods/": "factor", "/security/trusted/": "trusted_browser",
	}
	if err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO trusted_browser
			(id, secret_hash, user_id, browser_id, epoch, methods, user_agent, network, created_at, last_used_at, expires_at)
			SELECT 'trusted-of-ada', 'x', id, 'x', epoch, '', '', '', 1, 1, 253402300799998 FROM users WHERE id = $1`, s.IDOf(hosttest.Ada))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	walked := 0
	for _, r := range s.Site.Routes() {
		for prefix, table := range theirs {
			if !strings.HasPrefix(r.Path, prefix) || !strings.Contains(r.Path, ":id") {
				continue
			}
			walked++
			var id string
			err := s.Host.DB.Read().Row(t.Context(), `SELECT id FROM `+table+` WHERE user_id = $1`, s.IDOf(hosttest.Ada)).Scan(&id)
			if err != nil {
				t.Fatal(table, err)
			}
			asked := func(id string) string {
				p := b.Send(r.Method, strings.Replace(r.Path, ":id", id, 1), nil)
				return strings.ReplaceAll(fmt.Sprint(p.Status, p.Location, drawn.ReplaceAllString(p.Body, "")), id, "")
			}
			there, none := asked(id), asked(uuid.NewString())
			if there != none {
				t.Errorf("%s %s: %.60q, and of what there is not %.60q", r.Method, r.Path, there, none)
			}
			if n := s.Count(`SELECT COUNT(*) FROM `+table+` WHERE id = $1`, id); n != 1 {
				t.Errorf("%s %s: has done something to somebody else's", r.Method, r.Path)
			}
		}
	}
	if walked < 10 {
		t.Errorf("%d routes: this test has gone blind", walked)
	}
}

// plain are the pages without an object in their address, which show what is somebody's; some of them also filled in.
func plain(s *hosttest.Server) (pages []string) {
	for _, r := range s.Site.Routes() {
		if r.Method == http.MethodGet && !strings.Contains(r.Path, ":") && (r.Access == web.SignedIn || r.Path == "/contact") {
			pages = append(pages, r.Path)
		}
	}
	for _, words := range []string{"zanzibar", "zanz", "anziba", "T-4444444", "4444", "INV-4444", "zanzibar.example"} {
		pages = append(pages, "/search?q="+words, "/search/results?q="+words, "/search/panel?q="+words)
	}
	return append(pages, "/tickets?show=all", "/search?q=zanzibar&kind=ticket", "/tickets/new?about=invoice:zanzibar")
}

// grown has each part of an account grow by things that say Zanzibar.
func grown(s *hosttest.Server, accountID string) map[account.Permission]func(ctx context.Context, tx db.Tx) error {
	h := s.Host
	return map[account.Permission]func(ctx context.Context, tx db.Tx) error{
		account.Services: func(ctx context.Context, tx db.Tx) error {
			_, err := h.Services.Add(ctx, tx, service.Service{
				AccountID: accountID, Name: "Zanzibar", Domain: "zanzibar.example", Status: service.Suspended, Currency: "EUR", RenewsAt: 1,
			})
			return err
		},
		account.Domains: func(ctx context.Context, tx db.Tx) error {
			_, err := h.Domains.Add(ctx, tx, domain.Domain{AccountID: accountID, Name: "zanzibar.example", ExpiresAt: 1})
			return err
		},
		account.Invoices: func(ctx context.Context, tx db.Tx) error {
			_, err := h.Invoices.Add(ctx, tx, invoice.Invoice{
				AccountID: accountID, Number: "INV-4444", Description: "Zanzibar", Amount: 4444, Currency: "EUR", IssuedAt: 1, DueAt: 2,
			})
			return err
		},
		account.Tickets: func(ctx context.Context, tx db.Tx) error {
			one, err := h.Tickets.Add(ctx, tx, ticket.Ticket{
				AccountID: accountID, Number: "T-4444444", Subject: "Zanzibar", Status: ticket.Answered, UpdatedAt: s.Clock.Now(),
				OpenedBy: s.IDOf(hosttest.Ada),
			})
			if err != nil {
				return err
			}
			m, _, err := h.Tickets.Write(ctx, tx, ticket.Message{TicketID: one.ID, Author: ticket.ByStaff, AuthorName: "Noor", Body: "Zanzibar"})
			if err != nil {
				return err
			}
			if one, err = h.Tickets.Move(ctx, tx, one, ticket.Change{Message: &m}); err != nil {
				return err
			}
			return h.Support.Index(ctx, tx, one)
		},
		account.Members: func(ctx context.Context, tx db.Tx) error {
			_, err := h.Accounts.AddContact(ctx, tx, account.Contact{
				AccountID: accountID, Name: "Zanzibar", Email: "zanzibar@example.test", AddedBy: s.IDOf(hosttest.Ada),
			}, "zanzibar@example.test", "x")
			if err != nil {
				return err
			}
			if err := h.Accounts.Join(ctx, tx, account.Membership{
				AccountID: accountID, UserID: s.IDOf("zanzibar@example.test"), Role: account.Member,
			}); err != nil {
				return err
			}
			_, err = h.Accounts.PutInvitation(ctx, tx, account.Invitation{
				AccountID: accountID, Email: "zanzibar2@example.test", Role: account.Member, InvitedBy: s.IDOf(hosttest.Ada),
			}, "zanzibar2@example.test", "y")
			return err
		},
	}
}

// A looker is somebody who looks on while an account grows, and what they may see of it.
type looker struct {
	*hosttest.Browser
	sees account.Membership
	last map[string]string // by page, what it showed
}

// lookers are strangers, somebody who was removed, and members with each permission alone.
func lookers(s *hosttest.Server, accountID string) map[string]*looker {
	s.T.Helper()
	all := map[string]*looker{}
	add := func(who, email, password string, m account.Membership) {
		b := s.Browser()
		if p := b.Post("/sign-in", "email", email, "password", password); p.Location != "/dashboard" {
			s.T.Fatalf("%s: %d to %q", who, p.Status, p.Location)
		}
		b.Plant(web.AccountCookie, accountID)
		all[who] = &looker{Browser: b, sees: m}
	}
	add("the owner of another account", "layla@example.test", "quiet-orchard-58", account.Membership{})
	join := func(who string, removed bool, given ...account.Permission) {
		email := fmt.Sprintf("looker%d@example.test", len(all))
		s.AddPerson(email, "Somebody", hosttest.TenantPassword)
		m := account.Membership{AccountID: accountID, UserID: s.IDOf(email), Role: account.Member, Permissions: given}
		err := s.Host.DB.InTx(s.T.Context(), func(ctx context.Context, tx db.Tx) error {
			if err := s.Host.Accounts.Join(ctx, tx, m); err != nil || !removed {
				return err
			}
			return s.Host.Accounts.Remove(ctx, tx, accountID, m.UserID)
		})
		if err != nil {
			s.T.Fatal(err)
		}
		if removed {
			m = account.Membership{}
		}
		add(who, email, hosttest.TenantPassword, m)
	}
	join("somebody who was removed", true, account.Permissions()...)
	join("a member who may see nothing", false)
	for _, p := range account.Permissions() {
		join("a member with "+string(p), false, p, p.Part())
	}
	return all
}

// look notes what every page shows, and returns the pages that show something else than before.
func (l *looker) look(pages []string) (changed []string) {
	now := map[string]string{}
	for _, page := range pages {
		l.Header.Set("HX-Request", fmt.Sprint(strings.Contains(page, "/results") || strings.Contains(page, "/panel")))
		p := l.Get(page)
		now[page] = fmt.Sprint(p.Status, p.Location, drawn.ReplaceAllString(p.Body, ""))
		if before, seen := l.last[page]; seen && before != now[page] {
			changed = append(changed, page)
		}
	}
	l.last = now
	return changed
}

// Whatever comes to an account, no page of anybody who may not see it becomes another: nothing of it is shown, counted or found,
// and no space is left for it.
func TestNothingOfAnAccountIsShownOrCountedToOthers(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.AddPerson("zanzibar@example.test", "Zanzibar", hosttest.TenantPassword)
	a, err := s.Host.Accounts.ByNumber(t.Context(), s.Host.DB.Read(), "C-10001")
	if err != nil {
		t.Fatal(err)
	}
	pages, all := plain(s), lookers(s, a.ID)
	if len(pages) < 60 {
		t.Errorf("%d pages: this test has gone blind", len(pages))
	}
	for range 2 { // the first time some pages say what they say once
		for _, l := range all {
			l.look(pages)
		}
	}
	for who, l := range all {
		if changed := l.look(pages); len(changed) > 0 {
			t.Fatalf("%s: %q differ from one drawing to the next, so this test can tell nothing of them", who, changed)
		}
	}
	for part, grow := range grown(s, a.ID) {
		if err := s.Host.DB.InTx(t.Context(), grow); err != nil {
			t.Fatal(part, err)
		}
		seen := 0
		for who, l := range all {
			changed := l.look(pages)
			if l.sees.Allows(part) {
				seen += len(changed)
			} else if len(changed) > 0 {
				t.Errorf("%s are no business of %s, who sees it on %q", part, who, changed)
			}
		}
		if seen == 0 {
			t.Errorf("nobody sees the %s: this test has gone blind", part)
		}
	}
	for who, l := range all { // and by its number
		if p := l.Get("/tickets/T-4444444"); l.sees.Allows(account.Tickets) != (p.Status == http.StatusOK) {
			t.Errorf("%s reads the ticket: %d", who, p.Status)
		}
	}
}
