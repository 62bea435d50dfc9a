package signin_test

import (
	"net/http"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// Addresses that exist can be registered; letters that no mail server passes on are named, at every form that takes an address.
func TestWhichAddressesFormsTake(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("registration", "open")
	b := s.Browser()
	for _, email := range []string{
		"a..b@docomo.example", ".ada@docomo.example", "ada.@docomo.example", "ada@ab--cd.example", "otto@b\u00fccher.example",
	} {
		b.Post("/register", "email", email).Leads(t, "/register/sent")
		b.Get(s.Link(email, message.RegisterConfirm)).Leads(t, "/register/finish")
		b.Post("/forgot-password", "email", email).Leads(t, "/forgot-password/sent")
		b.Post("/recovery", "email", email).Leads(t, "/recovery/sent")
	}
	const named = "accented or non-Latin letters before the @"
	signedIn := s.Browser()
	signedIn.SignIn().Leads(t, "/dashboard")
	for path, from := range map[string]*hosttest.Browser{
		"/register": b, "/forgot-password": b, "/recovery": b, "/profile/email": signedIn,
	} {
		from.Post(path, "email", "j\u00fcrgen@example.com").Says(t, http.StatusUnprocessableEntity, named)
	}
}
