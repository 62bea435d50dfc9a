package recovery

import (
	"context"
	"errors"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/phrase"
	"latchkey/internal/setting"
	"latchkey/internal/support"
)

func (cs *Cases) facts(ctx context.Context, tx db.Reader, c Case) (f facts, err error) {
	f.now, f.choices = cs.Clock.Now(), cs.Settings.Choices(ctx)
	if f.person, err = cs.Users.ByID(ctx, tx, c.UserID); err != nil {
		return f, err
	}
	asked, err := cs.Factors.Asks(ctx, tx, c.UserID)
	if err != nil {
		return f, err
	}
	f.on, f.shutOut = asked.On, asked.On && !asked.Left
	if f.formerEmails, err = cs.Notices.FormerEmails(ctx, tx, c.UserID); err != nil {
		return f, err
	}
	if f.emailChanged, err = cs.Contact.EmailReplacedSince(ctx, tx, c.UserID, f.now.Add(-RecentChange)); err != nil {
		return f, err
	}
	if f.keys, err = cs.keys(ctx, tx, c, f.person.Phone); err != nil {
		return f, err
	}
	if f.workers, err = workersOf(ctx, tx, c.ID); err != nil {
		return f, err
	}
	if f.lookedAt, err = lookedAt(ctx, tx, c.ID); err != nil {
		return f, err
	}
	checks, err := checksOf(ctx, tx, c.ID)
	for _, check := range checks {
		f.checked = append(f.checked, check.Item)
	}
	return f, err
}

// keys is the browsers that follow a case, with the proofs of each that count. While the case is open, a phone counts for
// as long as it is the person's, and a browser for as long as it is one of theirs: whoever was thrown out has proved nothing.
func (cs *Cases) keys(ctx context.Context, tx db.Reader, c Case, phone string) ([]Key, error) {
	keys, err := keysOf(ctx, tx, c, phone)
	for _, k := range keys {
		if _, given := k.Proofs[Browser]; err != nil || !given || k.browser == "" || !c.ClosedAt.IsZero() {
			continue
		}
		var known bool
		if known, err = cs.Browsers.Knows(ctx, tx, k.browser, c.UserID); !known {
			delete(k.Proofs, Browser)
		}
	}
	return keys, err
}

// Reference returns the number of the phrase by which people talk about the case: see [phrase.Text]. It gives no access to
// it, and another case may have the same.
func (c Case) Reference() string { return strconv.Itoa(reference(c)) }

func reference(c Case) int {
	sum := fnv.New32a()
	sum.Write([]byte(c.ID)) // never fails
	return int(sum.Sum32() % phrase.Count)
}

// File is a case with everything that is known of it, for its pages.
type File struct {
	Case
	Email, Name, PhoneNumber string        // the person's
	Frozen, Disabled         bool          // the person is
	Longer                   Caution       // why it waits longer than the host's setting
	Wait                     time.Duration // how long it waits after its approval, by what is known now
	Keys                     []Key
	Checks                   []Check
	Steps                    []Step
	Choices                  setting.Choices

	facts facts
}

// EmailChanged reports whether the person's address was changed or restored within [RecentChange].
func (f File) EmailChanged() bool { return f.facts.emailChanged }

// File returns one case for staff, or [ErrNoCase].
func (cs *Cases) File(ctx context.Context, id string) (File, error) {
	c, err := caseByID(ctx, cs.DB.Read(), id)
	if err != nil {
		return File{}, err
	}
	return cs.file(ctx, c)
}

func (cs *Cases) file(ctx context.Context, c Case) (File, error) {
	tx := cs.DB.Read()
	f, err := cs.facts(ctx, tx, c)
	if err != nil {
		return File{}, err
	}
	out := File{
		Case: c, Email: f.person.Email, Name: f.person.Name, PhoneNumber: f.person.Phone,
		Frozen: f.person.Frozen(), Disabled: f.person.Disabled(), Longer: longer(c, f), Wait: wait(c, f),
		Keys: f.keys, Choices: f.choices, facts: f,
	}
	if out.Steps, err = stepsOf(ctx, tx, c.ID); err != nil {
		return out, err
	}
	out.Checks, err = checksOf(ctx, tx, c.ID)
	return out, err
}

// List returns a page of the cases, those that moved last first. The first page, behind "", begins with those that are under
// way, at most [MostUnderWay]; the others are over, at most limit of them from behind the one that the page before ended with.
// Next is what the page behind this one is asked for with, "" where there is none.
func (cs *Cases) List(ctx context.Context, behind string, limit int) (all []Listed, next string, err error) {
	tx := cs.DB.Read()
	if behind == "" {
		if all, err = underWay(ctx, tx, MostUnderWay); err != nil {
			return nil, "", err
		}
	}
	ended, err := over(ctx, tx, behind, int64(limit)+1)
	if err != nil {
		return nil, "", err
	}
	if len(ended) > limit {
		ended = ended[:limit]
		next = ended[limit-1].ID
	}
	all, err = cs.named(ctx, tx, append(all, ended...))
	return all, next, err
}

// MostUnderWay is how many cases under way a list shows.
const MostUnderWay = 200

// named adds to cases whose they are, and whether their proofs suffice.
func (cs *Cases) named(ctx context.Context, tx db.Reader, all []Listed) ([]Listed, error) {
	ids := make([]string, len(all))
	for i, l := range all {
		ids[i] = l.UserID
	}
	people, err := cs.Users.ByIDs(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	phones := map[string]string{}
	for _, l := range all {
		phones[l.ID] = people[l.UserID].Phone
	}
	keys, err := openKeys(ctx, tx, all, phones)
	choices := cs.Settings.Choices(ctx)
	for i, l := range all {
		u := people[l.UserID]
		all[i].Email, all[i].Name, all[i].Sufficient = u.Email, u.Name, suffice(keys[l.ID], choices)
	}
	return all, err
}

// mostInQueue is how many open cases the desk's queue shows.
const mostInQueue = 200

// InQueue returns the cases that are not over, those that have waited longest first, as the desk's queue shows them. They
// wait for the staff until they are approved. Who works on one is whoever of the staff last had a hand in it. Nobody does
// while it waits for somebody else to approve it, or is paused: it is for all to look at then.
func (cs *Cases) InQueue(ctx context.Context, tx db.Reader) ([]support.Case, error) {
	all, err := waiting(ctx, tx, mostInQueue)
	if err != nil {
		return nil, err
	}
	workers, err := lastWorkers(ctx, tx, all)
	if err != nil {
		return nil, err
	}
	ids := slices.Collect(maps.Values(workers))
	for _, c := range all {
		ids = append(ids, c.UserID)
	}
	people, err := cs.Users.ByIDs(ctx, tx, append(ids, ""))
	out := make([]support.Case, len(all))
	for i, c := range all {
		out[i] = c.inQueue()
		out[i].Name, out[i].Email = people[c.UserID].Name, people[c.UserID].Email
		if w := people[workers[c.ID]]; c.State != Review && c.State != Paused && w.Staff() && !w.Disabled() {
			out[i].WorkerID, out[i].Worker = w.ID, w.Name
		}
	}
	return out, err
}

func (c Case) inQueue() support.Case {
	return support.Case{
		ID: c.ID, UserID: c.UserID, State: string(c.State), Reference: c.Reference(), Since: c.StateAt,
		OnUs: c.State != Waiting && c.State != Ready,
	}
}

// UnderWay returns a person's case that is not over, as a ticket of theirs names it; nil if there is none.
func (cs *Cases) UnderWay(ctx context.Context, tx db.Reader, userID string) (*support.Case, error) {
	c, err := activeCase(ctx, tx, userID)
	if errors.Is(err, ErrNoCase) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := c.inQueue()
	return &out, nil
}

// Sufficient reports whether a browser that follows the case has given enough proofs.
func (f File) Sufficient() bool { return suffice(f.Keys, f.Choices) }

func suffice(keys []Key, c setting.Choices) bool {
	return slices.ContainsFunc(keys, func(k Key) bool { return k.Suffices(c) })
}

// View is a case as a browser that follows it sees it.
type View struct {
	File
	Key      Key
	Known    bool // the person has signed in from this browser before
	Finished bool // the set-up of a new method is finished too
}

// See returns the case that the key with this secret follows, as this browser sees it, or [ErrNoCase].
func (cs *Cases) See(ctx context.Context, secret, browser string) (v View, err error) {
	tx := cs.DB.Read()
	c, keyID, err := keyBySecret(ctx, tx, hashed(secret))
	if err != nil {
		return v, err
	}
	if v.File, err = cs.file(ctx, c); err != nil {
		return v, err
	}
	v.Key, _ = keyByID(v.Keys, keyID)
	if v.Known, err = cs.Browsers.Knows(ctx, tx, browser, c.UserID); err != nil {
		return v, err
	}
	v.Finished, err = cs.Factors.IsOn(ctx, tx, c.UserID)
	return v, err
}
