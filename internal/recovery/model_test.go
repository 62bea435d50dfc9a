package recovery

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"

	"pgregory.net/rapid"
)

// somebody is the owner or a thief, with what they have in this run.
type somebody struct {
	name                              string
	mailbox, phone, browser, document bool
	app                               bool
	thief                             bool
	by                                session.Client
	password                          string // "" where they do not know it
	key                               string
	inside                            bool
}

// world is one run: a person with a second step, two thieves, two of the staff, and time.
type world struct {
	*rapid.T
	fixture *signintest.Fixture
	cases   *Cases
	person  *signintest.Person
	owner   *somebody
	p, m    *somebody // have the password; the mailbox
	staff   []member
	mu      sync.Mutex
	resets  int
}

func (w *world) must(err error) {
	if err != nil {
		w.Fatalf("%v", err)
	}
}

// mail is the newest message of a kind, as whoever reads the mailbox or the phone has it.
func (w *world) mail(kind message.Kind, channel message.Channel) (found message.Message) {
	all, err := w.cases.Outbox.Latest(context.Background(), w.cases.DB.Read(), 300)
	w.must(err)
	for _, m := range all {
		if m.UserID == w.person.ID && m.Channel == channel && (kind == "" || m.Kind == kind) {
			return m
		}
	}
	return message.Message{}
}

func (w *world) active() (Case, bool) {
	c, err := activeCase(context.Background(), w.cases.DB.Read(), w.person.ID)
	return c, err == nil
}

// came notes that somebody got a session. For a thief that is the end of the run.
func (w *world) came(who *somebody, secret string) {
	if secret == "" {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	who.inside = true
}

// What people do. Each step may fail in any way, as long as nobody gets in who must not.
var steps = map[string]func(w *world, who *somebody){
	"ask": func(w *world, who *somebody) { _, _ = w.cases.Ask(w.Context(), w.person.Email, who.by) },
	"open": func(w *world, who *somebody) {
		if who.mailbox {
			if key, err := w.cases.Open(w.Context(), w.mail(message.RecoveryOpen, message.Email).Secret, who.by); err == nil {
				w.mu.Lock()
				who.key = key
				w.mu.Unlock()
			}
		}
	},
	"join": func(w *world, who *somebody) {
		if key, _, err := w.cases.JoinWithPassword(w.Context(), w.person.Email, who.password, who.by); err == nil && key != "" {
			w.mu.Lock()
			who.key = key
			w.mu.Unlock()
		}
	},
	"browser": func(w *world, who *somebody) { _ = w.cases.ProveBrowser(w.Context(), who.key, who.by) },
	"send":    func(w *world, who *somebody) { _, _ = w.cases.SendCode(w.Context(), who.key, who.by) },
	"phone": func(w *world, who *somebody) {
		input := "000000"
		if who.phone {
			input = w.mail(message.ConfirmCode, message.WhatsApp).Secret
		}
		_, _ = w.cases.ProvePhone(w.Context(), who.key, input, who.by)
	},
	"not-me": func(w *world, who *somebody) {
		if who.mailbox {
			_, _ = w.cases.Notices.SayNotMe(w.Context(), w.mail("", message.Email).NotMe, who.by)
		}
	},
	"stop": func(w *world, who *somebody) { _ = w.cases.StopByKey(w.Context(), who.key, who.by) },
	"sign in": func(w *world, who *somebody) {
		r, err := w.fixture.Flow.Password(w.Context(), signin.Entry{Email: w.person.Email, Password: who.password, By: who.by})
		if err != nil {
			return
		}
		w.came(who, r.Session)
		input := "000000"
		if who.app {
			input = w.person.Code()
		}
		if r.Challenge != "" {
			second := signin.Second{Challenge: r.Challenge, Kind: factor.TOTP, Input: input, By: who.by}
			if r, err := w.fixture.Flow.Verify(w.Context(), second); err == nil {
				w.came(who, r.Session)
			}
		}
	},
	"reset": func(w *world, who *somebody) {
		if who.mailbox {
			w.reset(who)
		}
	},
	"finish": func(w *world, who *somebody) {
		e := Ending{Key: who.key, Password: who.password, By: who.by}
		if who.mailbox {
			e.Token = w.mail(message.RecoveryReady, message.Email).Secret
		}
		if r, err := w.cases.Finish(w.Context(), e); err == nil {
			w.came(who, r.Session)
		}
	},
}

// reset sets a password by the mailbox: nobody else knows it then.
func (w *world) reset(who *somebody) {
	_, _ = w.fixture.Links.ForgotPassword(w.Context(), w.person.Email, who.by)
	w.mu.Lock()
	w.resets++
	fresh := fmt.Sprintf("quiet %s lantern %d", who.name, w.resets)
	w.mu.Unlock()
	if _, err := w.fixture.Links.ResetPassword(w.Context(), w.mail(message.ResetPassword, message.Email).Secret, fresh, who.by); err != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, other := range []*somebody{w.owner, w.p, w.m} {
		if other.password != "" {
			other.password = "no longer right"
		}
	}
	who.password = fresh
}

// The reference model: who may ever come in. A thief never; the owner with the app, or
// with anything that the mailbox alone can't give, as answers are the second proof of
// everybody; either way with a password that is known or can be set anew.
func (w *world) mayEnter(who *somebody) bool {
	knows, err := w.cases.Browsers.Knows(w.Context(), w.cases.DB.Read(), who.by.Browser, w.person.ID)
	w.must(err)
	password := who.mailbox || who.password != "no longer right"
	on, err := w.cases.Factors.IsOn(w.Context(), w.cases.DB.Read(), w.person.ID)
	w.must(err)
	return !who.thief && password && (who.app && on || who.phone || who.document || who.browser && knows)
}

// history holds every case to the drawn machine: each step is one that the state before
// allowed, once each, and has its row in the audit log.
func (w *world) history() {
	var ids []string
	w.must(each(w.Context(), w.cases.DB.Read(), func(row scanner) error {
		var id string
		err := row.Scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT id FROM recovery_case WHERE user_id = $1`, w.person.ID))
	total := 0
	for _, id := range ids {
		steps, err := stepsOf(w.Context(), w.cases.DB.Read(), id)
		w.must(err)
		state := None
		for i, s := range steps {
			want, possible := drawn[state][s.Event]
			if s.Version != int64(i+1) || !possible || want.to != s.State {
				w.Fatalf("step %d of a case: %s in %q led to %q", i+1, s.Event, state, s.State)
			}
			state = s.State
		}
		total += len(steps)
	}
	if rows := w.fixture.Count(`FROM audit_event WHERE subject = $1 AND event LIKE 'recovery.%'
		AND event NOT IN ('recovery.asked', 'recovery.code-sent', 'recovery.no-case')`, w.person.ID); rows != total {
		w.Fatalf("%d steps have %d rows in the audit log", total, rows)
	}
}

func TestNoThiefGetsInAndAnOwnerWithProofsAlwaysDoes(t *testing.T) {
	t.Parallel()
	few(t, "rapid.checks", "100", 40)
	few(t, "rapid.steps", "30", 20)
	fixture := signintest.Open(t)
	cases := New(fixture.Authority)
	var staff []member
	for _, name := range []string{"sam", "tess"} {
		u := fixture.Person(name + "@example.com")
		fixture.Write(func(ctx context.Context, tx db.Tx) error { return cases.Users.SetRole(ctx, tx, u.ID, user.Support) })
		staff = append(staff, memberOf(u))
	}
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		w := begin(rt, fixture, cases, staff, run)
		w.Repeat(map[string]func(*rapid.T){
			"": func(rt *rapid.T) {
				if w.T = rt; w.p.inside || w.m.inside {
					rt.Fatalf("a thief is in: %+v, %+v", w.p, w.m)
				}
			},
			"somebody": func(rt *rapid.T) { w.draw(rt)() },
			"at once":  func(rt *rapid.T) { w.atOnce(rt) },
			"staff":    func(rt *rapid.T) { w.works(rt) },
			"staff go on": func(rt *rapid.T) {
				if c, found := w.active(); found {
					for _, step := range []string{"resume", "answers", "document", "tick", "submit"} {
						desk[step](w, c, staff[0])
					}
					desk["approve"](w, c, staff[1])
				}
			},
			"a case gets far":            func(*rapid.T) { w.far() },
			"the owner finishes":         func(*rapid.T) { steps["finish"](w, w.owner) },
			"the thieves try everything": func(rt *rapid.T) { w.everything(rt) },
			"time": func(rt *rapid.T) {
				later := []time.Duration{time.Minute, time.Hour, 24 * time.Hour, Longest, 8 * 24 * time.Hour}
				fixture.Clock.Advance(rapid.SampledFrom(later).Draw(rt, "later"))
				w.must(cases.Due(rt.Context()))
			},
		})
		w.T = rt
		w.storm(rt)
		w.history()
		may := w.mayEnter(w.owner)
		if in := w.playOut(); in != may {
			rt.Fatalf("the owner comes in: %v, want %v; %+v", in, may, w.owner)
		}
		w.history()
	})
}
