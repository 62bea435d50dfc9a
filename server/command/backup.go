package command

import (
	"context"
	"fmt"

	"latchkey/server/host"
)

func backup(ctx context.Context, c Console, args []string) error {
	flags := newFlags(c, "backup --to FILE [--data DIR] [--skip-damaged]")
	data := flags.String("data", "latchkey-data", "folder with the database and its key")
	to := flags.String("to", "", "the archive to write, such as 2026-11-30.tar; it must not be there yet")
	skip := flags.Bool("skip-damaged", false, "leave attached files out that are missing or damaged")
	if err := parse(c, flags, args); err != nil {
		return err
	}
	if *to == "" {
		return host.UsageError("backup takes --to, the file to write")
	}
	left, err := host.Backup(ctx, *data, *to, host.BackupOptions{SkipDamaged: *skip})
	if err != nil {
		return err
	}
	for _, name := range host.Named(left) {
		fmt.Fprintln(c.Out, "WARN left out:", name)
	}
	fmt.Fprintf(c.Out, "The database and all attached files are copied to %s, a tar archive: unpack it in a data folder to restore it. "+
		"Keep the key file %s/key too, in another place.\n", *to, *data)
	return nil
}
