package credential_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/authn"
	"latchkey/internal/challenge"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
)

const eve = "eve@example.test"

// robMailed is [rob] where the owner has e-mailed codes too, as old as the app.
func robMailed(t *testing.T) (r *robbed, mail factor.Enrolled) {
	h := signintest.Open(t)
	r = &robbed{Owner: h.Owner()}
	mail = r.Add(factor.Email, "")
	h.Clock.Advance(factor.Young)
	r.comesIn()
	r.added, r.secret = r.thief.AddApp()
	return r, mail
}

// comesIn signs the thief in, with a code of the owner's app.
func (r *robbed) comesIn() {
	r.H.Helper()
	s, by := r.Person.Session(true)
	r.thief = &signintest.Owner{Person: r.Person, H: r.H, By: signintest.As(s, by)}
}

// moves puts the thief's address in force.
func (r *robbed) moves() {
	h := r.H
	h.Helper()
	_, err := h.Contact.ChangeEmail(h.Context(), r.thief.By, eve)
	h.Must(err)
	h.Must(h.Contact.ConfirmEmail(h.Context(), h.MailTo(eve, message.EmailConfirm).Secret, r.thief.By.Client))
}

// byMail signs in at an address with the password and an e-mailed code, in a browser that is not known.
func (r *robbed) byMail(address string, mail factor.Enrolled) signin.Result {
	h := r.H
	h.Helper()
	h.Clock.Advance(31 * time.Minute)
	in, err := h.Flow.Password(h.Context(), signin.Entry{Email: address, Password: signintest.Password, By: signintest.Stranger()})
	if h.Must(err); in.Challenge == "" {
		return in
	}
	c, err := h.Challenges.Load(h.Context(), h.DB.Read(), in.Challenge, challenge.SignIn)
	h.Must(err)
	_, refusal, err := h.Authn.SendCode(h.Context(), authn.SendRequest{
		UserID: r.ID, FactorID: mail.ID, Scope: c.ID, By: signintest.Stranger(),
	})
	if errors.Is(err, factor.ErrNoMethod) {
		return signin.Result{}
	}
	if h.Must(err); refusal != nil {
		h.Fatalf("no code: %+v", refusal)
	}
	in, err = h.Flow.Verify(h.Context(), signin.Second{
		Challenge: in.Challenge, Kind: factor.Email, Input: h.Brought().Secret, By: signintest.Stranger(),
	})
	h.Must(err)
	return in
}

// Whoever has put their own address in force reads the codes of the owner's old method, which is as young as the address:
// "this wasn't me" throws them out, whichever notice it is in, and only what was there before the address brings it back.
func TestEMailedCodesAreNoOlderThanTheirMailbox(t *testing.T) {
	for _, told := range []message.Kind{message.MethodAdded, message.EmailChanged} {
		r, mail := robMailed(t)
		h := r.H
		r.moves()
		m, err := factor.Find(r.Methods(), mail.ID)
		if h.Must(err); m.AddedAt != mail.AddedAt || m.Since() != h.Clock.Now() || !m.Young(h.Clock.Now()) {
			t.Errorf("%s: added %v, counts since %v", told, m.AddedAt, m.Since())
		}
		if in := r.byMail(eve, mail); in.Session == "" || h.Load(in.Session).Proof.Since != m.Since() {
			t.Fatalf("%s: what the mailed code proves: %+v", told, in)
		}
		r.disowns(told)
		if in := r.byMail(eve, mail); in.Session != "" {
			t.Errorf("%s: the thief signs in by a code in their mailbox", told)
		}
		s := r.state()
		if m, err = factor.Find(s.Suspended, mail.ID); err != nil || len(s.Methods) != 1 {
			t.Errorf("%s: %+v", told, s)
		}
	}
}

// A change a week ago makes nobody's codes stop.
func TestEMailedCodesThatMovedLongAgoGoOn(t *testing.T) {
	r, mail := robMailed(t)
	r.moves()
	r.H.Clock.Advance(factor.Young)
	r.comesIn()
	r.thief.AddApp()
	_, err := r.H.Notices.SayNotMe(t.Context(), r.H.MailTo(eve, message.MethodAdded).NotMe, signintest.Stranger())
	r.H.Must(err)
	if in := r.byMail(eve, mail); in.Session == "" {
		t.Errorf("%+v, %+v", in, r.state())
	}
}

// The owner has a new phone, the old app is gone and the backup codes are used up: after "this wasn't me" her e-mailed codes
// alone work. They do nothing that takes the suspended app, whoever reads them.
func TestAWeakerMethodDoesNotStandInForASuspendedOne(t *testing.T) {
	r, mail := robMailed(t)
	h := r.H
	h.Write(func(ctx context.Context, tx db.Tx) error {
		err := tx.Do(ctx, "losing the phone", `DELETE FROM factor WHERE user_id = $1 AND kind = 'totp' AND id <> $2`, r.ID, r.added.ID)
		return errors.Join(err, tx.Do(ctx, "spending codes", `UPDATE backup_code SET used_at = 1`))
	})
	r.disowns(message.MethodAdded)
	if s := r.state(); len(s.Methods) != 1 || len(s.Suspended) != 1 {
		t.Fatalf("%+v", s)
	}
	r.thief.By.Session, r.thief.By.Client = r.Person.Session(false)
	r.thief.ByEmail(mail)
	r.weakly(map[string]func() error{
		"the suspended app": func() error { return errorOf(h.Credential.RestoreMethod(t.Context(), r.thief.By, r.added.ID)) },
		"its removal":       func() error { return h.Credential.MayRemove(t.Context(), r.thief.By.Session, r.added.ID) },
		"another address":   func() error { return errorOf(h.Contact.ChangeEmail(t.Context(), r.thief.By, eve)) },
	})
}

// The owner has e-mailed codes and backup codes. What a thief added by a mailed code is as weak, and suspended: then the
// backup codes are the owner's best proof, and no mailed code does away with them.
func TestAWeakerMethodDoesNotStandInForTheBackupCodes(t *testing.T) {
	h := signintest.Open(t)
	r := &robbed{Owner: &signintest.Owner{Person: h.Person("ada@example.com"), H: h}}
	r.By.Session, r.By.Client = r.Person.Session(false)
	mail := r.Add(factor.Email, "")
	h.Clock.Advance(factor.Young)
	r.thief = &signintest.Owner{Person: r.Person, H: h}
	enters := func() {
		r.thief.By.Session, r.thief.By.Client = r.Person.Session(false)
		r.thief.ByEmail(mail)
	}
	enters()
	if r.added, _ = r.thief.AddApp(); r.added.Strength != factor.Weakest {
		t.Fatalf("%+v", r.added)
	}
	r.disowns(message.MethodAdded)
	enters()
	r.weakly(map[string]func() error{
		"new backup codes": func() error { return h.Credential.MakeBackupCodes(t.Context(), r.thief.By) },
		"another address":  func() error { return errorOf(h.Contact.ChangeEmail(t.Context(), r.thief.By, eve)) },
	})
	if err := h.Credential.MayRemove(t.Context(), r.thief.By.Session, r.added.ID); err != nil {
		t.Errorf("what is no stronger: %v", err)
	}
}

// weakly sees that everything asks for a proof as strong as an app's.
func (r *robbed) weakly(does map[string]func() error) {
	r.H.Helper()
	for name, do := range does {
		var missing access.StepUpError
		if err := do(); !errors.As(err, &missing) || missing.Need != factor.ByApp {
			r.H.Errorf("%s: %v", name, err)
		}
	}
}

func errorOf[T any](_ T, err error) error { return err }
