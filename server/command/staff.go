package command

import (
	"context"
	"errors"
	"fmt"

	"latchkey/internal/staff"
	"latchkey/internal/user"
	"latchkey/server/host"
)

func userStaff(ctx context.Context, c Console, args []string) error {
	flags := newFlags(c, "user staff EMAIL --role ROLE [--data DIR]")
	data := flags.String("data", "latchkey-data", "folder with the database and its key")
	email := flags.String("email", "", addressHelp)
	name := flags.String("role", "", "administrator, support, or client for nobody of the staff any more")
	if err := parse(c, flags, args, personOperand); err != nil {
		return err
	}
	role, err := user.ParseRole(*name)
	if err != nil {
		return host.UsageError("user staff takes --role, which is administrator, support or client")
	}
	h, err := host.OpenExisting(ctx, c.Err, *data)
	if err != nil {
		return err
	}
	u, err := h.Staff.SetRoleFromShell(ctx, *email, role)
	if errors.Is(err, user.ErrNotFound) {
		err = fmt.Errorf("nobody has the address %s; `latchkey user list` shows everybody", *email)
	}
	if err == nil {
		fmt.Fprintf(c.Out, "%s is %s from now on; all their sessions have ended.\n", u.Email, staff.RoleName(role))
	}
	return errors.Join(err, h.DB.Close())
}
