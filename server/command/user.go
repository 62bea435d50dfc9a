package command

import (
	"context"
	"errors"
	"fmt"

	"latchkey/internal/authn"
	"latchkey/internal/credential"
	"latchkey/internal/password"
	"latchkey/internal/staff"
	"latchkey/internal/user"
	"latchkey/server/host"
)

func runUser(ctx context.Context, c Console, args []string) error {
	return dispatch(ctx, c, []command{
		{"add", "add a person, or with --staff a member of the staff", userAdd},
		{"staff", "give a person a role: administrator, support or client", userStaff},
		{"invite", "send somebody a link to a sign-in of their own", userInvite},
		{"list", "list everybody", userList},
		{"show", "show a person, and the state of their security", userShow},
		{"rename", "change a person's name", userRename},
		{"sign-out", "end all sessions of a person", userSignOut},
		{"remove", "delete a person for good; to keep them out for a while, disable them", userRemove},
		{"disable", "keep a person out at once", changeUser("disable", "is kept out from now on", (*staff.Service).DisableUser)},
		{"enable", "let a disabled person sign in again", changeUser("enable", "can sign in again", (*staff.Service).EnableUser)},
		{"unlock", "take passwords again after too many wrong ones", changeUser("unlock", wasUnlocked, (*staff.Service).Unlock)},
		{
			"reset-second-step", "take every second step off somebody who can't get in",
			changeUser("reset-second-step", wasReset, (*staff.Service).ResetSecondStep),
		},
	}, "latchkey user", args)
}

// What two of the commands say once they are done.
const (
	wasUnlocked = "can try from any browser again"
	wasReset    = "signs in with the password alone now; all sessions have ended, a dispute about the address too, " +
		"and a running `latchkey serve` with --smtp-url mails a notice"
)

func userAdd(ctx context.Context, c Console, args []string) error {
	flags := newFlags(c, "user add --email E --name N [--language L] [--staff ROLE] [--password-stdin | --hash-stdin] [--data DIR]")
	data := flags.String("data", "latchkey-data", "folder with the database and its key")
	email := flags.String("email", "", "the address that the person signs in with")
	name := flags.String("name", "", "the person's name")
	language := languageFlag(flags, "the person's language")
	works := flags.String("staff", "client",
		"administrator or support: the person looks after the host; they must set a second step up at their first sign-in")
	stdin := flags.Bool("password-stdin", false, "read the password as one line from standard input rather than ask for it")
	imported := flags.Bool("hash-stdin", false, "read a bcrypt or Argon2id hash from another panel instead of a password")
	if err := parse(c, flags, args); err != nil {
		return err
	}
	role, err := user.ParseRole(*works)
	if err != nil {
		return host.UsageError(fmt.Sprintf("--staff is %q; it takes administrator or support", *works))
	}
	if *email == "" || *name == "" || *stdin && *imported {
		return host.UsageError("user add takes --email and --name, and asks for the password; in a script, give it with " +
			"--password-stdin (or a hash with --hash-stdin), never on the command line")
	}
	person := staff.Person{Email: *email, Name: *name}
	if person.Language, err = readLanguage(*language); err != nil {
		return err
	}
	h, err := host.OpenExisting(ctx, c.Err, *data)
	if err != nil {
		return err
	}
	secret, err := c.secret(!*stdin && !*imported)
	if err != nil {
		return errors.Join(err, h.DB.Close())
	}
	add := h.Staff.AddUser
	if *imported {
		add = h.Staff.ImportUser
	}
	u, err := add(ctx, person, secret)
	if err != nil {
		return errors.Join(weakWords(err), h.DB.Close())
	}
	if role != user.Client {
		if _, err := h.Staff.SetRoleFromShell(ctx, u.Email, role); err != nil {
			return errors.Join(err, h.DB.Close())
		}
		fmt.Fprintf(c.Out, "%s works here as %s, and must set a second step up at the first sign-in.\n", u.Email, staff.RoleName(role))
		return h.DB.Close()
	}
	fmt.Fprintf(c.Out, "%s can sign in now.\n", u.Email)
	return h.DB.Close()
}

var weakReasons = map[password.Reason]string{
	password.TooShort: "the password is too short: use at least 8 characters",
	password.TooLong:  "the password is too long: use at most 256 characters",
	password.Common:   "the password is one of the first that anybody would guess; choose another",
	password.Breached: "the password is on a list of stolen passwords; choose another",
	password.Personal: "the password is made of the person's own details; choose another",
}

func weakWords(err error) error {
	var weak authn.WeakError
	if errors.As(err, &weak) {
		return errors.New(weakReasons[weak.Reason])
	}
	if errors.Is(err, password.ErrStoredHash) {
		return errors.New("that is not a hash that can be taken over: bcrypt ($2y$, $2a$ or $2b$) and Argon2id are, within bounds")
	}
	return err
}

type change func(*staff.Service, context.Context, string) (user.User, error)

func changeUser(name, outcome string, change change) func(context.Context, Console, []string) error {
	return func(ctx context.Context, c Console, args []string) error {
		flags := newFlags(c, "user "+name+" EMAIL [--data DIR]")
		data := flags.String("data", "latchkey-data", "folder with the database and its key")
		email := flags.String("email", "", addressHelp)
		if err := parse(c, flags, args, personOperand); err != nil {
			return err
		}
		h, err := host.OpenExisting(ctx, c.Err, *data)
		if err != nil {
			return err
		}
		u, err := change(h.Staff, ctx, *email)
		if errors.Is(err, user.ErrNotFound) {
			err = fmt.Errorf("nobody has the address %s; `latchkey user list` shows everybody", *email)
		}
		if errors.Is(err, credential.ErrNotOn) {
			err = fmt.Errorf("%s has no second step, so nothing was changed; whoever forgot the password asks for a link "+
				"on the sign-in page", *email)
		}
		if err == nil {
			fmt.Fprintf(c.Out, "%s %s.\n", u.Email, outcome)
		}
		return errors.Join(err, h.DB.Close())
	}
}
