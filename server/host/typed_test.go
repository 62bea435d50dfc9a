package host_test

import (
	"context"
	"errors"
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

// one is an object of each kind that a page can be about.
type one struct {
	account, ticket, number, message, contact, invitation, canned, note, announcement string
}

// putIn puts in what a host of the demo lacks.
func putIn(ctx context.Context, tx db.Tx, s *hosttest.Server) (o one, err error) {
	h, ada, sven := s.Host, s.IDOf(hosttest.Ada), s.IDOf(hosttest.Sven)
	a, err := h.Accounts.ByNumber(ctx, tx, "C-10001")
	if err != nil {
		return o, err
	}
	about, err := h.Tickets.ByNumber(ctx, tx, "T-3014")
	if err != nil {
		return o, err
	}
	o.account, o.ticket, o.number = a.ID, about.ID, about.Number
	m, _, err := h.Tickets.Write(ctx, tx, ticket.Message{TicketID: about.ID, Author: ticket.ByMember, AuthorName: "x", Body: "x"})
	c, err2 := h.Accounts.AddContact(ctx, tx, account.Contact{AccountID: a.ID, Name: "x", Email: "c@example.test"}, "c@example.test", "x")
	i, err3 := h.Accounts.PutInvitation(ctx, tx, account.Invitation{
		AccountID: a.ID, Email: "i@example.test", Role: account.Member, InvitedBy: ada,
	}, "i@example.test", "y")
	if err := errors.Join(err, err2, err3); err != nil {
		return o, err
	}
	o.message, o.contact, o.invitation = m.ID, c.ID, i.ID
	o.canned, err = h.Tickets.SaveCanned(ctx, tx, ticket.Canned{Language: "en", Title: "x", Body: "x"})
	o.note, err2 = h.Tickets.AddNote(ctx, tx, ticket.Note{AccountID: a.ID, AuthorID: sven, Body: "x"})
	o.announcement, err3 = h.Announcements.Save(ctx, tx, announcement.Announcement{Title: "x", Body: "x", From: 1, CreatedBy: sven})
	if err := errors.Join(err, err2, err3); err != nil {
		return o, err
	}
	for _, insert := range []string{
		`INSERT INTO attachment (id, owner_kind, owner_id, position, name, type, size, sha256, created_at)
			VALUES ('file', 'ticket_message', '` + m.ID + `', 0, 'x', 'text/html', 1, 'x', 1)`,
		`INSERT INTO staff_alert (user_id, ticket_id, kind, at, page) VALUES ('` + sven + `', '` + about.ID + `', 'reply', 1, 1)`,
		`INSERT INTO department_text (department_id, language, name, signature) VALUES ('` + ticket.Support + `', 'en', 'x', 'x')`,
		`INSERT INTO recovery_case (id, user_id, state, version, opened_at, email, cautious, state_at)
			VALUES ('case', '` + ada + `', 'open', 1, 1, 'ada@example.test', 0, 1)`,
	} {
		if _, err := tx.Exec(ctx, insert); err != nil {
			return o, fmt.Errorf("%s: %w", insert, err)
		}
	}
	return o, nil
}

// at is a path that names an object of each kind, where a route has a part that does.
func (o one) at(s *hosttest.Server, path string) string {
	for _, n := range [][3]string{
		{"/account/:account/members", ":id", s.IDOf(hosttest.Bruno)},
		{"/account/:account/contacts", ":id", o.contact},
		{"/account/:account/invitations", ":id", o.invitation},
		{"/desk/canned", ":id", o.canned},
		{"/desk/announcements", ":id", o.announcement},
		{"/desk/departments", ":id", ticket.Support},
		{"/desk/accounts", ":id", o.account},
		{"/desk/people", ":id", s.IDOf(hosttest.Ada)},
		{"/desk/cases", ":id", "case"},
		{"/", ":account", o.account},
		{"/", ":number", o.number},
		{"/", ":message", o.message},
		{"/", ":note", o.note},
		{"/", ":file", "file"},
		{"/", ":page", "brand"},
	} {
		if strings.HasPrefix(path, n[0]) {
			path = strings.ReplaceAll(path, n[1], n[2])
		}
	}
	return path
}

// turnEvil has everything that somebody has typed begin with [evil].
func turnEvil(ctx context.Context, tx db.Tx) error {
	for table, columns := range typedInto {
		for _, column := range columns {
			if _, err := tx.Exec(ctx, `UPDATE `+table+` SET `+column+` = $1 || `+column, evil); err != nil {
				return fmt.Errorf("%s.%s: %w", table, column, err)
			}
		}
	}
	return nil
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

// looksFor opens a page, whole and by htmx, and returns how often it shows what was typed; the test fails if that runs.
func looksFor(t *testing.T, who string, b *hosttest.Browser, path string) (shown int) {
	t.Helper()
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
	return shown
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
	var names one
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		names, err = putIn(ctx, tx, s)
		return errors.Join(err, turnEvil(ctx, tx))
	})
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	look := func(who string, b *hosttest.Browser, path string) { shown += looksFor(t, who, b, path) }
	words := url.QueryEscape(evil)
	for _, r := range s.Site.Routes() {
		if r.Method != http.MethodGet {
			continue
		}
		path := names.at(s, r.Path)
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
