package credential_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/code"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
)

// robbed is a person whose methods are old, and a thief who took the password and one code: they are signed in, and
// have added an app of their own on the sign-in's own proof.
type robbed struct {
	*signintest.Owner
	thief  *signintest.Owner
	secret string // of the thief's app
	added  factor.Enrolled
}

func rob(t *testing.T, methodsAge time.Duration) *robbed {
	h := signintest.Open(t)
	r := &robbed{Owner: h.Owner()}
	h.Clock.Advance(methodsAge)
	s, by := r.Person.Session(true)
	r.thief = &signintest.Owner{Person: r.Person, H: h, By: signintest.As(s, by)}
	r.added, r.secret = r.thief.AddApp()
	return r
}

// disowns follows the link in the newest notice of a kind.
func (r *robbed) disowns(kind message.Kind) {
	r.H.Helper()
	_, err := r.H.Notices.SayNotMe(r.H.Context(), r.H.MailTo(r.Email, kind).NotMe, signintest.Stranger())
	r.H.Must(err)
}

// proves gives a fresh proof in the thief's session.
func (r *robbed) proves(secret string) {
	r.H.Helper()
	r.H.Clock.Advance(2 * signintest.Period)
	shown, err := factor.At(secret, code.Step(int64(r.H.Clock.Now())))
	r.H.Must(err)
	if v := r.thief.Confirm(credential.Proof{Input: shown}); !v.OK {
		r.H.Fatalf("a fresh proof: %+v", v)
	}
}

// own is the owner's own app.
func (r *robbed) own() factor.Enrolled {
	r.H.Helper()
	methods := r.Methods()
	return methods[slices.IndexFunc(methods, func(m factor.Enrolled) bool { return m.ID != r.added.ID })]
}

func (r *robbed) state() factor.State {
	r.H.Helper()
	s, err := r.H.Factors.State(r.H.Context(), r.H.DB.Read(), r.ID)
	r.H.Must(err)
	return s
}

// The owner throws out a thief who has added an app, made backup codes, and stays signed in.
func TestThisWasntMeThrowsOutWhoAddedAMethod(t *testing.T) {
	for _, told := range []message.Kind{message.MethodAdded, message.BackupCodesMade, message.PasswordChanged} {
		r := rob(t, factor.Young)
		h := r.H
		h.Must(h.Credential.MakeBackupCodes(t.Context(), r.thief.By))
		codes, err := h.Credential.RevealBackupCodes(t.Context(), r.thief.By)
		h.Must(err)
		var secret string
		for _, change := range []credential.PasswordChange{ // there and back: the owner has to sign in with theirs
			{Current: signintest.Password, New: newPassword}, {Current: newPassword, New: signintest.Password},
		} {
			var v authn.Verdict
			if secret, v, err = h.Credential.ChangePassword(t.Context(), r.thief.By, change); err != nil || !v.OK {
				t.Fatalf("changing the password: %+v, %v", v, err)
			}
		}
		r.disowns(told)
		if _, err := h.Sessions.Load(t.Context(), h.DB, secret); !errors.Is(err, session.ErrNone) {
			t.Errorf("%s: the thief's session: %v", told, err)
		}
		if in := r.SignsIn(r.secret); in.Session != "" || in.Outcome.Problem != factor.Wrong {
			t.Errorf("%s: the thief signs in again: %+v", told, in)
		}
		if v := r.Guess(factor.Backup, codes[0], signintest.Stranger()); v.OK {
			t.Errorf("%s: the thief's backup code: %+v", told, v)
		}
		if in := r.SignsIn(r.Secret); in.Session == "" {
			t.Errorf("%s: the owner: %+v", told, in)
		}
		if got := h.Told(message.MethodsUndone, "methods.undone"); got != [2]int{1, 1} {
			t.Errorf("%s: told and logged %v", told, got)
		}
		if s := r.state(); len(s.Methods) != 1 || len(s.Suspended) != 2 || s.Backup.Left != 0 {
			t.Errorf("%s: %+v", told, s)
		}
	}
}

// A notice of what a stranger can cause suspends nothing: else whoever knows the password could have the owner's new
// phone stop.
func TestWhatStrangersCauseSuspendsNothing(t *testing.T) {
	h := signintest.Open(t)
	p := h.Owner()
	p.Enter(signintest.Stranger())
	h.Clock.Advance(time.Hour)
	h.Must(h.Flow.TellUnfinished(t.Context()))
	_, err := h.Notices.SayNotMe(t.Context(), h.MailTo(p.Email, message.SignInUnfinished).NotMe, signintest.Stranger())
	h.Must(err)
	if in := p.SignsIn(p.Secret); in.Session == "" {
		t.Errorf("%+v", in)
	}
}

// With every method suspended the password opens nothing, neither alone nor with a code: only a case is left.
func TestWithNoneLeftThePasswordAloneOpensNothing(t *testing.T) {
	r := rob(t, time.Hour)
	h := r.H
	r.proves(r.secret)
	secret, err := h.Credential.RemoveMethod(t.Context(), r.thief.By, r.own().ID) // all are young: any may
	h.Must(err)
	r.thief.By.Session = h.Load(secret)
	h.Clock.Advance(2 * signintest.Period)
	r.Secret = r.secret
	r.thief.SwitchOff()
	if in := r.Enter(signintest.Stranger()); in.Session == "" {
		t.Fatalf("two-factor is not off: %+v", in)
	}
	r.disowns(message.TwoFactorOff)
	for range 2 {
		if in := r.Enter(signintest.Stranger()); in.Session != "" || in.Challenge != "" || !in.Suspended {
			t.Errorf("the password alone: %+v", in)
		}
		h.Clock.Advance(30 * 24 * time.Hour)
		dbtest.Sweep(t, h.DB, h.Factors.Sweeps()...)
	}
	h.ChainHolds("sign-in.suspended")
	if s := r.state(); !s.On() || len(s.Methods) != 0 || len(s.Suspended) != 3 {
		t.Errorf("%+v", s)
	}
}

// Removing takes a proof that was given after the sign-in, by a method that is not young or by the one that is removed.
func TestWhatARemovalNeeds(t *testing.T) {
	r := rob(t, factor.Young)
	h := r.H
	app := r.own()
	removes := func(id string) error {
		_, err := h.Credential.RemoveMethod(t.Context(), r.thief.By, id)
		return err
	}
	var missing access.StepUpError
	if err := removes(app.ID); !errors.As(err, &missing) || missing.Or != app.ID || missing.Since.IsZero() {
		t.Errorf("by the sign-in's own proof: %v, %+v", err, missing)
	}
	if err := removes(r.added.ID); !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("the thief's own app by the sign-in's proof: %v", err)
	}
	r.proves(r.secret)
	if err := removes(app.ID); !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("the old one by the young one: %v", err)
	}
	shown, err := factor.At(r.secret, code.Step(int64(h.Clock.Now()))+1)
	h.Must(err)
	if _, v, err := h.Credential.ProveForDisable(t.Context(), r.thief.By, credential.Proof{Input: shown}); err != nil || v.OK ||
		v.Outcome.Problem != factor.TooNew {
		t.Errorf("switching off by the young one: %+v, %v", v, err)
	}
	h.Clock.Advance(time.Minute)
	if err := h.Credential.MayRemove(t.Context(), r.thief.By.Session, r.added.ID); err != nil {
		t.Errorf("the young one by itself: %v", err)
	}
	r.proves(r.Secret)
	if err := h.Credential.MayRemove(t.Context(), r.thief.By.Session, r.added.ID); err != nil {
		t.Errorf("the young one by the old one: %v", err)
	}
	h.Clock.Advance(session.FreshFor)
	if err := removes(r.added.ID); !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("ten minutes later: %v", err)
	}
}

// What was removed by itself or by a young method comes back, with its spent codes and its limits; what an older one
// removed is gone.
func TestWhatComesBack(t *testing.T) {
	r := rob(t, factor.Young)
	h := r.H
	app := r.own()
	r.proves(r.Secret) // the owner's own app, by itself
	spent := r.Code()
	for range 3 {
		r.Guess(factor.TOTP, r.Wrong(), signintest.Stranger())
	}
	counted := h.Count(`FROM throttle_day WHERE name = $1`, authn.StrangersLimit(factor.TOTP, r.ID).Name)
	secret, err := h.Credential.RemoveMethod(t.Context(), r.thief.By, app.ID)
	h.Must(err)
	if in := r.SignsIn(r.Secret); in.Session != "" {
		t.Fatal("a removed app signs in")
	}
	if h.Count(`FROM factor WHERE id = $1 AND secret LIKE '%'||$2||'%'`, app.ID, r.Secret) != 0 {
		t.Error("it is kept in the clear")
	}
	r.disowns(message.MethodRemoved)
	if _, err := h.Sessions.Load(t.Context(), h.DB, secret); !errors.Is(err, session.ErrNone) {
		t.Errorf("the thief's session: %v", err)
	}
	if v := r.Guess(factor.TOTP, spent, signintest.Stranger()); v.OK {
		t.Error("a spent code works again")
	}
	if n := h.Count(`FROM throttle_day WHERE name = $1`, authn.StrangersLimit(factor.TOTP, r.ID).Name); n != counted || n == 0 {
		t.Errorf("the year's guesses begin anew: %d days, were %d", n, counted)
	}
	if in := r.SignsIn(r.Secret); in.Session == "" {
		t.Errorf("it does not come back: %+v", in)
	}
}

// A removal that an older method proved is final, one that was not undone in a week becomes so, and a set of codes that
// was replaced never returns.
func TestWhatDoesNotComeBack(t *testing.T) {
	r := rob(t, factor.Young)
	h := r.H
	h.Must(h.Credential.MakeBackupCodes(t.Context(), r.thief.By))
	if n := h.Count(`FROM backup_set`); n != 1 {
		t.Errorf("%d sets", n)
	}
	own := r.own()
	r.proves(r.Secret)
	secret, err := h.Credential.RemoveMethod(t.Context(), r.thief.By, r.added.ID)
	h.Must(err)
	if h.Count(`FROM factor WHERE id = $1`, r.added.ID) != 0 {
		t.Error("a final removal keeps the method")
	}
	r.thief.By.Session = h.Load(secret)
	r.thief.AddApp()
	r.proves(r.Secret)
	_, err = h.Credential.RemoveMethod(t.Context(), r.thief.By, own.ID)
	h.Must(err)
	h.Clock.Advance(factor.Young)
	h.Write(func(ctx context.Context, tx db.Tx) error {
		undone, err := h.Factors.Undo(ctx, tx, r.ID)
		if undone.Returned != 0 {
			t.Errorf("after a week: %+v", undone)
		}
		return err
	})
	dbtest.Sweep(t, h.DB, h.Factors.Sweeps()...)
	if h.Count(`FROM factor WHERE id = $1`, own.ID) != 0 {
		t.Error("it is kept for ever")
	}
}

// An e-mail method comes back suspended: whoever reads the mailbox has the link that brings it back.
func TestEMailedCodesNeverComeBackByAMailedLink(t *testing.T) {
	h := signintest.Open(t)
	p := h.Owner()
	mail := p.Add(factor.Email, "")
	h.Clock.Advance(factor.Young)
	p.By.Session, p.By.Client = p.Person.Session(true)
	p.ByEmail(mail)
	secret, err := h.Credential.RemoveMethod(t.Context(), p.By, mail.ID)
	h.Must(err)
	p.By.Session = h.Load(secret)
	r := &robbed{Owner: p, thief: p}
	r.disowns(message.MethodRemoved)
	s := r.state()
	if len(s.Methods) != 1 || len(s.Suspended) != 1 || s.Suspended[0].Kind != factor.Email || s.Suspended[0].Target == "" {
		t.Errorf("%+v", s)
	}
	p.By.Session, _ = p.Person.Session(true)
	r.proves(p.Secret)
	if _, err := h.Credential.RestoreMethod(t.Context(), p.By, mail.ID); err != nil {
		t.Errorf("by the app, which is older: %v", err)
	}
	if s := r.state(); len(s.Methods) != 2 {
		t.Errorf("after a proof: %+v", s)
	}
}

// A suspended method works again by a proof with an older one that was given after the sign-in, and by nothing else.
func TestASuspendedMethodIsRestoredByAnOlderOne(t *testing.T) {
	r := rob(t, factor.Young)
	h := r.H
	r.disowns(message.MethodAdded)
	for name, err := range map[string]error{
		"rename": h.Credential.RenameMethod(t.Context(), r.By, r.added.ID, "mine"),
		"prefer": h.Credential.PreferMethod(t.Context(), r.By, r.added.ID),
	} {
		if !errors.Is(err, factor.ErrNoMethod) && !errors.Is(err, session.ErrNone) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r.thief.By.Session, _ = r.Person.Session(true)
	if _, err := h.Credential.RestoreMethod(t.Context(), r.thief.By, r.added.ID); !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("by the sign-in's own proof: %v", err)
	}
	later, laters := r.thief.AddApp()
	r.proves(laters)
	if _, err := h.Credential.RestoreMethod(t.Context(), r.thief.By, r.added.ID); !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("by a newer one: %v", err)
	}
	r.proves(r.Secret)
	secret, err := h.Credential.RestoreMethod(t.Context(), r.thief.By, r.added.ID)
	h.Must(err)
	r.thief.By.Session = h.Load(secret)
	if in := r.SignsIn(r.secret); in.Session == "" {
		t.Errorf("restored: %+v", in)
	}
	if _, err := h.Credential.RestoreMethod(t.Context(), r.thief.By, later.ID); !errors.Is(err, factor.ErrNoMethod) {
		t.Errorf("one that is not suspended: %v", err)
	}
	if got := h.Told(message.MethodRestored, "method.restored"); got != [2]int{1, 1} {
		t.Errorf("told and logged %v", got)
	}
}

// Nobody pushes the owner's removed method out by adding methods and removing them again.
func TestRemovedMethodsPushNoOlderOneOut(t *testing.T) {
	r := rob(t, time.Hour)
	h := r.H
	own := r.own()
	removes := func(id string) {
		secret, err := h.Credential.RemoveMethod(t.Context(), r.thief.By, id)
		h.Must(err)
		r.thief.By.Session = h.Load(secret)
	}
	r.proves(r.secret)
	removes(own.ID)
	for range factor.MostMethods + 2 {
		r.proves(r.secret)
		m, _ := r.thief.AddApp()
		removes(m.ID)
	}
	if n := h.Count(`FROM factor WHERE removed_at > 0`); n != factor.MostMethods {
		t.Errorf("%d are kept", n)
	}
	if h.Count(`FROM factor WHERE id = $1`, own.ID) != 1 {
		t.Error("the owner's is gone")
	}
}
