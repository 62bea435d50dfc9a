package account_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/message"
	"latchkey/internal/user"
	"latchkey/server/hosttest"
)

// A hand-over waits for 72 hours, in which both sides see it on every page of the account, and it can be stopped by either
// and by the link of the mail; the link works once.
func TestAHandOverWaitsAndIsStopped(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	heir := h.join("frida@example.test", account.Services)
	ada := signedIn(h.Server, hosttest.Ada, hosttest.AdaPassword)
	ada.Post("/account/"+h.account.ID+"/hand-over", "member", h.member).
		Says(t, http.StatusUnprocessableEntity, "Turn on two-factor authentication for yourself first.")
	ada = h.Browser()
	secret, _ := ada.TurnOn()
	begin := func() {
		p := ada.Post("/account/"+h.account.ID+"/hand-over", "member", h.IDOf("frida@example.test"))
		if strings.HasPrefix(p.Location, "/confirm?") { // to have signed in a moment ago is no proof for this
			ada.Get(p.Location).Says(t, http.StatusOK, "frida@example.test") // to whom it goes
			p = ada.Confirms(p, "code", h.Code(secret))
			h.Clock.Advance(30 * time.Second)
		}
		p.Leads(t, "/account?done=handover")
	}
	ada.Get("/account/"+h.account.ID+"/hand-over").Says(t, http.StatusOK, "in 72 hours")
	ada.Get("/account/"+h.account.ID+"/hand-over").Says(t, http.StatusOK, `<option value="" selected>Choose a member</option>`)
	ada.Post("/account/"+h.account.ID+"/hand-over", "member", "").
		Says(t, http.StatusUnprocessableEntity, "Choose who should become the owner.")
	begin()
	ada.Get("/services").Says(t, http.StatusOK, "Somebody"+" (frida@example.test)")
	ada.Get("/account/activity").Says(t, http.StatusOK, "Somebody"+" (frida@example.test)")
	heir.Get("/dashboard").Says(t, http.StatusOK, "You’ll become the owner of this account")
	lena := signedIn(h.Server, "lena@example.test", hosttest.TenantPassword)
	if p := lena.Get("/dashboard"); strings.Contains(p.Body, "handed over") || strings.Contains(p.Body, "hand-over") {
		t.Error("another member is told of the hand-over")
	}
	lena.Get("/account/"+h.account.ID+"/hand-over/stop").Says(t, http.StatusNotFound, "Page not found")
	ada.Post("/account/"+h.account.ID+"/hand-over", "member", h.member).Says(t, http.StatusUnprocessableEntity, "already waiting")

	link := h.Link(hosttest.Ada, message.HandoverAsked)
	anywhere, again := h.Browser(), h.Browser()
	anywhere.Get(link).Leads(t, "/handover")
	again.Get(link).Leads(t, "/handover")
	anywhere.Get("/handover").Says(t, http.StatusOK, "Somebody"+" ("+user.MaskEmail("frida@example.test")+")")
	if p := anywhere.Get("/handover"); strings.Contains(p.Body, "frida@example.test") {
		t.Error("whoever has the link reads an address")
	}
	ada.Get("/services").Says(t, http.StatusOK, "handed over") // looking stops nothing
	anywhere.Post("/handover").Says(t, http.StatusOK, "Handover stopped")
	again.Post("/handover").Says(t, http.StatusGone, "This link no longer works")
	anywhere.Get("/dashboard").Leads(t, "/sign-in?next=%2Fdashboard") // it signs nobody in
	if p := ada.Get("/services"); strings.Contains(p.Body, "handed over") {
		t.Error("it is said still")
	}

	begin()
	heir.Get("/account/"+h.account.ID+"/hand-over/stop").Says(t, http.StatusOK, "Stop the handover?")
	heir.Post("/account/"+h.account.ID+"/hand-over/stop").Leads(t, "/account?done=stopped")
	ada.Post("/account/"+h.account.ID+"/hand-over/stop").Says(t, http.StatusNotFound, "Page not found") // there is none any more

	begin()
	h.comesAbout(t, secret)
	again.Get(h.Link(hosttest.Ada, message.HandoverAsked))
	again.Post("/handover").Says(t, http.StatusGone, "If the account went to the wrong person, contact support.")
}

// comesAbout sees a hand-over take effect after its 72 hours, and not before.
func (h household) comesAbout(t *testing.T, secret string) {
	t.Helper()
	h.Clock.Advance(71 * time.Hour)
	h.due(t)
	ada := h.SignedIn(secret)
	ada.Get("/account").Says(t, http.StatusOK, "You own this account.")
	h.Clock.Advance(time.Hour + time.Minute)
	h.due(t)
	ada = h.SignedIn(secret)
	ada.Get("/account").Says(t, http.StatusOK, "You’re a member of this account.")
	heir := signedIn(h.Server, "frida@example.test", hosttest.TenantPassword)
	heir.Get("/account").Says(t, http.StatusOK, "You own this account.")
}

// due carries out what is due, as the jobs do each minute.
func (h household) due(t *testing.T) {
	t.Helper()
	if err := h.Host.Membership.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// An account's own address and its contacts count once their link was followed; each link once, and whoever has it sees
// nothing else.
func TestAddressesOfAnAccountAreConfirmed(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	ada, stranger := signedIn(h.Server, hosttest.Ada, hosttest.AdaPassword), h.Browser()
	base := "/account/" + h.account.ID
	ada.Post(base+"/email", "email", "office@").Says(t, http.StatusUnprocessableEntity, "Enter an email address like")
	ada.Post(base+"/email", "email", "").Says(t, http.StatusUnprocessableEntity, "Enter an email address.")
	ada.Post(base+"/email", "email", "office@example.test").Leads(t, "/account?done=email-sent")
	ada.Get("/account").Says(t, http.StatusOK, "office@example.test")
	first := h.Link("office@example.test", message.AccountEmailConfirm)
	stranger.Get(first).Leads(t, "/account-email")
	stranger.Get("/account-email").Says(t, http.StatusOK, "Confirm the account’s email address")
	stranger.Post("/account-email").Says(t, http.StatusOK, "Address confirmed")
	stranger.Get(first)
	stranger.Post("/account-email").Says(t, http.StatusGone, "This link no longer works")
	ada.Post(base+"/email", "email", "other@example.test").Leads(t, "/account?done=email-sent")
	ada.Post(base+"/email/drop").Leads(t, "/account?done=email-dropped")
	stranger.Get(h.Link("other@example.test", message.AccountEmailConfirm))
	stranger.Get("/account-email").Says(t, http.StatusGone, "keeps its current email address")

	ada.Post(base+"/contacts/new", "email", "accounts@example.test", "name", "", "mail", "invoices").
		Says(t, http.StatusUnprocessableEntity, "Enter a name")
	ada.Post(base+"/contacts/new", "email", "accounts@example.test", "name", "Accounting", "mail", "invoices", "language", "ar").
		Leads(t, "/account/contacts?done=contact")
	ada.Get("/account/contacts").Says(t, http.StatusOK, "Not confirmed yet.")
	link := h.Link("accounts@example.test", message.ContactConfirm)
	stranger.Get(link).Leads(t, "/account-contact")
	stranger.Post("/account-contact").Says(t, http.StatusOK, "Address confirmed")
	stranger.Get(link)
	stranger.Post("/account-contact/decline").Says(t, http.StatusGone, "This link no longer works")
	_, rest, _ := strings.Cut(ada.Get("/account/contacts").Body, "accounts@example.test")
	id := hosttest.Between(t, rest, base+"/contacts/", `"`)
	ada.Post(base+"/contacts/"+id+"/billing").Leads(t, "/account/contacts?done=billing")
	ada.Get("/account/contacts").Says(t, http.StatusOK, "Billing contact")
	ada.Post(base+"/contacts/"+id+"/billing/end").Leads(t, "/account/contacts?done=billing-end")
	was := seen(t, ada.Get(base+"/contacts/"+id))
	ada.Post(base+"/contacts/"+id, "name", "Books", "mail", "tickets", "seen", was).Leads(t, "/account/contacts?done=contact-saved")
	ada.Get(base+"/contacts/"+id+"/remove").Says(t, http.StatusOK, "Remove this contact")
	ada.Post(base+"/contacts/"+id+"/remove").Leads(t, "/account/contacts?done=contact-removed")
	ada.Post(base+"/contacts/"+id+"/remove").Says(t, http.StatusNotFound, "Page not found")
}

// What an account says of itself: the owner changes all of it, who manages invoices what stands on them, others nothing.
func TestWhoChangesAnAccountsData(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	ada := signedIn(h.Server, hosttest.Ada, hosttest.AdaPassword)
	books := h.join("books2@example.test", account.InvoicesManage)
	path := "/account/" + h.account.ID + "/data"
	ada.Post(path, "name", "", "city", "Berlin").Says(t, http.StatusUnprocessableEntity, "Enter a name of up to 100 characters")
	ada.Post(path, "name", "Hartwell & Co", "city", "Berlin", "country", "DE", "language", "ar", "zone", "Europe/Berlin", "currency", "USD").
		Leads(t, "/account?done=saved")
	ada.Get("/account").Says(t, http.StatusOK, "Germany")
	books.Post(path, "name", "Mine", "city", "Hamburg", "country", "DE", "zone", "UTC").Leads(t, "/account?done=saved")
	a, err := h.Host.Accounts.ByID(t.Context(), h.Host.DB.Read(), h.account.ID)
	if err != nil || a.Name != "Hartwell & Co" || a.City != "Hamburg" || a.Zone != "Europe/Berlin" || a.Currency != h.account.Currency {
		t.Errorf("%v: %+v", err, a.Data)
	}
	ada.Post("/account/"+h.account.ID+"/second-step/require").Says(t, http.StatusUnprocessableEntity, "for yourself first")
}
