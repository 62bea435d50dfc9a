package browsertest

import (
	"strings"
	"testing"
	"time"

	"latchkey/internal/locale"
	"latchkey/internal/message"
	"latchkey/server/hosttest"

	"github.com/chromedp/chromedp/kb"
)

// A recovery case is settled: proofs, the checklist in one go, on to approval, and then the next case.
func TestSupportSettlesACaseInABrowser(t *testing.T) {
	t.Parallel()
	eachColleague(t, func(w *colleague) {
		t, s := w.t, w.s
		s.Browser().TurnOn()
		bruno := s.Browser()
		bruno.Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword)
		bruno.SetUpSecondStep()
		s.LetSettle()
		lost, noor, sven := s.Browser(), s.Noor(), s.Sven()
		lost.OpensCase()
		at := noor.CaseAt()
		s.Clock.Advance(time.Minute)
		other := sven.Post("/desk/cases", "person", s.IDOf(hosttest.Bruno)).Location
		phrase := hosttest.Between(t, lost.Get("/recovery/case").Body, locale.Of("en").T("recovery.phrase")+`</dt><dd>`, `</dd>`)
		w.becomes(noor)
		w.settlesACase(at, phrase)
		w.keysOr("j", w.T("case.next_case"))
		w.steps(other, w.T("case.title", "Name", "Bruno Keller"))
	})
}

func (w *colleague) settlesACase(at, phrase string) {
	w.t.Helper()
	title := w.T("case.title", "Name", "Ada Hartwell")
	w.opens("/desk/queue", w.T("section.queue"))
	w.press(title)
	w.returns(at, title)
	if w.scripts {
		w.module()
	}
	w.sees(w.T("checklist.done_of", "Done", 1, "All", 2), w.T("case.waits_proofs"), w.N("case.waits_items", 4), "hartwell.example")
	w.fill(w.T("case.phrase"), "not these")
	w.press(w.T("case.vouch_document"))
	w.isWrong("phrase", "not these", w.T("case.phrase_wrong"))
	w.looks("case-phrase")
	w.fill(w.T("case.phrase"), phrase)
	w.press(w.T("case.vouch_document"))
	w.steps(at, title)
	w.sees(w.T("checklist.done_of", "Done", 2, "All", 2))
	w.seesNot(w.T("case.waits_proofs"))
	for _, item := range []string{"name", "history", "pressure", "told"} {
		w.press(w.T("case.item_" + item))
	}
	w.press(w.T("case.save_checklist"))
	w.steps(at, title)
	w.sees(w.T("checklist.done_of", "Done", 4, "All", 4))
	w.looks("case-checked")
	w.press(w.T("case.do_submit"))
	w.steps(at, title)
	w.sees(w.T("case.what_review_others"))
}

// Support looks somebody up by a part of their address, sees what was sent to them, and sends it again.
func TestSupportLooksSomebodyUpInABrowser(t *testing.T) {
	t.Parallel()
	eachColleague(t, func(w *colleague) {
		t, s := w.t, w.s
		s.Browser().TurnOn()
		w.becomes(s.Noor())
		s.DeliveryBecomes(message.Email, message.Sent)
		w.opens("/desk/queue", w.T("section.queue"))
		if w.scripts && w.width > 1000 {
			w.hits("/")
			w.types("da@exam")
			w.shows("her, below the box", `[...document.querySelectorAll("#found a")].some(a => a.innerText.includes("Ada Hartwell"))`)
			w.types(kb.ArrowDown)
			w.shows("the focus on her", `document.activeElement.innerText.includes("Ada Hartwell")`)
			w.types("\r")
		} else {
			w.open("/desk/search")
			w.returns("/desk/search", w.T("section.search"))
			eval[bool](w.tab, `(document.querySelector("#screen input[type=search]").focus(), true)`)
			w.types("da@exam\r")
			w.sees("Ada Hartwell")
			w.clicks(`#screen .found a[href^="/desk/people/"]`)
		}
		at := "/desk/people/" + s.IDOf(hosttest.Ada)
		w.returns(at, "Ada Hartwell")
		w.press(w.T("mails.title"))
		w.steps(at+"/mails", w.T("mails.title_of", "Name", "Ada Hartwell"))
		if text := eval[string](w.tab, `document.body.innerText`); strings.Contains(text, "/not-me/") {
			t.Errorf("a link stands on the page: %s", text)
		}
		w.press(w.T("mails.again"))
		w.steps(at+"/mails?done=resent", w.T("mails.title_of", "Name", "Ada Hartwell"))
		w.announces("status", w.T("mails.done_resent"))
		w.sees(w.T("mails.state_delivered"))
	})
}
