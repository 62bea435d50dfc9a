package browsertest

import (
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// sentWay is a method whose codes are sent, as people choose it and use it.
type sentWay struct {
	name, choice, heading, page, lead string
	by                                message.Channel
}

var sentWays = []sentWay{
	{"by email", "email", "Confirm your email", "/security/methods/email", "We emailed a verification code", message.Email},
	{"by WhatsApp", "whatsapp", "Confirm your number", "/security/methods/whatsapp/code", "a verification code by WhatsApp", message.WhatsApp},
}

// Flow 5: a method whose codes are sent, from the choice to the next sign-in and off again.
func TestSentCodesInABrowser(t *testing.T) {
	t.Parallel()
	for _, way := range sentWays {
		for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
			t.Run(way.name+" "+name, func(t *testing.T) {
				t.Parallel()
				s := inStep(hosttest.Boot(t))
				b := openTab(t, s, scripts)
				b.signsIn()
				b.loads("/dashboard", "Welcome, Ada Hartwell")
				b.turnsOnBy(way)
				s.Clock.Advance(5 * time.Minute)
				b.signsOut()

				b.signsIn()
				b.steps("/sign-in/code", "Enter your code")
				b.sees(way.lead)
				b.has("textbox: 6-digit code", "button: Verify, Send a new code", "link: Use a backup code, Try another way, I can’t get a code")
				b.press("Try another way")
				b.steps("/sign-in/ways", "Try another way")
				b.back()
				b.returns("/sign-in/code", "Enter your code")
				b.enter(s.SentCode(way.by))
				b.loads("/dashboard", "Welcome, Ada Hartwell")
			})
		}
	}
}

func (b *tab) turnsOnBy(way sentWay) {
	b.t.Helper()
	b.open("/security")
	b.returns("/security", "Security Settings")
	b.press("Click here to enable")
	b.steps("/security/two-factor", "Two-Factor Authentication")
	b.press("Get started")
	b.steps("/security/methods/new", "Choose a method")
	b.clicks(`[value=` + way.choice + `]`)
	b.press("Continue")
	if way.by == message.WhatsApp {
		b.steps("/security/methods/whatsapp", "Your WhatsApp number")
		b.fill("Phone number", "12345")
		b.press("Send the code")
		b.shows("the number is kept",
			`document.getElementById("phone").value === "12345" && document.getElementById("phone").getAttribute("aria-invalid") === "true"`)
		b.fill("Phone number", hosttest.AdaPhone)
		b.press("Send the code")
	}
	b.steps(way.page, way.heading)
	b.sees(way.lead)
	b.enter(b.s.SentCode(way.by))
	b.steps("/security/backup-codes?of=set-up", "Backup codes")
	b.press("I have saved my backup codes")
	b.press("Done")
	b.steps("/security?done=on", "Security Settings")
	b.sees("Less secure")
}

// clicks presses what a selector finds, where its name is long.
func (b *tab) clicks(selector string) {
	b.t.Helper()
	eval[bool](b, `(document.querySelector(`+"`"+selector+"`"+`).click(), true)`)
}

// The page that waits finds out by itself that a message will not come.
func TestAFailedDeliveryInABrowser(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.Boot(t))
	s.Browser().TurnOnByEmail()
	b := openTab(t, s, true)
	b.signsIn()
	b.steps("/sign-in/code", "Enter your code")
	s.DeliveryBecomes(message.Email, message.Queued)
	b.reload()
	b.returns("/sign-in/code", "Enter your code")
	b.sees("Your message is on its way.")
	s.DeliveryBecomes(message.Email, message.Failed)
	b.announces("status", "arrive")
	b.press("Use another way")
	b.steps("/sign-in/ways", "Try another way")
}

// The menu closes by Escape and by a press elsewhere.
func TestTheMenuClosesInABrowser(t *testing.T) {
	t.Parallel()
	b := openTab(t, hosttest.Boot(t), true)
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.module()
	const open = `document.querySelector("details.menu").open`
	b.press("Hello, Ada!")
	b.shows("the menu is open", open)
	b.types("\u001b")
	b.shows("Escape closes it", "!"+open)
	b.press("Hello, Ada!")
	b.shows("the menu is open again", open)
	eval[bool](b, `(document.querySelector("h1").click(), true)`)
	b.shows("a press elsewhere closes it", "!"+open)
}

// Whoever has several methods goes from one to another by a link, with scripts and without.
func TestTheOtherMethodsInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			person := s.Browser()
			person.TurnOn()
			person.Post("/security/methods/new", "method", "email").Leads(t, "/security/methods/email")
			person.Post("/security/methods/email", "code", s.SentCode(message.Email)).Leads(t, "/security?done=added")
			s.Clock.Advance(5 * time.Minute)

			b := openTab(t, s, scripts)
			b.signsIn()
			b.steps("/sign-in/code", "Enter your code")
			b.press("Email a code to \u2066a•••@example.test\u2069")
			b.steps("/sign-in/code?way="+person.Method("Email code"), "Enter your code")
			b.sees("We emailed a verification code")
			b.has("link: Use your authenticator app")
			b.enter(s.SentCode(message.Email))
			b.loads("/dashboard", "Welcome, Ada Hartwell")
		})
	}
}
