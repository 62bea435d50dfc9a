package recovery

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"

	"pgregory.net/rapid"
)

func begin(rt *rapid.T, fixture *signintest.Fixture, cases *Cases, staff []member, run int) *world {
	yes := func(what string) bool { return yes(rt, what) }
	person, _, by := fixture.Protected(fmt.Sprintf("owner%d@example.com", run))
	w := &world{T: rt, fixture: fixture, cases: cases, person: person, staff: staff}
	fixture.Write(func(ctx context.Context, tx db.Tx) error {
		return cases.Users.SetPhone(ctx, tx, person.ID, "+442079460123")
	})
	methods, err := fixture.Factors.Enrolled(rt.Context(), fixture.DB.Read(), person.ID)
	w.must(err)
	w.app = methods[0].ID
	age := 10 * 24 * time.Hour
	if yes("a young app") {
		age = 2 * 24 * time.Hour
	}
	fixture.Clock.Advance(age)
	from := func(n int) netip.Addr { return netip.AddrFrom4([4]byte{10, byte(run), byte(n), 1}) }
	w.owner = &somebody{
		name: "owner", mailbox: yes("the mailbox"), phone: yes("the phone"),
		browser: yes("the browser"), document: yes("a document"), app: yes("the app"),
		password: signintest.Password, by: session.Client{Address: from(1)},
	}
	if w.owner.browser {
		w.owner.by.Browser = by.Browser
	}
	w.p = &somebody{name: "p", thief: true, password: signintest.Password, by: session.Client{Address: from(2)}}
	w.m = &somebody{name: "m", thief: true, mailbox: true, by: session.Client{Address: from(3)}}
	w.s = &somebody{name: "s", thief: true, password: signintest.Password, by: session.Client{Address: from(4)}}
	if yes("a stolen session") {
		w.steal()
	}
	return w
}

func yes(rt *rapid.T, what string) bool { return rapid.Bool().Draw(rt, what) }

// draw is one step that somebody takes.
func (w *world) draw(rt *rapid.T) func() {
	who := rapid.SampledFrom(w.people()).Draw(rt, "who")
	if who == w.s && yes(rt, "from inside") {
		step := rapid.SampledFrom(slices.Sorted(maps.Keys(inside))).Draw(rt, "step")
		return func() { inside[step](w, who) }
	}
	step := rapid.SampledFrom([]string{
		"ask", "open", "open", "join", "browser", "send", "phone", "phone", "not-me", "stop", "sign in", "reset", "finish", "finish",
	}).Draw(rt, "step")
	return func() { steps[step](w, who) }
}

func (w *world) works(rt *rapid.T) {
	c, _ := w.active()
	s := rapid.SampledFrom(w.staff).Draw(rt, "who")
	steps := []string{"open for", "tick", "answers", "document", "submit", "approve", "send back", "resume"}
	desk[rapid.SampledFrom(steps).Draw(rt, "step")](w, c, s)
}

// atOnce runs a few steps in parallel, some of them twice.
func (w *world) atOnce(rt *rapid.T) {
	w.T = rt
	var all sync.WaitGroup
	for range rapid.IntRange(2, 3).Draw(rt, "steps") {
		step := w.draw(rt)
		for range rapid.IntRange(1, 2).Draw(rt, "times") {
			all.Go(step)
		}
	}
	all.Wait()
}

// share divides what is tried among hosts.
func share(t *testing.T, name string, hosts int) {
	t.Helper()
	f := flag.Lookup(name)
	all := f.Value.String()
	n, err := strconv.Atoi(all)
	if err != nil {
		t.Fatal(err)
	}
	_ = f.Value.Set(strconv.Itoa((n + hosts - 1) / hosts))
	t.Cleanup(func() { _ = f.Value.Set(all) })
}

// few bounds how much is tried where nobody asked for more: each run hashes passwords.
func few(t *testing.T, name, usual string, enough int) {
	t.Helper()
	if f := flag.Lookup(name); f.Value.String() == usual {
		_ = f.Value.Set(strconv.Itoa(enough))
		t.Cleanup(func() { _ = f.Value.Set(usual) })
	}
}
