package command

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"slices"
	"text/tabwriter"

	"latchkey/internal/clock"
	"latchkey/internal/demo"
	"latchkey/server/host"
)

func runDemo(ctx context.Context, c Console, args []string) error {
	o := host.Options{Clock: clock.System(), Log: c.Err, Version: built(), Demo: true, Full: true, Pages: developersPages}
	flags := newOwnFlags(c, "demo [flags]")
	flags.StringVar(&o.Listen, "listen", "127.0.0.1:8080", "address and port to listen on")
	flags.StringVar(&o.Data, "data", "data/demo", "folder for the made-up data; made if it is missing")
	flags.StringVar(&o.Base, "base-url", "", "where people reach it (default: http://localhost, or http:// and --listen)")
	watchFlags(flags, &o)
	if err := parse(c, flags, args); err != nil {
		return err
	}
	o.Base = cmp.Or(o.Base, withPasskeys(o.Listen))
	o.Answering = func(_ context.Context, r *host.Running) error { return welcome(c, r.URL, o.Pages != nil) }
	return o.Serve(ctx)
}

// withPasskeys is the address of this machine under which browsers make passkeys: they want a name. "" where another
// address is listened on.
func withPasskeys(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil || host != "127.0.0.1" || port == "0" {
		return ""
	}
	return "http://localhost:" + port
}

func welcome(c Console, url string, gallery bool) error {
	fmt.Fprintf(c.Out, "The demo is ready:  %s\nIts mail is read at %s/demo/mailbox\n", url, url)
	if gallery {
		fmt.Fprintf(c.Out, "Components:         %s/gallery\n", url)
	}
	fmt.Fprintln(c.Out, "\nSign in as one of these made-up people:")
	table := tabwriter.NewWriter(c.Out, 2, 0, 2, ' ', 0)
	for _, p := range demo.People {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", p.Email, p.Password, p.Name)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(c.Out, "\nOr as one of the host's staff, who look after them at /desk. Staff always need a second\n"+
		"step, so their first sign-in leads through its set-up.")
	for _, e := range slices.Concat(demo.Staff, demo.Colleagues) {
		fmt.Fprintf(table, "  %s\t%s\t%s, %s\n", e.Email, e.Password, e.Name, e.Role)
	}
	return table.Flush()
}
