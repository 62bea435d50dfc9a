package recovery

import (
	"latchkey/internal/session"
	"latchkey/internal/user"
)

// What the staff do: honest, but ready to believe anybody's answers.
var desk = map[string]func(w *world, c Case, staff user.User){
	"open for": func(w *world, _ Case, s user.User) {
		_, _ = w.cases.OpenFor(w.Context(), s, w.person.ID, session.Client{})
	},
	"tick": func(w *world, c Case, s user.User) {
		for _, item := range Checklist {
			_ = w.cases.Tick(w.Context(), Work{CaseID: c.ID, Staff: s}, item)
		}
	},
	"answers": func(w *world, c Case, s user.User) {
		for _, who := range []*somebody{w.p, w.m, w.owner} {
			w.vouch(c, s, who, Answers)
		}
	},
	"document":  func(w *world, c Case, s user.User) { w.document(c, s) },
	"submit":    func(w *world, c Case, s user.User) { _ = w.cases.Submit(w.Context(), Work{CaseID: c.ID, Staff: s}) },
	"approve":   func(w *world, c Case, s user.User) { _ = w.cases.Approve(w.Context(), Work{CaseID: c.ID, Staff: s}) },
	"send back": func(w *world, c Case, s user.User) { _ = w.cases.SendBack(w.Context(), Work{CaseID: c.ID, Staff: s}) },
	"resume":    func(w *world, c Case, s user.User) { _ = w.cases.Resume(w.Context(), Work{CaseID: c.ID, Staff: s}) },
}

func (w *world) vouch(c Case, staff user.User, who *somebody, p Proof) {
	w.mu.Lock()
	key := who.key
	w.mu.Unlock()
	if v, err := w.cases.See(w.Context(), key, ""); err == nil {
		_ = w.cases.NoteProof(w.Context(), Work{CaseID: c.ID, Staff: staff}, p, v.Key.Number)
	}
}

func (w *world) document(c Case, staff user.User) {
	if w.owner.document {
		w.vouch(c, staff, w.owner, Document)
	}
}
