package account_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/server/hosttest"
)

// The menu and the dashboard name what somebody may see in the account that is shown, and nothing else; so does the menu after
// another account was chosen.
func TestTheMenuNamesWhatOneMaySee(t *testing.T) {
	t.Parallel()
	h := move(hosttest.Boot(t))
	sections := []account.Permission{account.Services, account.Domains, account.Invoices, account.Tickets}
	const menu, figures = `<nav class="sidebar"`, `<ul class="tiles"`
	ends := map[string]string{menu: "<main", figures: "</ul>"}
	named := func(b *hosttest.Browser, page, in string) (found []account.Permission) {
		part := hosttest.Between(t, b.Get(page).Body, in, ends[in])
		for _, s := range sections {
			if strings.Contains(part, `href="/`+string(s)+`"`) {
				found = append(found, s)
			}
		}
		return found
	}
	for i, given := range append(account.Permissions(), "") {
		var permissions []account.Permission
		var want []account.Permission
		if given != "" {
			permissions = []account.Permission{given}
		}
		for _, s := range sections {
			if s == given.Part() {
				want = append(want, s)
			}
		}
		b := h.join(fmt.Sprintf("menu%d@example.test", i), permissions...)
		for page, in := range map[string]string{"/account": menu, "/dashboard": figures} {
			if page == "/dashboard" && len(want) == 0 {
				continue // it has no figures
			}
			if got := named(b, page, in); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("with %q, %s names %v, want %v", given, page, got, want)
			}
		}
	}
	keller, err := h.Host.Accounts.ByNumber(t.Context(), h.Host.DB.Read(), "C-10002")
	if err != nil {
		t.Fatal(err)
	}
	h.do(func(ctx context.Context, tx db.Tx) error {
		return h.Host.Accounts.Join(ctx, tx, account.Membership{
			AccountID: keller.ID, UserID: h.IDOf(hosttest.Ada), Role: account.Member, Permissions: []account.Permission{account.Domains},
		})
	})
	ada := signedIn(h.Server, hosttest.Ada, hosttest.AdaPassword)
	for id, want := range map[string][]account.Permission{keller.ID: {account.Domains}, h.account.ID: sections} {
		ada.Post("/account/choose", "account", id, "next", "/dashboard").Leads(t, "/dashboard")
		if got := named(ada, "/security", menu); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("in the account %s the menu names %v, want %v", id, got, want)
		}
	}
}
