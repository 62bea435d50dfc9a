package command

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"latchkey/internal/db"
	"latchkey/server/host"
	"latchkey/server/web"
	"latchkey/static"
)

// A server is not likely to run before this program was written: a clock that says so is wrong.
var writtenOn = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func check(ctx context.Context, c Console, args []string) error {
	flags := newFlags(c, "check [--data DIR] [the flags for mail and WhatsApp that serve is given]")
	data := flags.String("data", "latchkey-data", "folder with the database and its key")
	base := flags.String("base-url", "", "where people reach it, as serve is told: names this host to the mail server")
	var out host.Delivery
	deliveryFlags(c, flags, &out)
	if err := parse(c, flags, args); err != nil {
		return err
	}
	by, err := out.Open(*base)
	if err != nil {
		return err
	}
	if c.GiveWay != nil {
		c.GiveWay()
	}
	h, err := host.OpenExisting(ctx, c.Err, *data)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Out, "ok   the key fits the database\nok   migrations: %d of %d applied\n", db.Version(), db.Version())
	failed := errors.Join(
		report(c, "database integrity", h.DB.Integrity(ctx)),
		report(c, "nobody else can read the data", host.Private(*data)),
		report(c, "nobody's password is published", h.NotDemo(ctx)),
		checkAudit(ctx, c, h),
		checkRestored(ctx, c, h, *data),
		checkKept(ctx, c, h),
		checkFiles(ctx, c, h),
		report(c, "clock: "+time.Now().UTC().Format(time.RFC3339), checkClock(time.Now())),
		checkChannels(ctx, c, by, out),
	)
	assets, err := web.NewAssets(static.FS)
	if err != nil {
		return errors.Join(failed, err, h.DB.Close())
	}
	if words := host.Lacks(assets.Complete(), h.Authn.StrengthChecker.Complete()); words != "" {
		fmt.Fprintln(c.Out, "note", words)
	}
	return errors.Join(failed, h.DB.Close())
}

func checkAudit(ctx context.Context, c Console, h *host.Host) error {
	rows, head, err := h.Audit.Verify(ctx, h.DB.Read())
	return report(c, fmt.Sprintf("audit log: %d rows in one chain, ending in %s", rows, head), err)
}

// checkRestored warns, and that is no failure: somebody puts a backup back because they have to.
func checkRestored(ctx context.Context, c Console, h *host.Host, data string) error {
	words, err := h.Restored(ctx, data)
	switch {
	case err != nil:
		return report(c, "the audit log's mark", err)
	case words != "":
		fmt.Fprintln(c.Out, "WARN", words)
		return nil
	}
	return report(c, "the database has come as far as the audit log's mark", nil)
}

// checkKept opens all that is kept under the keys of the key file: one that was taken out is missed at somebody's next
// code otherwise.
func checkKept(ctx context.Context, c Console, h *host.Host) error {
	all, err := h.Kept(ctx)
	if err != nil {
		return err
	}
	return report(c, fmt.Sprintf("all that is kept with the key file: %d", len(all)), h.Factors.Ring.Check(all))
}

// checkFiles reads every attached file: what the disk has lost is noticed while there is a backup that has it.
func checkFiles(ctx context.Context, c Console, h *host.Host) error {
	found, err := h.Files.Check(ctx, h.DB.Read(), true)
	if err == nil && len(found.Lost) > 0 {
		err = fmt.Errorf("%d are missing or damaged, take them from a backup: %s",
			len(found.Lost), strings.Join(host.Named(found.Lost), "; "))
	}
	err = report(c, fmt.Sprintf("attached files: %d, %d MiB", found.Contents, found.Bytes>>20), err)
	if found.Orphans > 0 {
		fmt.Fprintf(c.Out, "note %d files in the folder are attached to nothing any more; a server deletes them after a day\n", found.Orphans)
	}
	return err
}

func checkClock(now time.Time) error {
	if now.Before(writtenOn) {
		return fmt.Errorf("the clock says %s, which is in the past: codes will be refused until it is right", now.UTC().Format(time.RFC3339))
	}
	return nil
}

func report(c Console, what string, err error) error {
	if err != nil {
		fmt.Fprintln(c.Out, "FAIL", what+":", err)
		return errors.New("not everything is well; see above")
	}
	fmt.Fprintln(c.Out, "ok  ", what)
	return nil
}
