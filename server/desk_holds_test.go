package main

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/account"
	"latchkey/internal/db"
)

// What somebody says of the account is compared with what stands there: as much of it as the person could know.
func TestStaffCompareAnswersWithTheAccount(t *testing.T) {
	s := boot(t)
	support := s.noor()
	of := func(email string) page { return support.get("/desk/people/" + s.idOf(email)) }
	of(ada).says(t, http.StatusOK, "Hartwell Studio (C-10001)")
	of(ada).says(t, http.StatusOK, "INV-")
	of(ada).says(t, http.StatusOK, "never suffice")
	if p := of(noor); strings.Contains(p.body, "never suffice") {
		t.Error("who belongs to no account has nothing to compare with")
	}
	const mina = "mina@example.test"
	err := s.host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		studio, err := s.host.Accounts.ByNumber(ctx, tx, "C-10001")
		if err != nil {
			return err
		}
		return s.host.Accounts.Join(ctx, tx, account.Membership{
			AccountID: studio.ID, UserID: s.idOf(mina), Role: account.Member, Permissions: []account.Permission{account.Services},
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if p := of(mina); !strings.Contains(p.body, "Hartwell Studio") || strings.Contains(p.body, "INV-") {
		t.Error("a member who may see no invoices could not answer for one")
	}
}

// Whoever can't sign in reads whom to ask; where nobody is named, administrators are told.
func TestAdministratorsAreToldThatNoSupportContactIsSet(t *testing.T) {
	s := boot(t)
	boss := s.sven()
	const warning = "No support contact is set"
	if strings.Contains(boss.get("/desk").body, warning) {
		t.Fatal("the demo's host has one")
	}
	for _, name := range []string{"support.email", "support.phone", "support.url"} {
		s.set(name, "")
	}
	boss.get("/desk").says(t, http.StatusOK, warning)
	if strings.Contains(s.noor().get("/desk").body, warning) {
		t.Error("support is told, who can't change it")
	}
}
