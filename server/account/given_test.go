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
	"latchkey/internal/user"
	"latchkey/server/hosttest"
)

// seen is the mark of what a page's form was filled from.
func seen(t *testing.T, p hosttest.Page) string {
	t.Helper()
	return hosttest.Between(t, p.Body, `name="seen" value="`, `"`)
}

// A manager who is refused the withdrawal of an invitation is told so too when they invite the same address with less.
func TestAManagerIsToldThatAWiderInvitationWaits(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	h.AddPerson("frida@example.test", "Frida", hosttest.TenantPassword)
	wide := h.invited("frida@example.test", account.ServicesManage, account.InvoicesManage)
	manager := h.join("manager@example.test", account.MembersManage, account.Tickets)
	invite := "/account/" + h.account.ID + "/invite"
	manager.Post(invite, "email", "frida@example.test", "tickets", "see").
		Says(t, http.StatusUnprocessableEntity, "This address already has an invitation that gives more than you can give.")
	frida := signedIn(h.Server, "frida@example.test", hosttest.TenantPassword)
	frida.Get(wide)
	frida.Get("/account-invitation").Says(t, http.StatusOK, "Accept the invitation")
}

// A form of permissions and one of a contact that somebody opened before another changed them show what they are now, and
// change nothing; so does what was typed before a detour.
func TestWhatSomebodyTookAwayDoesNotComeBackUnseen(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	manager := h.join("manager@example.test", account.Permissions()...)
	h.join("kim@example.test", account.TicketsManage, account.Domains)
	kim := h.IDOf("kim@example.test")
	member := "/account/" + h.account.ID + "/members/" + kim
	before := seen(t, manager.Get(member))
	ada := signedIn(h.Server, hosttest.Ada, hosttest.AdaPassword)
	ada.Post(member, "domains", "see", "seen", seen(t, ada.Get(member))).Leads(t, "/account/members?done=changed")
	p := manager.Post(member, "tickets", "manage", "domains", "see", "services", "see", "seen", before)
	p.Says(t, http.StatusUnprocessableEntity, "Someone changed these permissions while you were editing.")
	if strings.Contains(p.Body, `name="tickets" value="manage" checked`) || seen(t, p) == before {
		t.Error("the form shows what was typed, with a mark of now")
	}
	if n := h.Count(`SELECT COUNT(*) FROM membership WHERE user_id = $1 AND permissions = 'domains'`, kim); n != 1 {
		t.Error("what the owner took away is back")
	}
	p = manager.Post(member, "services", "nonsense", "seen", before)
	p.Says(t, http.StatusNotFound, "Page not found")

	ada.Post("/account/"+h.account.ID+"/contacts/new", "email", "accounting@example.test", "name", "Books", "mail", "invoices").
		Leads(t, "/account/contacts?done=contact")
	var id string
	err := h.Host.DB.Read().Row(t.Context(), `SELECT id FROM account_contact WHERE email = 'accounting@example.test'`).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	contact := "/account/" + h.account.ID + "/contacts/" + id
	before = seen(t, manager.Get(contact))
	ada.Post(contact, "name", "Books", "seen", seen(t, ada.Get(contact))).Leads(t, "/account/contacts?done=contact-saved")
	manager.Post(contact, "name", "The books", "mail", "invoices", "seen", before).
		Says(t, http.StatusUnprocessableEntity, "Someone changed this contact while you were editing.")
	p = manager.Post(contact, "name", "", "mail", "invoices", "seen", before) // refused for something else, it is still the form of before
	if p.Status != http.StatusUnprocessableEntity || seen(t, p) != before {
		t.Errorf("drawn again: %d, with the mark %q", p.Status, seen(t, p))
	}
}

// Before somebody is removed, the page lists the contacts that they have added; they go too, unless the box says that they stay.
// Who leaves sees theirs.
func TestThePageListsTheContactsThatGo(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	ada := signedIn(h.Server, hosttest.Ada, hosttest.AdaPassword)
	for i, c := range []struct {
		who  string
		form []string
		left int
	}{{who: "kim@example.test"}, {"lou@example.test", []string{"keep", "yes"}, 1}} {
		b := h.join(c.who, account.Permissions()...)
		drop := "drop-" + c.who
		b.Post("/account/"+h.account.ID+"/contacts/new", "email", drop, "name", "Drop", "mail", "invoices").
			Leads(t, "/account/contacts?done=contact")
		b.Get("/account/"+h.account.ID+"/leave").Says(t, http.StatusOK, drop)
		remove := "/account/" + h.account.ID + "/members/" + h.IDOf(c.who) + "/remove"
		ada.Get(remove).Says(t, http.StatusOK, drop)
		ada.Get(remove).Says(t, http.StatusOK, `name="keep" value="yes"`)
		ada.Post(remove, c.form...).Leads(t, "/account/members?done=removed")
		if n := h.Count(`SELECT COUNT(*) FROM account_contact WHERE email = $1`, drop); n != c.left {
			t.Errorf("%d: %d contacts are left", i, n)
		}
	}
}

// What somebody did at the desk is the host's in an owner's list and in a person's own, also once they are a client again; what
// they do as a member is theirs.
func TestWhatWasDoneAtTheDeskStaysTheHosts(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	h.join("kim@example.test", account.Tickets)
	kim := h.IDOf("kim@example.test")
	desk := "/desk/accounts/" + h.account.ID
	noor := h.Noor()
	noor.Post(desk+"/members/"+kim, "domains", "see", "seen", seen(t, noor.Get(desk+"/members/"+kim))).Leads(t, desk+"?done=changed")
	noors := h.IDOf(hosttest.Noor)
	h.do(func(ctx context.Context, tx db.Tx) error { return h.Host.Users.SetRole(ctx, tx, noors, user.Client) })
	h.Clock.Advance(time.Minute)
	ada := signedIn(h.Server, hosttest.Ada, hosttest.AdaPassword)
	for _, p := range []hosttest.Page{
		ada.Get("/account/activity"),
		signedIn(h.Server, "kim@example.test", hosttest.TenantPassword).Get("/security/activity"),
	} {
		if strings.Contains(p.Body, "Noor") || !strings.Contains(p.Body, "ermissions") {
			t.Error("a name of the host's staff stands in somebody's activity, or the row is missing")
		}
	}
	h.Mail("kim@example.test", message.AccessChanged)
}
