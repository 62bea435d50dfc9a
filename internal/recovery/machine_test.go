package recovery

import (
	"errors"
	"slices"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/clock"
	"latchkey/internal/factor"
	"latchkey/internal/setting"
	"latchkey/internal/user"
)

var (
	events = []Event{
		Start, Join, Prove, Vouch, Tick, Submit, SendBack, Approve, Delay, Release, Finish, Pause, Resume, Stop, Enter, Lapse, ComeBack,
	}
	actors = []Actor{Person, Staff, Notice, Owner, Time}
)

// The way of every case, written out a second time: state, event, who, where it leads.
var drawn = map[State]map[Event]struct {
	by []Actor
	to State
}{
	None: {Start: {[]Actor{Person, Staff}, Open}},
	Open: {
		Join: {[]Actor{Person}, Open}, Prove: {[]Actor{Person}, Open}, Vouch: {[]Actor{Staff}, Open}, Tick: {[]Actor{Staff}, Open},
		Submit: {[]Actor{Staff}, Review}, Pause: {[]Actor{Notice, Owner, Time}, Paused}, Stop: {[]Actor{Person, Staff}, Stopped},
		Enter: {[]Actor{Owner}, Stopped}, Lapse: {[]Actor{Time}, Stopped},
	},
	Review: {
		Join: {[]Actor{Person}, Review}, Prove: {[]Actor{Person}, Review}, SendBack: {[]Actor{Staff}, Open}, Approve: {[]Actor{Staff}, Waiting},
		Pause: {[]Actor{Notice, Owner, Time}, Paused}, Stop: {[]Actor{Person, Staff}, Stopped},
		Enter: {[]Actor{Owner}, Stopped}, Lapse: {[]Actor{Time}, Stopped},
	},
	Waiting: {
		Join: {[]Actor{Person}, Waiting}, Prove: {[]Actor{Person}, Waiting}, Delay: {[]Actor{Time}, Waiting}, Release: {[]Actor{Time}, Ready},
		Pause: {[]Actor{Notice, Owner, Time}, Paused}, Stop: {[]Actor{Person, Staff}, Stopped}, Enter: {[]Actor{Owner}, Stopped},
	},
	Ready: {
		Join: {[]Actor{Person}, Ready}, Prove: {[]Actor{Person}, Ready}, Delay: {[]Actor{Time}, Waiting}, Finish: {[]Actor{Person}, Done},
		Pause: {[]Actor{Notice, Owner, Time}, Paused}, Stop: {[]Actor{Person, Staff}, Stopped},
		Enter: {[]Actor{Owner}, Stopped}, Lapse: {[]Actor{Time}, Stopped},
	},
	Paused: {
		Join: {[]Actor{Person}, Paused}, Resume: {[]Actor{Staff}, Open}, Stop: {[]Actor{Person, Staff}, Stopped},
		Enter: {[]Actor{Owner}, Stopped}, Lapse: {[]Actor{Time}, Stopped},
	},
	Done: {ComeBack: {[]Actor{Person}, Done}},
}

var noon = clock.At(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))

// willing is a case, a world and a move in which nothing but the table stands in the way.
func willing(state State, event Event, actor Actor) (Case, facts, move) {
	c := Case{
		ID: "case", UserID: "ada", State: state, Version: 7, OpenedAt: noon.Add(-20 * 24 * time.Hour), StateAt: noon.Add(-Lifetime),
		email: "ada@example.com", linkHash: "hash",
	}
	f := facts{
		now: noon, on: true, person: user.User{ID: "ada", Email: "ada@example.com"}, workers: []string{"sam"},
		choices: setting.Choices{
			RecoveryProofs: "mailbox,phone,browser,document,answers", RecoveryNeeded: 2,
			RecoveryApproval: setting.Second, RecoveryWait: 24 * time.Hour,
		},
		keys:    []Key{{ID: "key", Number: "123456", Proofs: map[Proof]clock.Instant{Mailbox: noon, Phone: noon}}},
		checked: Checklist,
	}
	m := move{event: event, actor: actor, key: "key", token: "hash"}
	if actor == Staff {
		m.staff = user.User{ID: "tess", Role: user.Support}
	}
	switch event {
	case Enter:
		m.proved = factor.Proof{Strength: factor.ByApp, Since: c.OpenedAt.Add(-factor.Young)}
	case Pause:
		m.proved = factor.Proof{Strength: factor.ByApp, Since: c.OpenedAt.Add(-factor.Young) + 1}
	case Prove:
		m.proof = Browser
	case Vouch:
		m.proof = Document
	case Tick:
		m.item, f.checked = Checklist[0], nil
	case Delay:
		c.cautious, c.ApprovedAt, c.ReadyAt = true, noon.Add(-time.Hour), noon.Add(time.Hour)
	case Release:
		c.ApprovedAt, c.ReadyAt = noon.Add(-25*time.Hour), noon.Add(-time.Hour)
	case Finish, ComeBack:
		c.ApprovedAt, c.LinkUntil = noon.Add(-25*time.Hour), noon.Add(time.Hour)
	case Lapse:
		c.LinkUntil = noon
	}
	if event == ComeBack {
		f.on, f.person.EnrollmentRequiredAt = false, noon
	}
	return c, f, m
}

func TestEveryEventInEveryStateByEveryone(t *testing.T) {
	t.Parallel()
	for _, state := range append([]State{None}, States...) {
		for _, event := range events {
			want, possible := drawn[state][event]
			for _, actor := range actors {
				c, f, m := willing(state, event, actor)
				got, err := judge(c, f, m)
				switch {
				case !possible && !errors.Is(err, ErrNotNow):
					t.Errorf("%s in %q by %s: %v, want ErrNotNow", event, state, actor, err)
				case possible && !slices.Contains(want.by, actor) && !errors.Is(err, ErrMayNot):
					t.Errorf("%s in %q by %s: %v, want ErrMayNot", event, state, actor, err)
				case possible && slices.Contains(want.by, actor) && (err != nil || got.to != want.to):
					t.Errorf("%s in %q by %s: leads to %q, %v; want %q", event, state, actor, got.to, err, want.to)
				}
			}
		}
	}
}

// Everything that stands in the way of an event, one at a time.
func TestWhatEachEventNeeds(t *testing.T) {
	t.Parallel()
	for name, test := range spoilt {
		c, f, m := willing(test.state, test.event, test.actor)
		if _, err := judge(c, f, m); err != nil {
			t.Errorf("%s: not even otherwise: %v", name, err)
		}
		test.spoil(&c, &f, &m)
		if _, err := judge(c, f, m); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

var spoilt = map[string]struct {
	state State
	event Event
	actor Actor
	spoil func(c *Case, f *facts, m *move)
	want  error
}{
	"a case for somebody without a second step": {None, Start, Person, func(_ *Case, f *facts, _ *move) { f.on = false }, ErrNoCase},
	"a case where codes are the only way": {
		None, Start, Person,
		func(_ *Case, f *facts, _ *move) { f.choices.RecoveryMode = setting.CodesOnly }, ErrOff,
	},
	"staff open a case of their own": {None, Start, Staff, func(_ *Case, _ *facts, m *move) { m.staff.ID = "ada" }, ErrOwnCase},
	"a client opens a case as staff": {
		None, Start, Staff,
		func(_ *Case, _ *facts, m *move) { m.staff.Role = user.Client }, ErrMayNot,
	},
	"disabled staff approve": {
		Review, Approve, Staff,
		func(_ *Case, _ *facts, m *move) { m.staff.DisabledAt = noon }, ErrMayNot,
	},
	"a proof twice":                {Open, Prove, Person, func(_ *Case, _ *facts, m *move) { m.proof = Phone }, ErrDone},
	"a document without staff":     {Open, Prove, Person, func(_ *Case, _ *facts, m *move) { m.proof = Document }, ErrMayNot},
	"staff give the phone's proof": {Open, Vouch, Staff, func(_ *Case, _ *facts, m *move) { m.proof = Phone }, ErrMayNot},
	"a proof that the host does not take": {
		Open, Prove, Person,
		func(_ *Case, f *facts, _ *move) { f.choices.RecoveryProofs = "phone" }, ErrNotAllowed,
	},
	"a document for no browser": {Open, Vouch, Staff, func(_ *Case, _ *facts, m *move) { m.key = "" }, ErrNoNumber},
	"an item twice":             {Open, Tick, Staff, func(_ *Case, f *facts, _ *move) { f.checked = Checklist }, ErrDone},
	"an item that there is not": {Open, Tick, Staff, func(_ *Case, _ *facts, m *move) { m.item = "everything" }, ErrMayNot},
	"handed on unchecked": {
		Open, Submit, Staff,
		func(_ *Case, f *facts, _ *move) { f.checked = Checklist[1:] }, ErrUnchecked,
	},
	"handed on with the mailbox alone":   {Open, Submit, Staff, keyWith(Mailbox), ErrProofsMissing},
	"handed on with mailbox and answers": {Open, Submit, Staff, keyWith(Mailbox, Answers), ErrProofsMissing},
	"handed on with one proof of two":    {Open, Submit, Staff, keyWith(Phone), ErrProofsMissing},
	"proofs of two browsers together":    {Open, Submit, Staff, keysApart, ErrProofsMissing},
	"support open a case of one of the staff": {
		None, Start, Staff,
		func(_ *Case, f *facts, _ *move) { f.person.Role = user.Support }, access.ErrOnlyAdministrators,
	},
	"support approve one of a member of staff": {
		Review, Approve, Staff,
		func(_ *Case, f *facts, _ *move) { f.person.Role = user.Administrator }, access.ErrOnlyAdministrators,
	},
	"staff submit their own case": {Open, Submit, Staff, func(_ *Case, _ *facts, m *move) { m.staff.ID = "ada" }, ErrOwnCase},
	"who worked it approves": {
		Review, Approve, Staff,
		func(_ *Case, _ *facts, m *move) { m.staff.ID = "sam" }, ErrSamePerson,
	},
	"staff approve their own case": {Review, Approve, Staff, func(_ *Case, _ *facts, m *move) { m.staff.ID = "ada" }, ErrOwnCase},
	"approved after the host wants more": {
		Review, Approve, Staff,
		func(_ *Case, f *facts, _ *move) { f.choices.RecoveryNeeded = 3 }, ErrProofsMissing,
	},
	"approved while contact is in dispute": {
		Review, Approve, Staff,
		func(_ *Case, f *facts, _ *move) { f.person.FrozenAt = noon }, access.ErrFrozen,
	},
	"approved as it looked before": {Review, Approve, Staff, func(_ *Case, _ *facts, m *move) { m.seen = 6 }, ErrChanged},
	"released a millisecond early": {
		Waiting, Release, Time,
		func(c *Case, _ *facts, _ *move) { c.ReadyAt = noon + 1 }, ErrTooEarly,
	},
	"released after a new password": {
		Waiting, Release, Time,
		func(_ *Case, f *facts, _ *move) { f.person.PasswordChangedAt = noon }, ErrTooEarly,
	},
	"released after a new address": {
		Waiting, Release, Time,
		func(_ *Case, f *facts, _ *move) { f.person.Email = "eve@example.com" }, ErrTooEarly,
	},
	"delayed without a reason": {
		Waiting, Delay, Time,
		func(c *Case, _ *facts, _ *move) { c.ReadyAt = c.ApprovedAt.Add(Longest) }, ErrNotNow,
	},
	"finished without the link":       {Ready, Finish, Person, func(_ *Case, _ *facts, m *move) { m.token = "" }, ErrNoCase},
	"finished with another link":      {Ready, Finish, Person, func(_ *Case, _ *facts, m *move) { m.token = "other" }, ErrNoCase},
	"finished with the link too late": {Ready, Finish, Person, func(c *Case, _ *facts, _ *move) { c.LinkUntil = noon }, ErrOver},
	"finished in a browser without proofs": {
		Ready, Finish, Person,
		func(_ *Case, _ *facts, m *move) { m.key = "other" }, ErrProofsMissing,
	},
	"finished in a browser with the mailbox": {Ready, Finish, Person, keyWith(Mailbox), ErrProofsMissing},
	"finished after a new password": {
		Ready, Finish, Person,
		func(_ *Case, f *facts, _ *move) { f.person.PasswordChangedAt = noon }, ErrTooEarly,
	},
	"somebody disabled opens a case": {
		None, Start, Person,
		func(_ *Case, f *facts, _ *move) { f.person.DisabledAt = noon }, ErrNoCase,
	},
	"somebody disabled comes back": {
		Done, ComeBack, Person,
		func(_ *Case, f *facts, _ *move) { f.person.DisabledAt = noon }, ErrNotNow,
	},
	"a sign-in with a method that was young ends it": {
		Waiting, Enter, Owner,
		func(_ *Case, _ *facts, m *move) { m.proved.Since++ }, ErrTooNew,
	},
	"a sign-in with one from after it was opened ends it": {
		Ready, Enter, Owner,
		func(_ *Case, f *facts, m *move) { m.proved.Since = f.now.Add(-factor.Young) }, ErrTooNew,
	},
	"a sign-in of which nothing is known ends it": {
		Open, Enter, Owner,
		func(_ *Case, _ *facts, m *move) { m.proved = factor.Proof{} }, ErrTooNew,
	},
	"a sign-in with an old method pauses it": {
		Open, Pause, Owner,
		func(_ *Case, _ *facts, m *move) { m.proved.Since-- }, ErrMayNot,
	},
	"a sign-in pauses it again after staff have looked": {
		Waiting, Pause, Owner,
		func(_ *Case, f *facts, _ *move) { f.lookedAt = true }, ErrDone,
	},
	"finished while contact is in dispute": {
		Ready, Finish, Person,
		func(_ *Case, f *facts, _ *move) { f.person.FrozenAt = noon }, access.ErrFrozen,
	},
	"come back after setting up":          {Done, ComeBack, Person, func(_ *Case, f *facts, _ *move) { f.on = true }, ErrNotNow},
	"come back too late":                  {Done, ComeBack, Person, func(c *Case, _ *facts, _ *move) { c.LinkUntil = noon }, ErrOver},
	"lapsed a millisecond early":          {Open, Lapse, Time, func(c *Case, _ *facts, _ *move) { c.StateAt++ }, ErrTooEarly},
	"the link lapsed a millisecond early": {Ready, Lapse, Time, func(c *Case, _ *facts, _ *move) { c.LinkUntil++ }, ErrTooEarly},
	"finished after cases were done away with": {
		Ready, Finish, Person,
		func(_ *Case, f *facts, _ *move) { f.choices.RecoveryMode = setting.CodesOnly }, ErrOff,
	},
}

func keyWith(proofs ...Proof) func(*Case, *facts, *move) {
	return func(_ *Case, f *facts, _ *move) {
		f.keys[0].Proofs = map[Proof]clock.Instant{}
		for _, p := range proofs {
			f.keys[0].Proofs[p] = noon
		}
	}
}

func keysApart(_ *Case, f *facts, _ *move) {
	f.keys = []Key{
		{ID: "key", Number: "123456", Proofs: map[Proof]clock.Instant{Mailbox: noon}},
		{ID: "other", Number: "654321", Proofs: map[Proof]clock.Instant{Phone: noon}},
	}
}

func TestOneOfTheStaffMayApproveAloneWhereTheHostSaysSo(t *testing.T) {
	t.Parallel()
	c, f, m := willing(Review, Approve, Staff)
	m.staff.ID, f.choices.RecoveryApproval = "sam", setting.Single
	if _, err := judge(c, f, m); err != nil {
		t.Errorf("a host of one person: %v", err)
	}
	m.staff.ID = "ada"
	if _, err := judge(c, f, m); !errors.Is(err, ErrOwnCase) {
		t.Errorf("even there nobody approves a case of their own: %v", err)
	}
}

// Staff open a case for somebody whom they have disabled, and it is finished all the same.
func TestACaseForSomebodyDisabled(t *testing.T) {
	t.Parallel()
	for state, m := range map[State]move{None: {event: Start, actor: Staff}, Ready: {event: Finish, actor: Person}} {
		c, f, willing := willing(state, m.event, m.actor)
		f.person.DisabledAt = noon
		if _, err := judge(c, f, willing); err != nil {
			t.Errorf("%s: %v", m.event, err)
		}
	}
}

// A password that the account was made with has not changed, and calls for as much caution.
func TestWhyACaseWaitsLonger(t *testing.T) {
	t.Parallel()
	week := noon.Add(-RecentChange)
	for name, test := range map[string]struct {
		made, changed clock.Instant
		want          Caution
	}{
		"an old account":                            {week - 2, week - 2, NoCaution},
		"an old account, a new password":            {week - 2, week + 1, PasswordChanged},
		"a new account":                             {week + 1, week + 1, AccountNew},
		"a new account, its password changed since": {week + 1, week + 2, PasswordChanged},
	} {
		c, f, _ := willing(Waiting, Release, Time)
		c.OpenedAt = noon
		f.person.CreatedAt, f.person.PasswordChangedAt = test.made, test.changed
		if got := caution(c, f); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
		if long := wait(c, f) == Longest; long != (test.want != NoCaution) {
			t.Errorf("%s: it waits long: %v", name, long)
		}
	}
}

func TestHowLongACaseWaits(t *testing.T) {
	t.Parallel()
	week := noon.Add(-RecentChange)
	for name, test := range map[string]struct {
		change func(c *Case, f *facts)
		want   time.Duration
	}{
		"as a rule":         {func(*Case, *facts) {}, 24 * time.Hour},
		"the host's choice": {func(_ *Case, f *facts) { f.choices.RecoveryWait = 5 * time.Hour }, 5 * time.Hour},
		"opened by staff":   {func(c *Case, _ *facts) { c.OpenedBy = "sam" }, Longest},
		"the host chose longer than that": {
			func(c *Case, f *facts) { c.OpenedBy, f.choices.RecoveryWait = "sam", 96*time.Hour }, 96 * time.Hour,
		},
		"the password a week before":             {func(_ *Case, f *facts) { f.person.PasswordChangedAt = week }, 24 * time.Hour},
		"the password within the week before":    {func(_ *Case, f *facts) { f.person.PasswordChangedAt = week + 1 }, Longest},
		"the password during the case":           {func(_ *Case, f *facts) { f.person.PasswordChangedAt = noon + 1 }, Longest},
		"the address within the week before":     {func(c *Case, _ *facts) { c.cautious = true }, Longest},
		"the address during the case":            {func(_ *Case, f *facts) { f.person.Email = "eve@example.com" }, Longest},
		"the address during, and back to before": {func(_ *Case, f *facts) { f.emailChanged = true }, Longest},
	} {
		c, f, _ := willing(Waiting, Release, Time)
		c.OpenedAt = noon
		test.change(&c, &f)
		if got := wait(c, f); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
