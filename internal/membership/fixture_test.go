package membership_test

import (
	"context"
	"errors"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/membership"
	"latchkey/internal/message"
	"latchkey/internal/recovery"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

// world is a host with one account, which Ada owns.
type world struct {
	*signintest.Fixture
	account account.Account
	ada     *member
	mallory *member // belongs to nothing
	boss    *member // of the host's staff, once [world.hires] was called
}

// member is a person with a session whose proof is fresh.
type member struct {
	*signintest.Person
	w  *world
	by access.Caller
}

func open(t *testing.T) *world {
	t.Helper()
	w := &world{Fixture: signintest.Open(t)}
	recovery.New(w.Authority)
	w.ada, w.mallory = w.person("ada@example.com"), w.person("mallory@example.com")
	w.Write(func(ctx context.Context, tx db.Tx) (err error) {
		if w.account, err = w.Accounts.Create(ctx, tx, "C-1", "Engines"); err != nil {
			return err
		}
		return w.Accounts.Join(ctx, tx, account.Membership{AccountID: w.account.ID, UserID: w.ada.ID, Role: account.Owner})
	})
	return w
}

func (w *world) person(email string) *member {
	w.Helper()
	p, _, _ := w.Protected(email)
	m := &member{Person: p, w: w}
	m.again()
	return m
}

// hires makes somebody an administrator of the host's.
func (w *world) hires() {
	w.Helper()
	w.boss = w.person("boss@example.com")
	w.Write(func(ctx context.Context, tx db.Tx) error {
		return w.Users.SetRole(ctx, tx, w.boss.ID, user.Administrator)
	})
	w.boss.again()
}

// again gives a person a session with a fresh proof.
func (m *member) again() *member {
	m.w.Helper()
	s, client := m.Session(true)
	s.SteppedUp = true
	m.by = signintest.As(s, client)
	return m
}

// join makes a person a member with these permissions, by an invitation of the owner's.
func (w *world) join(email string, given ...account.Permission) *member {
	w.Helper()
	return w.joinBy(w.ada, email, given...)
}

// joinBy makes a person a member by an invitation of another one's.
func (w *world) joinBy(by *member, email string, given ...account.Permission) *member {
	w.Helper()
	m := w.person(email)
	w.invites(by, email, given...)
	_, err := w.Membership.Accept(w.Context(), m.by, w.link(email))
	w.Must(err)
	return m
}

func (w *world) invites(by *member, email string, given ...account.Permission) {
	w.Helper()
	refusal, err := w.Membership.Invite(w.Context(), by.by, w.account.ID, membership.Invite{Email: email, Permissions: given})
	if w.Must(err); refusal != nil {
		w.Fatalf("refused: %+v", refusal)
	}
}

func (w *world) link(email string) string {
	w.Helper()
	return w.MailTo(email, message.AccountInvitation).Secret
}

// membership is what a person is in the account; the zero Membership for nobody.
func (w *world) membership(m *member) account.Membership {
	w.Helper()
	found, err := w.Accounts.MembershipOf(w.Context(), w.DB.Read(), w.account.ID, m.ID)
	if !errors.Is(err, account.ErrNotFound) {
		w.Must(err)
	}
	return found
}

func (w *world) owner() string {
	w.Helper()
	id, err := w.Accounts.OwnerOf(w.Context(), w.DB.Read(), w.account.ID)
	w.Must(err)
	return id
}

func (w *world) closes(closed bool) {
	w.Helper()
	w.Write(func(ctx context.Context, tx db.Tx) error { return w.Accounts.SetClosed(ctx, tx, w.account.ID, closed) })
}

func (w *world) freezes(m *member) {
	w.Helper()
	w.Write(func(ctx context.Context, tx db.Tx) error { return w.Users.SetFrozen(ctx, tx, m.ID, true) })
}

// told returns how many messages of a kind went to an address.
func (w *world) told(email string, kind message.Kind) int {
	w.Helper()
	return w.Count(`FROM message WHERE recipient = $1 AND kind = $2`, email, string(kind))
}

func is(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) || want == nil && got != nil {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
