package credential_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/challenge"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

const phone = "+442071838750"

// sendProof has a code sent that confirms an action in a session.
func sendProof(h *signintest.Fixture, by access.Caller, a credential.Action, factorID string) (authn.Sent, *throttle.Refusal, error) {
	return h.Authn.SendCode(h.Context(), authn.SendRequest{UserID: by.UserID, FactorID: factorID, Scope: a.Scope(by.Session), By: by.Client})
}

// Whoever has the password and the mailbox signs in; what is stronger they can't change.
func TestAChangeNeedsAProofAsStrongAsWhatItChanges(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	app := p.Methods()[0]
	mail := p.Add(factor.Email, "")
	p.ByEmail(mail)
	var stale access.StepUpError
	for name, err := range map[string]error{
		"removing the app": second(h.Credential.RemoveMethod(t.Context(), p.By, app.ID)),
		"renaming the app": h.Credential.RenameMethod(t.Context(), p.By, app.ID, "mine"),
		"new backup codes": h.Credential.MakeBackupCodes(t.Context(), p.By),
		"the codes shown":  second(h.Credential.RevealBackupCodes(t.Context(), p.By)),
	} {
		if !errors.Is(err, access.ErrStepUpRequired) || !errors.As(err, &stale) || stale.Need != factor.ByApp {
			t.Errorf("%s: %v", name, err)
		}
	}
	v := p.Confirm(credential.Proof{Kind: factor.TOTP, Input: p.Code(), Need: factor.Strongest})
	if v.OK || v.Outcome.Problem != factor.TooWeak {
		t.Errorf("an app's code where a passkey is needed: %+v", v)
	}
	_, _, err := sendProof(h, p.By, credential.ToDisable, mail.ID)
	h.Must(err)
	h.Clock.Advance(10 * time.Minute)
	_, _, err = sendProof(h, p.By, credential.ToDisable, mail.ID)
	h.Must(err)
	_, v, err = h.Credential.ProveForDisable(t.Context(), p.By, credential.Proof{Kind: factor.Email, Input: h.Brought().Secret})
	if err != nil || v.OK || v.Outcome.Problem != factor.TooWeak {
		t.Errorf("switching off by an e-mailed code: %+v, %v", v, err)
	}
	p.ByEmail(mail)
	secret, err := h.Credential.RemoveMethod(t.Context(), p.By, mail.ID)
	if err != nil || len(p.Methods()) != 1 {
		t.Fatalf("removing the e-mail codes by one: %v", err)
	}
	p.By.Session = h.Load(secret)
	if got := h.Told(message.MethodRemoved, "method.removed"); got != [2]int{1, 1} {
		t.Errorf("told and logged: %v", got)
	}
	h.Clock.Advance(time.Minute)
	if v := p.Confirm(credential.Proof{Input: p.Code()}); !v.OK {
		t.Fatalf("the app's code: %+v", v)
	}
	if _, err := h.Credential.RemoveMethod(t.Context(), p.By, app.ID); !errors.Is(err, credential.ErrLast) {
		t.Errorf("removing the last method: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

// A method added later counts for no more than the proof it was added with; the first in full.
func TestAMethodCountsForNoMoreThanTheProofItWasAddedWith(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	if first := p.Methods()[0]; first.Strength != factor.ByApp || !first.Preferred {
		t.Errorf("the first: %+v", first)
	}
	mail := p.Add(factor.Email, "")
	p.ByEmail(mail)
	if m := p.Add(factor.WhatsApp, phone); m.Strength != factor.Weakest || m.Target != "+44 ••• •• 750" {
		t.Errorf("added by an e-mailed code: %+v", m)
	}
	secret := p.Secret
	p.ByEmail(mail)
	h.Must(h.Credential.BeginSetUp(t.Context(), p.By.Session, factor.Enrollment{Kind: factor.TOTP, Name: " New phone "}))
	p.Scan(p.By.Session)
	renewed, v, err := h.Credential.ConfirmSetUp(t.Context(), p.By, signintest.OfApp(p.Code()))
	if h.Must(err); !v.OK || v.Outcome.Strength != factor.Weakest {
		t.Fatalf("a second app, by an e-mailed code: %+v", v)
	}
	p.By.Session = h.Load(renewed)
	h.Clock.Advance(2 * signintest.Period)
	if v := p.Confirm(credential.Proof{Input: p.Code(), Need: factor.ByApp}); v.OK || v.Outcome.Problem != factor.TooWeak {
		t.Errorf("its code counts in full: %+v", v)
	}
	p.Secret = secret
	if v := p.Confirm(credential.Proof{Input: p.Code(), Need: factor.ByApp}); !v.OK {
		t.Errorf("the first app's code: %+v", v)
	}
	if got := h.Told(message.MethodAdded, "method.added"); got != [2]int{3, 3} {
		t.Errorf("told and logged: %v", got)
	}
}

// A person's first method may be the weakest: backup codes and changes rest on it then.
func TestEmailCodesAlone(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	ada := h.Person("ada@example.com")
	s, by := ada.Session(false)
	p := &signintest.Owner{Person: ada, H: h, By: signintest.As(s, by)}
	if m := p.Add(factor.Email, ""); m.Target != "a•••@example.com" || !m.Preferred || m.Strength != factor.Weakest {
		t.Errorf("the method: %+v", m)
	}
	codes, err := h.Credential.RevealBackupCodes(t.Context(), p.By)
	if err != nil || len(codes) != factor.BackupCodes {
		t.Fatalf("%d backup codes, %v", len(codes), err)
	}
	h.Clock.Advance(time.Hour)
	r := p.Enter(signintest.Stranger())
	m := h.Brought()
	if r.Session != "" || r.Challenge == "" || m.Kind != message.SignInCode {
		t.Fatalf("after the password: %+v, %s", r, m.Kind)
	}
	c, err := h.Challenges.Load(t.Context(), h.DB.Read(), r.Challenge, challenge.SignIn)
	h.Must(err)
	sent, found, err := h.Authn.LastSent(t.Context(), c.UserID, c.ID, factor.Email, signintest.Stranger())
	if err != nil || !found || sent.MessageID != m.ID || sent.Masked != "a•••@example.com" || sent.ResendAfter != 30*time.Second {
		t.Errorf("what the page says: %+v, %v, %v", sent, found, err)
	}
	r, err = h.Flow.Verify(t.Context(), signin.Second{Challenge: r.Challenge, Kind: factor.Email, Input: m.Secret, By: signintest.Stranger()})
	if h.Must(err); !r.OK || h.Load(r.Session).Proof.Strength != factor.Weakest {
		t.Fatalf("the code: %+v", r.Verdict)
	}
	err = h.Credential.BeginSetUp(t.Context(), p.By.Session, factor.Enrollment{Kind: factor.Email})
	if !errors.Is(err, access.ErrStepUpRequired) {
		t.Errorf("an old proof: %v", err)
	}
}

// A number counts only once a code that was sent to it came back.
func TestANumberCountsOnceACodeCameBack(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	begin := func(to string) error {
		return h.Credential.BeginSetUp(t.Context(), p.By.Session, factor.Enrollment{Kind: factor.WhatsApp, Phone: to})
	}
	for _, to := range []string{"", "12", "020 7183 8750", "+44 20 7183", "ada@example.com", "+1 555 0100"} {
		if err := begin(to); !errors.Is(err, user.ErrBadPhone) {
			t.Errorf("%q: %v", to, err)
		}
	}
	h.Must(begin(" +44 (20) 7183-8750 "))
	setUp, err := h.Credential.SetUp(t.Context(), p.By.Session, factor.WhatsApp)
	h.Must(err)
	_, _, err = h.Credential.SendSetUpCode(t.Context(), p.By, factor.WhatsApp)
	h.Must(err)
	code := h.Brought().Secret
	request := authn.SendRequest{UserID: p.ID, FactorID: setUp.ID, Scope: "challenge", By: p.By.Client}
	if _, _, err := h.Authn.SendCode(t.Context(), request); !errors.Is(err, factor.ErrNoMethod) {
		t.Errorf("a sign-in by a number nobody confirmed: %v", err)
	}
	if v := p.Answer(factor.WhatsApp, factor.SetUpScope(setUp.ID), code, p.By.Client); v.OK {
		t.Error("the set-up's code is a second step")
	}
	wrong := credential.FirstAnswer{Kind: factor.WhatsApp, Input: signintest.OtherCode(code)}
	if _, v, err := h.Credential.ConfirmSetUp(t.Context(), p.By, wrong); err != nil || v.OK || len(p.Methods()) != 1 {
		t.Errorf("a wrong code: %+v, %v", v, err)
	}
	secret, v, err := h.Credential.ConfirmSetUp(t.Context(), p.By, credential.FirstAnswer{Kind: factor.WhatsApp, Input: code})
	if h.Must(err); !v.OK || len(p.Methods()) != 2 {
		t.Fatalf("the right one: %+v", v)
	}
	p.By.Session = h.Load(secret)
	if err := begin(phone); !errors.Is(err, factor.ErrDuplicate) {
		t.Errorf("the same number again: %v", err)
	}
}

// Another person's method is out of reach, whatever is asked of it.
func TestAnotherPersonsMethod(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	ada := h.Owner()
	bobs, s, by := h.Protected("bob@example.com")
	bob := &signintest.Owner{Person: bobs, H: h, By: signintest.As(s, by)}
	bob.Add(factor.Email, "")
	ada.Add(factor.Email, "")
	for _, m := range ada.Methods() {
		for name, err := range map[string]error{
			"remove": second(h.Credential.RemoveMethod(t.Context(), signintest.As(bob.By.Session, by), m.ID)),
			"rename": h.Credential.RenameMethod(t.Context(), signintest.As(bob.By.Session, by), m.ID, "mine"),
			"prefer": h.Credential.PreferMethod(t.Context(), signintest.As(bob.By.Session, by), m.ID),
			"send":   third(sendProof(h, bob.By, credential.ToConfirm, m.ID)),
		} {
			if !errors.Is(err, factor.ErrNoMethod) {
				t.Errorf("%s, %s: %v", name, m.Kind, err)
			}
		}
	}
}

func third[A, B any](_ A, _ B, err error) error { return err }

func TestNamesAndPreference(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	mail := p.Add(factor.Email, "")
	if methods := p.Methods(); methods[0].Kind != factor.TOTP || !methods[0].Preferred || methods[1].Preferred {
		t.Errorf("at first: %+v", methods)
	}
	h.Must(h.Credential.PreferMethod(t.Context(), p.By, mail.ID))
	h.Must(h.Credential.RenameMethod(t.Context(), p.By, mail.ID, "  Work mail "))
	if first := p.Methods()[0]; first.ID != mail.ID || first.Name != "Work mail" || !first.Preferred {
		t.Errorf("after that: %+v", first)
	}
	for _, name := range []string{"a\nb", "my \u202ename", string(make([]rune, 41)), "\xff"} {
		if err := h.Credential.RenameMethod(t.Context(), p.By, mail.ID, name); !errors.Is(err, factor.ErrBadName) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// A host that offers no such method gets none set up; what people have goes on.
func TestTheHostChoosesWhatIsOffered(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	h.Outbox.Offer = func(c message.Channel) bool { return c == message.Email }
	err := h.Credential.BeginSetUp(t.Context(), p.By.Session, factor.Enrollment{Kind: factor.WhatsApp, Phone: phone})
	if !errors.Is(err, credential.ErrNotOffered) || !h.Authn.Offers(t.Context(), factor.Email) {
		t.Errorf("without an account for WhatsApp: %v", err)
	}
	err = h.Credential.BeginSetUp(t.Context(), p.By.Session, factor.Enrollment{Kind: factor.Backup})
	if !errors.Is(err, credential.ErrNotOffered) {
		t.Errorf("backup codes as a method: %v", err)
	}
}

// A person may have ten methods, and not one more, whatever kind it is; with one gone there is room again.
func TestTenMethodsAreEnough(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	begin := func(k factor.Kind) error {
		return h.Credential.BeginSetUp(t.Context(), p.By.Session, factor.Enrollment{Kind: k, Phone: phone})
	}
	_, p.By.Session = p.Passkey(p.By.Session, p.By.Client)
	for len(p.Methods()) < 10 {
		h.Must(begin(factor.TOTP))
		p.Scan(p.By.Session)
		secret, v, err := h.Credential.ConfirmSetUp(t.Context(), p.By, signintest.OfApp(p.Code()))
		if h.Must(err); !v.OK {
			t.Fatalf("method %d: %+v", len(p.Methods())+1, v)
		}
		p.By.Session = h.Load(secret)
	}
	for _, k := range []factor.Kind{factor.TOTP, factor.Passkey, factor.Email, factor.WhatsApp} {
		if err := begin(k); !errors.Is(err, factor.ErrTooMany) {
			t.Errorf("one more, %s: %v", k, err)
		}
	}
	secret, err := h.Credential.RemoveMethod(t.Context(), p.By, p.Methods()[9].ID)
	h.Must(err)
	p.By.Session = h.Load(secret)
	h.Must(begin(factor.TOTP))
}

// Disputed contact details keep everything as it is.
func TestAFrozenAccountKeepsItsMethods(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	mail := p.Add(factor.Email, "")
	h.Write(func(ctx context.Context, tx db.Tx) error { return h.Users.SetFrozen(ctx, tx, p.ID, true) })
	for name, err := range map[string]error{
		"add":    h.Credential.BeginSetUp(t.Context(), p.By.Session, factor.Enrollment{Kind: factor.TOTP}),
		"remove": second(h.Credential.RemoveMethod(t.Context(), p.By, mail.ID)),
		"codes":  h.Credential.MakeBackupCodes(t.Context(), p.By),
	} {
		if !errors.Is(err, access.ErrFrozen) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// With two apps each guess has two chances, so that the year bears half as many.
func TestTwoAppsDoNotDoubleWhatGuessingReaches(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	h.Must(h.Credential.BeginSetUp(t.Context(), p.By.Session, factor.Enrollment{Kind: factor.TOTP}))
	p.Scan(p.By.Session)
	_, v, err := h.Credential.ConfirmSetUp(t.Context(), p.By, signintest.OfApp(p.Code()))
	if h.Must(err); !v.OK {
		t.Fatalf("a second app: %+v", v)
	}
	for range 3 {
		p.Guess(factor.TOTP, "000000", signintest.Stranger())
	}
	var counted int
	h.Must(h.DB.Read().Row(t.Context(), `SELECT SUM(wrong) FROM throttle_day WHERE name = $1`,
		authn.StrangersLimit(factor.TOTP, p.ID).Name).Scan(&counted))
	if counted != 6 {
		t.Errorf("three guesses at two apps count as %d", counted)
	}
}

// A weak proof must not refill the budget that a stronger method is guarded by.
func TestAWeakProofRefillsNoStrongerBudget(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	mail := p.Add(factor.Email, "")
	h.Clock.Advance(session.FreshFor)
	p.ByEmail(mail)
	for range 3 {
		p.Guess(factor.TOTP, p.Wrong(), signintest.Stranger())
	}
	_, v, err := h.Credential.ChangePassword(t.Context(), p.By, credential.PasswordChange{Current: signintest.Password, New: newPassword})
	if err != nil || !v.OK {
		t.Fatalf("%+v, %v", v, err)
	}
	if h.Count(`FROM throttle_day WHERE name = $1`, authn.StrangersLimit(factor.TOTP, p.ID).Name) == 0 {
		t.Error("the app's budget was refilled by an e-mailed code")
	}
}

// Where a method is asked for that has been there for long, a right code of a new one is spent for nothing; and the
// session remembers which method gave its proof.
func TestAProofByAMethodThatIsTooNew(t *testing.T) {
	h := signintest.Open(t)
	p := h.Owner()
	app, since := p.Methods()[0], h.Clock.Now()
	h.Clock.Advance(24 * time.Hour)
	s, by := p.Person.Session(true)
	p.By = signintest.As(s, by)
	old := *p.Person
	p.Person.TurnOn(p.By.Session, by) // a further app; its phone answers from now on
	s, _ = p.Person.Session(true)
	p.By = signintest.As(s, by)
	if v := p.Confirm(credential.Proof{Input: p.Code(), Since: since}); v.OK || v.Outcome.Problem != factor.TooNew {
		t.Errorf("a code of the new app: %+v", v)
	}
	if v := p.Confirm(credential.Proof{Input: p.Code()}); v.OK || v.Outcome.Problem != factor.Used {
		t.Errorf("the same code once more: %+v", v)
	}
	if v := p.Confirm(credential.Proof{Input: old.Code(), Since: since}); !v.OK {
		t.Errorf("a code of the old app: %+v", v)
	}
	if proof := p.By.Proof; proof.FactorID != app.ID || proof.Since != app.AddedAt || !proof.Was(since) || proof.Was(app.AddedAt-1) {
		t.Errorf("the session's proof is %+v", proof)
	}
	codes, err := h.Credential.RevealBackupCodes(t.Context(), p.By)
	h.Must(err)
	h.Clock.Advance(time.Minute)
	if v := p.Confirm(credential.Proof{Input: codes[0], Since: app.AddedAt}); !v.OK {
		t.Errorf("a backup code of the first set: %+v", v)
	}
	h.Must(h.Credential.MakeBackupCodes(t.Context(), p.By))
	codes, err = h.Credential.RevealBackupCodes(t.Context(), p.By)
	h.Must(err)
	if v := p.Confirm(credential.Proof{Input: codes[0], Since: since}); v.OK || v.Outcome.Problem != factor.TooNew {
		t.Errorf("a backup code of a new set: %+v", v)
	}
}
