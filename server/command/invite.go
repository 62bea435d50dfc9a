package command

import (
	"context"
	"errors"
	"fmt"

	"latchkey/internal/account"
	"latchkey/internal/signin"
	"latchkey/internal/user"
	"latchkey/server/host"
)

func userInvite(ctx context.Context, c Console, args []string) error {
	flags := newFlags(c, "user invite --email E [--name N] [--language L] [--account NUMBER] [--data DIR]")
	data := flags.String("data", "latchkey-data", "folder with the database and its key")
	email := flags.String("email", "", "where the invitation goes; the person signs in with it")
	name := flags.String("name", "", "the person's name, which they may change")
	language := languageFlag(flags, "the language of the invitation")
	number := flags.String("account", "", "the number of the client account that the person is to own")
	if err := parse(c, flags, args); err != nil {
		return err
	}
	if *email == "" {
		return host.UsageError("user invite takes --email")
	}
	tag, err := readLanguage(*language)
	if err != nil {
		return err
	}
	h, err := host.OpenExisting(ctx, c.Err, *data)
	if err != nil {
		return err
	}
	err = inviteFromShell(ctx, h, signin.Registration{Email: *email, Name: *name, Language: tag}, *number)
	if err == nil {
		fmt.Fprintf(c.Out, "An invitation to %s waits in the outbox; a running `latchkey serve` sends it. "+
			"Its link works once, for %d days.\n", *email, int(signin.InviteFor.Hours()/24))
	}
	return errors.Join(inviteWords(err), h.DB.Close())
}

func inviteFromShell(ctx context.Context, h *host.Host, r signin.Registration, number string) error {
	if number != "" {
		a, err := h.Accounts.ByNumber(ctx, h.DB.Read(), number)
		if err != nil {
			return err
		}
		r.AccountID = a.ID
	}
	return h.Staff.InviteFromShell(ctx, r)
}

func inviteWords(err error) error {
	switch {
	case errors.Is(err, signin.ErrClosed):
		return errors.New("registration is closed; `latchkey settings set registration invitation` lets those in whom you invite")
	case errors.Is(err, account.ErrHasOwner):
		return errors.New("that client account has an owner already, who invites members and hands it over")
	case errors.Is(err, account.ErrNotFound):
		return errors.New("no client account has that number")
	case errors.Is(err, user.ErrEmailTaken):
		return errors.New("somebody signs in with this address already; `latchkey user list` shows everybody, " +
			"and the desk makes them the owner of an account")
	}
	return err
}
