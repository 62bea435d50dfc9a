package account_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/server/hosttest"
	"latchkey/server/web"

	"github.com/google/uuid"
)

// confirmed adds a contact to Ada's account that has followed its link, and returns the link that stops its mail.
func (h *household) confirmed(email string) (link string) {
	var c account.Contact
	h.do(func(ctx context.Context, tx db.Tx) (err error) {
		c, err = h.Host.Accounts.AddContact(ctx, tx, account.Contact{
			AccountID: h.account.ID, Name: "Accounting", Email: email, Mail: []account.Mail{account.TicketMail},
		}, email, email)
		if err == nil {
			_, err = h.Host.Accounts.ConfirmContact(ctx, tx, email)
		}
		return err
	})
	return "/account-contact/stop/" + h.Host.Membership.StopToken(c.ID)
}

func (h *household) gets(email string) bool {
	return h.Count(`SELECT COUNT(*) FROM account_contact WHERE email = $1 AND confirmed_at > 0`, email) == 1
}

// Opening the link changes nothing, since programs that look through mail open it too: the page asks. It shows the account's
// name and the address, and what is gone answers as what there never was.
func TestAContactStopsTheMailByItsLink(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	link, b := h.confirmed("stops@example.test"), h.Browser()
	b.Get(link).Leads(t, "/account-contact/stop")
	p := b.Get("/account-contact/stop")
	p.Says(t, http.StatusOK, "Stop emails about Hartwell Studio?")
	p.Says(t, http.StatusOK, "stops@example.test")
	if strings.Contains(p.Body, h.account.Number) || strings.Contains(p.Body, "lena@") {
		t.Error("the page shows more of the account")
	}
	if !h.gets("stops@example.test") {
		t.Fatal("opening the link stops the mail")
	}
	for _, path := range []string{"/account", "/account/contacts", "/tickets", "/account-contact"} {
		if strings.Contains(b.Get(path).Body, "Hartwell") {
			t.Errorf("the link opens %s", path)
		}
	}
	b.Post("/account-contact/stop").Says(t, http.StatusOK, "You won’t get any more emails")
	if h.gets("stops@example.test") {
		t.Fatal("the mail goes on")
	}
	again, never := h.Browser(), h.Browser()
	again.Get(link)
	never.Get("/account-contact/stop/" + h.Host.Membership.StopToken(uuid.NewString()))
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		gone, none := again.Send(method, "/account-contact/stop", url.Values{}), never.Send(method, "/account-contact/stop", url.Values{})
		gone.Says(t, http.StatusGone, "They may have been stopped already.")
		hosttest.AnswersAlike(t, method, gone, none)
	}
	ada := signedIn(h.Server, hosttest.Ada, hosttest.AdaPassword)
	ada.Get("/account/activity").Says(t, http.StatusOK, "Contact stopped the emails")
}

// A mail program's own button sends one request without a cookie to the link's address (RFC 8058). Without its words, or from
// another site's page, that stops nothing.
func TestAMailProgramStopsTheMailInOneRequest(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	link := h.confirmed("stops@example.test")
	post := func(path, body string, headers ...string) hosttest.Page {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i+1 < len(headers); i += 2 {
			request.Header.Set(headers[i], headers[i+1])
		}
		return h.Browser().Do(request)
	}
	const click = "List-Unsubscribe=One-Click"
	post(link, "").Leads(t, "/account-contact/stop")
	post(link, "List-Unsubscribe=no").Leads(t, "/account-contact/stop")
	for name, headers := range map[string][]string{
		"another site's form": {"Sec-Fetch-Site", "cross-site"}, "an older browser": {"Origin", "https://evil.example"},
	} {
		if p := post(link, click, headers...); p.Status != http.StatusForbidden {
			t.Errorf("%s: %d", name, p.Status)
		}
	}
	if p := post("/account-contact/stop", click, "Cookie", web.AccountStopCookie+"=x"); p.Status != http.StatusGone {
		t.Errorf("without the link's address: %d", p.Status)
	}
	post(link[:len(link)-1], click).Says(t, http.StatusGone, "This link no longer works")
	if !h.gets("stops@example.test") {
		t.Fatal("one of these stops the mail")
	}
	post(link, click).Says(t, http.StatusOK, "You won’t get any more emails")
	if h.gets("stops@example.test") {
		t.Error("the mail goes on")
	}
	post(link, click).Says(t, http.StatusGone, "This link no longer works")
	multi := h.confirmed("multi@example.test")
	body := "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"
	post(multi, body, "Content-Type", "multipart/form-data; boundary=x").Says(t, http.StatusOK, "You won’t get any more emails")
}
