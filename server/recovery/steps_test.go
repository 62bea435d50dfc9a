package recovery_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"
)

// On its way a case says at which of the three steps it is, what comes next and when, and what there is to do.
func TestACaseSaysWhereItIsAndWhatComesNext(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	s.PhoneOf(hosttest.Ada, "+442079460123")
	s.LetSettle()
	sven, noor, b := s.Sven(), s.Noor(), s.Browser()
	b.OpensCase()
	says := func(current string, words ...string) {
		t.Helper()
		p := b.Get("/recovery/case")
		p.Says(t, http.StatusOK, `aria-current="step"><span>`+current+`</span>`)
		for _, want := range append(words, "What happens next", "What you can do now") {
			p.Says(t, http.StatusOK, want)
		}
	}
	says("Prove it’s you", "Given so far: 1", "a waiting period of 24 hours starts", "Open it in this browser within 24 hours")
	b.ProvesPhone()
	says("Support checks", "give them your case name", "a waiting period of 24 hours starts")
	if p := b.Get("/recovery/case"); strings.Contains(p.Body, "Step 1") || strings.Contains(p.Body, "Send a code") {
		t.Error("it still asks for proofs")
	}
	at := noor.CaseAt()
	noor.TakesUp(at)
	says("Support checks", "It’s waiting for approval", "a waiting period of 24 hours starts")
	sven.Decides(at, "approve").Leads(t, at)
	says("Wait and set up", "ends in 1 day, on", "lasts 24 hours from the approval", "we email you a link")
	s.Clock.Advance(23 * time.Hour)
	says("Wait and set up", "ends in 1 hour, on")
	s.Clock.Advance(time.Hour)
	b.Get("/recovery/case").Says(t, http.StatusOK, "Reload this page in a minute")
	s.MoveCases()
	says("Wait and set up", "You have 1 day, until", "We remove the old second step", "Open the link from our email in this browser.")
}

// Nobody is told of a phone who has none.
func TestACaseNamesOnlyTheProofsThatItLists(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	b := s.Browser()
	b.OpensCase()
	p := b.Get("/recovery/case")
	p.Says(t, http.StatusOK, "One of them has to be an identity document.")
	if strings.Contains(p.Body, "your phone") || strings.Contains(p.Body, "Your phone") {
		t.Error("it names a phone that is not listed")
	}
}
