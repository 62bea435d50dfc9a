package desk_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/server/hosttest"
)

// What somebody says of the account is compared with what stands there: as much of it as the person could know.
func TestStaffCompareAnswersWithTheAccount(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	support := s.Noor()
	of := func(email string) hosttest.Page { return support.Get("/desk/people/" + s.IDOf(email)) }
	of(hosttest.Ada).Says(t, http.StatusOK, "Hartwell Studio (C-10001)")
	of(hosttest.Ada).Says(t, http.StatusOK, "INV-")
	of(hosttest.Ada).Says(t, http.StatusOK, "are never enough on their own")
	if p := of(hosttest.Noor); strings.Contains(p.Body, "are never enough on their own") {
		t.Error("who belongs to no account has nothing to compare with")
	}
	const mina = "mina@example.test"
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		studio, err := s.Host.Accounts.ByNumber(ctx, tx, "C-10001")
		if err != nil {
			return err
		}
		return s.Host.Accounts.Join(ctx, tx, account.Membership{
			AccountID: studio.ID, UserID: s.IDOf(mina), Role: account.Member, Permissions: []account.Permission{account.Services},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if p := of(mina); !strings.Contains(p.Body, "Hartwell Studio") || strings.Contains(p.Body, "INV-") {
		t.Error("a member who may see no invoices could not answer for one")
	}
}

// Whoever can't sign in reads whom to ask; where nobody is named, administrators are told.
func TestAdministratorsAreToldThatNoSupportContactIsSet(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	boss := s.Sven()
	const warning = "No support contact is set"
	if strings.Contains(boss.Get("/desk").Body, warning) {
		t.Fatal("the demo's host has one")
	}
	for _, name := range []string{"support.email", "support.phone", "support.url"} {
		s.Set(name, "")
	}
	boss.Get("/desk").Says(t, http.StatusOK, warning)
	if strings.Contains(s.Noor().Get("/desk").Body, warning) {
		t.Error("support is told, who can't change it")
	}
}
