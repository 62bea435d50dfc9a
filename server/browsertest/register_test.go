package browsertest

import (
	"testing"

	"latchkey/internal/message"
	"latchkey/internal/signin"
	"latchkey/server/hosttest"
)

// measures types a password that is refused, then a good one, and with scripts reads after
// each what the meter says meanwhile; without them the page says it when the form is sent.
func (b *tab) measures(label, submit, path string) {
	b.t.Helper()
	const refusal = "This password is too common. Choose another one."
	b.fill(label, "password1")
	if b.scripts {
		b.announces("status", refusal)
	}
	b.press(submit)
	b.refuses("password", refusal)
	b.fill(label, hosttest.FreshPassword)
	if b.scripts {
		b.announces("status", "Strong")
		b.shows("the bars", `document.querySelector("#strength .strength").dataset.score === "4"`)
	}
	if at := eval[string](b, `location.pathname`); at != path {
		b.t.Errorf("the address is %s, want %s", at, path)
	}
}

// Where a new password is chosen by a link, one sees how good it is before it is sent.
func TestTheMeterInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			s.Browser().Post("/forgot-password", "email", hosttest.Ada)
			s.Browser().Post("/register", "email", "grace@example.test")
			b := openTab(t, s, scripts)
			b.open(s.Link(hosttest.Ada, message.ResetPassword))
			b.returns("/reset-password", "Choose a new password")
			b.measures("New password", "Save password", "/reset-password")
			b.picture("reset-meter", scripts)
			b.press("Save password")
			b.loads("/sign-in?said=reset", "Sign in")
			b.open(s.Link("grace@example.test", message.RegisterConfirm))
			b.returns("/register/finish", "Create your account")
			b.fill("Name", "Grace Hopper")
			b.measures("Password", "Create account", "/register/finish")
			b.shows("the name is kept", `document.getElementById("name").value === "Grace Hopper"`)
			b.picture("register-meter", scripts)
			b.press("Create account")
			b.loads("/sign-in?said=registered", "Sign in")
		})
	}
}

// Where the host invites, nobody creates an account by themselves; where it is closed, an
// invitation sent before helps no more. Each page says how to go on.
func TestRegistrationByInvitationInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			s.Set("registration", "invitation")
			for _, email := range []string{"edith@example.test", "late@example.test"} {
				if err := s.Host.Staff.InviteFromShell(t.Context(), signin.Registration{Email: email, Name: "Edith Clarke"}); err != nil {
					t.Fatal(err)
				}
			}
			b := openTab(t, s, scripts)
			b.open("/sign-in")
			b.press("Create an account")
			b.returns("/register", "Create an account")
			b.sees("creates accounts for its clients")
			b.press("Back to sign in")
			b.returns("/sign-in", "Sign in")

			link := s.Link("edith@example.test", message.Invitation)
			b.open(link)
			b.returns("/register/finish", "Create your account")
			b.sees("You’ve been invited.", "edith@example.test")
			b.shows("the name is suggested", `document.getElementById("name").value === "Edith Clarke"`)
			b.picture("register-invited", scripts)
			b.measures("Password", "Create account", "/register/finish")
			b.press("Create account")
			b.loads("/sign-in?said=registered", "Sign in")
			b.fill("Email address", "edith@example.test")
			b.fill("Password", hosttest.FreshPassword)
			b.press("Sign in")
			b.loads("/dashboard", "Welcome, Edith Clarke")
			b.open(link)
			b.returns("/register/finish", "This link no longer works")
			b.sees("Start again with your email address.")

			s.Set("registration", "closed")
			c := b.another()
			c.open("/sign-in")
			c.returns("/sign-in", "Sign in")
			c.seesNot("Create an account")
			c.open(s.Link("late@example.test", message.Invitation))
			c.returns("/register/finish", "This link no longer works")
			c.press("Start again")
			c.returns("/register", "Create an account")
			c.sees("creates accounts for its clients")
		})
	}
}

// A link for a forgotten password that was used says so and leads to a new one; a wrong
// address is refused where it was typed, and one that nobody has is answered like any other.
func TestAForgottenPasswordsLinkThatIsSpentInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			b := openTab(t, s, scripts)
			b.open("/forgot-password")
			b.returns("/forgot-password", "Forgot your password?")
			b.fill("Email address", "ada.example")
			b.press("Send the link")
			b.shows("the address is refused and kept",
				`(e => e.value === "ada.example" && e.getAttribute("aria-invalid") === "true" && document.activeElement === e)(
					document.getElementById("email"))`)
			for _, email := range []string{"nobody@example.test", hosttest.Ada} {
				b.fill("Email address", email)
				b.press("Send the link")
				b.steps("/forgot-password/sent", "Check your email")
				b.press("Use another email address")
				b.steps("/forgot-password", "Forgot your password?")
			}
			link := s.Link(hosttest.Ada, message.ResetPassword)
			s.Browser().Post("/forgot-password", "email", hosttest.Ada)
			b.open(link)
			b.returns("/reset-password", "This link no longer works")
			b.sees("was replaced by a newer one")
			b.picture("gone", scripts)
			b.press("Request a new link")
			b.returns("/forgot-password", "Forgot your password?")
			b.open(s.Link(hosttest.Ada, message.ResetPassword))
			b.returns("/reset-password", "Choose a new password")
			b.fill("New password", hosttest.FreshPassword)
			b.press("Save password")
			b.loads("/sign-in?said=reset", "Sign in")
			b.open("/reset-password")
			b.returns("/reset-password", "This link no longer works")
		})
	}
}
