package browsertest

import (
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
	"latchkey/server/letter"
)

// A case from "I can’t get a code" to the first sign-in with the new method: with scripts the phone is the second
// proof, without scripts a document that staff see, as no code comes to the phone.
func TestARecoveryCaseInABrowser(t *testing.T) {
	inEachBrowser(t, func(b *tab) {
		s := b.s
		s.PhoneOf(hosttest.Ada, hosttest.RecoveryNumber)
		b.turnsOn()
		b.signsOut()
		s.LetSettle()
		noor, sven := s.Noor(), s.Sven()
		b.asksForACase()
		at := noor.CaseAt()
		b.getsNoCode()
		if b.scripts {
			b.provesThePhone()
		} else {
			phrase := eval[string](b, `document.querySelectorAll("dl.reach dd")[1].innerText`)
			noor.Post(at+"/proof", "proof", "document", "phrase", phrase).Leads(t, at)
			b.reload()
		}
		b.returns("/recovery/case", "Your recovery case")
		b.sees("You’ve given enough proof in this browser.")
		b.picture("case-open", b.scripts)

		noor.TakesUp(at)
		sven.Decides(at, "approve").Leads(t, at)
		b.reload()
		b.returns("/recovery/case", "Your recovery case")
		b.sees("your case is approved.")
		b.picture("case-waiting", b.scripts)
		s.Clock.Advance(24 * time.Hour)
		s.MoveCases()
		b.finishesTheCase()
	})
}

// asksForACase goes from the second step to the case, by the link in the demo's mailbox.
func (b *tab) asksForACase() {
	b.t.Helper()
	b.signsIn()
	b.steps("/sign-in/code", "Enter your code")
	b.press("I can’t get a code")
	b.steps("/sign-in/help", "I can’t get a code")
	b.clicks(`a[href="/recovery"]`)
	b.returns("/recovery", "Get back into your account")
	b.picture("case-ask", b.scripts)
	b.fill("Email address", hosttest.Ada)
	b.press("Send the link")
	b.steps("/recovery/sent", "Check your email")
	b.followsTheMail(message.RecoveryOpen)
	b.returns("/recovery/open", "Open a recovery case")
	b.picture("case-link", b.scripts)
	b.press("Open case")
	b.steps("/recovery/case", "Your recovery case")
}

// followsTheMail follows the link of the newest message in the demo's mailbox.
func (b *tab) followsTheMail(kind message.Kind) {
	b.t.Helper()
	m := b.s.Mail(hosttest.Ada, kind)
	b.open("/demo/mailbox/" + m.ID)
	b.until("the letter", func() error {
		return unlessTrue(eval[bool](b, `!!document.querySelector('a[href*="`+letter.Path(kind)+`"]')`), "it has no link")
	})
	b.clicks(`a[href*="` + letter.Path(kind) + `"]`)
}

var caseCode = waitingPage{"/recovery/case/code", "Enter the code", "case-code"}

// getsNoCode asks for a code that does not arrive, and goes back to where the other proofs are.
func (b *tab) getsNoCode() {
	b.t.Helper()
	b.press("Send a code")
	b.steps(caseCode.path, caseCode.heading)
	b.sees("We sent a verification code by WhatsApp to")
	b.doesNotArrive(caseCode)
	b.press("Use another way")
	b.steps("/recovery/case", "Your recovery case")
	b.sees("Show it to support")
}

func (b *tab) provesThePhone() {
	b.t.Helper()
	b.s.Clock.Advance(31 * time.Second)
	b.press("Send a code")
	b.steps(caseCode.path, caseCode.heading)
	b.sendsAgain(hosttest.RecoveryNumber, caseCode)
	b.enter(b.s.Mail(hosttest.RecoveryNumber, message.ConfirmCode).Secret)
	b.steps("/recovery/case", "Your recovery case")
}

// finishesTheCase goes from the second link to the set-up, and signs in with what was set up.
func (b *tab) finishesTheCase() {
	b.t.Helper()
	b.followsTheMail(message.RecoveryReady)
	b.returns("/recovery/finish", "Set up a new second step")
	b.picture("case-finish", b.scripts)
	b.fill("Password", hosttest.AdaPassword)
	b.press("Remove and continue")
	b.returns("/security/two-factor", "Two-Factor Authentication")
	b.picture("case-anew", b.scripts)
	b.press("Get started")
	b.steps("/security/methods/new", "Choose a method")
	b.press("Continue")
	b.steps("/security/two-factor/scan", "Connect your authenticator app")
	app := b.photograph()
	b.enter(b.code(app))
	b.loads("/security/backup-codes?of=set-up", "Backup codes") // with the sections that were shut until now
	b.press("I have saved my backup codes")
	b.press("Done")
	b.steps("/security?done=on", "Security Settings")
	b.s.Clock.Advance(30 * time.Second)
	b.signsOut()
	b.signsInWithTheCode(app)
}
