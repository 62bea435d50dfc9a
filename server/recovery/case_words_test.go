package recovery_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/letter"
)

// A case that waits 72 hours says why to the person, by mail and on the page, and to staff;
// what staff did is said to be theirs, without where they sit; and the owner's sign-in is not.
func TestACaseSaysWhyItWaitsLongerAndWhoMovedIt(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	secret, _ := s.Browser().TurnOn() // the demo’s people were made today
	s.PhoneOf(hosttest.Ada, "+442079460123")
	err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error { // a method that is young would not end the case
		return tx.Do(ctx, "ageing", `UPDATE factor SET created_at = created_at - $1`, factor.Young.Milliseconds())
	})
	if err != nil {
		t.Fatal(err)
	}
	sven, noor, b := s.Sven(), s.Noor(), s.Browser()
	b.OpensCase()
	b.ProvesPhone()
	at := noor.CaseAt()
	noor.Get(at).Says(t, http.StatusOK, "because the account was created recently")
	noor.TakesUp(at)
	sven.Decides(at, "approve").Leads(t, at)
	b.Get("/recovery/case").Says(t, http.StatusOK, "The waiting period is 72 hours, because the account is new.")
	approved := s.Mail(hosttest.Ada, message.RecoveryApproved)
	if f := approved.Data; f.Caution != "new" || f.By != message.ByDesk || f.Network+f.Agent != "" {
		t.Errorf("the approval is told with %+v", f)
	}

	owner := s.Browser()
	owner.Get(letter.NotMePath+approved.NotMe).Leads(t, "/not-me")
	owner.Post("/not-me").Leads(t, "/not-me")
	p := b.Get("/recovery/case")
	p.Says(t, http.StatusOK, "The case is paused")
	if strings.Contains(p.Body, "enough proof in this browser") {
		t.Error("a paused case looks as if it went on")
	}
	owner.SignIn().Leads(t, "/sign-in/code")
	owner.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
	if f := s.Mail(hosttest.Ada, message.RecoveryStopped).Data; f.By != message.ByPerson || f.Network == "" {
		t.Errorf("that the owner's sign-in ended it is told with %+v", f)
	}
}

func TestWhoStaffKeepOutIsToldWhoDidIt(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	page := "/desk/people/" + s.IDOf(hosttest.Bruno)
	s.Noor().Post(page+"/disable").Leads(t, page+"?done=disabled")
	if f := s.Mail(hosttest.Bruno, message.UserDisabled).Data; f.By != message.ByDesk || f.Network != "" {
		t.Errorf("it is told with %+v", f)
	}
}
