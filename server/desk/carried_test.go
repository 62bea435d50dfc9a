package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"latchkey/internal/ticket"
	"latchkey/server/hosttest"
)

// noorWith is Noor's browser, and the secret of her codes.
func (s *tickets) noorWith() (b *hosttest.Browser, secret string) {
	b = s.Browser()
	b.Post("/sign-in", "email", hosttest.Noor, "password", hosttest.NoorPassword)
	return b, b.SetUpSecondStep()
}

// Whoever asks whether to merge a ticket, mark it as spam or redact a message finds what they had typed again: after they
// did so, after they thought better of it, after they were refused, and after they confirmed who they are.
func TestWhatIsTypedOutlivesAQuestion(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	one, two := s.asks("The site is slow", "Ten seconds."), s.asks("Slow again", "My password is violet-harbour-42.")
	guest, _ := s.guest("Mina", "mina@example.net", "Locked out", "Please help.")
	noor, secret := s.noorWith()
	const typed, noted = "We have **found", "Prefers the phone"
	keeps := func(what string, p hosttest.Page, status int) {
		t.Helper()
		if p.Status != status || !strings.Contains(p.Body, typed+"</textarea>") {
			t.Errorf("%s: %d, and what was typed is lost", what, p.Status)
		}
	}
	asks := func(number, path string) hosttest.Page {
		t.Helper()
		page := beside(t, noor, number, path, "do", "ask", "body", typed, "kind", "note", "note", noted, "files", "log.txt")
		page.Says(t, http.StatusOK, `name="body" value="`+typed+`"`)
		return page
	}
	sent := func(number, path string, page hosttest.Page, more ...string) hosttest.Page {
		t.Helper()
		form := hosttest.Page{Body: hosttest.Between(t, page.Body, `id="question"`, "</form>")}.Form()
		form.Del("do")
		for i := 0; i+1 < len(more); i += 2 {
			form.Set(more[i], more[i+1])
		}
		return noor.Send(http.MethodPost, "/desk/tickets/"+number+path, form)
	}
	redact := "/redact/" + s.stored(two).LastID
	for number, path := range map[string]string{one: "/merge", two: redact, guest: "/spam"} {
		back := sent(number, "", asks(number, path), "do", "back")
		keeps("back from "+path, back, http.StatusOK)
		back.Says(t, http.StatusOK, "Choose your files again.")
		back.Says(t, http.StatusOK, `value="note" checked`)
		beside(t, noor, number, path, "do", "ask").Leads(t, "/desk/tickets/"+number+path)
	}
	refused := sent(one, "/merge", asks(one, "/merge"), "number", guest)
	refused.Says(t, 422, `name="body" value="`+typed+`"`)
	merged := sent(one, "/merge", refused, "number", two)
	keeps("after merging", merged, http.StatusOK)
	merged.Says(t, http.StatusOK, noted+"</textarea>")
	merged.Says(t, http.StatusOK, `action="/desk/tickets/`+two+`"`)

	asked := asks(two, redact)
	s.Clock.Advance(session20)
	long := sent(two, redact, asked, "body", strings.Repeat(typed, 200))
	long.Says(t, 422, "Confirm it’s you in a new tab")
	keeps("long, back", sent(two, "", long, "do", "back"), http.StatusOK)
	keeps("after redacting", noor.Confirms(sent(two, redact, asked), "code", s.Code(secret)), http.StatusOK)
	if strings.Contains(s.said(two), "violet") {
		t.Error("it is not redacted")
	}
	spam := sent(guest, "/spam", asks(guest, "/spam"))
	keeps("after spam", spam, http.StatusOK)
	if s.stored(guest).Status != ticket.Spam {
		t.Error("it is not spam")
	}
	keeps("it was none", noor.Post("/desk/tickets/"+guest+"/not-spam", "body", typed), http.StatusOK)
}
