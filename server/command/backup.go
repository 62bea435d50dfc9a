package command

import (
	"context"
	"fmt"
	"os"
	"time"

	"latchkey/server/host"
)

func backup(ctx context.Context, c Console, args []string) error {
	flags := newFlags(c, "backup --to FILE [--data DIR] [--recipient AGE1...] [--skip-damaged]")
	data := flags.String("data", "latchkey-data", "folder with the database and its key")
	to := flags.String("to", "", "the archive to write, such as 2026-11-30.tar; it must not be there yet")
	var o host.BackupOptions
	flags.StringSliceVar(&o.Recipients, "recipient", nil,
		"a public key of age that it is encrypted to, with the key in it (may be given more than once)")
	flags.BoolVar(&o.SkipDamaged, "skip-damaged", false, "leave attached files out that are missing or damaged")
	if err := parse(c, flags, args); err != nil {
		return err
	}
	if *to == "" {
		return host.UsageError("backup takes --to, the file to write")
	}
	began := time.Now()
	left, err := host.Backup(ctx, *data, *to, o)
	if err != nil {
		return err
	}
	for _, name := range host.Named(left) {
		fmt.Fprintln(c.Out, "WARN left out:", name)
	}
	info, err := os.Stat(*to)
	if err != nil {
		return err
	}
	const mega = 1e6
	size, took := float64(info.Size())/mega, time.Since(began)
	fmt.Fprintf(c.Out, "The database and all attached files are copied to %s: %.1f MB, %.1f MB/s. `latchkey restore` puts it back.\n",
		*to, size, size/took.Seconds())
	if len(o.Recipients) > 0 {
		fmt.Fprintln(c.Out, "The key is in it: whoever has the identity of one of the recipients opens all of it.")
	} else {
		fmt.Fprintf(c.Out, "Keep the key file %s/key too, in another place.\n", *data)
	}
	return nil
}
