package recovery

import (
	"errors"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/challenge"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/phrase"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
)

// approved has a case that staff have opened worked and approved, with the phone proved in each of the browsers that
// follow it, up to where it can be finished.
func (l *lost) approved(keys ...string) {
	l.Helper()
	second := memberOf(l.Person("tess@example.com"))
	l.support(second)
	c, _, err := keyBySecret(l.Context(), l.DB.Read(), hashed(keys[0]))
	l.Must(err)
	work := func(m member) Work {
		m.by.PasswordAt, m.by.SteppedUp = l.Clock.Now(), true
		return Work{CaseID: c.ID, By: m.by}
	}
	for _, key := range keys {
		v, err := l.cases.See(l.Context(), key, "")
		l.Must(err)
		l.Must(l.cases.NoteProof(l.Context(), work(l.staff), Answers, phrase.Text(v.Key.Number, "en")))
	}
	for _, item := range Checklist {
		l.Must(l.cases.Tick(l.Context(), work(l.staff), item))
	}
	l.Must(l.cases.Submit(l.Context(), work(l.staff)))
	l.Must(l.cases.Approve(l.Context(), work(second)))
	l.Clock.Advance(Longest)
	l.Must(l.cases.Due(l.Context()))
}

// joined is a case that staff have opened, followed in several browsers.
func (l *lost) joined(browsers ...string) (keys []string) {
	l.Helper()
	_, err := l.cases.OpenFor(l.Context(), l.staff.by, l.ada.ID)
	l.Must(err)
	for _, address := range browsers {
		key, v, err := l.cases.JoinWithPassword(l.Context(), l.ada.Email, signintest.Password, from(address))
		if l.Must(err); !v.OK {
			l.Fatalf("joining: %+v", v)
		}
		keys = append(keys, key)
	}
	return keys
}

func (l *lost) finishes(key string) (Ended, error) {
	return l.cases.Finish(l.Context(), Ending{Key: key, Password: signintest.Password, By: from("192.0.2.44")})
}

// Only the browser that finished a case comes back to the set-up: another that has proved as much may be a thief's.
func TestOnlyTheBrowserThatFinishedACaseComesBack(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	keys := l.joined("192.0.2.44", "203.0.113.9")
	for _, key := range keys {
		l.Clock.Advance(time.Hour)
		if v := l.proves(key, from("192.0.2.44")); !v.OK {
			t.Fatalf("the phone: %+v", v)
		}
	}
	l.approved(keys...)
	if r, err := l.finishes(keys[0]); err != nil || r.Session == "" {
		t.Fatalf("finishing: %+v, %v", r, err)
	}
	if r, err := l.finishes(keys[1]); !errors.Is(err, ErrProofsMissing) {
		t.Errorf("another browser comes back: %+v, %v", r, err)
	}
	if r, err := l.finishes(keys[0]); err != nil || r.Session == "" {
		t.Errorf("the same one: %+v, %v", r, err)
	}
	// The owner says that all this wasn't them.
	_, err := l.Notices.SayNotMe(t.Context(), l.MailTo(l.ada.Email, message.RecoveryDone).NotMe, signintest.Stranger())
	l.Must(err)
	if r, err := l.finishes(keys[0]); !errors.Is(err, ErrOver) {
		t.Errorf("after that the browser comes back: %+v, %v", r, err)
	}
}

// A thief was inside in a browser, and gave its proof in a case: once they are thrown out, it counts no more.
func TestABrowserThatIsForgottenProvesNothing(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	owner := &signintest.Owner{Person: l.ada, H: l.Fixture}
	owner.By.Session, owner.By.Client = l.ada.Session(true)
	owner.AddApp()
	key := l.opens(l.home)
	l.Must(l.cases.ProveBrowser(t.Context(), key, l.home))
	given := func() bool {
		v, err := l.cases.See(t.Context(), key, l.home.Browser)
		l.Must(err)
		_, given := v.Key.Proofs[Browser]
		return given
	}
	if !given() {
		t.Fatal("it was not given")
	}
	_, err := l.Notices.SayNotMe(t.Context(), l.MailTo(l.ada.Email, message.MethodAdded).NotMe, signintest.Stranger())
	l.Must(err)
	if given() {
		t.Error("it still counts")
	}
}

// A sign-in with a method that was young when the case was opened pauses it, and once staff have looked it is in nobody's
// way; nor does the thief get old enough while the case waits. One with an old method ends it.
func TestASignInWithAYoungMethodPausesACaseOnce(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	owner := &signintest.Owner{Person: l.ada, H: l.Fixture}
	owner.By.Session, owner.By.Client = l.ada.Session(true)
	added, secret := owner.AddApp()
	key := l.opens(l.home)
	state := func(want State) {
		t.Helper()
		c, _, err := keyBySecret(t.Context(), l.DB.Read(), hashed(key))
		if l.Must(err); c.State != want {
			t.Errorf("the case is %q, want %q", c.State, want)
		}
	}
	enter := func(secret string) {
		t.Helper()
		if r := owner.SignsIn(secret); r.Session == "" {
			t.Fatalf("signing in: %+v", r)
		}
	}
	enter(secret)
	state(Paused)
	enter(secret)
	c, _, err := keyBySecret(t.Context(), l.DB.Read(), hashed(key))
	l.Must(err)
	l.Must(l.cases.Resume(t.Context(), Work{CaseID: c.ID, By: l.staff.by}))
	state(Open)
	l.Clock.Advance(factor.Young)
	if m, err := factor.Find(owner.Methods(), added.ID); err != nil || m.Young(l.Clock.Now()) {
		t.Fatalf("%+v, %v", m, err)
	}
	enter(secret)
	state(Open)
	enter(l.ada.Secret)
	state(Stopped)
}

// Staff disable somebody in whose account a thief is, open a case for them, and let them in again after it.
func TestACaseForSomebodyWhoIsDisabled(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	_, err := l.Staff.DisableUser(t.Context(), l.ada.Email)
	l.Must(err)
	key := l.joined("192.0.2.44")[0]
	if v := l.proves(key, from("192.0.2.44")); !v.OK {
		t.Fatalf("the phone: %+v", v)
	}
	l.approved(key)
	if r, err := l.finishes(key); err != nil || !r.OK || r.Session != "" {
		t.Fatalf("finishing: %+v, %v", r, err)
	}
	if u, err := l.Users.ByID(t.Context(), l.DB.Read(), l.ada.ID); err != nil || !u.Disabled() {
		t.Errorf("no longer disabled: %v", err)
	}
	if _, err := l.finishes(key); !errors.Is(err, ErrNotNow) {
		t.Errorf("coming back while disabled: %v", err)
	}
	l.Clock.Advance(3 * 24 * time.Hour)
	_, err = l.Staff.EnableUser(t.Context(), l.ada.Email)
	l.Must(err)
	r, err := l.Flow.Password(t.Context(), signin.Entry{Email: l.ada.Email, Password: signintest.Password, By: from("203.0.113.9")})
	if err != nil || r.Session != "" || !r.EnrollmentRequired {
		t.Errorf("whoever has the password gets in: %+v, %v", r, err)
	}
	if r, err := l.finishes(key); err != nil || r.Session == "" {
		t.Errorf("coming back: %+v, %v", r, err)
	}
	if _, err := l.cases.OpenFor(t.Context(), l.staff.by, l.staff.ID); err == nil || errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("a case of their own: %v", err)
	}
}

// A thief who has put their own address in force signs in with a code that is mailed there, by the owner's old method. It
// ends no case: the method is no older than the address.
func TestASignInByAThiefsMailboxEndsNoCase(t *testing.T) {
	t.Parallel()
	l := loseTheApp(t)
	owner := &signintest.Owner{Person: l.ada, H: l.Fixture}
	owner.By.Session, owner.By.Client = l.ada.Session(true)
	mail := owner.Add(factor.Email, "")
	l.Clock.Advance(factor.Young)
	owner.By.Session, owner.By.Client = l.ada.Session(true)
	_, err := l.Contact.ChangeEmail(t.Context(), owner.By, "eve@example.test")
	l.Must(err)
	l.Must(l.Contact.ConfirmEmail(t.Context(), l.MailTo("eve@example.test", message.EmailConfirm).Secret, owner.By.Client))
	id, err := l.cases.OpenFor(t.Context(), l.staff.by, l.ada.ID)
	l.Must(err)
	r, err := l.Flow.Password(t.Context(), signin.Entry{Email: "eve@example.test", Password: signintest.Password, By: signintest.Stranger()})
	l.Must(err)
	c, err := l.Challenges.Load(t.Context(), l.DB.Read(), r.Challenge, challenge.SignIn)
	l.Must(err)
	if _, refusal := owner.Send(mail, c.ID, signintest.Stranger()); refusal != nil {
		t.Fatalf("no code: %+v", refusal)
	}
	answer := signin.Second{Challenge: r.Challenge, Kind: factor.Email, Input: l.Brought().Secret, By: signintest.Stranger()}
	if r, err = l.Flow.Verify(t.Context(), answer); err != nil || r.Session == "" {
		t.Fatalf("signing in: %+v, %v", r, err)
	}
	if f, err := l.cases.File(t.Context(), id); err != nil || f.Case.State != Paused {
		t.Errorf("the case is %q, %v", f.Case.State, err)
	}
}
