package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/letter"
)

// Flow 3: "Forgot password", a link by mail, a new password, and still the code.
func TestAForgottenPasswordInABrowser(t *testing.T) {
	inEachBrowser(t, func(b *tab) {
		b.open("/sign-in")
		b.press("Forgot password?")
		b.returns("/forgot-password", "Forgot your password?")
		b.picture("forgot", b.scripts)
		b.fill("Email address", hosttest.Ada)
		b.press("Send the link")
		b.steps("/forgot-password/sent", "Check your email")
		b.picture("sent", b.scripts)
		b.open(b.s.Link(hosttest.Ada, message.ResetPassword))
		b.returns("/reset-password", "Choose a new password")
		b.picture("reset", b.scripts)
		b.fill("New password", hosttest.FreshPassword)
		b.press("Save password")
		b.loads("/sign-in?said=reset", "Sign in")
		b.announces("status", "Your new password is saved. Sign in with it.")
		b.open(letter.NotMePath + b.s.Mail(hosttest.Ada, message.PasswordChanged).NotMe)
		b.returns("/not-me", "Wasn’t this you?")
		b.picture("not-me", b.scripts)
		b.press("This wasn’t me")
		b.steps("/not-me", "Thank you for telling us")
	})
}

// Flow 5.6: people without an account create one.
func TestRegistrationInABrowser(t *testing.T) {
	inEachBrowser(t, func(b *tab) {
		b.open("/sign-in")
		b.press("Create an account")
		b.returns("/register", "Create an account")
		b.fill("Email address", "grace@example.test")
		b.press("Send the link")
		b.steps("/register/sent", "Check your email")
		b.open(b.s.Link("grace@example.test", message.RegisterConfirm))
		b.returns("/register/finish", "Create your account")
		b.fill("Name", "Grace")
		b.fill("Password", hosttest.FreshPassword)
		b.picture("register", b.scripts)
		b.press("Create account")
		b.loads("/sign-in?said=registered", "Sign in")
		b.fill("Email address", "grace@example.test")
		b.fill("Password", hosttest.FreshPassword)
		b.press("Sign in")
		b.loads("/dashboard", "Welcome, Grace")
		b.open("/profile")
		b.returns("/profile", "Profile")
		b.picture("profile", b.scripts)
		b.press("Change address")
		b.steps("/profile/email", "Email address")
		b.picture("email", b.scripts)
		b.fill("New email address", "grace@new.test")
		b.press("Send the link")
		b.steps("/profile/email?done=sent", "Email address")
		b.open(b.s.Link("grace@new.test", message.EmailConfirm))
		b.returns("/confirm-email", "Confirm your email address")
		b.press("Confirm this address")
		b.loads("/profile?done=email", "Profile")
		b.sees("grace@new.test")
	})
}

// picture is for people to look at, where -screenshots says so.
func (b *tab) picture(name string, scripts bool) {
	b.t.Helper()
	if *screenshots == "" || !scripts || b.ctx == nil { // Chromium takes them
		return
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{360, 1280} {
			file := filepath.Join(*screenshots, fmt.Sprintf("%s-%d-%s.png", name, width, scheme))
			if err := os.WriteFile(file, b.wholePicture(scheme, width), 0o644); err != nil {
				b.t.Fatal(err)
			}
		}
	}
	b.emulate("light", 1280, 800)
}
