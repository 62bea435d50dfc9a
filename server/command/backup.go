package command

import (
	"context"
	"fmt"

	"latchkey/server/host"
)

func backup(ctx context.Context, c Console, args []string) error {
	flags := newFlags(c, "backup --to FILE [--data DIR]")
	data := flags.String("data", "latchkey-data", "folder with the database and its key")
	to := flags.String("to", "", "the file to write; it must not be there yet")
	if err := parse(c, flags, args); err != nil {
		return err
	}
	if *to == "" {
		return host.UsageError("backup takes --to, the file to write")
	}
	if err := host.Backup(ctx, *data, *to); err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "The database is copied to %s. Keep the key file %s/key too, in another place.\n", *to, *data)
	return nil
}
