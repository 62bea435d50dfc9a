package command

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"latchkey/server/host"
)

func putBack(ctx context.Context, c Console, args []string) error {
	flags := newFlags(c, "restore BACKUP [--data DIR] [--key FILE] [--identity FILE] [--yes] [--skip-damaged]")
	var p host.PutBack
	flags.StringVar(&p.Data, "data", "latchkey-data", "folder to put it into; made if it is missing")
	flags.StringVar(&p.Key, "key", "", "the key file that belongs to it (default: the one in the folder, or in the backup)")
	flags.StringVar(&p.Identity, "identity", "", "the file with the identity of age that an encrypted backup is for")
	flags.BoolVar(&p.SkipDamaged, "skip-damaged", false, "put it back although attached files are missing in it")
	yes := flags.Bool("yes", false, "don't ask before what stands in the folder is moved aside")
	if err := parse(c, flags, args, backupOperand); err != nil {
		return err
	}
	p.From = flags.Arg(0)
	if !*yes {
		p.Ask = func(aside string) error { return askToReplace(ctx, c, p.Data, aside) }
	}
	done, err := p.Run(ctx)
	if err != nil {
		return err
	}
	if done.Finished {
		fmt.Fprintf(c.Out, "A restore of %s had been interrupted, and is finished now. Nothing else was done.\n", done.From)
	} else {
		tellRestored(c, p.Data, done)
	}
	if done.Aside != "" {
		fmt.Fprintf(c.Out, "What stood there before is kept in %s: remove it once all is well.\n", done.Aside)
	}
	fmt.Fprintf(c.Out, "The next start signs everybody out, and holds messages that waited. "+
		"Start the server, then run: latchkey check --data %s\n", p.Data)
	return nil
}

var errKeptAsItIs = errors.New("nothing was changed")

func askToReplace(ctx context.Context, c Console, data, aside string) error {
	fmt.Fprintf(c.Out, "There is data in %s. It would be moved to %s, and is not deleted.\n"+
		"Put the backup in its place? Type yes: ", data, aside)
	typed := make(chan string, 1)
	go func() {
		answer, _ := bufio.NewReader(c.In).ReadString('\n')
		typed <- strings.TrimSpace(answer)
	}()
	select {
	case <-ctx.Done():
		return errKeptAsItIs
	case answer := <-typed:
		if answer != "yes" || ctx.Err() != nil {
			return errKeptAsItIs
		}
		return nil
	}
}

func tellRestored(c Console, data string, done host.Restored) {
	fmt.Fprintf(c.Out, "%s is put back in %s, with schema %d.\n", done.From, data, done.Schema)
	for _, name := range host.Named(done.Lost) {
		fmt.Fprintln(c.Out, "WARN missing:", name)
	}
	switch {
	case done.Compared:
		fmt.Fprintf(c.Out, "Backup codes that were used or replaced since count as used: %d.\n", done.Spent)
	case done.Foreign != nil:
		fmt.Fprintf(c.Out, "WARN the database before it tells nothing of backup codes: %v. People are asked to make new ones.\n", done.Foreign)
	default:
		fmt.Fprintln(c.Out, "Backup codes that were used since work again. People are asked to make new ones.")
	}
}
