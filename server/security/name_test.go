package security_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// A further method asks for its name, and begins with one where there is another of its kind; a first one does not.
func TestAFurtherMethodAsksForAName(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	b.Post("/security/two-factor/start").Leads(t, scanPage)
	if strings.Contains(b.Get(scanPage).Body, `id="name"`) {
		t.Error("the first method asks for a name")
	}
	b.TurnOn()
	b.Post("/security/methods/new", "method", "totp").Leads(t, scanPage)
	b.Get(scanPage).Says(t, http.StatusOK, `value="Authenticator app 2"`)
	secret := hosttest.Between(t, b.Get(scanPage).Body, `data-text="`, `"`)
	long := strings.Repeat("x", 41)
	b.Post("/security/two-factor/verify", "name", long, "code", s.Code(secret)).
		Says(t, http.StatusUnprocessableEntity, `id="name-error"`)
	b.Post("/security/two-factor/verify", "name", "Tablet", "code", hosttest.OtherCode(s.Code(secret))).
		Says(t, http.StatusUnprocessableEntity, `value="Tablet"`)
	b.Post("/security/two-factor/verify", "name", "Old tablet", "code", s.Code(secret)).Leads(t, "/security?done=added")
	b.Get("/security").Says(t, http.StatusOK, "Old tablet")

	b.Post("/security/methods/new", "method", "email").Leads(t, "/security/methods/email")
	b.Get("/security/methods/email").Says(t, http.StatusOK, `id="name"`)
	b.Post("/security/methods/email", "name", "Work mail", "code", s.SentCode(message.Email)).Leads(t, "/security?done=added")
	b.Get("/security").Says(t, http.StatusOK, "Work mail")
}
