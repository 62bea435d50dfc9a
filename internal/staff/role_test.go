package staff_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/policy"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/staff"
	"latchkey/internal/user"
)

// host is Ada, who administers it, with Boss, another administrator, and Noor of support.
type host struct {
	*signintest.Fixture
	ada        *signintest.Owner
	boss, noor *signintest.Person
}

func hosts(t *testing.T) *host {
	t.Helper()
	h := &host{Fixture: signintest.Open(t)}
	h.ada = h.Owner()
	h.boss, _, _ = h.Protected("boss@example.com")
	h.noor, _, _ = h.Protected("noor@example.com")
	h.roles(h.ada.ID, user.Administrator)
	h.roles(h.boss.ID, user.Administrator)
	h.roles(h.noor.ID, user.Support)
	h.again()
	return h
}

func (h *host) roles(id string, role user.Role) {
	h.Helper()
	h.Write(func(ctx context.Context, tx db.Tx) error { return h.Users.SetRole(ctx, tx, id, role) })
}

// again gives Ada a fresh session.
func (h *host) again() {
	s, by := h.ada.Person.Session(true)
	s.SteppedUp = true
	h.ada.By = signintest.As(s, by)
}

func (h *host) told(email string, kind message.Kind) int {
	h.Helper()
	return h.Count(`FROM message WHERE recipient = $1 AND kind = $2`, email, string(kind))
}

// hostChange is something that all administrators are told of.
type hostChange struct {
	name string
	do   func() error
	kind message.Kind
	desk bool // done there, by Ada
	also string
}

func (h *host) hostChanges(bruno *signintest.Person, rule, later policy.Requirement) []hostChange {
	ctx := h.Context()
	return []hostChange{
		{"a role", func() error {
			return second(h.Staff.SetRole(ctx, h.ada.By, bruno.ID, user.Administrator))
		}, message.RoleChanged, true, bruno.Email},
		{"a role that ends", func() error {
			return second(h.Staff.SetRole(ctx, h.ada.By, bruno.ID, user.Client))
		}, message.RoleChanged, true, bruno.Email},
		{"a role, from the shell", func() error {
			return second(h.Staff.SetRoleFromShell(ctx, bruno.Email, user.Support))
		}, message.RoleChanged, false, bruno.Email},
		{"who approves", func() error {
			return h.Staff.ChangeSettings(ctx, h.ada.By, nil, staff.Change{Name: "recovery.approval", Value: "single"})
		}, message.SettingChanged, true, ""},
		{"which methods there are, from the shell", func() error {
			return h.Staff.ChangeSettingFromShell(ctx, "methods.allowed", "totp", "totp")
		}, message.SettingChanged, false, ""},
		{"staff's weakest method", func() error {
			return h.Staff.ChangeSettings(ctx, h.ada.By, nil, staff.Change{Name: "methods.staff_minimum", Value: "email"})
		}, message.SettingChanged, true, ""},
		{"how long the log keeps details", func() error {
			return h.Staff.ChangeSettings(ctx, h.ada.By, nil, staff.Change{Name: "audit.keep_personal", Value: "30"})
		}, message.SettingChanged, true, ""},
		{"a rule", func() error { return h.Staff.Require(ctx, h.ada.By, rule) }, message.PolicyChanged, true, ""},
		{"its dates", func() error { return h.Staff.ChangeRequirement(ctx, h.ada.By, later) }, message.PolicyChanged, true, ""},
		{"its end", func() error { return h.Staff.Release(ctx, h.ada.By, policy.Everyone) }, message.PolicyChanged, true, ""},
	}
}

// Whoever has one administrator's session could make more of them, or make it easier to get in: no administrator is left
// to find out.
func TestAdministratorsAreToldOfWhatChanges(t *testing.T) {
	h := hosts(t)
	bruno := h.Person("bruno@example.com")
	rule := policy.Requirement{Scope: policy.Everyone, From: h.Clock.Now(), Grace: 24 * time.Hour}
	later := rule
	later.Grace *= 2
	for _, c := range h.hostChanges(bruno, rule, later) {
		h.again()
		before := [3]int{h.told(h.ada.Email, c.kind), h.told(h.boss.Email, c.kind), h.told(c.also, c.kind)}
		if err := c.do(); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		after := [3]int{h.told(h.ada.Email, c.kind) - 1, h.told(h.boss.Email, c.kind) - 1, h.told(c.also, c.kind)}
		if c.also != "" {
			after[2]--
		}
		if after != before {
			t.Errorf("%s: told %v times, had been %v", c.name, after, before)
		}
		own, other := h.MailTo(h.ada.Email, c.kind), h.MailTo(h.boss.Email, c.kind)
		if (own.NotMe != "") != c.desk || (own.Data.Network != "") != c.desk {
			t.Errorf("%s: whoever did it is told %+v", c.name, own)
		}
		if other.NotMe != "" || other.Data.Network != "" || (other.Data.Actor == h.ada.Name) != c.desk || other.Data.Choice == "" {
			t.Errorf("%s: another one is told %+v", c.name, other)
		}
	}
	if n := h.told(h.noor.Email, message.RoleChanged) + h.told(h.noor.Email, message.SettingChanged); n != 0 {
		t.Errorf("support is told %d times", n)
	}
	before := h.Count(`FROM message`)
	h.again()
	h.Must(h.Staff.ChangeSettings(t.Context(), h.ada.By, nil, staff.Change{Name: "brand.name", Value: "Another"}))
	if h.Count(`FROM message`) != before {
		t.Error("what guards nothing is told")
	}
}

// A case takes no more proofs than there are to give: nobody could ever finish one.
func TestACaseNeedsNoMoreProofsThanThereAre(t *testing.T) {
	h := hosts(t)
	set := func(changes ...staff.Change) error {
		h.again()
		return h.Staff.ChangeSettings(t.Context(), h.ada.By, nil, changes...)
	}
	h.Must(set(staff.Change{Name: "recovery.proofs_needed", Value: "5"}))
	if err := set(staff.Change{Name: "recovery.proofs", Value: "mailbox,document"}); !errors.Is(err, staff.ErrTooManyProofs) {
		t.Errorf("two proofs where five are needed: %v", err)
	}
	h.Must(set(staff.Change{Name: "recovery.proofs", Value: "mailbox,document"}, staff.Change{Name: "recovery.proofs_needed", Value: "2"}))
	if err := h.Staff.ChangeSettingFromShell(t.Context(), "recovery.proofs_needed", "3", "3"); !errors.Is(err, staff.ErrTooManyProofs) {
		t.Errorf("from the shell: %v", err)
	}
}

// A change that is refused is told to nobody.
func TestWhatIsRefusedIsNotTold(t *testing.T) {
	h := hosts(t)
	err := h.Staff.ChangeSettings(t.Context(), h.ada.By, nil, staff.Change{Name: "methods.staff_minimum", Value: "passkey"})
	if !errors.Is(err, staff.ErrShutsOut) || h.told(h.boss.Email, message.SettingChanged) != 0 {
		t.Errorf("%v, and told %d times", err, h.told(h.boss.Email, message.SettingChanged))
	}
}

// A role has no effect before a second step is set up, nor once the last one is off; and whoever was given it at the desk
// is new from when it has.
func TestARoleTakesEffectWithASecondStep(t *testing.T) {
	h := hosts(t)
	p := h.Person("bruno@example.com")
	_, err := h.Staff.SetRole(t.Context(), h.ada.By, p.ID, user.Support)
	h.Must(err)
	now := func() user.User {
		u, err := h.Users.ByID(t.Context(), h.DB.Read(), p.ID)
		h.Must(err)
		return u
	}
	h.Clock.Advance(user.NewFor) // which makes nobody old whose role has had no effect
	s, _ := p.Session(true)
	if err := h.Gate.AsStaff(t.Context(), s); !errors.Is(err, access.ErrNotStaff) {
		t.Errorf("without a second step: %v", err)
	}
	s, by := p.Session(false)
	s = p.TurnOn(s, by)
	h.Must(h.Gate.AsStaff(t.Context(), s))
	if !now().NewStaff(h.Clock.Now()) {
		t.Error("not new as the role takes effect")
	}
	h.Clock.Advance(user.NewFor)
	if now().NewStaff(h.Clock.Now()) {
		t.Error("new for more than a week")
	}
	_, err = h.Staff.SetRole(t.Context(), h.signedIn(), p.ID, user.Administrator)
	h.Must(err)
	if !now().NewStaff(h.Clock.Now()) {
		t.Error("a higher role is as old as the lower one")
	}
}

func (h *host) signedIn() access.Caller {
	h.again()
	return h.ada.By
}

// One stolen code of an administrator makes nobody staff, neither with the sign-in's own proof nor with a method that it
// added; unless they have no older one.
func TestARoleTakesAProofOfItsOwn(t *testing.T) {
	h := hosts(t)
	p := h.Person("bruno@example.com")
	gives := func(by access.Caller) error {
		_, err := h.Staff.SetRole(t.Context(), by, p.ID, user.Support)
		return err
	}
	h.Clock.Advance(factor.Young)
	by := h.signedIn()
	young := by
	young.Proof.FactorID, young.Proof.Since = "another", h.Clock.Now()
	atSignIn := by
	atSignIn.SteppedUp = false
	for name, by := range map[string]access.Caller{"with the sign-in's own proof": atSignIn, "with a method of today": young} {
		var missing access.StepUpError
		if err := gives(by); !errors.As(err, &missing) || missing.Since.IsZero() {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.Must(gives(by))
	h.Write(func(ctx context.Context, tx db.Tx) error { return h.Factors.RemoveAll(ctx, tx, h.ada.ID) })
	s, client := h.ada.Person.Session(false)
	s = h.ada.Person.TurnOn(s, client)
	h.Must(second(h.Staff.SetRole(t.Context(), signintest.As(s, client), p.ID, user.Client)))
}

// An administrator who has not set a second step up looks after nothing: the last one who has stays.
func TestTheLastAdministratorHasASecondStep(t *testing.T) {
	h := hosts(t)
	p := h.Person("bruno@example.com")
	h.roles(p.ID, user.Administrator)
	_, err := h.Staff.SetRoleFromShell(t.Context(), h.boss.Email, user.Client)
	h.Must(err)
	for name, do := range map[string]func() error{
		"demoted":  func() error { return second(h.Staff.SetRoleFromShell(t.Context(), h.ada.Email, user.Support)) },
		"kept out": func() error { return second(h.Staff.DisableUser(t.Context(), h.ada.Email)) },
	} {
		if err := do(); !errors.Is(err, staff.ErrLastAdministrator) {
			t.Errorf("the only administrator who can act is %s: %v", name, err)
		}
	}
	h.Must(second(h.Staff.SetRoleFromShell(t.Context(), p.Email, user.Client))) // who can't act is no loss
}

// Staff act with a proof by the host's weakest method for staff, or by a stronger one; where they have none, they are led
// to set one up, and nobody is shut out by a host that allows nothing as strong.
func TestStaffActWithWhatSufficesForThem(t *testing.T) {
	h := hosts(t)
	mail := h.ada.Add(factor.Email, "")
	h.ada.ByEmail(mail)
	var stale access.StepUpError
	if err := h.Gate.AsStaff(t.Context(), h.ada.By.Session); !errors.As(err, &stale) || stale.Need != factor.ByApp {
		t.Errorf("by a code in the mailbox: %v", err)
	}
	of := func(role user.Role) policy.Standing {
		standing, err := h.Policies.Of(t.Context(), h.noor.ID, role)
		h.Must(err)
		return standing
	}
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return h.Settings.Set(ctx, tx, "methods.staff_minimum", "passkey")
	})
	if s := of(user.Support); s.Met || !s.Short {
		t.Errorf("staff with an app where a passkey is asked for: %+v", s)
	}
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return errors.Join(h.Policies.Require(ctx, tx, policy.Requirement{Scope: policy.Everyone, From: h.Clock.Now()}))
	})
	if s := of(user.Client); !s.Met {
		t.Errorf("a client with an app: %+v", s)
	}
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return h.Settings.Set(ctx, tx, "methods.allowed", "totp,email")
	})
	if s := of(user.Support); !s.Met {
		t.Errorf("where there are no passkeys: %+v", s)
	}
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return h.Settings.Set(ctx, tx, "methods.staff_minimum", "email")
	})
	h.Must(h.Gate.AsStaff(t.Context(), h.ada.By.Session))
}
