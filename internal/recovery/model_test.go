package recovery

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
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
	sessions                          []string // the secrets of those that they got
	secrets                           []string // of the apps that they have added
	codes                             []string // the backup codes that they have made
}

// world is one run: a person with a second step, three thieves, two of the staff, and time.
type world struct {
	*rapid.T
	fixture  *signintest.Fixture
	cases    *Cases
	person   *signintest.Person
	app      string // the id of the owner's app
	owner    *somebody
	p, m, s  *somebody     // have the password; the mailbox; a session, and the password
	stolen   clock.Instant // when s got in; 0: nobody did
	remedied bool          // the owner has said "this wasn't me" in time, or has come back by a case
	staff    []member
	mu       sync.Mutex
	resets   int
}

func (w *world) must(err error) {
	if err != nil {
		w.Fatalf("%v", err)
	}
}

// mail is the newest message of a kind, as whoever reads the mailbox or the phone has it.
func (w *world) mail(kind message.Kind, channel message.Channel) (found message.Message) {
	var id string
	err := w.cases.DB.Read().Row(context.Background(), `SELECT id FROM message
		WHERE user_id = $1 AND channel = $2 AND ($3 = '' OR kind = $3) ORDER BY id DESC LIMIT 1`,
		w.person.ID, string(channel), string(kind)).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return message.Message{}
	}
	w.must(err)
	m, err := w.cases.Outbox.Get(context.Background(), w.cases.DB.Read(), id)
	w.must(err)
	return m
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
	who.inside, who.sessions = true, append(who.sessions, secret)
}

func (w *world) people() []*somebody {
	if w.stolen.IsZero() {
		return []*somebody{w.owner, w.p, w.m}
	}
	return []*somebody{w.owner, w.p, w.m, w.s}
}

// check ends the run when a thief is in who must not be: anybody, as long as no session was stolen; and once that was
// remedied.
func (w *world) check() {
	for _, who := range w.people() {
		if !who.thief {
			continue
		}
		if w.stolen.IsZero() && who.inside {
			w.Fatalf("a thief is in: %+v", who)
		}
		for _, secret := range who.sessions {
			if _, err := w.fixture.Sessions.Load(w.Context(), w.fixture.DB, secret); w.remedied && err == nil {
				w.Fatalf("a thief is in who was thrown out: %+v", who)
			}
		}
	}
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
		if !who.mailbox {
			return
		}
		n, err := w.cases.Notices.SayNotMe(w.Context(), w.mail("", message.Email).NotMe, who.by)
		if err == nil && !n.Used && n.Kind == notice.NotMeMethod {
			w.remedy(w.fixture.Clock.Now().Before(w.stolen.Add(factor.Young)))
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
		for _, answer := range append(who.answers(w), second{factor.TOTP, input}) {
			if r.Challenge == "" {
				return
			}
			s := signin.Second{Challenge: r.Challenge, Kind: answer.kind, Input: answer.input, By: who.by}
			if r, err := w.fixture.Flow.Verify(w.Context(), s); err == nil && r.OK {
				w.came(who, r.Session)
				return
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
			w.remedy(!who.thief && r.OK)
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
	w.learns(who, fresh)
}

// learns makes a new password one's own: nobody else knows it.
func (w *world) learns(who *somebody, fresh string) {
	for _, other := range []*somebody{w.owner, w.p, w.m, w.s} {
		if other.password != "" {
			other.password = "no longer right"
		}
	}
	who.password = fresh
}

// The reference model: whether the owner comes in at last. With the app, as long as it works, or where a thief has taken
// every method off, or with anything that the mailbox alone can't give, as answers are the second proof of everybody;
// either way with a password that is known or can be set anew. Where a thief is inside, staff disable the person first,
// after which no browser is known.
func (w *world) mayEnter(who *somebody) bool {
	knows, err := w.cases.Browsers.Knows(w.Context(), w.cases.DB.Read(), who.by.Browser, w.person.ID)
	w.must(err)
	state, err := w.cases.Factors.State(w.Context(), w.cases.DB.Read(), w.person.ID)
	w.must(err)
	person, err := w.cases.Users.ByID(w.Context(), w.cases.DB.Read(), w.person.ID)
	w.must(err)
	_, err = factor.Find(state.Methods, w.app)
	password := who.mailbox || who.password != "no longer right"
	return password && (who.app && err == nil || !state.On() && person.EnrollmentRequiredAt.IsZero() ||
		who.phone || who.document || who.browser && knows && !w.intruded())
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

// Whatever three thieves, the owner, the staff and time do, in whatever order: the ones who have the password and the
// mailbox never get in; the one who has stolen a session never again, once the owner or the staff have used their
// remedy; and an owner with sufficient proofs always does. A hundred runs, side by side in hosts of their own; for more,
// such as ten thousand (about eight minutes on two cores):
//
//	go test ./internal/recovery -run TestNoThief -rapid.checks=10000 -timeout 2h
func TestNoThiefGetsInAndAnOwnerWithProofsAlwaysDoes(t *testing.T) {
	const hosts = 5
	few(t, "rapid.steps", "30", 20)
	share(t, "rapid.checks", hosts)
	for n := range hosts {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			t.Parallel()
			explore(t)
		})
	}
}

func explore(t *testing.T) {
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
			"":         func(rt *rapid.T) { w.T = rt; w.check() },
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
			"a case gets far":            func(*rapid.T) { w.far(false) },
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
		w.try(w.people()[1:]...)
		w.check()
		w.history()
	})
}
