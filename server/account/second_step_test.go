package account_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// Who belongs to an account that requires a second step, and has none, reads which account it is and who asks, gets a mail,
// and can leave that account, and no other, without one. The owner sees beforehand whom it concerns.
func TestWhoIsAskedForASecondStepCanLeaveInstead(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	b := h.join("frida@example.test", account.Services)
	var other account.Account
	h.do(func(ctx context.Context, tx db.Tx) (err error) {
		if other, err = h.Host.Accounts.Create(ctx, tx, "C-77", "Own works"); err != nil {
			return err
		}
		return h.Host.Accounts.Join(ctx, tx, account.Membership{AccountID: other.ID, UserID: h.IDOf("frida@example.test"), Role: account.Member})
	})
	ada := h.Browser()
	ada.TurnOn()
	ada.Get("/account/"+h.account.ID+"/second-step").Says(t, http.StatusOK, "frida@example.test")
	ada.Post("/account/"+h.account.ID+"/second-step/require").Leads(t, "/account?done=required")
	h.Mail("frida@example.test", message.AccountSecondStepOn)

	b.Get("/services").Leads(t, "/security/two-factor")
	p := b.Get("/security/two-factor")
	for _, words := range []string{"The owner of the client account", h.account.Name, `href="/account/` + h.account.ID + `/leave"`} {
		if p.Says(t, http.StatusOK, words); !strings.Contains(p.Body, words) {
			t.Errorf("the page lacks %q", words)
		}
	}
	b.Get("/account/"+other.ID+"/leave").Leads(t, "/security/two-factor")
	b.Post("/account/"+other.ID+"/leave").Leads(t, "/security/two-factor")
	b.Get("/account/"+h.account.ID+"/leave").Says(t, http.StatusOK, "Leave this account?")
	b.Post("/account/"+h.account.ID+"/leave").Leads(t, "/dashboard?done=left")
	b.Get("/services").Says(t, http.StatusOK, "You can’t see the services of")
	b.Get("/account/"+other.ID+"/leave").Says(t, http.StatusOK, "Leave this account?")
}
