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
	"latchkey/server/web"
)

// Somebody is invited, accepts, sees what they may and nothing else, is changed, and leaves.
func TestAMembersWay(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	h.AddPerson("frida@example.test", "Frida", hosttest.TenantPassword)
	link := h.invited("frida@example.test", account.Domains, account.InvoicesManage)
	b := h.Browser()
	b.Get(link).Leads(t, "/account-invitation")
	b.Get("/account-invitation").Says(t, http.StatusOK, "Ada Hartwell has invited you.")
	b.Get("/account-invitation").Says(t, http.StatusOK, "frida@example.test")
	b.Post("/account/join").Leads(t, "/sign-in?next=%2Faccount%2Fjoin&said=lost")
	b.Post("/sign-in", "email", "frida@example.test", "password", hosttest.TenantPassword, "next", "/account-invitation").
		Leads(t, "/account-invitation")
	b.Get("/account-invitation").Says(t, http.StatusOK, "Accept the invitation")
	b.Get("/account/members").Says(t, http.StatusNotFound, "Page not found") // looking accepts nothing
	b.Post("/account/join").Leads(t, "/account?done=joined")
	b.Get("/account?done=joined").Says(t, http.StatusOK, "You’ve joined this account.")
	b.Get("/domains").Says(t, http.StatusOK, "adas-journal.example")
	b.Get("/invoices").Says(t, http.StatusOK, "INV-2041")
	b.Get("/services").Says(t, http.StatusOK, "You can’t see the services of Hartwell Studio")
	b.Get("/services").Says(t, http.StatusOK, "Ask the owner of the account for access.")
	for _, path := range []string{"/account/members", "/account/contacts", "/account/activity"} {
		b.Get(path).Says(t, http.StatusForbidden, "Ask the owner of the account")
	}
	b.Get(link).Leads(t, "/account-invitation")
	b.Get("/account-invitation").Says(t, http.StatusGone, "This link no longer works")

	ada := signedIn(h.Server, hosttest.Ada, hosttest.AdaPassword)
	ada.Get("/account/members").Says(t, http.StatusOK, "frida@example.test")
	member := "/account/" + h.account.ID + "/members/" + h.IDOf("frida@example.test")
	ada.Get(member).Says(t, http.StatusOK, `name="invoices" value="manage" checked`)
	ada.Post(member, "services", "see", "tickets", "nonsense").Says(t, http.StatusNotFound, "Page not found")
	ada.Post(member, "services", "see", "seen", seen(t, ada.Get(member))).Leads(t, "/account/members?done=changed")
	ada.Post(member, "services", "see").Leads(t, "/account/members?done=unchanged")
	ada.Get("/account/members?done=unchanged").Says(t, http.StatusOK, "Nothing was changed")
	b.Get("/invoices").Says(t, http.StatusOK, "You can’t see the invoices of")
	b.Get("/domains").Says(t, http.StatusOK, "You can’t see the domains of")
	b.Get("/services").Says(t, http.StatusOK, "Managed WordPress")
	h.Mail("frida@example.test", message.AccessChanged)
	ada.Get("/account/activity").Says(t, http.StatusOK, "Member’s permissions changed")
	b.Get("/account/activity").Says(t, http.StatusForbidden, "Ask the owner")
	b.Get("/security/activity").Says(t, http.StatusOK, "Security activity")

	b.Get("/account/"+h.account.ID+"/leave").Says(t, http.StatusOK, "Leave this account?")
	b.Post("/account/"+h.account.ID+"/leave").Leads(t, "/dashboard?done=left")
	b.Get("/dashboard?done=left").Says(t, http.StatusOK, "You’ve left the account.")
	b.Post("/account/"+h.account.ID+"/leave").Says(t, http.StatusNotFound, "Page not found") // twice
}

// An invitation is for its address: whoever else has its link is told for whom it is, and joins nothing; nor does who is not
// signed in, or sends the form from another site.
func TestAnInvitationIsForItsAddressOnly(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	link := h.invited("frida@example.test", account.Services)
	other := signedIn(h.Server, hosttest.Bruno, hosttest.BrunoPassword)
	other.Get(link).Leads(t, "/account-invitation")
	other.Get("/account-invitation").Says(t, http.StatusOK, "You’re signed in as")
	if p := other.Get("/account-invitation"); strings.Contains(p.Body, "Accept the invitation") {
		t.Error("who is signed in as somebody else is offered to accept")
	}
	other.Post("/account/join").Says(t, http.StatusUnprocessableEntity, "sent to another address")
	if n := h.Count(`SELECT COUNT(*) FROM membership WHERE account_id = $1 AND user_id = $2 AND invited_by = $3`,
		h.account.ID, h.IDOf(hosttest.Bruno), h.IDOf(hosttest.Ada)); n != 0 {
		t.Error("somebody else joined")
	}
	other.Post("/sign-out")
	other.Get("/account-invitation").Says(t, http.StatusGone, "This link no longer works") // it is not the next person's
	h.AddPerson("frida@example.test", "Frida", hosttest.TenantPassword)
	frida := signedIn(h.Server, "frida@example.test", hosttest.TenantPassword)
	frida.Get(link)
	request, _ := http.NewRequest(http.MethodPost, h.URL+"/account/join", nil)
	request.Header.Set("Origin", "https://elsewhere.example")
	if p := frida.Do(request); p.Status != http.StatusForbidden {
		t.Errorf("another site's form: %d", p.Status)
	}
	twice := h.Browser()
	twice.Post("/sign-in", "email", "frida@example.test", "password", hosttest.TenantPassword)
	twice.Get(link)
	frida.Post("/account/join").Leads(t, "/account?done=joined")
	twice.Post("/account/join").Says(t, http.StatusGone, "This link no longer works")
}

// Who has no sign-in yet makes one from the invitation, with its address, and comes back to it.
func TestWhoIsInvitedMakesASignIn(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	b := h.Browser()
	b.Get(h.invited("nadia@example.test", account.Tickets)).Leads(t, "/account-invitation")
	b.Get("/account-invitation").Says(t, http.StatusOK, "Create a sign-in")
	b.Post("/account-invitation/register").Leads(t, "/register/finish")
	b.Get("/register/finish").Says(t, http.StatusOK, "nadia@example.test")
	b.Get("/register/finish").Says(t, http.StatusOK, "Create your sign-in")
	b.Post("/register/finish", "name", "Nadia", "password", hosttest.FreshPassword).
		Leads(t, "/sign-in?next=%2Faccount-invitation&said=registered")
	b.Get("/sign-in?next=%2Faccount-invitation&said=registered").Says(t, http.StatusOK, `value="/account-invitation"`)
	b.Post("/sign-in", "email", "nadia@example.test", "password", hosttest.FreshPassword, "next", "/account-invitation").
		Leads(t, "/account-invitation")
	b.Post("/account/join").Leads(t, "/account?done=joined")

	known := h.Browser()
	h.AddPerson("omar3@example.test", "Omar", hosttest.TenantPassword)
	known.Get(h.invited("omar3@example.test", account.Tickets))
	known.Post("/account-invitation/register").Leads(t, "/sign-in?next=%2Faccount-invitation&said=known")
	known.Get("/sign-in?next=%2Faccount-invitation&said=known").Says(t, http.StatusOK, "There’s already a sign-in with this email address.")
	known.Get("/sign-in?next=%2Faccount-invitation").Says(t, http.StatusOK, `value="omar3@example.test"`)
	if p := h.Browser().Get("/sign-in?next=%2Faccount-invitation"); strings.Contains(p.Body, "omar3") {
		t.Error("somebody without the link reads whom it invites")
	}
}

// Where nobody may register, the owner is told so before anybody is invited, and who has the link is told too. Whether an
// address signs in here shows to neither: the owner may invite each.
func TestInvitationsWhereNobodyRegisters(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	ada := signedIn(h.Server, hosttest.Ada, hosttest.AdaPassword)
	form := "/account/" + h.account.ID + "/invite"
	const words = "only people who already sign in here"
	if p := ada.Get(form); strings.Contains(p.Body, words) {
		t.Error("it says so where people may register")
	}
	h.Set("registration", "closed")
	ada.Get(form).Says(t, http.StatusOK, words)
	h.AddPerson("frida@example.test", "Frida", hosttest.TenantPassword)
	for _, email := range []string{"nadia@example.test", "frida@example.test"} {
		ada.Post(form, "email", email, "tickets", "see").Leads(t, "/account/members?done=invited")
	}
	b := h.Browser()
	b.Get(h.Link("nadia@example.test", message.AccountInvitation)).Leads(t, "/account-invitation")
	b.Get("/account-invitation").Says(t, http.StatusOK, "No one new can register here")
}

// A form acts in the account that it was drawn for, whatever another tab has chosen since; and what the cookie names is not
// believed.
func TestATabOfAnotherAccount(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	keller, err := h.Host.Accounts.ByNumber(t.Context(), h.Host.DB.Read(), "C-10002")
	if err != nil {
		t.Fatal(err)
	}
	h.do(func(ctx context.Context, tx db.Tx) error {
		return h.Host.Accounts.Join(ctx, tx, account.Membership{
			AccountID: keller.ID, UserID: h.IDOf(hosttest.Ada), Role: account.Member, Permissions: account.Permissions(),
		})
	})
	ada := signedIn(h.Server, hosttest.Ada, hosttest.AdaPassword)
	ada.Get("/services").Says(t, http.StatusOK, "Managed WordPress")
	form := "/account/" + h.account.ID + "/invite"
	ada.Get(form).Says(t, http.StatusOK, `action="`+form+`"`)
	ada.Get("/account/"+h.account.ID+"/data").Says(t, http.StatusOK, "Contact us to change the currency.")
	ada.Post("/account/choose", "account", keller.ID, "next", "/services").Leads(t, "/services")
	ada.Get("/services").Says(t, http.StatusOK, "Starter")
	ada.Get("/account").Says(t, http.StatusOK, "Keller")
	ada.Post(form, "email", "omar2@example.test").Says(t, http.StatusUnprocessableEntity, "Choose at least one thing")
	ada.Post(form, "email", "omar2@example.test", "services", "see").Leads(t, "/account/members?done=invited")
	if n := h.Count(`SELECT COUNT(*) FROM account_invitation WHERE account_id = $1`, keller.ID); n != 0 {
		t.Error("the invitation went to the account that the other tab has chosen")
	}
	ada.Get("/account/members").Says(t, http.StatusOK, "omar2@example.test") // and the tab shows where it went
	ada.Post("/account/choose", "account", keller.ID, "next", "https://elsewhere.example").Leads(t, "/dashboard")
	layla, err := h.Host.Accounts.ByNumber(t.Context(), h.Host.DB.Read(), "C-10003")
	if err != nil {
		t.Fatal(err)
	}
	ada.Post("/account/choose", "account", layla.ID).Says(t, http.StatusNotFound, "Page not found")
	ada.Plant(web.AccountCookie, layla.ID)
	ada.Get("/services").Says(t, http.StatusOK, "Managed WordPress") // the first that is hers
}

// With a second step, what is given to others takes a fresh proof, and what was typed is kept over it.
func TestInvitingTakesAFreshProof(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	ada := h.Browser()
	secret, _ := ada.TurnOn()
	h.Clock.Advance(11 * time.Minute)
	asked := ada.Post("/account/"+h.account.ID+"/invite", "email", "frida@example.test", "services", "manage", "domains", "see")
	asked.Leads(t, "/confirm?next="+strings.ReplaceAll("/account/"+h.account.ID+"/invite", "/", "%2F")+"&need=3")
	ada.Confirms(asked, "code", h.Code(secret)).Leads(t, "/account/members?done=invited")
	ada.Get("/account/members").Says(t, http.StatusOK, "Manage services · See domains")
	h.Clock.Advance(11 * time.Minute)
	for _, act := range []string{"/members/" + h.member, "/members/" + h.member + "/remove", "/second-step/require", "/hand-over"} {
		if p := ada.Post("/account/"+h.account.ID+act, "member", h.member); !strings.HasPrefix(p.Location, "/confirm?") {
			t.Errorf("%s: %d to %q", act, p.Status, p.Location)
		}
	}
}
