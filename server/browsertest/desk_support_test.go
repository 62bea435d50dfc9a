package browsertest

import (
	"net/netip"
	"testing"

	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/hosttest"
)

// Noor of support comes to work, finds what waits by the keys, takes it, and answers.
func TestSupportAnswersInABrowser(t *testing.T) {
	t.Parallel()
	eachColleague(t, func(w *colleague) {
		s := w.s
		s.Browser().SignIn()
		number := asks(w.t, s, "The site is slow", "It takes **ten** seconds.")
		sven := s.Sven()
		sven.Post("/desk/canned/new", "title", "Restart", "body", "Hello {{name}}, about {{number}}.", "language", "en")
		w.comesToWork()
		w.findsInTheQueue(number, "The site is slow")
		w.takesAndNotes(number)
		w.answersWithWhatIsReady(number)
		w.answersWhatHasChanged(number)
	})
}

func (w *colleague) comesToWork() {
	w.t.Helper()
	before := w.s.Browser()
	before.Post("/sign-in", "email", hosttest.Noor, "password", hosttest.NoorPassword)
	app := phone{t: w.t, secret: before.SetUpSecondStep()}
	w.open("/sign-in")
	w.returns("/sign-in", w.T("sign_in.title"))
	w.fill(w.T("sign_in.email"), hosttest.Noor)
	w.fill(w.T("sign_in.password"), hosttest.NoorPassword)
	w.press(w.T("sign_in.submit"))
	w.steps("/sign-in/code", w.T("code.title"))
	if w.scripts {
		w.module()
	}
	w.fill(w.T("code.field"), w.code(app))
	if !w.scripts {
		w.press(w.T("code.submit"))
	}
	w.loads("/desk", w.T("desk.title", "Name", "Noor Rahman"))
}

func (w *colleague) findsInTheQueue(number, subject string) {
	w.t.Helper()
	w.clicks(`nav a[href="/desk/queue"]`)
	w.loads("/desk/queue", w.T("section.queue"))
	w.has("link: " + w.T("queue.view_us") + " " + w.Number(w.s.Count(`SELECT COUNT(*) FROM ticket WHERE status = 'open'`)))
	w.clicks(`.pages a[href*="view=unassigned"]`)
	w.steps("/desk/queue?order=waiting&view=unassigned", w.T("section.queue"))
	w.selects("department", ticket.Billing)
	w.press(w.T("queue.show"))
	w.steps("/desk/queue?view=unassigned&department="+ticket.Billing+"&order=waiting", w.T("section.queue"))
	w.seesNot(subject)
	w.selects("department", ticket.Support)
	w.press(w.T("queue.show"))
	w.steps("/desk/queue?view=unassigned&department="+ticket.Support+"&order=waiting", w.T("section.queue"))
	w.sees(subject)
	at := "/desk/tickets/" + number
	if w.scripts {
		w.hits("j")
		w.shows("the first row", `document.activeElement === document.querySelector("[data-row]")`)
		for range 20 {
			if eval[bool](w.tab, `document.activeElement.getAttribute("href") === "`+at+`"`) {
				break
			}
			w.hits("j")
		}
		w.hits("k")
		w.hits("j")
		w.hits("o")
	} else {
		w.press(subject)
	}
	w.steps(at, subject)
}

func (w *colleague) takesAndNotes(number string) {
	w.t.Helper()
	at, subject := "/desk/tickets/"+number, "The site is slow"
	if w.scripts {
		w.hits("?")
		w.shows("the list of keys", `document.querySelector("dialog.keys").open`)
		w.clicks("dialog.keys form button")
		w.shows("no list of keys", `!document.querySelector("dialog.keys").open`)
	} else {
		w.open("/desk/keys") // phones have no link to it
		w.returns("/desk/keys", w.T("keys.title"))
		w.open(at)
		w.returns(at, subject)
	}
	w.keysOr("a", w.T("desk_ticket.to_me"))
	w.steps(at+"?done=assigned", subject)
	w.announces("status", w.T("desk_ticket.done_assigned"))
	w.fill(w.T("desk_ticket.body"), "Half a sen")
	w.press(w.T("desk_ticket.save"))
	w.announces("status", w.T("desk_ticket.done_sorted"))
	w.shows("what is typed", `document.querySelector("#body").value === "Half a sen"`)
	w.open(at)
	w.returns(at, subject)
	if w.scripts {
		w.hits("r")
		w.isTyping("body", "")
		w.shows("a reply", `document.querySelector("[name=kind]:checked").value === "reply"`)
		eval[bool](w.tab, `(document.activeElement.blur(), true)`)
		w.hits("n")
		w.isTyping("body", "")
	} else {
		w.clicks("[name=kind][value=note]")
	}
	w.fill(w.T("desk_ticket.body"), "They are on the old plan.")
	w.press(w.T("desk_ticket.save_note"))
	w.steps(at+"?done=noted", subject)
	w.announces("status", w.T("desk_ticket.done_noted"))
	w.sees("They are on the old plan.")
	if said := w.threadOf(number); len(said) != 1 {
		w.t.Errorf("the client reads %q", said)
	}
}

// threadOf is what Ada reads in her ticket.
func (w *colleague) threadOf(number string) (said []string) {
	w.t.Helper()
	thread, err := w.s.Host.Support.Thread(w.t.Context(), callerOf(w.t, w.s, hosttest.Ada), number, "")
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range thread.Messages {
		said = append(said, m.Body)
	}
	return said
}

func (w *colleague) answersWithWhatIsReady(number string) {
	w.t.Helper()
	at, subject := "/desk/tickets/"+number, "The site is slow"
	w.attaches("trace.txt", "ten seconds")
	w.selects("canned", "Restart")
	w.press(w.T("canned.insert"))
	w.isTyping("body", "Hello Ada Hartwell, about T")
	if w.scripts {
		w.shows("the file that was chosen", `document.getElementById("files").files.length === 1`)
	} else {
		w.returns(at, subject)
		w.sees(w.T("desk_ticket.files_again"))
		w.attaches("trace.txt", "ten seconds")
	}
	w.press(w.T("desk_ticket.send"))
	w.steps(at+"?done=sent", subject)
	w.announces("status", w.T("desk_ticket.done_sent"))
	w.sees("trace.txt")
	if said := w.threadOf(number); len(said) != 2 {
		w.t.Errorf("the client reads %q", said)
	}
	w.selects("department", ticket.Billing)
	w.selects("priority", "urgent")
	w.press(w.T("desk_ticket.save"))
	w.steps(at+"?done=sorted", subject)
	if n := w.s.Count(`SELECT COUNT(*) FROM ticket WHERE number = $1 AND department_id = $2 AND priority = $3`, number, ticket.Billing,
		int(ticket.Urgent)); n != 1 {
		w.t.Error("it is not urgent, or not the billing department's")
	}
}

// answersWhatHasChanged has the client write, and another colleague answer, while an answer is being typed.
func (w *colleague) answersWhatHasChanged(number string) {
	w.t.Helper()
	at, subject := "/desk/tickets/"+number, "The site is slow"
	w.opens(at, subject)
	w.fill(w.T("desk_ticket.body"), "Please restart it.")
	ada := callerOf(w.t, w.s, hosttest.Ada)
	if _, err := w.s.Host.Support.Reply(w.t.Context(), ada, number, support.Post{Body: "It is fast again."}); err != nil {
		w.t.Fatal(err)
	}
	w.press(w.T("desk_ticket.send"))
	w.sees(w.T("desk_ticket.changed"), "It is fast again.")
	w.shows("the warning with the focus", `document.activeElement.matches("#write .alert.warning")`)
	w.shows("what was typed", `document.querySelector("#body").value === "Please restart it."`)
	w.looks("ticket-changed")
	w.fill(w.T("desk_ticket.body"), "Good to hear.")
	w.press(w.T("desk_ticket.send"))
	w.returns(at+"?done=sent", subject)

	w.opens(at, subject)
	top := w.top("write")
	sven := callerOf(w.t, w.s, hosttest.Sven)
	if err := w.s.Host.Support.Looked(w.t.Context(), sven, number, true); err != nil {
		w.t.Fatal(err)
	}
	if w.scripts {
		w.fill(w.T("desk_ticket.body"), "One more thing:")
	} else {
		w.reload()
	}
	w.sees(w.N("desk_ticket.answering", 1, "Names", "Sven Lindqvist"))
	if w.scripts {
		w.isTyping("body", "One more thing:")
		if now := w.top("write"); now != top {
			w.t.Errorf("what is typed in moves from %v to %v when somebody else answers", top, now)
		}
	}
}

// guest has somebody who can't sign in write.
func (w *colleague) guest(email, subject string) (number string) {
	w.t.Helper()
	err := w.s.Host.Support.Contact(w.t.Context(), support.ContactForm{
		Name: "Mina Okafor", Email: email, Subject: subject, Language: "en", Post: support.Post{Body: "From outside."},
		By: session.Client{Address: netip.MustParseAddr("198.51.100.200")},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	found, err := w.s.Host.Tickets.ByLink(w.t.Context(), w.s.Host.DB.Read(), w.s.Mail(email, message.GuestConfirm).Secret)
	if err != nil {
		w.t.Fatal(err)
	}
	return found.Number
}

// What belongs together is merged, what was pasted is taken away, what is spam goes, and several go at once.
func TestSupportTidiesUpInABrowser(t *testing.T) {
	t.Parallel()
	eachColleague(t, func(w *colleague) {
		s := w.s
		s.Browser().SignIn()
		one, two := asks(w.t, s, "The shop is down", "Error 500."), asks(w.t, s, "Shop, again", "It's still down. My code is 123456.")
		guest := w.guest("offers@example.net", "Cheap watches")
		w.becomes(s.Noor())
		w.merges(one, two, guest)
		w.redacts(two)
		w.blocksAndUnblocks(guest)
		w.opensOneForAClient()
		w.changesSeveral(two, guest)
	})
}

func (w *colleague) merges(one, two, guest string) {
	w.t.Helper()
	at := "/desk/tickets/" + one
	w.opens(at, "The shop is down")
	w.press(w.T("desk_ticket.merge"))
	w.steps(at+"/merge", w.T("desk_ticket.merge_title"))
	w.fill(w.T("desk_ticket.merge_number"), guest)
	w.press(w.T("desk_ticket.merge_do"))
	w.isWrong("number", guest, w.T("desk_ticket.merge_refused"))
	w.looks("merge-refused")
	w.fill(w.T("desk_ticket.merge_number"), two)
	w.press(w.T("desk_ticket.merge_do"))
	w.returns("/desk/tickets/"+two+"?done=merged", "Shop, again")
	w.sees("Error 500.")
	w.open(at)
	w.returns("/desk/tickets/"+two, "Shop, again")
}

func (w *colleague) redacts(number string) {
	w.t.Helper()
	at := "/desk/tickets/" + number
	eval[bool](w.tab, `([...document.querySelectorAll(".message")].find(m => m.innerText.includes("123456")).
		querySelector('[formaction*="/redact/"]').click(), true)`)
	w.shows("the question", `location.pathname.startsWith("`+at+`/redact/")`)
	w.returns(eval[string](w.tab, `location.pathname`), w.T("desk_ticket.redact_title"))
	w.press(w.T("desk_ticket.redact_do"))
	w.steps(at+"?done=redacted", "Shop, again")
	w.announces("status", w.T("desk_ticket.done_redacted"))
	w.seesNot("123456")
}

func (w *colleague) blocksAndUnblocks(guest string) {
	w.t.Helper()
	at := "/desk/tickets/" + guest
	confirm := w.s.Mail("offers@example.net", message.GuestConfirm).Secret // nobody is blocked whose address a stranger may have typed
	if err := w.s.Host.Support.ConfirmGuest(w.t.Context(), confirm, session.Client{}); err != nil {
		w.t.Fatal(err)
	}
	w.opens(at, "Cheap watches")
	w.press(w.T("desk_ticket.spam"))
	w.steps(at+"/spam", w.T("desk_ticket.spam_title"))
	w.clicks("#block")
	w.press(w.T("desk_ticket.spam"))
	w.steps("/desk/queue?done=spam", w.T("section.queue"))
	w.announces("status", w.T("queue.done_spam"))
	w.seesNot("Cheap watches")
	w.press(w.T("blocked.title"))
	w.steps("/desk/blocked", w.T("blocked.title"))
	w.press(w.T("blocked.unblock_label", "Email", "offers@example.net"))
	w.steps("/desk/blocked?done=unblocked", w.T("blocked.title"))
	w.announces("status", w.T("blocked.done_unblocked"))
	w.press(w.T("section.queue"))
	w.steps("/desk/queue", w.T("section.queue"))
	w.clicks(`.pages a[href*="view=spam"]`)
	w.steps("/desk/queue?order=updated&view=spam", w.T("section.queue"))
	w.press("Cheap watches")
	w.steps(at, "Cheap watches")
	w.press(w.T("desk_ticket.not_spam"))
	w.steps(at+"?done=not-spam", "Cheap watches")
}

func (w *colleague) opensOneForAClient() {
	w.t.Helper()
	w.press(w.T("section.queue"))
	w.steps("/desk/queue", w.T("section.queue"))
	w.press(w.T("queue.new"))
	w.steps("/desk/tickets/new", w.T("desk_new.title"))
	w.fill(w.T("desk_new.account"), "C-10001")
	w.press(w.T("desk_new.go_on"))
	w.steps("/desk/tickets/new?account=C-10001", w.T("desk_new.title"))
	w.press(w.T("desk_new.submit"))
	w.announces("alert", w.T("desk_ticket.bad_subject"))
	w.looks("new-refused")
	w.fill(w.T("desk_new.subject"), "Maintenance on Sunday")
	w.fill(w.T("desk_ticket.body"), "Your site moves to the new server.")
	w.press(w.T("desk_new.submit"))
	at := w.comesOut("/desk/tickets/T-", "opened")
	w.announces("status", w.T("desk_ticket.done_opened"))
	if said := w.threadOf(at[len("/desk/tickets/"):]); len(said) != 1 {
		w.t.Errorf("Ada reads %q", said)
	}
}

// changesSeveral gives two tickets to a colleague, and closes them.
func (w *colleague) changesSeveral(numbers ...string) {
	w.t.Helper()
	of := func(query string) int { return w.s.Count(query+` AND number IN ($1, $2)`, numbers[0], numbers[1]) }
	w.opens("/desk/queue", w.T("section.queue"))
	w.press(w.T("queue.assign"))
	w.announces("alert", w.T("queue.choose_first"))
	for _, done := range []string{"assigned", "closed"} {
		w.opens("/desk/queue", w.T("section.queue"))
		w.press(w.T("list.choose_row", "Name", "Shop, again"))
		w.press(w.T("list.choose_row", "Name", "Cheap watches"))
		w.selects("assignee", "Sven Lindqvist")
		if done == "assigned" {
			w.press(w.T("queue.assign"))
		} else {
			w.press(w.T("queue.close"))
			w.steps("/desk/queue/close?order=waiting&tickets="+numbers[0]+"%2C"+numbers[1]+"&view=running", w.N("queue.close_title", 2))
			w.press(w.N("queue.close_submit", 2))
		}
		w.steps("/desk/queue?done="+done+"&n=2&order=waiting&view=running", w.T("section.queue"))
		w.announces("status", w.N("queue.done_"+done, 2))
		if n := of(`SELECT COUNT(*) FROM ticket WHERE assignee = '` + w.s.IDOf(hosttest.Sven) + `'`); n != 2 {
			w.t.Errorf("%d of two are Sven's", n)
		}
	}
	if n := of(`SELECT COUNT(*) FROM ticket WHERE status = 'closed'`); n != 2 {
		w.t.Errorf("%d of two are closed", n)
	}
}
