package security_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// The whole journey as plain forms, as a browser without scripts sends them.
func TestAClientTurnsTwoFactorOnAndUsesItAndTurnsItOff(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	secret, codes := b.TurnOn()
	if len(codes) != 10 {
		t.Fatalf("got %d backup codes, want 10", len(codes))
	}
	b.Get("/security").Says(t, http.StatusOK, "Make new backup codes")
	b.Post("/sign-out").Leads(t, "/sign-in?said=out")
	b.Get("/security").Leads(t, "/sign-in?next=%2Fsecurity")

	b.SignIn().Leads(t, "/sign-in/code")
	b.Get("/security").Leads(t, "/sign-in?next=%2Fsecurity")
	b.Post("/sign-in/verify", "code", "12345").Says(t, http.StatusUnprocessableEntity, "exactly six digits")
	b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
	b.Get("/security").Says(t, http.StatusOK, "Two-Factor Authentication")

	b.Post("/sign-out")
	b.SignIn().Leads(t, "/sign-in/code")
	b.Post("/sign-in/backup-code", "backup_code", strings.ToUpper(codes[0])).Leads(t, "/security?said=backup-code")

	s.Clock.Advance(30 * time.Second)
	b.Post("/security/two-factor/disable", "code", s.Code(secret)).Leads(t, "/security/two-factor/disable/confirm")
	b.Post("/security/two-factor/disable/confirm").Leads(t, "/security?done=off")
	b.Post("/sign-out")
	b.SignIn().Leads(t, "/dashboard")
}

func TestTheOneDialogTurnsItOnOnlyWithCodeAndTick(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("two-factor.set-up", "dialog")
	b := s.Browser()
	b.SignIn()
	b.Post("/security/two-factor/start").Leads(t, "/security/two-factor/scan")
	first := b.Get("/security/two-factor/scan").Body
	secret := hosttest.Between(t, first, `data-text="`, `"`)

	b.Post("/security/two-factor/verify", "code", s.Code(secret)).Says(t, http.StatusUnprocessableEntity, "Save your codes")
	again := b.Post("/security/two-factor/verify", "code", "000000", "saved", "yes")
	again.Says(t, http.StatusUnprocessableEntity, "didn’t work")
	if codes := hosttest.Between(t, first, `id="codes"`, `</ol>`); !strings.Contains(again.Body, codes) {
		t.Fatal("a wrong code lost the backup codes")
	}
	b.Post("/security/two-factor/verify", "code", s.Code(secret), "saved", "yes").Leads(t, "/security?done=on")
	b.Get("/security/two-factor/scan").Leads(t, "/security")
	if strings.Contains(b.Get("/security").Body, "haven’t confirmed") {
		t.Fatal("the codes were ticked as saved, and yet the page asks for it")
	}
}

// The dialog is an authenticator app's page; whoever begins with another method gets the codes on a page of their own.
func TestTheDialogsHostShowsTheCodesAfterASentCodeToo(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("two-factor.set-up", "dialog")
	s.Browser().TurnOnByEmail() // reads the codes off their page
}
