package signin_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/letter"
)

// Who chooses a new password sees whose it is and how to sign in after all; and the letter says that all sessions ended.
func TestAResetSaysWhosePasswordItIs(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.Post("/forgot-password", "email", hosttest.Ada)
	b.Get(s.Link(hosttest.Ada, message.ResetPassword)).Leads(t, "/reset-password")
	p := b.Get("/reset-password")
	p.Says(t, http.StatusOK, "<bdi>"+hosttest.Ada+"</bdi>")
	b.Post("/reset-password", "password", hosttest.AdaPassword).Says(t, http.StatusUnprocessableEntity, `<a href="/sign-in">Sign in</a>`)
	b.Post("/reset-password", "password", "quiet-lantern-harbour-7")
	w := letter.Writer{Settings: s.Host.Settings, URL: s.Site.URL}
	got, err := w.Write(t.Context(), s.Mail(hosttest.Ada, message.PasswordChanged))
	if err != nil || !strings.Contains(got.Text, "you were signed out everywhere") {
		t.Errorf("%v\n%s", err, got.Text)
	}
}

// Whoever opens the used link of their registration again is offered to sign in, and an empty name is asked for.
func TestAUsedRegistrationLinkOffersToSignIn(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.Post("/register", "email", "new@example.test")
	link := s.Link("new@example.test", message.RegisterConfirm)
	b.Get(link).Leads(t, "/register/finish")
	b.Post("/register/finish", "name", " ", "password", "quiet-lantern-harbour-7").Says(t, http.StatusUnprocessableEntity, "Enter your name.")
	b.Post("/register/finish", "name", "New", "password", "quiet-lantern-harbour-7").Leads(t, "/sign-in?said=registered")
	b.Get(link)
	b.Get("/register/finish").Says(t, http.StatusGone, "Already have an account?")
}

// What is wrong with the password is read before the link beside its label.
func TestAnErrorIsReadBesideItsField(t *testing.T) {
	t.Parallel()
	p := hosttest.Boot(t).Browser().Post("/sign-in", "email", hosttest.Ada, "password", "")
	if at := strings.Index(p.Body, `id="password-error"`); at < 0 || at > strings.Index(p.Body, `href="/forgot-password"`) {
		t.Errorf("the error is at %d", at)
	}
}
