package account_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/seal"
	"latchkey/server/hosttest"
	"latchkey/server/web"

	"github.com/google/uuid"
)

// needs says what a route below an account takes, by what stands behind the account: a permission, "owner", or "" for
// whoever belongs to it. A route that is missing here fails the test.
var needs = map[string]string{
	"/mail": "", "/leave": "", "/hand-over/stop": "",
	"/data": "invoices.manage", "/email": "owner", "/email/drop": "owner", "/second-step": "owner", "/second-step/require": "owner",
	"/second-step/release": "owner", "/hand-over": "owner",
	"/invite": "members.manage", "/invitations/:id/resend": "members.manage", "/invitations/:id/withdraw": "members.manage",
	"/members/:id": "members.manage", "/members/:id/remove": "members.manage", "/contacts/new": "members.manage",
	"/contacts/:id": "members.manage", "/contacts/:id/resend": "members.manage", "/contacts/:id/billing": "members.manage",
	"/contacts/:id/billing/end": "members.manage", "/contacts/:id/remove": "members.manage",
}

// A household is an account with somebody, something and an invitation of each kind in it.
type household struct {
	*hosttest.Server
	account       account.Account
	member, entry string // ids
}

func (h household) do(f func(ctx context.Context, tx db.Tx) error) {
	h.T.Helper()
	if err := h.Host.DB.InTx(h.T.Context(), f); err != nil {
		h.T.Fatal(err)
	}
}

// join makes a person a member with these permissions, and returns a browser in which they are signed in.
func (h household) join(email string, given ...account.Permission) *hosttest.Browser {
	h.T.Helper()
	h.AddPerson(email, "Somebody", hosttest.TenantPassword)
	h.do(func(ctx context.Context, tx db.Tx) error {
		return h.Host.Accounts.Join(ctx, tx, account.Membership{
			AccountID: h.account.ID, UserID: h.IDOf(email), Role: account.Member, Permissions: given,
		})
	})
	return signedIn(h.Server, email, hosttest.TenantPassword)
}

func signedIn(s *hosttest.Server, email, password string) *hosttest.Browser {
	s.T.Helper()
	b := s.Browser()
	if p := b.Post("/sign-in", "email", email, "password", password); p.Location != "/dashboard" {
		s.T.Fatalf("%s: signing in leads to %q", email, p.Location)
	}
	return b
}

func move(s *hosttest.Server) household {
	s.T.Helper()
	h := household{Server: s}
	a, err := s.Host.Accounts.ByNumber(s.T.Context(), s.Host.DB.Read(), "C-10001")
	if err != nil {
		s.T.Fatal(err)
	}
	h.account = a
	h.join("lena@example.test")
	h.member = s.IDOf("lena@example.test")
	h.do(func(ctx context.Context, tx db.Tx) error {
		_, hash := seal.NewToken()
		_, err := s.Host.Accounts.PutInvitation(ctx, tx, account.Invitation{
			AccountID: a.ID, Email: "omar@example.test", Role: account.Member, InvitedBy: s.IDOf(hosttest.Ada),
		}, "omar@example.test", hash)
		if err != nil {
			return err
		}
		c, err := s.Host.Accounts.AddContact(ctx, tx, account.Contact{
			AccountID: a.ID, Name: "Books", Email: "books@example.test", AddedBy: s.IDOf(hosttest.Ada),
		}, "books@example.test", "hash")
		h.entry = c.ID
		return err
	})
	return h
}

// routes are those that name an account, each as method and what stands behind the account.
func routes(s *hosttest.Server) (all [][2]string) {
	for _, r := range s.Site.Routes() {
		if rest, found := strings.CutPrefix(r.Path, "/account/:account"); found {
			if _, known := needs[rest]; !known {
				s.T.Errorf("%s: say what it takes", r.Path)
			}
			all = append(all, [2]string{r.Method, rest})
		}
	}
	if len(all) < 40 {
		s.T.Errorf("%d routes: this test has gone blind", len(all))
	}
	return all
}

// object is an id of the kind that the route names.
func (h household) object(rest string) string {
	switch {
	case strings.HasPrefix(rest, "/members"):
		return h.member
	case strings.HasPrefix(rest, "/invitations"): // another one each time that it is sent
		var id string
		if err := h.Host.DB.Read().Row(h.T.Context(), `SELECT id FROM account_invitation`).Scan(&id); err != nil {
			h.T.Fatal(err)
		}
		return id
	}
	return h.entry
}

// answer asks a route about an account and an object, and returns the answer without their ids.
func answer(b *hosttest.Browser, method, rest, accountID, object string) hosttest.Page {
	path := "/account/" + accountID + strings.Replace(rest, ":id", object, 1)
	var p hosttest.Page
	if method == http.MethodPost {
		p = b.Post(path, "email", "eve@example.test", "name", "Eve", "members", "manage", "member", object, "mail", "invoices")
	} else {
		p = b.Get(path)
	}
	without := strings.NewReplacer(accountID, "ACCOUNT", object, "OBJECT")
	p.Location, p.Body = hosttest.WithoutForm(without.Replace(p.Location)), without.Replace(p.Body)
	return p
}

func same(a, b hosttest.Page) bool {
	return a.Status == b.Status && a.Location == b.Location && a.Body == b.Body
}

func nothing() (accountID, object string) { return uuid.NewString(), uuid.NewString() }

// Who does not belong to an account gets the answer of an account that there is not, on every route, to every object:
// strangers, who was removed, who is signed out, and who has no more than a contact's link. And an object of another account
// is none, for its own owner too.
func TestAnAccountOfOthersIsNone(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	removed := h.join("gone@example.test", account.MembersManage)
	removed.Get("/account/members").Says(t, http.StatusOK, "lena@example.test")
	h.do(func(ctx context.Context, tx db.Tx) error {
		return h.Host.Accounts.Remove(ctx, tx, h.account.ID, h.IDOf("gone@example.test"))
	})
	linked := h.Browser()
	linked.Plant(web.AccountContactCookie, "token")
	people := map[string]*hosttest.Browser{
		"a foreign owner": signedIn(h.Server, "layla@example.test", "quiet-orchard-58"), "a removed member": removed,
		"nobody": h.Browser(), "a contact": linked,
	}
	for who, b := range people {
		b.Plant(web.AccountCookie, h.account.ID)
		for _, r := range routes(h.Server) {
			ghost, object := nothing()
			theirs := answer(b, r[0], r[1], h.account.ID, h.object(r[1]))
			if none := answer(b, r[0], r[1], ghost, object); !same(theirs, none) {
				t.Errorf("%s, %s %s: %d to %q, and of an account that there is not %d to %q",
					who, r[0], r[1], theirs.Status, theirs.Location, none.Status, none.Location)
			}
		}
		for _, path := range []string{"/account", "/account/members", "/account/contacts", "/account/activity", "/dashboard", "/services"} {
			if p := b.Get(path); strings.Contains(p.Body, "Hartwell Studio") || strings.Contains(p.Body, "books@example.test") {
				t.Errorf("%s: %s shows the account", who, path)
			}
		}
	}
	layla := people["a foreign owner"]
	own, err := h.Host.Accounts.ByNumber(t.Context(), h.Host.DB.Read(), "C-10003")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range routes(h.Server) {
		if !strings.Contains(r[1], ":id") && r[1] != "/hand-over" {
			continue
		}
		_, object := nothing()
		theirs, none := answer(layla, r[0], r[1], own.ID, h.object(r[1])), answer(layla, r[0], r[1], own.ID, object)
		if !same(theirs, none) {
			t.Errorf("in her own account, %s %s: %d to %q, and of what there is not %d to %q",
				r[0], r[1], theirs.Status, theirs.Location, none.Status, none.Location)
		}
	}
	for _, table := range []string{"account_invitation", "account_contact"} {
		if h.Count(`SELECT COUNT(*) FROM `+table+` WHERE account_id = $1`, h.account.ID) != 1 {
			t.Errorf("%s was changed", table)
		}
	}
}

// With each permission a member reaches what it opens, is told that they may not where they see no more, and finds nothing
// where they don't even see.
func TestEachPermissionOpensItsPagesOnly(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	for i, given := range account.Permissions() {
		b := h.join(fmt.Sprintf("member%d@example.test", i), given)
		m := account.Membership{Role: account.Member, Permissions: []account.Permission{given, given.Part()}}
		for _, r := range routes(h.Server) {
			need := needs[r[1]]
			if need == "" || r[0] == http.MethodGet && h.onlyLeadsOn(r[1]) {
				continue
			}
			p := answer(b, r[0], r[1], h.account.ID, h.object(r[1]))
			want := http.StatusForbidden
			if need != "owner" {
				switch part := account.Permission(need).Part(); {
				case !m.Allows(part):
					want = http.StatusNotFound
				case m.Allows(account.Permission(need)):
					want = 0
				}
			}
			opened := p.Status != http.StatusForbidden && p.Status != http.StatusNotFound
			if want == 0 && !opened || want != 0 && p.Status != want {
				t.Errorf("with %s, %s %s: %d to %q, want %d", given, r[0], r[1], p.Status, p.Location, want)
			}
			if want != http.StatusNotFound {
				continue
			}
			ghost, object := nothing()
			if none := answer(b, r[0], r[1], ghost, object); !same(p, none) {
				t.Errorf("with %s, %s %s: answers otherwise than an account that there is not", given, r[0], r[1])
			}
		}
		for _, page := range []string{"/account/members", "/account/contacts"} {
			if got := b.Get(page).Status == http.StatusOK; got != m.Allows(account.Members) {
				t.Errorf("with %s, %s: %v", given, page, got)
			}
		}
	}
}

// onlyLeadsOn reports whether the GET of a route answers a reload, whoever asks.
func (h household) onlyLeadsOn(rest string) bool {
	for _, end := range []string{"/drop", "/resend", "/billing", "/billing/end", "/mail", "/require", "/release"} {
		if strings.HasSuffix(rest, end) {
			return true
		}
	}
	return false
}

// In a closed account nothing changes, for its owner neither; what each does for themselves stays.
func TestAClosedAccountIsReadOnly(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	ada := signedIn(h.Server, hosttest.Ada, hosttest.AdaPassword)
	h.do(func(ctx context.Context, tx db.Tx) error {
		return h.Host.Accounts.SetClosed(ctx, tx, h.account.ID, true)
	})
	for _, path := range []string{"/dashboard", "/account", "/account/members", "/account/contacts", "/account/activity", "/invoices"} {
		p := ada.Get(path)
		p.Says(t, http.StatusOK, "This account was closed on")
		for _, act := range []string{"/invite", "/data", "/contacts/new", "/hand-over", "/second-step", "/email\""} {
			if strings.Contains(p.Body, h.account.ID+act) {
				t.Errorf("%s offers %s", path, act)
			}
		}
	}
	for _, r := range routes(h.Server) {
		if needs[r[1]] == "" || r[0] == http.MethodGet && h.onlyLeadsOn(r[1]) {
			continue
		}
		if p := answer(ada, r[0], r[1], h.account.ID, h.object(r[1])); p.Status != http.StatusConflict {
			t.Errorf("%s %s: %d to %q", r[0], r[1], p.Status, p.Location)
		}
	}
	ada.Post("/account/"+h.account.ID+"/mail", "mail", "invoices").Leads(t, "/account?done=mail")
}

// invited invites an address to the account as Ada, and returns the link.
func (h household) invited(email string, given ...account.Permission) string {
	h.T.Helper()
	ada := signedIn(h.Server, hosttest.Ada, hosttest.AdaPassword)
	fields := []string{"email", email}
	for _, p := range given {
		level := "see"
		if p.Manages() {
			level = "manage"
		}
		fields = append(fields, string(p.Part()), level)
	}
	ada.Post("/account/"+h.account.ID+"/invite", fields...).Leads(h.T, "/account/members?done=invited")
	return h.Link(email, message.AccountInvitation)
}
