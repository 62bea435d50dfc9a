package browsertest

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"latchkey/server/hosttest"

	"github.com/chromedp/cdproto/network"
)

// sendsAtMost makes the way up so slow, in bytes a second; -1: as fast as it is.
func (b *tab) sendsAtMost(rate float64) {
	b.t.Helper()
	call(b, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: rate}},
	})
}

// whileItGoesUp gathers what the page shows, and what a screen reader is told, until the form is gone.
const whileItGoesUp = `(() => {
	window.shown = []; window.spoken = []; window.bars = [];
	const box = document.querySelector("[data-sending]");
	const note = (list, text) => { if (text && list.at(-1) !== text) list.push(text); };
	new MutationObserver(() => {
		note(window.shown, box.querySelector("[aria-hidden]").textContent);
		note(window.spoken, box.querySelector("[role=status]").textContent);
		note(window.bars, String(box.querySelector("progress").getAttribute("value")));
		if (getComputedStyle(box).display === "none") window.shown.push("hidden");
	}).observe(box, {subtree: true, childList: true, characterData: true, attributes: true});
	return null;
})()`

// While a file goes up, the page shows how much of it has, and tells a screen reader now and then. In Arabic, in its digits.
func TestAnUploadTellsHowFarItIs(t *testing.T) {
	t.Parallel()
	for language, words := range map[string]struct {
		send, opened, percent, begun, sent string
	}{
		"en": {"Send", "Ticket opened.", "% sent", "Sending your files", "Sent. One moment…"},
		"ar": {"إرسال", "تم فتح التذكرة.", "تم إرسال ", "جارٍ إرسال ملفاتك", "تم الإرسال. لحظة من فضلك…"},
	} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			b := openTab(t, inStep(hosttest.Boot(t)), true)
			b.accepts(language)
			b.becomes(signedIn(b.s))
			b.open("/tickets/new")
			b.module()
			eval[any](b, `(document.getElementById("subject").value = "A film", document.getElementById("message").value = "See it.", null)`)
			b.attaches("film.bin", strings.Repeat("frame of a film ", 128<<10))
			eval[any](b, whileItGoesUp)
			b.sendsAtMost(1 << 20)
			b.press(words.send)
			b.sees(words.opened, "film.bin")
			b.sendsAtMost(-1)
			shown, spoken := eval[[]string](b, `window.shown`), eval[[]string](b, `window.spoken`)
			if len(shown) < 4 || slices.Contains(shown, "hidden") || shown[len(shown)-1] != words.sent ||
				!strings.Contains(shown[1], words.percent) {
				t.Errorf("it shows %q", shown)
			}
			if language == "ar" && strings.ContainsAny(strings.Join(shown, ""), "0123456789%") {
				t.Errorf("it counts %q", shown)
			}
			if len(spoken) < 2 || len(spoken) > 5 || spoken[0] != words.begun || spoken[len(spoken)-1] != words.sent {
				t.Errorf("a screen reader is told %q", spoken)
			}
			last := -1
			for _, value := range eval[[]string](b, `window.bars`) {
				n, err := strconv.Atoi(value)
				if value != "null" && (err != nil || n < last || n > 100) {
					t.Errorf("the bar goes back: %s after %d", value, last)
				}
				last = n
			}
		})
	}
}

// A line that is lost on the way up is said, and what was typed and chosen stays.
func TestAnUploadThatIsCutOffIsSaid(t *testing.T) {
	t.Parallel()
	b := openTab(t, inStep(hosttest.Boot(t)), true)
	b.becomes(signedIn(b.s))
	b.open("/tickets/new")
	b.module()
	b.fill("Subject", "A film")
	b.fill("Message", "See it.")
	b.attaches("film.bin", strings.Repeat("frame of a film ", 64<<10))
	b.offline(true)
	b.press("Send")
	b.announces("alert", "We can’t reach the server. Check your connection and try again")
	b.shows("what was typed and chosen", `document.getElementById("message").value === "See it." &&
		document.getElementById("files").files.length === 1 &&
		getComputedStyle(document.querySelector("[data-sending]")).display === "none"`)
	b.offline(false)
	b.press("Send")
	b.sees("Ticket opened.", "film.bin")
	if n := b.s.Count(`SELECT COUNT(*) FROM ticket WHERE subject = 'A film'`); n != 1 {
		t.Errorf("%d tickets", n)
	}
}

func signedIn(s *hosttest.Server) *hosttest.Browser {
	b := s.Browser()
	b.SignIn().Leads(s.T, "/dashboard")
	return b
}
