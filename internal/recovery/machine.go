package recovery

import (
	"slices"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/clock"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/setting"
	"latchkey/internal/user"
)

// State is the state of a case.
type State string

// The states.
const (
	None    State = ""        // before a case is opened
	Open    State = "open"    // the person gives proofs, staff tick the checklist
	Review  State = "review"  // submitted; another member of staff decides
	Waiting State = "waiting" // approved; the waiting time runs
	Ready   State = "ready"   // the link was sent
	Paused  State = "paused"  // "this wasn't me", a sign-in with a young method, or the database was put back; staff decide
	Done    State = "done"    // the methods are removed, the set-up of a new one has begun
	Stopped State = "stopped"
)

// States holds every state of a case, in the order in which a case passes through them.
var States = []State{Open, Review, Waiting, Ready, Paused, Done, Stopped}

// Over reports whether the case has ended.
func (s State) Over() bool { return s == Done || s == Stopped }

// Event is something that happens to a case.
type Event string

// The events.
const (
	Start    Event = "start"     // it is opened
	Join     Event = "join"      // a further browser follows it
	Prove    Event = "prove"     // the person gives a proof
	Vouch    Event = "vouch"     // staff record a proof
	Tick     Event = "tick"      // staff tick an item of the checklist
	Submit   Event = "submit"    // staff hand it on to be approved
	SendBack Event = "send-back" // the approver asks for more work
	Approve  Event = "approve"
	Delay    Event = "delay"   // e-mail or password changed meanwhile, so the waiting time becomes the longest
	Release  Event = "release" // the waiting time is over: the link is sent
	Finish   Event = "finish"  // link and password were given: the methods are removed
	Pause    Event = "pause"   // "this wasn't me", a sign-in with a method that was young when it was opened, or the database was put back
	Resume   Event = "resume"  // staff have looked: it starts again with the checklist
	Stop     Event = "stop"
	Enter    Event = "enter"     // the person has proved, by signing in or afterwards, a second step that was not young
	Lapse    Event = "lapse"     // nobody continued it
	ComeBack Event = "come-back" // the browser came back to a set-up that was not finished
)

// Actor is the role in which somebody acts on a case.
type Actor string

// The roles.
const (
	Person Actor = "person" // holds a key of the case
	Staff  Actor = "staff"
	Notice Actor = "notice" // holds the token of a "This wasn't me" link
	Owner  Actor = "owner"  // has just signed in with the second step
	Time   Actor = "time"   // nobody: a time has passed
)

// move is one event that is about to happen.
type move struct {
	event   Event
	actor   Actor
	staff   user.User    // with Staff
	seen    int64        // the version that was looked at; 0: any
	proof   Proof        // with Prove and Vouch
	item    string       // with Tick
	key     string       // the id of the key that gives a proof, finishes or stops
	browser string       // with the browser's proof: its id
	token   string       // the hash of the link's token, with Finish
	reason  string       // with Stop, and with Enter where it is not a sign-in
	proved  factor.Proof // with Owner: what they signed in with
}

// facts is all that a move is judged by, read in the transaction that makes it.
type facts struct {
	now      clock.Instant
	choices  setting.Choices
	person   user.User
	on       bool // a second step is on
	shutOut  bool // but nothing of it works: all methods and backup codes are suspended
	keys     []Key
	checked  []string
	workers  []string // the staff who had a hand in it
	lookedAt bool     // a sign-in has paused it, and staff have gone on with it since

	formerEmails []string // addresses that were in force within RecentChange
	emailChanged bool     // within RecentChange, by staff who put one back too
}

// enrollmentRequired reports whether a case took the second step off and no new one was set up.
func (f facts) enrollmentRequired() bool { return !f.on && !f.person.EnrollmentRequiredAt.IsZero() }

// transition is one cell of the table: where an event leads, who may bring it about,
// what it needs, what the person is told.
type transition struct {
	to    State
	by    []Actor
	needs func(c Case, f facts, m move) error
	tells message.Kind
}

// transitions is the machine: what is not in it can't happen.
var transitions = map[State]map[Event]transition{
	None: {
		Start: {to: Open, by: []Actor{Person, Staff}, needs: mayStart, tells: message.RecoveryOpened},
	},
	Open: {
		Join:   {to: Open, by: []Actor{Person}},
		Prove:  {to: Open, by: []Actor{Person}, needs: newProof},
		Vouch:  {to: Open, by: []Actor{Staff}, needs: newProof},
		Tick:   {to: Open, by: []Actor{Staff}, needs: newTick},
		Submit: {to: Review, by: []Actor{Staff}, needs: worked},
		Pause:  pause, Stop: stop, Enter: enter, Lapse: lapse,
	},
	Review: {
		Join:     {to: Review, by: []Actor{Person}},
		Prove:    {to: Review, by: []Actor{Person}, needs: newProof},
		SendBack: {to: Open, by: []Actor{Staff}},
		Approve:  {to: Waiting, by: []Actor{Staff}, needs: mayApprove, tells: message.RecoveryApproved},
		Pause:    pause, Stop: stop, Enter: enter, Lapse: lapse,
	},
	Waiting: {
		Join:    {to: Waiting, by: []Actor{Person}},
		Prove:   {to: Waiting, by: []Actor{Person}, needs: newProof},
		Delay:   {to: Waiting, by: []Actor{Time}, needs: mustWaitLonger, tells: message.RecoveryApproved},
		Release: {to: Ready, by: []Actor{Time}, needs: waited, tells: message.RecoveryReady},
		Pause:   pause, Stop: stop, Enter: enter,
	},
	Ready: {
		Join:   {to: Ready, by: []Actor{Person}},
		Prove:  {to: Ready, by: []Actor{Person}, needs: newProof},
		Delay:  {to: Waiting, by: []Actor{Time}, needs: mustWaitLonger, tells: message.RecoveryApproved},
		Finish: {to: Done, by: []Actor{Person}, needs: mayFinish, tells: message.RecoveryDone},
		Pause:  pause, Stop: stop, Enter: enter,
		Lapse: {to: Stopped, by: []Actor{Time}, needs: linkOver, tells: message.RecoveryStopped},
	},
	Paused: {
		Join:   {to: Paused, by: []Actor{Person}},
		Resume: {to: Open, by: []Actor{Staff}},
		Stop:   stop, Enter: enter, Lapse: lapse,
	},
	Done: {
		ComeBack: {to: Done, by: []Actor{Person}, needs: mayComeBack},
	},
}

var (
	pause = transition{to: Paused, by: []Actor{Notice, Owner, Time}, needs: mayPause}
	stop  = transition{to: Stopped, by: []Actor{Person, Staff}, needs: mayStop, tells: message.RecoveryStopped}
	enter = transition{to: Stopped, by: []Actor{Owner}, needs: enters, tells: message.RecoveryStopped}
	lapse = transition{to: Stopped, by: []Actor{Time}, needs: forgotten, tells: message.RecoveryStopped}
)

// What still happens to a case after the host did away with cases.
var endsWithout = map[Event]bool{Pause: true, Stop: true, Enter: true, Lapse: true, ComeBack: true}

// judge says where a move leads, or why it can't be made.
func judge(c Case, f facts, m move) (transition, error) {
	t, err := permits(c, f, m)
	if err == nil && t.needs != nil {
		err = t.needs(c, f, m)
	}
	return t, err
}

// permits is judge but for what the move needs: whether whoever makes it may make such a move at all, as the case stands.
func permits(c Case, f facts, m move) (transition, error) {
	t, possible := transitions[c.State][m.event]
	switch {
	case !possible:
		return t, ErrNotNow
	case !slices.Contains(t.by, m.actor):
		return t, ErrMayNot
	case m.actor == Staff && (!m.staff.Staff() || m.staff.Disabled()):
		return t, ErrMayNot
	case m.actor == Staff && m.staff.ID == c.UserID:
		return t, ErrOwnCase
	case m.actor == Staff && m.staff.NewStaff(f.now):
		return t, access.ErrNewStaff // whoever makes somebody staff is not a second person beside them
	case m.actor == Staff && f.person.Staff() && (m.event == Start || m.event == Approve) && m.staff.Role != user.Administrator:
		return t, access.ErrOnlyAdministrators // or two of the support make themselves administrators
	case !takesCase(c, f) && !endsWithout[m.event]:
		return t, ErrOff
	case m.seen != 0 && m.seen != c.Version:
		return t, ErrChanged
	}
	return t, nil
}

// Caution is why a case has the longest waiting time.
type Caution string

// The reasons for caution.
const (
	NoCaution       Caution = ""
	OpenedByStaff   Caution = "staff"
	EmailChanged    Caution = "email"
	PasswordChanged Caution = "password"
	AccountNew      Caution = "new" // and its password with it
)

func caution(c Case, f facts) Caution {
	switch {
	case c.OpenedBy != "":
		return OpenedByStaff
	case c.cautious || f.person.Email != c.email || f.emailChanged:
		return EmailChanged
	case f.person.PasswordChangedAt.After(c.OpenedAt.Add(-RecentChange)):
		if f.person.PasswordChanged().IsZero() {
			return AccountNew
		}
		return PasswordChanged
	}
	return NoCaution
}

// wait is how long this case waits, by what is known now.
func wait(c Case, f facts) time.Duration {
	if caution(c, f) != NoCaution {
		return max(Longest, f.choices.RecoveryWait)
	}
	return f.choices.RecoveryWait
}

// longer is why the case waits longer than the host has chosen.
func longer(c Case, f facts) Caution {
	if wait(c, f) == f.choices.RecoveryWait {
		return NoCaution
	}
	return caution(c, f)
}
