package main

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// The whole journey as plain forms, as a browser without scripts sends them.
func TestAClientTurnsTwoFactorOnAndUsesItAndTurnsItOff(t *testing.T) {
	s := boot(t)
	b := s.browser()
	secret, codes := b.turnOn()
	if len(codes) != 10 {
		t.Fatalf("got %d backup codes, want 10", len(codes))
	}
	b.get("/security").says(t, http.StatusOK, "Make new backup codes")
	b.post("/sign-out").leads(t, "/sign-in?said=out")
	b.get("/security").leads(t, "/sign-in?next=%2Fsecurity")

	b.signIn().leads(t, "/sign-in/code")
	b.get("/security").leads(t, "/sign-in?next=%2Fsecurity")
	b.post("/sign-in/verify", "code", "12345").says(t, http.StatusUnprocessableEntity, "exactly six digits")
	b.post("/sign-in/verify", "code", s.code(secret)).leads(t, "/dashboard")
	b.get("/security").says(t, http.StatusOK, "Two-Factor Authentication")

	b.post("/sign-out")
	b.signIn().leads(t, "/sign-in/code")
	b.post("/sign-in/backup-code", "backup_code", strings.ToUpper(codes[0])).leads(t, "/security?said=backup-code")

	s.clock.Advance(30 * time.Second)
	b.post("/security/two-factor/disable", "code", s.code(secret)).leads(t, "/security/two-factor/disable/confirm")
	b.post("/security/two-factor/disable/confirm").leads(t, "/security?done=off")
	b.post("/sign-out")
	b.signIn().leads(t, "/dashboard")
}

func TestTheOneDialogTurnsItOnOnlyWithCodeAndTick(t *testing.T) {
	s := boot(t)
	s.set("two-factor.set-up", "dialog")
	b := s.browser()
	b.signIn()
	b.post("/security/two-factor/start").leads(t, "/security/two-factor/scan")
	first := b.get("/security/two-factor/scan").body
	secret := between(t, first, `data-text="`, `"`)

	b.post("/security/two-factor/verify", "code", s.code(secret)).says(t, http.StatusUnprocessableEntity, "Save the codes first")
	again := b.post("/security/two-factor/verify", "code", "000000", "saved", "yes")
	again.says(t, http.StatusUnprocessableEntity, "not right")
	if codes := between(t, first, `id="codes"`, `</ol>`); !strings.Contains(again.body, codes) {
		t.Fatal("a wrong code lost the backup codes")
	}
	b.post("/security/two-factor/verify", "code", s.code(secret), "saved", "yes").leads(t, "/security?done=on")
	b.get("/security/two-factor/scan").leads(t, "/security")
	if strings.Contains(b.get("/security").body, "not confirmed") {
		t.Fatal("the codes were ticked as saved, and yet the page asks for it")
	}
}

// The dialog is an authenticator app's page; whoever begins with another method gets the codes on a page of their own.
func TestTheDialogsHostShowsTheCodesAfterASentCodeToo(t *testing.T) {
	s := boot(t)
	s.set("two-factor.set-up", "dialog")
	s.browser().turnOnByEmail() // reads the codes off their page
}
