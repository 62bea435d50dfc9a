package browsertest

import (
	"strings"
	"testing"
	"time"

	"latchkey/internal/ticket"
	"latchkey/server/hosttest"
)

// Sven, the administrator, sets up what support works with.
func TestAnAdministratorSetsSupportUpInABrowser(t *testing.T) {
	t.Parallel()
	eachColleague(t, func(w *colleague) {
		w.becomes(w.s.Sven())
		w.makesADepartment()
		w.writesACannedReply()
		w.announcesMaintenance()
		w.choosesAlerts()
	})
}

func (w *colleague) makesADepartment() {
	w.t.Helper()
	const list = "/desk/departments"
	w.opens("/desk/queue", w.T("section.queue"))
	w.press(w.T("departments.title"))
	w.steps(list, w.T("departments.title"))
	w.press(w.T("departments.new"))
	w.steps(list+"/new", w.T("departments.new"))
	w.fill(w.T("departments.email"), "abuse@")
	w.press("Noor Rahman")
	w.fill(w.T("departments.signature_in", "Language", "English"), "The abuse desk")
	w.fill(w.T("departments.name"), "Abuse")
	w.press(w.T("departments.save"))
	w.isWrong("email", "abuse@", w.T("invite.bad_email"))
	w.shows("who was chosen", `document.querySelectorAll("[name=member]:checked").length === 1`)
	w.looks("department-refused")
	w.fill(w.T("departments.email"), "abuse@example.test")
	w.press(w.T("departments.save"))
	w.steps(list+"?done=saved", w.T("departments.title"))
	w.announces("status", w.T("departments.done_saved"))
	w.sees("abuse@example.test", w.N("departments.members_count", 1))
	w.press("Abuse")
	w.shows("its page", `/^\/desk\/departments\/[0-9a-f-]{36}$/.test(location.pathname)`)
	at := eval[string](w.tab, `location.pathname`)
	w.returns(at, "Abuse")
	w.press(w.T("departments.remove"))
	w.returns(at+"/remove", w.T("departments.remove_title", "Name", "Abuse"))
	w.press(w.T("departments.remove"))
	w.steps(list+"?done=removed", w.T("departments.title"))
	w.seesNot("abuse@example.test")
}

func (w *colleague) writesACannedReply() {
	w.t.Helper()
	const list = "/desk/canned"
	w.press(w.T("section.queue"))
	w.steps("/desk/queue", w.T("section.queue"))
	w.press(w.T("canned.title"))
	w.steps(list, w.T("canned.title"))
	w.press(w.T("canned.new"))
	w.steps(list+"/new", w.T("canned.new"))
	w.press(w.T("canned.save"))
	w.isWrong("title", "", w.T("canned.bad_title"))
	w.fill(w.T("canned.name"), "Restart")
	w.selects("language", "ar")
	w.selects("department", ticket.Billing)
	w.fill(w.T("desk_ticket.body"), "مرحبًا {{name}}")
	w.press(w.T("canned.save"))
	w.steps(list+"?done=saved", w.T("canned.title"))
	w.announces("status", w.T("canned.done_saved"))
	w.press("Restart")
	w.shows("what was saved", `document.getElementById("language")?.value === "ar" &&
		document.getElementById("department").value === "`+ticket.Billing+`"`)
}

// announcesMaintenance plans it for tomorrow, then has it shown from now on.
func (w *colleague) announcesMaintenance() {
	w.t.Helper()
	const list = "/desk/announcements"
	w.opens(list, w.T("announcements.title"))
	w.press(w.T("announcements.new"))
	w.steps(list+"/new", w.T("announcements.new"))
	w.fill(w.T("announcements.name"), "Maintenance")
	w.fill(w.T("announcements.body"), "Email **pauses**.")
	w.shiftsTime("until", -time.Hour)
	w.press(w.T("announcements.save"))
	w.shows("the end is wrong", `document.activeElement.id === "until" && document.activeElement.getAttribute("aria-invalid") === "true"`)
	w.sees(w.T("announcements.bad_period"))
	w.looks("announcement-refused")
	w.shiftsTime("from", 24*time.Hour)
	w.shiftsTime("until", 48*time.Hour)
	w.press(w.T("announcements.save"))
	w.steps(list+"?done=saved", w.T("announcements.title"))
	w.sees(w.T("announcements.state_planned"))
	ada := w.s.Browser()
	ada.SignIn()
	if p := ada.Get("/dashboard"); strings.Contains(p.Body, "pauses") {
		w.t.Error("what is planned is shown")
	}
	w.press("Maintenance")
	w.sees(w.T("announcements.change"))
	w.shiftsTime("from", -time.Hour)
	w.press(w.T("announcements.save"))
	w.steps(list+"?done=saved", w.T("announcements.title"))
	w.sees(w.T("announcements.state_shown"))
	ada.Get("/dashboard").Says(w.t, 200, "<strong>pauses</strong>")
}

// shiftsTime has a field say what time it will be, in the reader's zone.
func (w *colleague) shiftsTime(field string, by time.Duration) {
	w.t.Helper()
	text := w.s.Clock.Now().Time().Add(by).UTC().Format("2006-01-02T15:04")
	eval[bool](w.tab, `(document.getElementById("`+field+`").value = "`+text+`", true)`)
}

func (w *colleague) choosesAlerts() {
	w.t.Helper()
	w.s.Browser().SignIn()
	asks(w.t, w.s, "And now it is down", "Please help.")
	w.opens("/desk/alerts", w.T("alerts.title"))
	w.sees("And now it is down")
	w.press(w.T("alerts.see_all"))
	w.steps("/desk/alerts?done=seen", w.T("alerts.title"))
	w.sees(w.T("alerts.none"))
	was := eval[bool](w.tab, `document.querySelector("[name=mail-new]").checked`)
	w.clicks("[name=mail-new]")
	w.press(w.T("desk_ticket.save"))
	w.steps("/desk/alerts?done=saved", w.T("alerts.title"))
	w.announces("status", w.T("alerts.done_saved"))
	if eval[bool](w.tab, `document.querySelector("[name=mail-new]").checked`) == was {
		w.t.Error("the switch is as it was")
	}
}

// Sven makes an account, mends what it says, closes it and opens it again.
func TestAnAdministratorLooksAfterAccountsInABrowser(t *testing.T) {
	t.Parallel()
	eachColleague(t, func(w *colleague) {
		w.becomes(w.s.Sven())
		w.opens("/desk/accounts", w.T("section.accounts"))
		w.press(w.T("desk_accounts.add"))
		w.steps("/desk/accounts/new", w.T("desk_accounts.add"))
		w.fill(w.T("desk_accounts.owner_email"), hosttest.Bruno)
		w.fill(w.T("desk_accounts.number"), "C-10001")
		w.fill(w.T("accounts.name"), "Keller & Sons")
		w.press(w.T("desk_accounts.add"))
		w.isWrong("number", "C-10001", w.T("desk_accounts.number_taken"))
		w.looks("account-refused")
		w.fill(w.T("desk_accounts.number"), "K-7")
		w.press(w.T("desk_accounts.add"))
		at := w.comesOut("/desk/accounts/", "added-owner")
		w.announces("status", w.T("desk_accounts.done_added_owner"))
		w.sees("Bruno Keller", "K-7")

		w.press(w.T("desk_accounts.edit"))
		w.steps(at+"/edit", w.T("desk_accounts.edit_title"))
		w.fill(w.T("accounts.currency"), "euros")
		w.press(w.T("accounts.save"))
		w.isWrong("currency", "euros", w.T("accounts.wrong_currency"))
		w.fill(w.T("accounts.currency"), "EUR")
		w.fill(w.T("accounts.city"), "Bergen")
		w.press(w.T("accounts.save"))
		w.steps(at+"?done=saved", "Keller & Sons")
		w.sees("Bergen")

		w.press(w.T("desk_accounts.close"))
		w.steps(at+"/close", w.T("desk_accounts.close_title"))
		w.press(w.T("desk_accounts.close"))
		w.steps(at+"?done=closed", "Keller & Sons")
		w.sees(w.T("desk_accounts.closed_what"))
		w.press(w.T("desk_accounts.reopen"))
		w.steps(at+"/reopen", w.T("desk_accounts.reopen_title"))
		w.press(w.T("desk_accounts.reopen"))
		w.steps(at+"?done=reopened", "Keller & Sons")
		w.announces("status", w.T("desk_accounts.done_reopened"))
		w.press(w.T("queue.new"))
		w.returns("/desk/tickets/new?account="+at[len("/desk/accounts/"):], w.T("desk_new.title"))
		w.sees("Keller & Sons")
	})
}
