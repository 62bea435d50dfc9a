package browsertest

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"latchkey/server/hosttest"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// The countdown goes by the server's clock, and a device whose own clock differs is told so.
func TestTheCountdownInABrowser(t *testing.T) {
	t.Parallel()
	for name, ahead := range map[string]time.Duration{
		"in step": 0, "the server is ahead": 5*time.Minute + 11*time.Second, "the server is behind": -47 * time.Second,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := hosttest.Boot(t)
			usesTwoFactor(t, s)
			s.Clock.Set(time.Now().Add(ahead))
			b := openTab(t, s, true)
			b.signsIn()
			b.steps("/sign-in/code", "Enter your code")
			b.module()
			offset := eval[float64](b, `+document.querySelector("[data-now]").dataset.now`) - float64(time.Now().UnixMilli())
			for range 2 {
				shown := eval[float64](b, `+document.querySelector("[data-seconds]").innerText`)
				want := 30 - math.Mod((float64(time.Now().UnixMilli())+offset)/1000, 30)
				if off := math.Abs(shown - want); off > 3 && off < 27 {
					t.Errorf("%v seconds are shown, want about %v", shown, want)
				}
				b.shows("the next second", fmt.Sprintf(`+document.querySelector("[data-seconds]").innerText !== %v`, shown))
			}
			warned := eval[bool](b, `document.querySelector("[data-clock-warning]").checkVisibility()`)
			if wrong := ahead != 0; warned != wrong {
				t.Errorf("the warning of a wrong clock is shown: %v, want %v", warned, wrong)
			}
		})
	}
}

// However a code is written, it is read; and it is sent once.
func TestWaysToWriteACodeInABrowser(t *testing.T) {
	t.Parallel()
	s := inStep(hosttest.Boot(t))
	app, _ := usesTwoFactor(t, s)
	b := openTab(t, s, true)
	sent := make(chan string, 8)
	err := chromedp.Listen(b.ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok && strings.HasSuffix(e.Request.URL, "/sign-in/verify") {
			sent <- e.Request.URL
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	arabicIndic := strings.NewReplacer("0", "٠", "1", "١", "2", "٢", "3", "٣", "4", "٤", "5", "٥", "6", "٦", "7", "٧", "8", "٨", "9", "٩")
	for name, write := range map[string]func(code string){
		"typed":                  func(code string) { b.types(code) },
		"typed with a space":     func(code string) { b.types(code[:3] + " " + code[3:]) },
		"pasted with a space":    func(code string) { b.paste(code[:3] + " " + code[3:]) },
		"pasted with its spaces": func(code string) { b.paste("\u00a0" + code[:3] + "\u2009" + code[3:] + "\n") },
		"in Arabic-Indic digits": func(code string) { b.types(arabicIndic.Replace(code)) },
	} {
		t.Run(name, func(t *testing.T) {
			b.t = t
			b.signsIn()
			b.steps("/sign-in/code", "Enter your code")
			b.module()
			write(b.code(app))
			b.loads("/dashboard", "Welcome, Ada Hartwell")
			if len(sent) != 1 {
				t.Errorf("the code was sent %d times", len(sent))
			}
			for len(sent) > 0 {
				<-sent
			}
			s.Clock.Advance(30 * time.Second)
			b.signsOut()
		})
	}
	b.t = t
	b.signsIn()
	b.steps("/sign-in/code", "Enter your code")
	b.module()
	b.types("12a")
	b.announces("status", "Use digits only.")
}

// paste inserts a text as a whole, as from the clipboard.
func (b *tab) paste(text string) {
	b.t.Helper()
	call(b, input.InsertText, input.InsertTextParams{Text: text})
}
