package recovery

import (
	"time"

	"pgregory.net/rapid"
)

// playOut has the owner go the whole way with honest staff, undisturbed but for a thief who is inside.
func (w *world) playOut() bool {
	o := w.owner
	for range 3 { // whatever is under way comes to an end by itself
		w.must(w.cases.Due(w.Context()))
		w.fixture.Clock.Advance(15 * 24 * time.Hour)
	}
	w.must(w.cases.Due(w.Context()))
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
	if w.intruded() {
		return w.playOutDisabled()
	}
	w.far(false)
	steps["finish"](w, o)
	return o.inside
}

// playOutDisabled is the remedy of the staff: a thief inside has a method of old, which ends every case, so they disable the
// person, who is let in again after the case.
func (w *world) playOutDisabled() bool {
	o, shell := w.owner, w.fixture.Staff
	_, err := shell.DisableUser(w.Context(), w.person.Email)
	w.must(err)
	w.far(true)
	if steps["finish"](w, o); o.inside {
		w.Fatalf("a case lets somebody in who is disabled")
	}
	_, err = shell.EnableUser(w.Context(), w.person.Email)
	w.must(err)
	w.try(w.p, w.s)
	w.check()
	steps["finish"](w, o)
	return o.inside
}

// far has the owner and the staff do all they can, up to where the link is out.
func (w *world) far(byStaff bool) {
	o, worker, approver := w.owner, w.staff[0], w.staff[1]
	if o.mailbox && !byStaff {
		steps["ask"](w, o)
		steps["open"](w, o)
	} else {
		desk["open for"](w, Case{}, worker)
		steps["join"](w, o)
	}
	for _, step := range []string{"browser", "send", "phone"} {
		steps[step](w, o)
	}
	if c, found := w.active(); !found || c.State != Open {
		return
	}
	for range 2 { // a thief who has a young method pauses it, and not again once staff have looked
		w.try(w.s)
		if c, found := w.active(); found {
			desk["resume"](w, c, worker)
		}
	}
	c, found := w.active()
	if !found {
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
	w.try(w.s)
	w.fixture.Clock.Advance(Longest)
	w.must(w.cases.Due(w.Context()))
}

// storm is what thieves wait for: a case that is ready, and a second step that is off.
func (w *world) storm(rt *rapid.T) {
	for range 2 { // what is under way ends by itself
		w.fixture.Clock.Advance(15 * 24 * time.Hour)
		w.must(w.cases.Due(rt.Context()))
	}
	w.far(false)
	w.everything(rt)
	steps["finish"](w, w.owner)
	w.everything(rt)
	w.check()
}

// everything is each thief's best try, with a new password or without.
func (w *world) everything(rt *rapid.T) {
	anew := rapid.Bool().Draw(rt, "with a new password")
	for _, thief := range w.people()[1:] {
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
		w.try(thief)
	}
}

// try has thieves sign in with all that they have.
func (w *world) try(thieves ...*somebody) {
	for _, thief := range thieves {
		if thief != w.s || !w.stolen.IsZero() {
			steps["sign in"](w, thief)
		}
	}
}
