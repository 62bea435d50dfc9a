package access_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/user"
)

// What a gate lets through leaves a row that says who did it and from where; what it refuses is not begun.
func TestAnActAndItsRowAreOne(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	gate := h.Gate
	p, s, client := h.Protected("ada@example.com")
	by := signintest.As(s, client)
	setRole := func(role user.Role) {
		h.Write(func(ctx context.Context, tx db.Tx) error { return h.Users.SetRole(ctx, tx, p.ID, role) })
	}
	for _, c := range []struct {
		name string
		may  access.Rule
		role user.Role
		err  error
	}{
		{"a client is no member of the staff", gate.Staff, user.Client, access.ErrNotStaff},
		{"support is", gate.Staff, user.Support, nil},
		{"support is no administrator", gate.Administrator, user.Support, access.ErrOnlyAdministrators},
		{"an administrator is", gate.Administrator, user.Administrator, nil},
	} {
		setRole(c.role)
		before, ran := h.Count(`FROM audit_event WHERE actor = $1 AND event = 'message.retried' AND network <> ''`, p.ID), 0
		err := gate.Do(t.Context(), by, c.may, func(context.Context, db.Tx) (audit.Event, error) {
			ran++
			return audit.Event{Kind: "message.retried"}, nil
		})
		rows := h.Count(`FROM audit_event WHERE actor = $1 AND event = 'message.retried' AND network <> ''`, p.ID) - before
		if !errors.Is(err, c.err) || ran != rows || rows == 1 != (c.err == nil) {
			t.Errorf("%s: %v; it ran %d times and left %d rows", c.name, err, ran, rows)
		}
	}
}

// An act that fails leaves no row, one that changed nothing neither; for a session that has ended none is begun.
func TestNoRowWithoutAnAct(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	_, s, client := h.Protected("ada@example.com")
	by, failed := signintest.As(s, client), errors.New("it failed")
	anybody := func(context.Context, db.Reader, access.Caller) error { return nil }
	act := func(event audit.Event, err error) access.Act {
		return func(context.Context, db.Tx) (audit.Event, error) { return event, err }
	}
	before := h.Count(`FROM audit_event`)
	if err := h.Gate.Do(t.Context(), by, anybody, act(audit.Event{Kind: "message.retried"}, failed)); !errors.Is(err, failed) {
		t.Error(err)
	}
	h.Must(h.Gate.Do(t.Context(), by, anybody, act(access.Nothing, nil)))
	h.Write(func(ctx context.Context, tx db.Tx) error { return h.Sessions.EndByID(ctx, tx, s.ID) })
	err := h.Gate.Do(t.Context(), by, anybody, func(context.Context, db.Tx) (audit.Event, error) {
		t.Error("it was begun for a session that had ended")
		return access.Nothing, nil
	})
	if !errors.Is(err, session.ErrNone) {
		t.Error(err)
	}
	if rows := h.Count(`FROM audit_event`) - before; rows != 0 {
		t.Errorf("%d rows", rows)
	}
}

// The proof that staff gave to sign in does not last for all that they do.
func TestStaffProveAnew(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, s, client := h.Protected("ada@example.com")
	h.Write(func(ctx context.Context, tx db.Tx) error { return h.Users.SetRole(ctx, tx, p.ID, user.Administrator) })
	h.Must(h.Gate.AsStaff(t.Context(), s))
	h.Clock.Advance(session.FreshFor)
	err := h.Gate.Do(t.Context(), signintest.As(s, client), h.Gate.Administrator, func(context.Context, db.Tx) (audit.Event, error) {
		t.Error("it was begun with a proof that is too old")
		return access.Nothing, nil
	})
	if !errors.Is(err, access.ErrStepUpRequired) {
		t.Error(err)
	}
}

// Nobody acts on themselves, nor support on staff; whom it was done to stands in the row.
func TestWhomStaffMayTouch(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p, s, client := h.Protected("ada@example.com")
	boss, other := h.Person("boss@example.com"), h.Person("eve@example.com")
	h.Write(func(ctx context.Context, tx db.Tx) error {
		return errors.Join(h.Users.SetRole(ctx, tx, p.ID, user.Support), h.Users.SetRole(ctx, tx, boss.ID, user.Administrator))
	})
	for id, want := range map[string]error{p.ID: access.ErrYourself, boss.ID: access.ErrOnlyAdministrators, other.ID: nil} {
		target, err := h.Gate.OnPerson(t.Context(), signintest.As(s, client), id, func(context.Context, db.Tx, user.User) (audit.Event, error) {
			return audit.Event{Kind: "sessions.ended"}, nil
		})
		if !errors.Is(err, want) || target.ID != id {
			t.Errorf("on %s: %v", target.Email, err)
		}
		rows := h.Count(`FROM audit_event WHERE event = 'sessions.ended' AND subject = $1 AND actor = $2`, id, p.ID)
		if rows == 1 != (want == nil) {
			t.Errorf("on %s: %d rows", target.Email, rows)
		}
	}
}

// Of a client account the owner does everything, a member what the permissions name, and somebody else nothing: to them
// it is as if there were no such account.
func TestMembersActOnWhatTheyMaySee(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	_, s, client := h.Protected("ada@example.com")
	by := signintest.As(s, client)
	var ids []string
	for i, m := range []account.Membership{
		{Role: account.Owner}, {Role: account.Member, Permissions: []account.Permission{account.Invoices}}, {},
	} {
		h.Write(func(ctx context.Context, tx db.Tx) error {
			a, err := h.Accounts.Create(ctx, tx, fmt.Sprint("C-", i), "Somebody")
			if ids = append(ids, a.ID); err != nil || m.Role == "" {
				return err
			}
			m.AccountID, m.UserID = a.ID, s.UserID
			return h.Accounts.Join(ctx, tx, m)
		})
	}
	for _, c := range []struct {
		whose string
		id    string
		part  account.Permission
		err   error
	}{
		{"her own", ids[0], account.Tickets, nil},
		{"a part that she may see", ids[1], account.Invoices, nil},
		{"another part", ids[1], account.Tickets, account.ErrNotFound},
		{"what she may see, to change it", ids[1], account.InvoicesManage, account.ErrForbidden},
		{"another part, to change it", ids[1], account.TicketsManage, account.ErrNotFound},
		{"her own, to change it", ids[0], account.TicketsManage, nil},
		{"somebody else's", ids[2], account.Invoices, account.ErrNotFound},
		{"nobody's", "none", account.Invoices, account.ErrNotFound},
	} {
		ran := false
		err := h.Gate.Do(t.Context(), by, access.Member(h.Accounts, c.id, c.part), func(context.Context, db.Tx) (audit.Event, error) {
			ran = true
			return access.Nothing, nil
		})
		if !errors.Is(err, c.err) || ran != (c.err == nil) {
			t.Errorf("%s: %v; it ran: %v", c.whose, err, ran)
		}
	}
	h.Write(func(ctx context.Context, tx db.Tx) error { return h.Accounts.SetClosed(ctx, tx, ids[0], true) })
	for name, c := range map[string]struct {
		may access.Rule
		err error
	}{
		"seeing a closed one":    {access.Member(h.Accounts, ids[0], account.Tickets), nil},
		"changing a closed one":  {access.Member(h.Accounts, ids[0], account.TicketsManage), account.ErrClosed},
		"paying in a closed one": {access.MemberOfClosed(h.Accounts, ids[0], account.InvoicesManage), nil},
		"paying somebody else's": {access.MemberOfClosed(h.Accounts, ids[2], account.InvoicesManage), account.ErrNotFound},
	} {
		if err := c.may(t.Context(), h.DB.Read(), by); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
