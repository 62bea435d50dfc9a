package recovery

import (
	"context"
	"errors"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/db"
	"latchkey/internal/setting"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

// What a case's pages offer is what would be done: at every point of a case each act is offered to those, and only to
// those, who could do it at that moment.
func TestWhatIsOfferedIsWhatWouldBeDone(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	second, boss := memberOf(l.Person("tess@example.com")), memberOf(l.Person("boss@example.com"))
	l.Write(func(ctx context.Context, tx db.Tx) error {
		return errors.Join(l.Users.SetRole(ctx, tx, second.ID, user.Support), l.Users.SetRole(ctx, tx, boss.ID, user.Administrator))
	})
	key := l.opens(l.home)
	c, _, err := keyBySecret(t.Context(), l.DB.Read(), hashed(key))
	l.Must(err)
	offered := l.offers(c.ID, second, boss)
	work := func(m member) Work {
		m.by.PasswordAt, m.by.SteppedUp = l.Clock.Now(), true
		return Work{CaseID: c.ID, By: m.by}
	}
	offered("opened")
	l.Must(l.cases.ProveBrowser(t.Context(), key, l.home))
	if v := l.proves(key, l.home); !v.OK {
		t.Fatalf("the phone: %+v", v)
	}
	offered("proved")
	for _, item := range Checklist {
		l.Must(l.cases.Tick(t.Context(), work(l.staff), item))
	}
	offered("worked")
	l.Must(l.cases.Submit(t.Context(), work(l.staff)))
	offered("handed on")
	l.Must(l.cases.Approve(t.Context(), work(second)))
	offered("approved")
	l.Clock.Advance(Longest)
	l.Must(l.cases.Due(t.Context()))
	offered("ready")
	_, err = l.Notices.SayNotMe(t.Context(), l.Latest().NotMe, signintest.Stranger())
	l.Must(err)
	offered("paused")
	l.Must(l.cases.StopByStaff(t.Context(), work(second)))
	offered("stopped")
}

// offers compares what one case's file says with what each of the staff could do, each in a transaction that is undone.
func (l *lost) offers(caseID string, others ...member) func(point string) {
	undo := errors.New("undo")
	return func(point string) {
		l.Helper()
		f, err := l.cases.File(l.Context(), caseID)
		l.Must(err)
		for _, m := range append([]member{l.staff, {User: l.ada.User}}, others...) {
			u, err := l.Users.ByID(l.Context(), l.DB.Read(), m.ID)
			l.Must(err)
			for _, e := range []Event{Submit, Approve, SendBack, Resume, Stop} {
				err := l.DB.InTx(l.Context(), func(ctx context.Context, tx db.Tx) error {
					c := f.Case
					return errors.Join(l.cases.advance(ctx, tx, &c, move{event: e, actor: Staff, staff: u}, signintest.Stranger()), undo)
				})
				done, may := err.Error() == undo.Error(), f.May(e, u)
				if done != (may == nil) {
					l.Errorf("%s, %s by %s: offered: %v; done: %v", point, e, u.Email, may, err)
				}
			}
			if works := f.Works(u); works != (f.State == Open && u.Staff()) || works != (len(f.Vouches(u)) > 0) {
				l.Errorf("%s: %s works: %v, vouches for %v", point, u.Email, works, f.Vouches(u))
			}
		}
	}
}

// An approval opens somebody else's account: a proof that was given hours ago is not enough for it, whatever page asks.
func TestAnApprovalTakesAFreshProof(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	key := l.opens(l.home)
	c, _, err := keyBySecret(t.Context(), l.DB.Read(), hashed(key))
	l.Must(err)
	l.staff.by.PasswordAt = 0
	l.staff.by.SteppedUp = true
	if err := l.cases.Approve(t.Context(), Work{CaseID: c.ID, By: l.staff.by}); err == nil || errors.Is(err, ErrNotNow) {
		t.Errorf("got as far as the case: %v", err)
	}
	l.staff.by.PasswordAt = l.Clock.Now()
	if err := l.cases.Approve(t.Context(), Work{CaseID: c.ID, By: l.staff.by}); !errors.Is(err, ErrNotNow) {
		t.Errorf("with a fresh one: %v", err)
	}
	l.staff.by.SteppedUp = false
	if err := l.cases.Approve(t.Context(), Work{CaseID: c.ID, By: l.staff.by}); !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("with the sign-in's own: %v", err)
	}
}

// Whoever was made staff at the desk a few days ago is neither a first person nor a second one, whoever approves on this
// host: they open no case, work on none and approve none.
func TestNewStaffWorkOnNoCase(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	tess := memberOf(l.Person("tess@example.com"))
	l.Write(func(ctx context.Context, tx db.Tx) error { return l.Users.Appoint(ctx, tx, tess.User, user.Support) })
	key := l.opens(l.home)
	c, _, err := keyBySecret(t.Context(), l.DB.Read(), hashed(key))
	l.Must(err)
	l.Must(l.cases.ProveBrowser(t.Context(), key, l.home))
	if v := l.proves(key, l.home); !v.OK {
		t.Fatalf("the phone: %+v", v)
	}
	work := func(m member) Work {
		m.by.PasswordAt, m.by.SteppedUp = l.Clock.Now(), true
		return Work{CaseID: c.ID, By: m.by}
	}
	_, opens := l.cases.OpenFor(t.Context(), tess.by, l.staff.ID)
	for name, err := range map[string]error{
		"opened":    opens,
		"ticked":    l.cases.Tick(t.Context(), work(tess), Checklist[0]),
		"vouched":   l.cases.NoteProof(t.Context(), work(tess), Answers, ""),
		"submitted": l.cases.Submit(t.Context(), work(tess)),
		"stopped":   l.cases.StopByStaff(t.Context(), work(tess)),
	} {
		if !errors.Is(err, access.ErrNewStaff) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, item := range Checklist {
		l.Must(l.cases.Tick(t.Context(), work(l.staff), item))
	}
	l.Must(l.cases.Submit(t.Context(), work(l.staff)))
	for _, approval := range []string{setting.Second, setting.Single} {
		l.Write(func(ctx context.Context, tx db.Tx) error {
			return l.Settings.Set(ctx, tx, "recovery.approval", approval)
		})
		l.Settings.Refresh()
		if err := l.cases.Approve(t.Context(), work(tess)); !errors.Is(err, access.ErrNewStaff) {
			t.Errorf("approval %s, by new staff: %v", approval, err)
		}
	}
	l.Clock.Advance(user.NewFor)
	l.Must(l.cases.Approve(t.Context(), work(tess)))
}
