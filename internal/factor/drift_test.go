package factor_test

import (
	"context"
	"testing"
	"time"

	"latchkey/internal/db"
)

func TestAPhoneWithAWrongClockIsTold(t *testing.T) {
	t.Parallel()
	for name, off := range map[string]time.Duration{
		"a minute slow": -time.Minute, "three minutes slow": -3 * time.Minute, "ten minutes slow": -10 * time.Minute,
		"three minutes fast": 3 * time.Minute, "ten minutes fast": 10 * time.Minute,
	} {
		t.Run(name, func(t *testing.T) {
			p := newDesk(t).phoneOf("ada@example.com")
			p.wait(60)
			p.off = off
			o := p.asStranger(p.code(0))
			if told(o) != "clock off" || o.Drift != off {
				t.Fatalf("got %s by %v, want %v", told(o), o.Drift, off)
			}
		})
	}
}

// The hint is worth nothing to a thief: the code behind it is spent, also when its
// moment comes.
func TestTheCodeBehindAHintIsSpent(t *testing.T) {
	t.Parallel()
	p := newDesk(t).phoneOf("ada@example.com")
	early := p.code(6)
	if got := told(p.asStranger(early)); got != "clock off" {
		t.Fatalf("six steps early: %s", got)
	}
	if got := told(p.asKnown(early)); got != "used" {
		t.Errorf("the same again: %s", got)
	}
	p.wait(6)
	if got := told(p.asStranger(early)); got != "used" {
		t.Errorf("in its own moment: %s", got)
	}
}

// Where the browser has signed in before the drift is followed: the window moves
// there and does not widen.
func TestAKnownBrowserFollowsTheDrift(t *testing.T) {
	t.Parallel()
	p := newDesk(t).phoneOf("ada@example.com")
	p.wait(60)
	p.off = -3 * time.Minute
	if got := told(p.asKnown(p.code(0))); got != "clock off" {
		t.Fatalf("the first code: %s", got)
	}
	p.wait(1)
	if got := told(p.asKnown(p.code(0))); got != "in" {
		t.Fatalf("the next code: %s", got)
	}
	p.wait(20)
	for _, c := range []struct {
		name, want string
		skew       int64
	}{
		{"two steps behind the phone", "clock off", -2},
		{"the step before the phone's", "in", -1},
		{"the step after the phone's", "in", 1},
		{"two steps ahead of the phone", "clock off", 2},
		{"the true time, where the window was", "clock off", 6},
		{"a step before the true time", "clock off", 5},
	} {
		if got := told(p.asStranger(p.code(c.skew))); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		p.forgetHint()
	}
	p.restart()
	if got := told(p.asStranger(p.code(0))); got != "in" {
		t.Errorf("after a restart the drift is forgotten: %s", got)
	}
}

// Two phished codes of a phone that is off must not get in.
func TestStrangersOnlyEverGetTheHint(t *testing.T) {
	t.Parallel()
	p := newDesk(t).phoneOf("ada@example.com")
	p.wait(60)
	p.off = 4 * time.Minute
	for i := range 5 {
		if got := told(p.asStranger(p.code(0))); got != "clock off" {
			t.Fatalf("code %d: %s", i+1, got)
		}
		p.wait(1)
	}
}

func TestOnlyTheSameDriftIsFollowed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		first, second int64
		pause         int
		want          string
	}{
		"the next code":                    {-6, -6, 1, "in"},
		"a clock that ticks between":       {-6, -7, 3, "in"},
		"the phone jumped elsewhere":       {-6, -9, 6, "clock off"},
		"the other way":                    {-6, 6, 1, "clock off"},
		"an older code than the first":     {-6, -7, 0, "clock off"},
		"nine minutes later":               {-6, -6, 18, "in"},
		"a hint left behind an hour since": {-6, -6, 120, "clock off"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newDesk(t).phoneOf("ada@example.com")
			p.wait(60)
			p.asKnown(p.code(c.first))
			p.wait(c.pause)
			if got := told(p.asKnown(p.code(c.second))); got != c.want {
				t.Fatalf("got %s, want %s", got, c.want)
			}
		})
	}
}

// A clock put right later: its codes are today's, so two of them are enough anywhere.
func TestAClockPutRight(t *testing.T) {
	t.Parallel()
	p := newDesk(t).phoneOf("ada@example.com")
	p.wait(60)
	p.off = -3 * time.Minute
	p.asKnown(p.code(0))
	p.wait(1)
	p.asKnown(p.code(0))
	p.wait(10)
	p.off = 0
	if o := p.asStranger(p.code(0)); told(o) != "clock off" || o.Drift != 0 {
		t.Fatalf("the first right code: %s by %v", told(o), o.Drift)
	}
	p.wait(1)
	if got := told(p.asStranger(p.code(0))); got != "in" {
		t.Fatalf("the second: %s", got)
	}
	p.wait(2)
	if got := told(p.asStranger(p.code(0))); got != "in" {
		t.Errorf("from then on: %s", got)
	}
	if got := told(p.asStranger(p.code(-6))); got != "clock off" {
		t.Errorf("the drift of before: %s", got)
	}
}

// At set-up too the next code is followed, and the drift is known from then on.
func TestSettingUpWithAWrongClock(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.begin(d.person("ada@example.com"), false)
	p.off = 5 * time.Minute
	if o := p.confirm(p.code(0)); told(o) != "clock off" || o.Drift != p.off {
		t.Fatalf("the first code: %s by %v", told(o), o.Drift)
	}
	if on, _ := d.factors.IsOn(t.Context(), d.db.Read(), p.owner.UserID); on {
		t.Fatal("the hint turned two-factor on")
	}
	p.wait(1)
	if got := told(p.confirm(p.code(0))); got != "in" {
		t.Fatalf("the next code: %s", got)
	}
	p.wait(2)
	if got := told(p.asStranger(p.code(0))); got != "in" {
		t.Errorf("at the first sign-in: %s", got)
	}
}

// The server's clock may be what was wrong: put right, it must not keep out everybody who set up meanwhile.
func TestAServerThatWasWrongAtEnrolmentFindsItsWayBack(t *testing.T) {
	t.Parallel()
	for name, wrong := range map[string]time.Duration{"slow": -3 * time.Minute, "fast": 3 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.clock.Advance(wrong)
			p := d.begin(d.person("ada@example.com"), false)
			p.off = -wrong
			p.confirm(p.code(0))
			p.wait(1)
			if got := told(p.confirm(p.code(0))); got != "in" {
				t.Fatalf("the set-up: %s", got)
			}
			p.wait(1)
			d.clock.Advance(-wrong)
			p.off = 0
			if o := p.asStranger(p.code(0)); told(o) != "clock off" || o.Follows != (wrong > 0) {
				t.Errorf("in another browser: %s, followed %v", told(o), o.Follows)
			}
			p.wait(2)
			if o := p.asKnown(p.code(0)); told(o) != "in" && (told(o) != "clock off" || !o.Follows) {
				t.Errorf("in a known browser: %s, followed %v", told(o), o.Follows)
			}
			p.wait(1)
			if got := told(p.asKnown(p.code(0))); got != "in" {
				t.Errorf("the next code there: %s", got)
			}
			p.wait(1)
			if got := told(p.asStranger(p.code(0))); got != "in" {
				t.Errorf("from then on, anywhere: %s", got)
			}
		})
	}
}

// forgetHint keeps the cases of one table apart.
func (p *phone) forgetHint() {
	p.write(func(ctx context.Context, tx db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE factor SET hint_step = 0, hint_drift = 0`)
		return err
	})
}
