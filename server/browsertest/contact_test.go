package browsertest

import (
	"fmt"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/letter"
)

// The address is changed, told to the old one, and disputed from there: what is frozen then,
// and how the owner ends it with the second step.
func TestAnAddressIsDisputedInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			app, _ := usesTwoFactor(t, s)
			s.LetSettle() // what settles a dispute was there for a week before it
			b := openTab(t, s, scripts)
			b.signsInWithTheCode(app)
			b.asksForAnotherAddress(app, "ada@new.test")

			other := b.another()
			other.open(s.Link("ada@new.test", message.EmailConfirm))
			other.returns("/confirm-email", "Confirm your email address")
			other.press("Confirm this address")
			other.loads("/sign-in?said=email", "Sign in")
			other.sees("Your new email address is confirmed.")
			b.open("/profile")
			b.returns("/profile", "Profile") // the browser that asked stays signed in
			b.sees("ada@new.test")

			other.open(letter.NotMePath + s.Mail(hosttest.Ada, message.EmailChanged).NotMe)
			other.returns("/not-me", "Wasn’t this you?")
			other.sees("Your email address was changed", "The change has already taken effect.")
			other.picture("not-me-freeze", scripts)
			other.press("This wasn’t me")
			other.steps("/not-me", "Thank you for telling us")
			other.sees("changes to your account are frozen", "Sign in with your second step to resolve this.")

			b.open("/dashboard")
			b.returns("/sign-in?next=%2Fdashboard&said=lost", "Sign in")
			s.Clock.Advance(30 * time.Second)
			b.signsInAs("ada@new.test", app)
			b.isFrozen()
			b.settles(app)
			b.open("/profile/email")
			b.returns("/profile/email", "Email address")
			b.fill("New email address", hosttest.Ada) // and is put right like any other
			b.press("Send the link")
			b.steps("/profile/email?done=sent", "Email address")
		})
	}
}

// asksForAnotherAddress gives the new address, and proves who it is on the way.
func (b *tab) asksForAnotherAddress(app phone, email string) {
	b.t.Helper()
	b.s.Clock.Advance(11 * time.Minute)
	b.open("/profile")
	b.returns("/profile", "Profile")
	b.press("Change address")
	b.steps("/profile/email", "Email address")
	b.fill("New email address", "ada.new")
	b.press("Send the link")
	b.shows("the address is refused and kept",
		`(e => e.value === "ada.new" && e.getAttribute("aria-invalid") === "true" && document.activeElement === e)(
			document.getElementById("email"))`)
	b.fill("New email address", email)
	b.press("Send the link")
	b.steps("/confirm?next=%2Fprofile%2Femail&need=3", "Confirm it’s you")
	b.confirms(app)
	b.steps("/profile/email?done=sent", "Email address")
	b.announces("status", "We’ve sent a link to "+email)
	b.sees("Waiting to be confirmed", hosttest.Ada)
	b.picture("email-sent", b.scripts)
	if told := b.s.Mail(hosttest.Ada, message.EmailChanging); told.NotMe == "" {
		b.t.Error("the address in force is told without a way to stop it")
	}
}

// confirms gives a code of the app on "Confirm it’s you".
func (b *tab) confirms(app phone) {
	b.t.Helper()
	if b.scripts {
		b.module()
	}
	b.fill("6-digit code", b.code(app))
	if !b.scripts {
		b.press("Confirm") // with scripts it is sent as soon as the code is complete, as at sign-in
	}
	b.s.Clock.Advance(30 * time.Second)
}

func (b *tab) signsInAs(email string, app phone) {
	b.t.Helper()
	b.fill("Email address", email)
	b.fill("Password", hosttest.AdaPassword)
	b.press("Sign in")
	b.steps("/sign-in/code", "Enter your code")
	b.enter(b.code(app))
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.s.Clock.Advance(30 * time.Second)
}

// isFrozen finds every change that weakens the account shut, each with the way to open it.
func (b *tab) isFrozen() {
	b.t.Helper()
	b.sees("Changes to your account are frozen")
	for _, path := range []string{
		"/profile/email", "/profile/phone", "/security/password", "/security/two-factor/disable",
		"/security/methods/new", "/security/backup-codes/new", "/security/sessions/others/end",
	} {
		b.open(path)
		b.returns("/security/frozen", "Changes to your account are frozen")
	}
	b.seesNot("Resolve it") // it is this page
	b.picture("frozen", b.scripts)
}

// settleURL asks for a second step that was there for a week before the oldest disputed change.
func settleURL(b *tab) string {
	b.t.Helper()
	u, err := b.s.Host.Users.ByEmail(b.t.Context(), b.s.Host.DB.Read(), "ada@new.test")
	if err != nil {
		b.t.Fatal(err)
	}
	d, err := b.s.Host.Contact.Disputed(b.t.Context(), u)
	if err != nil {
		b.t.Fatal(err)
	}
	return fmt.Sprintf("/confirm?next=%%2Fsecurity%%2Ffrozen&need=3&since=%d", d.Since.Add(-7*24*time.Hour))
}

// settles ends the freeze once the second step has been given anew.
func (b *tab) settles(app phone) {
	b.t.Helper()
	b.s.Clock.Advance(11 * time.Minute)
	b.open("/dashboard")
	b.press("Resolve it")
	b.returns("/security/frozen", "Changes to your account are frozen")
	b.press("Keep the current details")
	b.steps(settleURL(b), "Confirm it’s you")
	b.confirms(app)
	b.steps("/security?done=unfrozen", "Security Settings")
	b.announces("status", "Your account is no longer frozen.")
}

// A number: refused, sent to, not delivered, sent to again, confirmed and removed.
func TestANumberInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			waiting := waitingPage{"/profile/phone/code", "Confirm your phone number", "phone-code"}
			s := inStep(hosttest.Boot(t))
			b := openTab(t, s, scripts)
			b.signsIn()
			b.loads("/dashboard", "Welcome, Ada Hartwell")
			b.open("/profile")
			b.returns("/profile", "Profile")
			b.press("Add a number")
			b.steps("/profile/phone", "Phone number")
			b.fill("Phone number", "12")
			b.press("Send the code")
			b.shows("the number is refused and kept",
				`(e => e.value === "12" && e.getAttribute("aria-invalid") === "true" && document.activeElement === e)(
					document.getElementById("phone"))`)
			b.fill("Phone number", "+44 7700 900999")
			b.press("Send the code")
			b.steps(waiting.path, waiting.heading)
			b.sees("We sent a verification code by WhatsApp to")
			b.doesNotArrive(waiting)
			b.press("Use another number")
			b.steps("/profile/phone", "Phone number")
			b.fill("Phone number", hosttest.AdaNumber)
			b.press("Send the code")
			b.steps(waiting.path, waiting.heading)
			b.sendsAgain(hosttest.AdaNumber, waiting)

			b.confirmsTheNumber(hosttest.OtherCode(s.Mail(hosttest.AdaNumber, message.ConfirmCode).Secret))
			b.refuses("code", "That code didn’t work. Enter the newest code we sent you.")
			b.confirmsTheNumber(s.Mail(hosttest.AdaNumber, message.ConfirmCode).Secret)
			b.steps("/profile?done=phone", "Profile")
			b.announces("status", "Your phone number is confirmed.")
			b.press("Change number")
			b.steps("/profile/phone", "Phone number")
			b.picture("phone", scripts)
			b.press("Remove number")
			b.steps("/profile?done=phone-removed", "Profile")
			b.announces("status", "Your phone number was removed.")
			b.seesNot(hosttest.AdaNumber)
		})
	}
}

// waitingPage is one that waits for a code, and what its pictures are called.
type waitingPage struct{ path, heading, name string }

// doesNotArrive has WhatsApp report that the message will not come; the page finds out by itself, or when it is looked at again.
func (b *tab) doesNotArrive(p waitingPage) {
	b.t.Helper()
	b.s.DeliveryBecomes(message.WhatsApp, message.Queued)
	b.reload()
	b.returns(p.path, p.heading)
	b.sees("Your message is on its way.")
	b.picture(p.name, b.scripts)
	b.s.DeliveryBecomes(message.WhatsApp, message.Failed)
	if !b.scripts {
		b.press("Check again")
		b.loads(p.path, p.heading)
	}
	b.announces("status", "The message didn’t arrive.")
	b.picture(p.name+"-failed", b.scripts)
}

// sendsAgain asks for another code: too soon, and when its time has come.
func (b *tab) sendsAgain(number string, p waitingPage) {
	b.t.Helper()
	first := b.s.Mail(number, message.ConfirmCode).ID
	if b.scripts {
		b.module()
		b.shows("the button waits", `document.querySelector("button[data-from]").disabled`)
	} else {
		b.press("Send a new code")
		b.sees("We sent a code a moment ago.")
	}
	b.s.Clock.Advance(61 * time.Second)
	b.open(p.path)
	b.returns(p.path, p.heading)
	b.press("Send a new code")
	b.until("another code", func() error {
		return unlessTrue(b.s.Mail(number, message.ConfirmCode).ID != first, "there is none")
	})
	b.steps(p.path, p.heading)
}

func (b *tab) confirmsTheNumber(code string) {
	b.t.Helper()
	if b.scripts {
		b.module()
	}
	b.fill("6-digit code", code)
	if !b.scripts {
		b.press("Confirm")
	}
}

// Who has no second step that could prove it can't end a freeze; the host's staff do.
func TestStaffSettleADisputeInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			thief := s.Browser()
			thief.SignIn().Leads(t, "/dashboard")
			thief.Post("/profile/phone", "phone", hosttest.AdaNumber).Leads(t, "/profile/phone/code")
			b := openTab(t, s, scripts)
			b.open(letter.NotMePath + s.Mail(hosttest.Ada, message.PhoneChanging).NotMe)
			b.returns("/not-me", "Wasn’t this you?")
			b.press("This wasn’t me")
			b.steps("/not-me", "Thank you for telling us")
			b.signsIn()
			b.loads("/dashboard", "Welcome, Ada Hartwell")
			b.press("Resolve it")
			b.returns("/security/frozen", "Changes to your account are frozen")
			b.sees("None of your second steps can resolve this")
			b.picture("frozen-staff", scripts)
			b.press("Contact support")
			b.returns("/tickets/new?about=security&account="+s.AccountID("C-10001"), "Open a ticket")

			at := "/desk/people/" + s.IDOf(hosttest.Ada)
			s.Noor().Post(at+"/unfreeze").Leads(t, at+"?done=decided")
			boss := s.Sven()
			seen := hosttest.Between(t, boss.Get(at).Body, `name="seen" value="`, `"`)
			boss.Post(at+"/dispute/approve", "seen", seen).Leads(t, at+"?done=settled")
			b.open("/profile")
			b.returns("/profile", "Profile")
			b.seesNot("Changes to your account are frozen", hosttest.AdaNumber)
		})
	}
}
