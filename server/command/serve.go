package command

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"latchkey/internal/clock"
	"latchkey/server/host"
)

func serve(ctx context.Context, c Console, args []string) error {
	reload := make(chan os.Signal, 1) // one that waits stands for all
	signal.Notify(reload, syscall.SIGHUP)
	defer signal.Stop(reload)
	o := host.Options{Clock: clock.System(), Log: c.Err, Version: built(), Reload: reload}
	flags := newFlags(c, "serve [flags]")
	flags.StringVar(&o.Listen, "listen", "127.0.0.1:8080", "address and port to listen on, where systemd hands no socket over")
	flags.StringVar(&o.Data, "data", "latchkey-data", "folder for the database and its key; made if it is missing")
	flags.StringVar(&o.Base, "base-url", "", "where people reach it, such as https://my.example.com (default: http:// and --listen)")
	flags.StringSliceVar(&o.Hosts, "host", nil, "a further host name that is answered (may be given more than once)")
	flags.StringSliceVar(&o.Trusted, "trusted-proxy", nil,
		"address or network of a reverse proxy whose X-Forwarded-For is believed (may be given more than once)")
	flags.BoolVar(&o.New, "new", false, "make a new, empty database for a key that was put into the folder first; for one start only")
	deliveryFlags(c, flags, &o.Delivery)
	watchFlags(flags, &o)
	if err := parse(c, flags, args); err != nil {
		return err
	}
	o.Answering = func(ctx context.Context, r *host.Running) error {
		if err := printSetUpLink(ctx, c, r.Host, r.URL); err != nil {
			return err
		}
		_, err := fmt.Fprintf(c.Out, "Latchkey %s serves %s\n"+
			"Add people with: latchkey user add --data %s --email E --name N --password-stdin\n", built(), r.URL, o.Data)
		return err
	}
	return o.Serve(ctx)
}

// printSetUpLink shows, while there is no staff, the one-time link that makes the first
// administrator: anew at each start, since only its hash is kept.
func printSetUpLink(ctx context.Context, c Console, h *host.Host, url string) error {
	token, err := h.Staff.SetUpLink(ctx)
	if err != nil || token == "" {
		return err
	}
	_, err = fmt.Fprintf(c.Out, "Nobody looks after this host yet. Within 24 hours, open this link to make the first administrator; "+
		"it works once:\n  %s/set-up/%s\n", url, token)
	return err
}
