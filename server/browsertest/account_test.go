package browsertest

import (
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"

	"github.com/chromedp/chromedp"
)

// Somebody is invited to an account, accepts, sees what they may and nothing else, is changed, and leaves; as the owner's
// browser and theirs show it.
func TestAMemberInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			s.AddPerson("frida@example.test", "Frida Lind", hosttest.TenantPassword)
			ada, frida := openTab(t, s, scripts), openTab(t, s, scripts)
			ada.signsIn()
			ada.loads("/dashboard", "Welcome, Ada Hartwell")
			base := ada.invites("frida@example.test")
			frida.joins("frida@example.test")
			frida.open("/services")
			frida.sees("Managed WordPress")
			frida.open("/invoices")
			frida.seesNot("INV-2041")
			frida.open("/account/members")
			frida.sees("You don’t have access")

			ada.open("/account/members")
			ada.returns("/account/members", "Hartwell Studio")
			ada.press("Change or remove Frida Lind")
			ada.steps(base+"/members/"+s.IDOf("frida@example.test"), "Frida Lind")
			ada.clicks("[name=services][value='']")
			ada.clicks("[name=invoices][value=see]")
			ada.press("Save changes")
			ada.steps("/account/members?done=changed", "Hartwell Studio")
			ada.announces("status", "Permissions changed.")
			frida.open("/invoices")
			frida.sees("INV-2041")

			frida.open("/account")
			frida.returns("/account", "Hartwell Studio")
			frida.sees("See invoices")
			frida.press("Leave this account")
			frida.steps(base+"/leave", "Leave this account?")
			frida.press("Leave this account")
			frida.loads("/dashboard?done=left", "Welcome, Frida Lind")
			frida.announces("status", "You’ve left the account.")
		})
	}
}

// invites sends an invitation to manage services, and returns where what is done to the account is sent.
func (b *tab) invites(email string) (base string) {
	b.t.Helper()
	base = "/account/" + b.s.AccountID("C-10001")
	b.press("Account")
	b.returns("/account", "Hartwell Studio")
	b.press("Members")
	b.steps("/account/members", "Hartwell Studio")
	b.press("Invite a member")
	b.steps(base+"/invite", "Invite a member")
	b.fill("Email address", "frida@")
	b.clicks("[name=services][value=manage]")
	b.press("Send the invitation")
	b.sees("Enter an email address like ada@example.com.")
	b.shows("what was chosen is kept", `document.querySelector("[name=services][value=manage]").checked`)
	b.fill("Email address", email)
	b.press("Send the invitation")
	b.steps("/account/members?done=invited", "Hartwell Studio")
	b.announces("status", "Invitation sent.")
	b.sees(email, "Manage services")
	return base
}

// joins follows the link of an invitation by way of the sign-in.
func (b *tab) joins(email string) {
	b.t.Helper()
	b.open(b.s.Link(email, message.AccountInvitation))
	b.returns("/account-invitation", "Join Hartwell Studio")
	b.sees("Ada Hartwell has invited you.", email, "Manage services")
	b.press("Sign in to accept")
	b.loads("/sign-in?next=%2Faccount-invitation", "Sign in")
	b.fill("Email address", email)
	b.fill("Password", hosttest.TenantPassword)
	b.press("Sign in")
	b.loads("/account-invitation", "Join Hartwell Studio")
	b.press("Accept the invitation")
	b.loads("/account?done=joined", "Hartwell Studio")
	b.announces("status", "You’ve joined this account.")
}

// An account is handed over: both sides see it, and the link of the mail stops it; begun once more, it takes effect after
// 72 hours.
func TestAHandOverInABrowser(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := inStep(hosttest.Boot(t))
			ada, mail := openTab(t, s, scripts), openTab(t, s, scripts)
			app, _ := ada.turnsOn()
			ada.handsOver(app)
			ada.sees("This account will be handed over to Bruno Keller")
			mail.open(s.Link(hosttest.Ada, message.HandoverAsked))
			mail.returns("/handover", "Stop the handover of Hartwell Studio?")
			mail.press("Stop the handover")
			mail.sees("Handover stopped", "change your password")
			ada.open("/account")
			ada.seesNot("will be handed over")

			ada.handsOver(app)
			s.Clock.Advance(73 * time.Hour)
			if err := s.Host.Membership.Due(t.Context()); err != nil {
				t.Fatal(err)
			}
			mail.open("/sign-in")
			mail.fill("Email address", hosttest.Bruno)
			mail.fill("Password", hosttest.BrunoPassword)
			mail.press("Sign in")
			mail.loads("/dashboard", "Welcome, Bruno Keller")
			mail.press("Account")
			mail.returns("/account", "Hartwell Studio")
			mail.sees("You own this account.")
			mail.clicks("details.account > summary")
			mail.clicks("details.account form li:last-child button")
			mail.loads("/account", "Keller Fahrräder")
		})
	}
}

// handsOver begins to hand Ada's account over to Bruno, who keeps its books.
func (b *tab) handsOver(app phone) {
	b.t.Helper()
	b.s.Clock.Advance(11 * time.Minute)
	b.open("/account")
	b.returns("/account", "Hartwell Studio")
	b.press("Hand over ownership")
	b.shows("it says what comes of it", `document.body.innerText.includes("in 72 hours") && document.body.innerText.includes("New owner")`)
	b.shows("choosing Bruno", `(() => {
		const list = document.querySelector("#screen select"), bruno = [...list.options].find(o => o.text.startsWith("Bruno"));
		list.value = bruno.value;
		return bruno.value !== "";
	})()`)
	b.press("Hand over ownership")
	b.shows("it asks who it is", `location.pathname === "/confirm"`)
	b.sees("Bruno")
	b.confirms(app)
	b.steps("/account?done=handover", "Hartwell Studio")
	b.announces("status", "The handover has started.")
}

// On a phone, what the bar has no room for is behind "More": the accounts to choose from, and the person's own pages.
func TestMoreOnAPhone(t *testing.T) {
	t.Parallel()
	b := openTab(t, inStep(hosttest.Boot(t)), true)
	b.touch = true
	b.do(chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulateScale(3)))
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.press("More")
	b.shows("it opens above the bar", `(r => r.top >= 0 && r.height > 100 && r.bottom <= innerHeight)(
		document.querySelector(".more .menu-panel").getBoundingClientRect())`)
	b.press("Security activity")
	b.returns("/security/activity", "Security activity")
}
