// Package command is the command line of the program: it parses commands and flags, prints what they answer,
// and chooses the exit status. The work itself is done by package host and the packages in internal.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"latchkey/server/host"

	"github.com/spf13/pflag"
)

// Console holds the streams and the environment that a command uses. A test passes its own.
type Console struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(string) string
	Environ  []string // all of it, as NAME=value, to warn of what no flag is named
	EnvFile  string   // read where no --env-file is given, if it is there; "" for none
	GiveWay  func()   // has other processes go first; nil does nothing, so that a test that runs in one with others does not slow those

	seen *[]*pflag.FlagSet // where commands leave their flags instead of running
}

type command struct {
	name    string
	summary string
	run     func(ctx context.Context, c Console, args []string) error
}

func commands() []command {
	return []command{
		{"serve", "run the client area", serve},
		{"demo", "run a made-up host to look at", runDemo},
		{"user", "add, list, disable, enable and unlock people, or reset their second step", runUser},
		{"account", "add, list, show, close and import client accounts, and say who belongs to them", runAccount},
		{"settings", "list, get and set the host's choices", runSettings},
		{"backup", "copy the database and attached files into an archive, while the server runs", backup},
		{"restore", "put a backup back, and keep what stood there before", putBack},
		{"key", "rotate the key, and see what rests on which", runKey},
		{"check", "check the database, its key, the audit log and the clock", check},
		{"licenses", "print the notices of what others have made and is in this program", licenses},
		{"version", "print the version", version},
	}
}

// Main runs the program with the arguments, streams and environment of this process, until it is interrupted or
// terminated. It returns the exit status.
func Main() int {
	// Nobody but the owner of the process reads what it creates.
	syscall.Umask(0o077)
	ctx, stop := signal.NotifyContext(context.Background(), ends(os.Args[1:])...)
	defer stop()
	return Run(ctx, Console{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Env: os.Getenv, Environ: os.Environ(), EnvFile: DefaultEnvFile, GiveWay: giveWay,
	}, os.Args[1:])
}

// ends are the signals at which a command ends in good order. A terminal that goes away is one of them, but for serve, to which it
// means to read its settings anew.
func ends(args []string) []os.Signal {
	if len(args) > 0 && args[0] == "serve" {
		return []os.Signal{os.Interrupt, syscall.SIGTERM}
	}
	return []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}
}

// Run runs the command that args name, without the program's own name, until it ends or ctx does. It returns
// the exit status: 0 for success, 1 for a failure, 2 for a mistake in the call.
func Run(ctx context.Context, c Console, args []string) int {
	warnOfUnknown(c)
	err := dispatch(ctx, c, commands(), "latchkey", args)
	var usage host.UsageError
	switch {
	case err == nil, errors.Is(err, pflag.ErrHelp):
		return 0
	case errors.As(err, &usage):
		fmt.Fprintln(c.Err, "latchkey:", usage)
		return 2
	}
	fmt.Fprintln(c.Err, "latchkey:", err)
	return 1
}

// dispatch runs the command that the first argument names.
func dispatch(ctx context.Context, c Console, table []command, program string, args []string) error {
	if c.seen != nil {
		for _, cmd := range table {
			_ = cmd.run(ctx, c, nil)
		}
		return errSeen
	}
	if len(args) == 0 || args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		fmt.Fprintf(c.Out, "Usage: %s COMMAND [flags]\n\n", program)
		for _, cmd := range table {
			fmt.Fprintf(c.Out, "  %-20s %s\n", cmd.name, cmd.summary)
		}
		fmt.Fprintf(c.Out, "\n%s COMMAND --help says what each takes.\n", program)
		return nil
	}
	for _, cmd := range table {
		if cmd.name == strings.TrimPrefix(args[0], "--") {
			return cmd.run(ctx, c, args[1:])
		}
	}
	return host.UsageError(fmt.Sprintf("there is no command %q; `%s --help` lists them all", args[0], program))
}
