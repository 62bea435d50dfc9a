package factor_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/factor"

	"pgregory.net/rapid"
)

// The window is as wide as promised: one step on either side, and no more.
func TestTheStepsThatAreAccepted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		skew int64
		want string
	}{
		"two steps behind": {-2, "clock off"},
		"the step before":  {-1, "in"},
		"this step":        {0, "in"},
		"the step after":   {1, "in"},
		"two steps ahead":  {2, "clock off"},
		"20 steps ahead":   {20, "clock off"},
		"21 steps ahead":   {21, "wrong"},
		"21 steps behind":  {-21, "wrong"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newDesk(t).phoneOf("ada@example.com")
			p.wait(40)
			if got := told(p.asStranger(p.code(c.skew))); got != c.want {
				t.Fatalf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A code that works twice, at any accepted step; the enrolling code working again;
// and a spent code coming back with a restart.
func TestACodeWorksOnceEver(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.begin(d.person("ada@example.com"), false)
	enrolling := p.code(0)
	if o := p.confirm(enrolling); !o.OK {
		t.Fatalf("set-up: %+v", o)
	}
	if got := told(p.asStranger(enrolling)); got != "used" {
		t.Errorf("the enrolling code again: %s", got)
	}
	for _, skew := range []int64{-1, 1} {
		input := p.code(skew)
		if first, second := told(p.asStranger(input)), told(p.asKnown(input)); first != "in" || second != "used" {
			t.Errorf("skew %d: first %s, then %s", skew, first, second)
		}
	}
	latest := p.code(1)
	d.restart()
	d.wait(1)
	if got := told(p.asStranger(latest)); got != "used" {
		t.Errorf("after a restart: %s", got)
	}
}

// Sweeping forgets no code that a clock put back by a day could have taken again, and keeps nothing beyond.
func TestASpentCodeIsRememberedForADay(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.phoneOf("ada@example.com")
	spent := func() (n int) {
		d.must(d.db.Read().Row(t.Context(), `SELECT COUNT(*) FROM factor_step`).Scan(&n))
		return n
	}
	before := d.clock.Now()
	input := p.code(0)
	if got := told(p.asStranger(input)); got != "in" {
		t.Fatal(got)
	}
	d.clock.Advance(24 * time.Hour)
	dbtest.Sweep(d, d.db, d.factors.Sweeps()...)
	d.clock.Set(before.Time())
	if got := told(p.asStranger(input)); got != "used" {
		t.Errorf("with the clock put back by a day: %s", got)
	}
	d.clock.Advance(24*time.Hour + code.Period*time.Second)
	dbtest.Sweep(d, d.db, d.factors.Sweeps()...)
	if n := spent(); n != 0 {
		t.Errorf("%d spent codes are still remembered", n)
	}
}

// Fifty identical requests at once: exactly one passes.
func TestOfFiftyAtOnceOneWins(t *testing.T) {
	t.Parallel()
	p := newDesk(t).phoneOf("ada@example.com")
	input := p.code(0)
	var won, used atomic.Int64
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			switch told(p.asStranger(input)) {
			case "in":
				won.Add(1)
			case "used":
				used.Add(1)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 || used.Load() != 49 {
		t.Fatalf("%d got in and %d were told that the code is used; want 1 and 49", won.Load(), used.Load())
	}
}

// White space or other digits must not defeat the replay memory.
func TestAnotherSpellingIsTheSameCode(t *testing.T) {
	t.Parallel()
	respell := func(zero rune) func(string) string {
		return func(s string) string {
			return strings.Map(func(r rune) rune { return r - '0' + zero }, s)
		}
	}
	for name, spell := range map[string]func(string) string{
		"as shown":             code.FormatOneTime,
		"spaces all around":    func(s string) string { return " \t" + strings.Join(strings.Split(s, ""), "\u00a0") + "\r\n" },
		"Arabic-Indic digits":  respell('٠'),
		"full-width digits":    respell('０'),
		"Devanagari digits":    respell('०'),
		"with a right-to-left": func(s string) string { return "\u200f" + s + "\u2069" },
	} {
		t.Run(name, func(t *testing.T) {
			p := newDesk(t).phoneOf("ada@example.com")
			input := spell(p.code(0))
			if got := told(p.asStranger(input)); got != "in" {
				t.Fatalf("%q: %s", input, got)
			}
			for _, again := range []string{p.code(0), input} {
				if got := told(p.asStranger(again)); got != "used" {
					t.Errorf("%q again: %s", again, got)
				}
			}
		})
	}
}

// Empty, short, long and foreign inputs never pass and are no guesses.
func TestWhatIsNotACode(t *testing.T) {
	t.Parallel()
	p := newDesk(t).phoneOf("ada@example.com")
	right := p.code(0)
	for name, input := range map[string]string{
		"nothing": "", "spaces": "   ", "five digits": right[:5], "seven digits": right + "0", "twice": right + right,
		"a zero byte": right + "\x00", "a sign": "+" + right[1:], "letters": "abcdef", "a dash": right[:3] + "-" + right[3:],
		"a list": right + "," + right, "broken UTF-8": right + "\xff", "superscript": "¹²³⁴⁵⁶",
	} {
		if got := told(p.asStranger(input)); got != "not a code" {
			t.Errorf("%s: %s", name, got)
		}
		if p.factors.Method(factor.TOTP).Form(input) == code.None {
			t.Errorf("%s would count as a guess", name)
		}
	}
	if got := told(p.asStranger(right)); got != "in" {
		t.Fatalf("the right code afterwards: %s", got)
	}
}

// Somebody else's app, and a person without one.
func TestACodeIsForOnePerson(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ada, bob := d.phoneOf("ada@example.com"), d.phoneOf("bob@example.com")
	if got := told(bob.asStranger(ada.code(0))); got != "wrong" {
		t.Errorf("Ada's code for Bob: %s", got)
	}
	nobody := &phone{desk: d, owner: d.person("eve@example.com"), secret: ada.secret}
	if got := told(nobody.asStranger(ada.code(0))); got != "not set up" {
		t.Errorf("without an app: %s", got)
	}
}

// Whatever is tried in whatever order, a code is accepted at most once, and only
// within a step of now.
func TestNoOrderOfTriesGetsACodeInTwice(t *testing.T) {
	t.Parallel()
	p := newDesk(t).phoneOf("ada@example.com")
	rapid.Check(t, func(r *rapid.T) {
		p.wait(100)
		p.write(func(ctx context.Context, tx db.Tx) error { // no drift from the round before
			_, err := tx.Exec(ctx, `UPDATE factor SET drift = 0, hint_step = 0, hint_drift = 0`)
			return err
		})
		accepted := map[int64]bool{}
		for range rapid.IntRange(1, 8).Draw(r, "tries") {
			p.wait(rapid.IntRange(0, 1).Draw(r, "steps"))
			skew := rapid.Int64Range(-3, 3).Draw(r, "skew")
			step := code.Step(int64(p.clock.Now())) + skew
			if !p.asStranger(p.code(skew)).OK {
				continue
			}
			if accepted[step] || skew < -1 || skew > 1 {
				r.Fatalf("step %d accepted at skew %d; before: %v", step, skew, accepted)
			}
			accepted[step] = true
		}
	})
}
