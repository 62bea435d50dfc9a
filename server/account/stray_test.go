package account_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

const eve = "eve@example.test"

// evil gives Eve, who has a second step and is signed in, an account of her own with another member.
func (h *household) evil() (id string, b *hosttest.Browser, secret string) {
	h.AddPerson(eve, "Eve", hosttest.TenantPassword)
	h.AddPerson("zed@example.test", "Zed", hosttest.TenantPassword)
	h.do(func(ctx context.Context, tx db.Tx) error {
		a, err := h.Host.Accounts.Add(ctx, tx, account.Account{Number: "C-99999", Data: account.Data{Name: "Evil", Currency: "EUR"}})
		if err != nil {
			return err
		}
		id = a.ID
		if err := h.Host.Accounts.Join(ctx, tx, account.Membership{AccountID: id, UserID: h.IDOf(eve), Role: account.Owner}); err != nil {
			return err
		}
		return h.Host.Accounts.Join(ctx, tx, account.Membership{AccountID: id, UserID: h.IDOf("zed@example.test"), Role: account.Member})
	})
	b = signedIn(h.Server, eve, hosttest.TenantPassword)
	return id, b, b.SetUpSecondStep()
}

// handsOver begins a hand-over, and returns the link of the mail that stops it.
func (h *household) handsOver(b *hosttest.Browser, secret, accountID, owner, heir string) string {
	h.T.Helper()
	p := b.Post("/account/"+accountID+"/hand-over", "member", h.IDOf(heir))
	if strings.HasPrefix(p.Location, "/confirm?") {
		p = b.Confirms(p, "code", h.Code(secret))
		h.Clock.Advance(30 * time.Second)
	}
	p.Leads(h.T, "/account?done=handover")
	return h.Link(owner, message.HandoverAsked)
}

// Another site sends the browser to a link of its own while the page stands open with which an owner stops the hand-over of
// theirs. "Stop" does not stop the other one instead, and what was stopped is named.
func TestAPageStopsTheHandOverThatItShows(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	h.join("frida@example.test", account.Services)
	ada := h.Browser()
	secret, _ := ada.TurnOn()
	own := h.handsOver(ada, secret, h.account.ID, hosttest.Ada, "frida@example.test")
	evil, b, evilSecret := h.evil()
	other := h.handsOver(b, evilSecret, evil, eve, "zed@example.test")
	waits := func() int { return h.Count(`SELECT COUNT(*) FROM account_handover`) }
	owner := h.Browser()
	owner.Strays(own, other, "/handover").Says(t, http.StatusUnprocessableEntity, "Stop the handover of Evil?")
	if waits() != 2 {
		t.Fatalf("%d hand-overs go on", waits())
	}
	owner.Get(own)
	owner.Post("/handover").Says(t, http.StatusOK, "The owner of Hartwell Studio stays the same.")
	if waits() != 1 || h.Count(`SELECT COUNT(*) FROM account_handover WHERE account_id = $1`, h.account.ID) != 0 {
		t.Error("it was not that of the page which was stopped")
	}
}

// Whoever accepts or declines the invitation that a page shows, or makes a sign-in for it, does so with none that another site
// has put in its place.
func TestAPageJoinsTheAccountThatItShows(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	h.AddPerson("vic@example.test", "Vic", hosttest.TenantPassword)
	good := h.invited("vic@example.test", account.Tickets)
	evil, b, _ := h.evil()
	h.Clock.Advance(time.Minute)
	b.Post("/account/"+evil+"/invite", "email", "vic@example.test", "tickets", "manage").Leads(t, "/account/members?done=invited")
	bad := h.Link("vic@example.test", message.AccountInvitation)
	vic := signedIn(h.Server, "vic@example.test", hosttest.TenantPassword)
	vic.Strays(good, bad, "/account/join").Says(t, http.StatusUnprocessableEntity, "Evil")
	vic.Strays(good, bad, "/account-invitation/decline")
	h.Browser().Strays(good, bad, "/account-invitation/register")
	if h.Count(`SELECT COUNT(*) FROM membership WHERE user_id = $1`, h.IDOf("vic@example.test")) != 0 ||
		h.Count(`SELECT COUNT(*) FROM account_invitation WHERE email = 'vic@example.test'`) != 2 {
		t.Fatal("another invitation was acted on")
	}
	vic.Get(good)
	vic.Post("/account/join").Leads(t, "/account?done=joined")
	vic.Get("/account?done=joined").Says(t, http.StatusOK, "Hartwell Studio")
	vic.Get(bad)
	vic.Post("/account-invitation/decline").Says(t, http.StatusOK, "You won’t join Evil.")
}

// A contact's answer, and the confirmation of an account's address, are those of the page, and say of which account.
func TestAPageConfirmsTheAddressThatItShows(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	evil, b, _ := h.evil()
	ada := signedIn(h.Server, hosttest.Ada, hosttest.AdaPassword)
	links := map[string]string{}
	for email, by := range map[string]*hosttest.Browser{"keeps@example.test": ada, "bait@example.test": b} {
		id := map[bool]string{true: h.account.ID, false: evil}[by == ada]
		by.Post("/account/"+id+"/contacts/new", "email", email, "name", "Books", "mail", "tickets").
			Leads(t, "/account/contacts?done=contact")
		links[email] = h.Link(email, message.ContactConfirm)
		h.Clock.Advance(time.Minute)
	}
	confirmed := func() int {
		return h.Count(`SELECT COUNT(*) FROM account_contact WHERE email IN ('keeps@example.test', 'bait@example.test') AND confirmed_at > 0`)
	}
	c := h.Browser()
	c.Strays(links["keeps@example.test"], links["bait@example.test"], "/account-contact")
	c.Strays(links["keeps@example.test"], links["bait@example.test"], "/account-contact/decline")
	if confirmed() != 0 || h.Count(`SELECT COUNT(*) FROM account_contact WHERE email IN ('keeps@example.test', 'bait@example.test')`) != 2 {
		t.Fatal("another contact was acted on")
	}
	c.Get(links["keeps@example.test"])
	c.Post("/account-contact").Says(t, http.StatusOK, "Emails about Hartwell Studio will go to keeps@example.test")
	c.Get(links["bait@example.test"])
	c.Post("/account-contact/decline").Says(t, http.StatusOK, "We’ve removed bait@example.test from Evil.")
	stops, baits := h.confirmed("stops@example.test"), h.confirmed("stays@example.test")
	c.Strays(stops, baits, "/account-contact/stop")
	if !h.gets("stops@example.test") || !h.gets("stays@example.test") {
		t.Error("the mail of another contact was stopped")
	}
}
