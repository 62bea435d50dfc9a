package host_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/ticket"
	"latchkey/server/hosttest"

	"github.com/google/uuid"
)

// naming is a form, or with "GET " a query, that names an object by one of its fields.
type naming struct {
	page, field, kind, id string   // kind is what stands before the id
	more                  []string // fields
}

// namings are those of Layla's, of what is Ada's.
func namings(t *testing.T, s *hosttest.Server) []naming {
	t.Helper()
	var own, theirs account.Account
	var mine ticket.Ticket
	var contact account.Contact
	if err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) (err error) {
		if theirs, err = s.Host.Accounts.ByNumber(ctx, tx, "C-10001"); err != nil {
			return err
		}
		if own, err = s.Host.Accounts.ByNumber(ctx, tx, "C-10003"); err != nil {
			return err
		}
		mine, err = s.Host.Tickets.Add(ctx, tx, ticket.Ticket{AccountID: own.ID, Subject: "Mine", Status: ticket.Open, UpdatedAt: s.Clock.Now()})
		if err != nil {
			return err
		}
		contact, err = s.Host.Accounts.AddContact(ctx, tx, account.Contact{
			AccountID: theirs.ID, Name: "Zanzibar", Email: "zanzibar@example.test",
		}, "zanzibar@example.test", "x")
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE account_contact SET confirmed_at = 1`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	thing := func(table string) (id string) {
		err := s.Host.DB.Read().Row(t.Context(), `SELECT id FROM `+table+` WHERE account_id = $1`, theirs.ID).Scan(&id)
		if err != nil {
			t.Fatal(table, err)
		}
		return id
	}
	written := []string{"department", ticket.Support, "subject", "In", "message", "Let me in.", "once", "x"}
	about := append([]string{"account", own.ID}, written...)
	followers := "/tickets/" + mine.Number + "/followers"
	return []naming{
		{"/account/choose", "account", "", theirs.ID, nil},
		{"/tickets/new", "account", "", theirs.ID, written},
		{"/tickets/new", "about", "service:", thing("service"), about},
		{"/tickets/new", "about", "domain:", thing("domain"), about},
		{"/tickets/new", "about", "invoice:", thing("invoice"), about},
		{followers, "who", "member:", s.IDOf(hosttest.Ada), []string{"do", "add"}},
		{followers, "who", "contact:", contact.ID, []string{"do", "add"}},
		{"/account/" + own.ID + "/hand-over", "member", "", s.IDOf(hosttest.Ada), nil},
		{"GET /tickets/new", "about", "service:", thing("service"), nil},
		{"GET /tickets/new", "about", "invoice:", thing("invoice"), nil},
		{"GET /search", "account", "", theirs.ID, []string{"q", "hartwell"}},
		{"GET /tickets", "after", "0.1795564800000.", thing("ticket"), nil},
	}
}

// asks sends it with an id, and returns the answer without what differs by that.
func (n naming) asks(b *hosttest.Browser, id string) string {
	b.T.Helper()
	fields := append([]string{n.field, n.kind + id}, n.more...)
	var p hosttest.Page
	if page, found := strings.CutPrefix(n.page, "GET "); found {
		values := url.Values{}
		for i := 0; i+1 < len(fields); i += 2 {
			values.Set(fields[i], fields[i+1])
		}
		p = b.Get(page + "?" + values.Encode())
	} else {
		p = b.Post(n.page, fields...)
	}
	without := strings.NewReplacer(id, "", url.QueryEscape(n.kind), "", n.kind, "")
	return drawn.ReplaceAllString(without.Replace(fmt.Sprint(p.Status, hosttest.WithoutForm(p.Location), p.Body)), "")
}

// A form or a query that names what is somebody else's is answered as one that names what there is not, and nothing comes of it.
func TestAFieldThatNamesWhatIsSomebodyElsesNamesNothing(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	all := namings(t, s)
	layla := s.Browser()
	layla.Post("/sign-in", "email", "layla@example.test", "password", "quiet-orchard-58").Leads(t, "/dashboard")
	const written = `SELECT (SELECT COUNT(*) FROM ticket_message) + (SELECT COUNT(*) FROM ticket_follower)`
	before := s.Count(written)
	for _, n := range all {
		there, none := n.asks(layla, n.id), n.asks(layla, uuid.NewString())
		if there != none {
			t.Errorf("%s, %s: %.80q, and of what there is not %.80q", n.page, n.field, there, none)
		}
		for _, shown := range []string{"Hartwell Studio", "Zanzibar", "hartwell.example"} {
			if strings.Contains(there, shown) {
				t.Errorf("%s, %s: shows %s", n.page, n.field, shown)
			}
		}
	}
	if after := s.Count(written); after != before {
		t.Errorf("%d messages and followers came of it", after-before)
	}
}
