package desk_test

import (
	"net/http"
	"testing"

	"latchkey/server/hosttest"
)

// The name of the case is the first thing that a person reads out. Typed in place of the browser's two words it gives no
// proof, and staff are told which words to ask for. About any other words nothing is said.
func TestTheNameOfTheCaseIsNoProof(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Browser().TurnOn()
	s.LetSettle()
	noor, b := s.Noor(), s.Browser()
	b.OpensCase()
	at := noor.CaseAt()
	page := b.Get("/recovery/case")
	page.Says(t, http.StatusOK, "Words for this browser")
	name := hosttest.Between(t, page.Body, `Case name</dt><dd>`, `<`)
	const itsName = "That’s the case’s name. Ask for the two words on their screen."
	for typed, says := range map[string]string{
		name: itsName, "482913": "No browser in this case", "": "No browser in this case", name + " amber": "No browser in this case",
	} {
		noor.Post(at+"/proof", "proof", "document", "phrase", typed).Says(t, http.StatusUnprocessableEntity, says)
	}
	if n := s.Count(`SELECT COUNT(*) FROM recovery_proof WHERE kind = 'document'`); n != 0 {
		t.Errorf("%d proofs were recorded", n)
	}
	noor.Post(at+"/proof", "proof", "document", "phrase", hosttest.Between(t, page.Body, `Words for this browser</dt><dd>`, `<`)).Leads(t, at)
	noor.Decides(at, "stop")
	noor.Post(at+"/proof", "proof", "answers", "phrase", name).Says(t, http.StatusUnprocessableEntity, "at this stage of the case")
}
