package recovery

import (
	"latchkey/internal/access"
	"latchkey/internal/phrase"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

// What the staff do: honest, but ready to believe anybody's answers.
var desk = map[string]func(w *world, c Case, staff member){
	"open for": func(w *world, _ Case, s member) {
		_, _ = w.cases.OpenFor(w.Context(), s.by, w.person.ID)
	},
	"tick": func(w *world, c Case, s member) {
		for _, item := range Checklist {
			_ = w.cases.Tick(w.Context(), w.work(c, s), item)
		}
	},
	"answers": func(w *world, c Case, s member) {
		for _, who := range []*somebody{w.p, w.m, w.s, w.owner} {
			w.vouch(c, s, who, Answers)
		}
	},
	"document":  func(w *world, c Case, s member) { w.document(c, s) },
	"submit":    func(w *world, c Case, s member) { _ = w.cases.Submit(w.Context(), w.work(c, s)) },
	"approve":   func(w *world, c Case, s member) { _ = w.cases.Approve(w.Context(), w.work(c, s)) },
	"send back": func(w *world, c Case, s member) { _ = w.cases.SendBack(w.Context(), w.work(c, s)) },
	"resume":    func(w *world, c Case, s member) { _ = w.cases.Resume(w.Context(), w.work(c, s)) },
}

// member is one of the staff, in a session.
type member struct {
	user.User
	by access.Caller
}

func memberOf(p *signintest.Person) member { return member{p.User, signintest.As(p.Session(false))} }

// work is what somebody of the staff does, who has just proved who they are.
func (w *world) work(c Case, s member) Work {
	s.by.PasswordAt, s.by.SteppedUp = w.fixture.Clock.Now(), true
	return Work{CaseID: c.ID, By: s.by}
}

func (w *world) vouch(c Case, staff member, who *somebody, p Proof) {
	w.mu.Lock()
	key := who.key
	w.mu.Unlock()
	if v, err := w.cases.See(w.Context(), key, ""); err == nil {
		_ = w.cases.NoteProof(w.Context(), w.work(c, staff), p, phrase.Text(v.Key.Number, "ar"))
	}
}

func (w *world) document(c Case, staff member) {
	if w.owner.document {
		w.vouch(c, staff, w.owner, Document)
	}
}
