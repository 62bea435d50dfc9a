package security_test

import (
	"net/http"
	"testing"

	"latchkey/internal/factor/passkey/passkeytest"
	"latchkey/server/hosttest"
)

// A password manager has taken a passkey over, and says now that it can be copied. It is refused for good, so each page that
// asks for one says to make another, not to try again; nothing of the person's changes.
func TestACopyOfAPasskeyIsToldApart(t *testing.T) {
	t.Parallel()
	const words = "This copy of your passkey can’t be used here"
	s := hosttest.BootForPasskeys(t)
	b, a := s.Browser(), passkeytest.New(t, s.URL)
	b.SignIn().Leads(t, "/dashboard")
	b.MakesPasskey(a, "name", "Blue key").Leads(t, "/security/backup-codes?of=set-up")
	made := a.Flags
	for _, flags := range []byte{passkeytest.BackupEligible, passkeytest.BackupEligible | passkeytest.BackedUp, passkeytest.BackedUp} {
		a.Flags = made | flags
		b.UsesPasskey(a, "/confirm/passkey", "next", "/invoices").Says(t, http.StatusUnprocessableEntity, words)
		s.Browser().UsesPasskey(a, "/sign-in/with-passkey").Says(t, http.StatusUnprocessableEntity, words)
		other := s.Browser()
		other.SignIn().Leads(t, "/sign-in/code")
		other.UsesPasskey(a, "/sign-in/passkey").Says(t, http.StatusUnprocessableEntity, words)
	}
	a.Flags = made
	s.Browser().UsesPasskey(a, "/sign-in/with-passkey").Leads(t, "/dashboard")

	b.UsesPasskey(a, "/confirm/passkey", "next", "/security")
	odd := passkeytest.New(t, s.URL)
	odd.Flags |= passkeytest.BackedUp
	b.MakesPasskey(odd, "name", "Odd").Says(t, http.StatusUnprocessableEntity, "it says that it was copied from another device")
	odd.Flags |= passkeytest.BackupEligible
	b.MakesPasskey(odd, "name", "Whole").Leads(t, "/security?done=added")
}
