// Package all collects the states of every area, for the gallery and for tests that look at every page.
package all

import (
	"slices"

	"latchkey/components/account/accounttest"
	"latchkey/components/canned"
	"latchkey/components/client/clienttest"
	"latchkey/components/desk/desktest"
	"latchkey/components/mail/mailtest"
	"latchkey/components/prompt/prompttest"
	"latchkey/components/recovery/recoverytest"
	"latchkey/components/security/securitytest"
	"latchkey/components/signin/signintest"
	"latchkey/components/ticket/tickettest"
	"latchkey/components/ui/uitest"
	"latchkey/internal/locale"
)

// States returns every state in the order of the gallery.
func States(l *locale.Locale) []canned.State {
	return slices.Concat(
		signintest.States(l),
		prompttest.States(l),
		securitytest.States(l),
		recoverytest.States(l),
		clienttest.States(l),
		tickettest.States(l),
		accounttest.States(l),
		desktest.States(l),
		mailtest.States(l),
		uitest.States(l),
		canned.Failures(l),
	)
}
