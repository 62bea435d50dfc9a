package command

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"latchkey/server/host"
)

func runKey(ctx context.Context, c Console, args []string) error {
	return dispatch(ctx, c, []command{
		{"check", "count what rests on each key", keyCheck},
		{"rotate", "make a new key, which seals from now on; the old ones stay", keyRotate},
		{"remove", "remove an old key on which nothing rests: remove ID", keyRemove},
	}, "latchkey key", args)
}

func keyRotate(ctx context.Context, c Console, args []string) error {
	flags := newFlags(c, "key rotate [--data DIR]")
	data := flags.String("data", "latchkey-data", "folder with the database and its key")
	if err := parse(c, flags, args); err != nil {
		return err
	}
	id, err := host.RotateKey(ctx, c.Err, *data)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "The key %s seals from now on. "+
		"A running server seals with it what older keys have sealed; without one, the next start does.\n"+
		"Copy %s/key to where you keep it, apart from the backups: later ones need the new line, earlier ones the old.\n", id, *data)
	return nil
}

func keyCheck(ctx context.Context, c Console, args []string) error {
	flags := newFlags(c, "key check [--data DIR]")
	data := flags.String("data", "latchkey-data", "folder with the database and its key")
	if err := parse(c, flags, args); err != nil {
		return err
	}
	h, err := host.OpenExisting(ctx, c.Err, *data)
	if err != nil {
		return err
	}
	uses, err := h.KeyUses(ctx)
	table := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "KEY\tSTATE\tWHAT RESTS ON IT")
	for _, u := range uses {
		state := "old"
		switch {
		case u.Newest:
			state = "seals"
		case !u.Here:
			state = "MISSING"
			err = errors.Join(err, fmt.Errorf("the line of the key %s is not in the key file: put it back, below the newest", u.ID))
		}
		fmt.Fprintf(table, "%s\t%s\t%v\n", u.ID, state, u)
	}
	return errors.Join(table.Flush(), err, h.DB.Close())
}

func keyRemove(ctx context.Context, c Console, args []string) error {
	flags := newFlags(c, "key remove ID [--data DIR]")
	data := flags.String("data", "latchkey-data", "folder with the database and its key")
	if err := parse(c, flags, args, "ID"); err != nil {
		return err
	}
	if err := host.RemoveKey(ctx, c.Err, *data, flags.Arg(0)); err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "The key %s is removed. Backups that were made with it still need it: keep a copy as long as these.\n", flags.Arg(0))
	return nil
}
