package client_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/service"
	"latchkey/server/hosttest"
)

// An account that has many services, domains and invoices shows each once, page by page, also where many are called or dated alike.
// Whoever is led to one of them sees the page that begins with it, and nobody a page that begins with somebody else's.
func TestWhatAnAccountHasStandsOnPages(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	ada := s.Browser()
	ada.SignIn().Leads(t, "/dashboard")
	mine, others := s.AccountID("C-10001"), s.AccountID("C-10002")
	ids := map[string][]string{}
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		for i := range 120 {
			of := mine
			if i%12 == 7 {
				of = others
			}
			sv, err1 := s.Host.Services.Add(ctx, tx, service.Service{AccountID: of, Name: "Same", Status: service.Active, Currency: "EUR"})
			dm, err2 := s.Host.Domains.Add(ctx, tx, domain.Domain{
				AccountID: of, Name: fmt.Sprintf("d%d.example", i), ExpiresAt: clock.At(hosttest.Noon),
			})
			iv, err3 := s.Host.Invoices.Add(ctx, tx, invoice.Invoice{
				AccountID: of, Number: fmt.Sprintf("ZZ-%d", i), Currency: "EUR", IssuedAt: clock.At(hosttest.Noon), DueAt: clock.At(hosttest.Noon),
			})
			for _, err := range []error{err1, err2, err3} {
				if err != nil {
					return err
				}
			}
			if of == mine {
				ids["service"], ids["domain"] = append(ids["service"], sv.ID), append(ids["domain"], dm.ID)
				ids["invoice"] = append(ids["invoice"], iv.ID)
			} else {
				ids["other domain"] = append(ids["other domain"], dm.ID)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"service", "domain", "invoice"} {
		seen := walkPages(t, ada, "/"+kind+"s", kind)
		for _, id := range ids[kind] {
			if n := len(slices.DeleteFunc(slices.Clone(seen), func(one string) bool { return one != id })); n != 1 {
				t.Fatalf("%s %s stands %d times on the pages", kind, id, n)
			}
		}
		last := ids[kind][len(ids[kind])/2]
		ada.Get("/"+kind+"s?show="+kind+"-"+last).Says(t, http.StatusOK, `id="`+kind+"-"+last+`"`)
	}
	if body := ada.Get("/domains?from=" + ids["other domain"][3]).Body; strings.Contains(body, ids["other domain"][3]) ||
		strings.Contains(body, ids["other domain"][4]) {
		t.Error("a page begins with what another account has")
	}
}

// walkPages returns the ids of the rows on all pages of a list.
func walkPages(t *testing.T, b *hosttest.Browser, path, kind string) (ids []string) {
	t.Helper()
	for range 10 {
		body := b.Get(path).Body
		for _, part := range strings.Split(body, `id="`+kind+"-")[1:] {
			id, _, _ := strings.Cut(part, `"`)
			ids = append(ids, id)
		}
		_, next, more := strings.Cut(body, `<a href="/`+kind+`s?from=`)
		if !more {
			return ids
		}
		next, _, _ = strings.Cut(next, `"`)
		path = "/" + kind + "s?from=" + next
	}
	t.Error("the pages have no end")
	return ids
}
