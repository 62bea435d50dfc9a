package browsertest

import (
	"fmt"
	"strings"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/locale"
	"latchkey/internal/session"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/server/hosttest"

	"github.com/chromedp/chromedp"
)

// colleague is somebody of the staff at work: what they press and read has its words in the catalogue, in the language that
// their browser asks for.
type colleague struct {
	*tab
	*locale.Locale
	width int64
}

// shiftsLater is what [shifts] keeps of a page that is there, and that one can see move: long ones are painted while they come.
var shiftsLater = strings.Replace(shifts, "!e.hadRecentInput",
	`!e.hadRecentInput && e.value > 0.01 && e.startTime > (performance.getEntriesByType("navigation")[0].loadEventStart || Infinity)`, 1)

// eachColleague has the same work done in both languages, on both screens, with scripts and without; each of the four is a
// mixture, so that every pair of these is there.
func eachColleague(t *testing.T, work func(w *colleague)) {
	for _, place := range []struct {
		language string
		width    int64
		scripts  bool
	}{{"en", 1280, true}, {"ar", 360, true}, {"en", 360, false}, {"ar", 1280, false}} {
		with := map[bool]string{true: "with", false: "without"}[place.scripts]
		t.Run(fmt.Sprintf("%s at %d %s scripts", place.language, place.width, with), func(t *testing.T) {
			t.Parallel()
			w := &colleague{openTab(t, inStep(hosttest.Boot(t)), place.scripts), locale.Of(place.language), place.width}
			w.accepts(place.language)
			w.do(chromedp.EmulateViewport(w.width, 800))
			if w.scripts {
				addScript(w.tab, shiftsLater)
			}
			work(w)
		})
	}
}

// callerOf is somebody who is signed in somewhere, as the rules know them.
func callerOf(t *testing.T, s *hosttest.Server, email string) access.Caller {
	t.Helper()
	by := access.Caller{Session: session.Session{UserID: s.IDOf(email), SecondStepAt: s.Clock.Now()}}
	err := s.Host.DB.Read().Row(t.Context(), `SELECT s.id, u.name FROM session AS s JOIN users AS u ON u.id = s.user_id
		WHERE s.user_id = $1`, by.UserID).Scan(&by.ID, &by.Name)
	if err != nil {
		t.Fatal(err)
	}
	by.Proof.Strength = 100
	return by
}

// asks has Ada, who is signed in somewhere, open a ticket, and returns its number.
func asks(t *testing.T, s *hosttest.Server, subject, body string) string {
	t.Helper()
	by := callerOf(t, s, hosttest.Ada)
	all, err := s.Host.Accounts.Of(t.Context(), s.Host.DB.Read(), by.UserID)
	if err != nil || len(all) == 0 {
		t.Fatal("Ada has no account", err)
	}
	sent, err := s.Host.Support.Open(t.Context(), by, support.NewTicket{
		AccountID: all[0].ID, DepartmentID: ticket.Support, Subject: subject, Post: support.Post{Body: body, Sure: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	return sent.Ticket.Number
}

// looks checks the page as it stands as everybody meets it, as [worker.looks] does.
func (w *colleague) looks(name string) {
	w.t.Helper()
	if w.scripts {
		w.isAccessible(name)
	}
	w.fits(name)
	w.picture("desk-"+name+"-"+w.Lang(), w.scripts)
	w.emulate("light", w.width, 800)
}

// selects chooses an option, by its value or by its words.
func (w *colleague) selects(name, option string) {
	w.t.Helper()
	w.shows("choosing "+option, fmt.Sprintf(`(() => {
		const list = document.querySelector("#screen select[name=%s]");
		const found = list && [...list.options].find(o => o.value === %[2]q || o.text.startsWith(%[2]q));
		if (found) list.value = found.value;
		return !!found;
	})()`, name, option))
}

// hits presses a key as a keyboard does: DevTools would type the sign although the key was taken.
func (w *colleague) hits(key string) {
	w.t.Helper()
	w.shows("that the key "+key+" is taken", fmt.Sprintf(
		`!document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: %q, bubbles: true, cancelable: true}))`, key))
}

// keysOr hits a key where keys work, and presses what is there for everybody elsewhere.
func (w *colleague) keysOr(key, name string) {
	w.t.Helper()
	if w.scripts {
		w.hits(key)
	} else {
		w.press(name)
	}
}

// opens loads a page of the desk, on which nothing moves once it is there.
func (w *colleague) opens(path, heading string) {
	w.t.Helper()
	w.open(path)
	w.returns(path, heading)
	if w.scripts {
		w.module()
		w.nothingMoved(path)
	}
}

// comesOut waits for a page whose address was not known before, and returns its path.
func (w *colleague) comesOut(under, done string) (path string) {
	w.t.Helper()
	w.shows("coming to "+under, fmt.Sprintf(`document.readyState === "complete" && location.pathname.startsWith(%q) && location.search === %q`,
		under, "?done="+done))
	w.began = eval[float64](w.tab, `performance.timeOrigin`)
	return eval[string](w.tab, `location.pathname`)
}

// isWrong waits until a field says that it is wrong, keeps what was typed and has the focus.
func (w *colleague) isWrong(field, typed, words string) {
	w.t.Helper()
	w.shows(field+" is wrong: "+words, fmt.Sprintf(`(() => {
		const field = document.getElementById(%q);
		return field.getAttribute("aria-invalid") === "true" && field.value === %q && document.activeElement === field &&
			field.getAttribute("aria-describedby").split(" ").some(id => document.getElementById(id).innerText.includes(%q));
	})()`, field, typed, words))
}

// top is how far down an element begins on the page.
func (w *colleague) top(id string) float64 {
	w.t.Helper()
	return eval[float64](w.tab, `document.getElementById("`+id+`").getBoundingClientRect().top + scrollY`)
}

// isTyping waits until the focus is in a field that holds these words.
func (w *colleague) isTyping(field, words string) {
	w.t.Helper()
	w.shows("typing in "+field, fmt.Sprintf(`document.activeElement.id === %q && document.activeElement.value.includes(%q)`, field, words))
}
