package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"latchkey/internal/account"
	"latchkey/internal/factor"
	"latchkey/internal/staff"
	"latchkey/internal/user"
	"latchkey/server/host"
)

// userJSON is a person, as a list shows them.
type userJSON struct {
	personJSON
	Role       string  `json:"role"`        // client, support or administrator
	State      string  `json:"state"`       // active or disabled
	SecondStep string  `json:"second_step"` // on or off
	Language   string  `json:"language"`
	Zone       string  `json:"time_zone"`
	Added      *string `json:"added"`
}

func userOf(u user.User, on bool) userJSON {
	shown := userJSON{
		personJSON: personJSON{u.Email, u.Name}, Role: staff.RoleName(u.Role), State: "active", SecondStep: "off",
		Language: u.Language, Zone: u.Zone, Added: when(u.CreatedAt),
	}
	if on {
		shown.SecondStep = "on"
	}
	if u.Disabled() {
		shown.State = "disabled"
	}
	return shown
}

// usersJSON is the answer of "user list".
type usersJSON []userJSON

func (all usersJSON) Text(w io.Writer) error {
	var rows [][]any
	for _, u := range all {
		rows = append(rows, []any{u.Email, u.Name, u.SecondStep, u.State, day(u.Added)})
	}
	return columns(w, "EMAIL\tNAME\tSECOND STEP\tSTATE\tADDED", rows, "%s\t%s\t%s\t%s\t%s")
}

func userList(ctx context.Context, c Console, args []string) error {
	k := newCall(c, "user list")
	return k.run(ctx, args, nil, nil, func(h *host.Host) (answer, error) {
		users, err := h.Users.List(ctx, h.DB.Read())
		if err != nil {
			return nil, err
		}
		ids := make([]string, len(users))
		for i, u := range users {
			ids[i] = u.ID
		}
		on, err := h.Factors.On(ctx, h.DB.Read(), ids)
		if err != nil {
			return nil, err
		}
		all := usersJSON{}
		for _, u := range users {
			all = append(all, userOf(u, on[u.ID]))
		}
		return all, nil
	})
}

type belongingJSON struct {
	Number      string   `json:"number"`
	Name        string   `json:"name"`
	Role        string   `json:"role"` // owner or member
	Permissions []string `json:"permissions"`
}

type methodJSON struct {
	Kind  string  `json:"kind"`
	Added *string `json:"added"`
}

// userShown is a person with the state of their security: the answer of "user show", and of what changes them. It holds
// no secret. Said is what was done, for people.
type userShown struct {
	userJSON
	Phone       string          `json:"phone"`
	Frozen      bool            `json:"frozen"` // a change of their address or number is in dispute
	Sessions    int             `json:"sessions"`
	Methods     []methodJSON    `json:"methods"`
	BackupCodes int             `json:"backup_codes"` // how many work
	Accounts    []belongingJSON `json:"accounts"`
	said        string
}

// Text says what was done or, where nothing was, what there is.
func (u userShown) Text(w io.Writer) error {
	if u.said != "" {
		_, err := fmt.Fprintln(w, u.said)
		return err
	}
	rows := [][]any{
		{"e-mail", u.Email},
		{"name", u.Name},
		{"role", u.Role},
		{"state", u.State},
		{"added", day(u.Added)},
		{"second step", u.SecondStep},
		{"sessions", fmt.Sprint(u.Sessions)},
	}
	if u.Frozen {
		rows = append(rows, []any{"frozen", "a change of the address or number is in dispute"})
	}
	if u.Phone != "" {
		rows = append(rows, []any{"phone", u.Phone})
	}
	for _, m := range u.Methods {
		rows = append(rows, []any{"method", m.Kind + " since " + day(m.Added)})
	}
	if len(u.Methods) > 0 {
		rows = append(rows, []any{"backup codes", fmt.Sprint(u.BackupCodes)})
	}
	for _, a := range u.Accounts {
		rows = append(rows, []any{a.Role, strings.TrimSpace(a.Number + "  " + a.Name + "  " + strings.Join(a.Permissions, ","))})
	}
	return columns(w, "FIELD\tVALUE", rows, "%s\t%s")
}

func showUser(ctx context.Context, h *host.Host, u user.User) (shown userShown, err error) {
	tx := h.DB.Read()
	state, err := h.Factors.State(ctx, tx, u.ID)
	if err != nil {
		return shown, err
	}
	sessions, err := h.Sessions.List(ctx, tx, u.ID)
	if err != nil {
		return shown, err
	}
	theirs, err := h.Accounts.Belongings(ctx, tx, u.ID)
	if err != nil {
		return shown, err
	}
	shown = userShown{
		userJSON: userOf(u, state.On()), Phone: u.Phone, Frozen: u.Frozen(), Sessions: len(sessions),
		Methods: []methodJSON{}, BackupCodes: state.Backup.Left, Accounts: []belongingJSON{},
	}
	for _, m := range state.Methods {
		if m.Kind != factor.Backup {
			shown.Methods = append(shown.Methods, methodJSON{string(m.Kind), when(m.AddedAt)})
		}
	}
	for _, b := range theirs {
		shown.Accounts = append(shown.Accounts, belongingOf(b))
	}
	return shown, nil
}

func belongingOf(b account.Belonging) belongingJSON {
	return belongingJSON{b.Number, b.Name, string(b.As.Role), texts(b.As.Permissions)}
}

func userShow(ctx context.Context, c Console, args []string) error {
	k := newCall(c, "user show EMAIL")
	email := k.flags.String("email", "", addressHelp)
	return k.run(ctx, args, []string{personOperand}, nil, func(h *host.Host) (answer, error) {
		u, err := h.Users.ByEmail(ctx, h.DB.Read(), *email)
		if err != nil {
			return nil, nobodyHas(*email, err)
		}
		return showUser(ctx, h, u)
	})
}

// nobodyHas says whom nobody was found by.
func nobodyHas(email string, err error) error {
	if errors.Is(err, user.ErrNotFound) {
		return fmt.Errorf("nobody has the address %s; `latchkey user list` shows everybody", email)
	}
	return err
}

func userRename(ctx context.Context, c Console, args []string) error {
	k := newCall(c, "user rename EMAIL --name N")
	email := k.flags.String("email", "", addressHelp)
	name := k.flags.String("name", "", "the name from now on")
	check := func() error {
		if *name == "" {
			return host.UsageError("user rename takes --name")
		}
		return nil
	}
	return k.run(ctx, args, []string{personOperand}, check, func(h *host.Host) (answer, error) {
		u, err := h.Staff.RenameFromShell(ctx, *email, *name)
		return changedUser(ctx, h, u, *email, "is called "+u.Name+" from now on", err)
	})
}

func userSignOut(ctx context.Context, c Console, args []string) error {
	k := newCall(c, "user sign-out EMAIL")
	email := k.flags.String("email", "", addressHelp)
	return k.run(ctx, args, []string{personOperand}, nil, func(h *host.Host) (answer, error) {
		u, err := h.Staff.SignOutFromShell(ctx, *email)
		return changedUser(ctx, h, u, *email, "is signed out everywhere", err)
	})
}

// changedUser is the answer of what changes a person.
func changedUser(ctx context.Context, h *host.Host, u user.User, email, said string, err error) (answer, error) {
	if err != nil {
		return nil, nobodyHas(email, err)
	}
	shown, err := showUser(ctx, h, u)
	if err != nil {
		return nil, err
	}
	shown.said = u.Email + " " + said + "."
	return shown, nil
}
