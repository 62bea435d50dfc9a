package host_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/announcement"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/ticket"
	"latchkey/server/hosttest"

	"golang.org/x/net/html"
)

// evil is a text that runs, wherever a page forgets that somebody has typed it: between tags, in an attribute, in an address, in a
// script or a title, and in a template.
const evil = `'"><img src=x onerror=alert(1)></title></textarea></script><script>alert(1)</script>{{7*7}}[x](javascript:alert(1))`

// typedInto are the columns that hold what somebody has typed, by their tables.
var typedInto = map[string][]string{
	"users": {"name"}, "account": {"name", "company", "street", "postcode", "city", "region", "tax_id"},
	"account_contact": {"name"}, "service": {"name", "plan", "domain"}, "domain": {"name"}, "invoice": {"description"},
	"ticket": {"subject", "guest_name"}, "ticket_message": {"body", "author_name"}, "account_note": {"body"}, "attachment": {"name"},
	"department": {"name"}, "department_text": {"name", "signature"}, "canned_reply": {"title", "body"},
	"announcement": {"title", "body"}, "factor": {"name"}, "session": {"user_agent", "network"},
}

// putsInOneOfEach puts in what a host of the demo lacks, and returns what stands for the parts of a path that name an object; those of
// a longer beginning count first.
func putsInOneOfEach(t *testing.T, s *hosttest.Server) (names [][3]string) {
	t.Helper()
	h := s.Host
	err := h.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		a, err := h.Accounts.ByNumber(ctx, tx, "C-10001")
		if err != nil {
			return err
		}
		one, err := h.Tickets.ByNumber(ctx, tx, "T-3014")
		if err != nil {
			return err
		}
		m, _, err := h.Tickets.Write(ctx, tx, ticket.Message{TicketID: one.ID, Author: ticket.ByMember, AuthorName: "x", Body: "x"})
		if err != nil {
			return err
		}
		c, err := h.Accounts.AddContact(ctx, tx, account.Contact{AccountID: a.ID, Name: "x", Email: "c@example.test"}, "c@example.test", "x")
		if err != nil {
			return err
		}
		i, err := h.Accounts.PutInvitation(ctx, tx, account.Invitation{
			AccountID: a.ID, Email: "i@example.test", Role: account.Member, InvitedBy: s.IDOf(hosttest.Ada),
		}, "i@example.test", "y")
		if err != nil {
			return err
		}
		canned, err := h.Tickets.SaveCanned(ctx, tx, ticket.Canned{Language: "en", Title: "x", Body: "x"})
		if err != nil {
			return err
		}
		note, err := h.Tickets.AddNote(ctx, tx, ticket.Note{AccountID: a.ID, AuthorID: s.IDOf(hosttest.Sven), Body: "x"})
		if err != nil {
			return err
		}
		said, err := h.Announcements.Save(ctx, tx, announcement.Announcement{Title: "x", Body: "x", From: 1, CreatedBy: s.IDOf(hosttest.Sven)})
		if err != nil {
			return err
		}
		for _, insert := range []string{
			`INSERT INTO attachment (id, owner_kind, owner_id, position, name, type, size, sha256, created_at)
				VALUES ('file', 'ticket_message', '` + m.ID + `', 0, 'x', 'text/html', 1, 'x', 1)`,
			`INSERT INTO staff_alert (user_id, ticket_id, kind, at, page) VALUES ('` + s.IDOf(hosttest.Sven) + `', '` + one.ID + `', 'reply', 1, 1)`,
			`INSERT INTO department_text (department_id, language, name, signature) VALUES ('` + ticket.Support + `', 'en', 'x', 'x')`,
			`INSERT INTO recovery_case (id, user_id, state, version, opened_at, email, cautious, state_at)
				VALUES ('case', '` + s.IDOf(hosttest.Ada) + `', 'open', 1, 1, 'ada@example.test', 0, 1)`,
		} {
			if _, err := tx.Exec(ctx, insert); err != nil {
				return fmt.Errorf("%s: %w", insert, err)
			}
		}
		names = [][3]string{
			{"/account/:account/members", ":id", s.IDOf(hosttest.Bruno)},
			{"/account/:account/contacts", ":id", c.ID},
			{"/account/:account/invitations", ":id", i.ID},
			{"/desk/canned", ":id", canned},
			{"/desk/announcements", ":id", said},
			{"/desk/departments", ":id", ticket.Support},
			{"/desk/accounts", ":id", a.ID},
			{"/desk/people", ":id", s.IDOf(hosttest.Ada)},
			{"/desk/cases", ":id", "case"},
			{"/", ":account", a.ID},
			{"/", ":number", "T-3014"},
			{"/", ":message", m.ID},
			{"/", ":note", note},
			{"/", ":file", "file"},
			{"/", ":page", "brand"},
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// runs returns what of a page would run that is not the page's own; "" is nothing.
func runs(page string) string {
	tokens := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			return ""
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		tag := tokens.Token()
		own := false
		for _, a := range tag.Attr {
			own = own || a.Key == "src" && strings.HasPrefix(a.Val, "/static/")
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") ||
				strings.HasPrefix(a.Key, "hx-on") || tag.Data == "img" && a.Val == "x" {
				return tag.String()
			}
		}
		if tag.Data == "script" && !own {
			return tag.String()
		}
	}
}

// Whatever people, accounts, tickets, departments and all that is listed are called, no page that shows it runs it: every page
// that there is, whole and by htmx, as its person, as an administrator and as a guest.
func TestNothingThatIsTypedRunsOnAnyPage(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	ada := s.Browser()
	ada.SignIn().Leads(t, "/dashboard")
	sven := s.AtTheDesk(hosttest.Sven, hosttest.SvenPassword)
	guest := s.Browser()
	guest.Post("/contact", "name", "G", "email", "g@example.test", "subject", "x", "message", "x", "once", "x").Leads(t, "/contact/sent")
	guest.Get(s.Link("g@example.test", message.GuestConfirm)).Leads(t, "/contact/ticket")
	guest.Post("/contact/ticket/confirm").Leads(t, "/contact/ticket?done=confirmed")
	names := putsInOneOfEach(t, s)
	if err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		for table, columns := range typedInto {
			for _, column := range columns {
				if _, err := tx.Exec(ctx, `UPDATE `+table+` SET `+column+` = $1 || `+column, evil); err != nil {
					return fmt.Errorf("%s.%s: %w", table, column, err)
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	shown := 0
	look := func(who string, b *hosttest.Browser, path string) {
		for _, partial := range []string{"", "true"} {
			b.Header.Set("HX-Request", partial)
			p := b.Get(path)
			if strings.Contains(p.Body, "onerror=alert") {
				shown++
			}
			if p.Status >= 500 && p.Status != http.StatusServiceUnavailable && !strings.Contains(path, "/files/") {
				t.Errorf("%s, %s: %d", who, path, p.Status)
			}
			if bad := runs(p.Body); bad != "" || strings.Contains(p.Body, "<img src=x") {
				t.Errorf("%s, %s: %s runs", who, path, bad)
			}
		}
	}
	words := url.QueryEscape(evil)
	for _, r := range s.Site.Routes() {
		if r.Method != http.MethodGet {
			continue
		}
		path := r.Path
		for _, n := range names {
			if strings.HasPrefix(r.Path, n[0]) {
				path = strings.ReplaceAll(path, n[1], n[2])
			}
		}
		for _, asked := range []string{path, path + "?q=" + words + "&done=" + words + "&about=" + words + "&after=" + words} {
			if strings.HasPrefix(path, "/desk") {
				look("an administrator", sven, asked)
			} else if !strings.HasPrefix(path, "/sign-in") && path != "/security/check-up/dismiss" {
				look("Ada", ada, asked)
			}
		}
		if strings.HasPrefix(path, "/contact") {
			look("a guest", guest, path)
		}
	}
	for _, words := range []string{"onerror", "alert", "img"} {
		look("Ada", ada, "/search?q="+words)
		look("an administrator", sven, "/desk/search?q="+words)
	}
	if shown < 200 {
		t.Errorf("%d pages show what was typed: this test has gone blind", shown)
	}
}
