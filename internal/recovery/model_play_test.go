package recovery

import (
	"time"

	"pgregory.net/rapid"
)

// playOut has the owner go the whole way with honest staff, undisturbed.
func (w *world) playOut() bool {
	o, ctx := w.owner, w.Context()
	for range 3 { // whatever is under way comes to an end by itself
		w.must(w.cases.Due(ctx))
		w.fixture.Clock.Advance(15 * 24 * time.Hour)
	}
	w.must(w.cases.Due(ctx))
	if c, found := w.active(); found {
		w.Fatalf("a case never ends: %+v", c)
	}
	o.inside, o.key = false, ""
	if o.mailbox {
		w.reset(o)
	}
	if steps["sign in"](w, o); o.inside {
		return true
	}
	w.far()
	steps["finish"](w, o)
	return o.inside
}

// far has the owner and the staff do all they can, up to where the link is out.
func (w *world) far() {
	o, worker, approver := w.owner, w.staff[0], w.staff[1]
	if o.mailbox {
		steps["ask"](w, o)
		steps["open"](w, o)
	} else {
		desk["open for"](w, Case{}, worker)
		steps["join"](w, o)
	}
	for _, step := range []string{"browser", "send", "phone"} {
		steps[step](w, o)
	}
	c, found := w.active()
	if !found || c.State != Open {
		return
	}
	for _, step := range []string{"document", "answers", "tick", "submit"} {
		desk[step](w, c, worker)
	}
	desk["approve"](w, c, worker) // refused: the same person
	if now, _ := w.active(); now.State != Open && now.State != Review {
		w.Fatalf("who worked the case approved it: %+v", now)
	}
	desk["approve"](w, c, approver)
	w.fixture.Clock.Advance(Longest)
	w.must(w.cases.Due(w.Context()))
}

// storm is what thieves wait for: a case that is ready, and a second step that is off.
func (w *world) storm(rt *rapid.T) {
	for range 2 { // what is under way ends by itself
		w.fixture.Clock.Advance(15 * 24 * time.Hour)
		w.must(w.cases.Due(rt.Context()))
	}
	w.far()
	w.everything(rt)
	steps["finish"](w, w.owner)
	w.everything(rt)
	if w.p.inside || w.m.inside {
		rt.Fatalf("a thief is in: %+v, %+v", w.p, w.m)
	}
}

// everything is each thief's best try, with a new password or without.
func (w *world) everything(rt *rapid.T) {
	anew := rapid.Bool().Draw(rt, "with a new password")
	for _, thief := range []*somebody{w.m, w.p} {
		for _, step := range []string{"ask", "open", "join", "browser", "send", "phone"} {
			steps[step](w, thief)
		}
		if anew && thief.mailbox {
			steps["reset"](w, thief)
			steps["finish"](w, thief)
			w.fixture.Clock.Advance(Longest)
			w.must(w.cases.Due(w.Context()))
		}
		steps["finish"](w, thief)
		steps["sign in"](w, thief)
	}
}
