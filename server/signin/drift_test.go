package signin_test

import (
	"net/http"
	"testing"
	"time"

	"latchkey/internal/factor"
	"latchkey/server/hosttest"
)

// Whose next code is not followed is told so: waiting for it would go on for ever.
func TestTheHintSaysWhoIsFollowed(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	owner := s.Browser()
	secret, _ := owner.TurnOn()
	off := func() string {
		s.Clock.Advance(30 * time.Second)
		c, err := factor.At(secret, int64(s.Clock.Now().Add(4*time.Minute))/30_000)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	stranger := s.Browser()
	stranger.SignIn().Leads(t, "/sign-in/code")
	for range 2 {
		stranger.Post("/sign-in/verify", "code", off()).Says(t, http.StatusUnprocessableEntity, "sign in from a browser you’ve used here before")
		s.Clock.Advance(time.Minute)
	}
	s.Clock.Advance(15 * time.Minute) // the hints to the stranger are forgotten
	owner.Post("/sign-out")
	owner.SignIn().Leads(t, "/sign-in/code")
	owner.Post("/sign-in/verify", "code", off()).Says(t, http.StatusUnprocessableEntity, "4 minutes fast")
	owner.Post("/sign-in/verify", "code", off()).Leads(t, "/dashboard")
}
