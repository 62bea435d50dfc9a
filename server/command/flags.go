package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"latchkey/server/host"

	"github.com/spf13/pflag"
)

// newFlags makes the flags of one command, which may be given in a file too. Usage is its first line of help.
func newFlags(c Console, usage string) *pflag.FlagSet {
	flags := newOwnFlags(c, usage)
	flags.String(envFileFlag, "", "file with lines such as LATCHKEY_DATA=/var/lib/latchkey (default: "+DefaultEnvFile+", if it is there)")
	return flags
}

// newOwnFlags makes the flags of a command that has nothing to do with the service on this machine.
func newOwnFlags(c Console, usage string) *pflag.FlagSet {
	flags := pflag.NewFlagSet("latchkey", pflag.ContinueOnError)
	flags.SetOutput(c.Out)
	flags.SortFlags = false
	flags.Usage = func() {
		fmt.Fprintf(c.Out, "Usage: latchkey %s\n", usage)
		if flags.HasFlags() {
			fmt.Fprintf(c.Out, "\nFlags (each can also be set in the environment, --data as LATCHKEY_DATA):\n%s", flags.FlagUsages())
		}
	}
	return flags
}

// parse reads the arguments, then the environment for what they leave out, and
// wants exactly the named operands after them.
func parse(c Console, flags *pflag.FlagSet, args []string, operands ...string) error {
	if c.seen != nil {
		*c.seen = append(*c.seen, flags)
		return errSeen
	}
	if err := flags.Parse(args); err != nil {
		if err == pflag.ErrHelp {
			return err
		}
		return host.UsageError(err.Error() + "; --help lists the flags")
	}
	if err := fill(c, flags); err != nil {
		return err
	}
	if len(operands) == 1 && operands[0] == personOperand {
		return person(flags)
	}
	if flags.NArg() < len(operands) {
		missing := operands[flags.NArg()]
		return host.UsageError(fmt.Sprintf("%s is missing%s; --help says more", missing, whereFrom[missing]))
	}
	if flags.NArg() > len(operands) {
		return host.UsageError(fmt.Sprintf("this takes %s, not %q; --help says more", wanted(operands), flags.Args()))
	}
	return nil
}

// fill gives the flags that the arguments leave out what the environment and the file say.
func fill(c Console, flags *pflag.FlagSet) (failed error) {
	all, err := environment(c, flags)
	if err != nil {
		return err
	}
	flags.VisitAll(func(f *pflag.Flag) {
		name := variable(f.Name)
		if is, ok := all[name]; ok && !f.Changed && failed == nil {
			if err := f.Value.Set(is.value); err != nil {
				failed = host.UsageError(fmt.Sprintf("%s is %q %s: %v", name, is.value, is.from, err))
			}
		}
	})
	return failed
}

// errSeen ends a command that was only to show its flags.
var errSeen = errors.New("the flags were seen")

// everyFlags are the flags of each command, made by the commands themselves. Usage, on each, prints its help.
func everyFlags() (all []*pflag.FlagSet) {
	c := Console{Out: io.Discard, Err: io.Discard, Env: func(string) string { return "" }, seen: &all}
	for _, cmd := range commands() {
		_ = cmd.run(context.Background(), c, nil)
	}
	return all
}

// whereFrom says where somebody finds an operand.
var whereFrom = map[string]string{
	"NUMBER": ", the number of a client account; `latchkey account list` shows them all",
	"FILE":   ", the CSV file to read; - reads standard input",
	"ID":     ", the id of a key; `latchkey key check` shows them all",
	"BACKUP": ", the file that latchkey backup has written",
}

// backupOperand is the file that is put back.
const backupOperand = "BACKUP"

// personOperand is somebody's address: given by itself, or as --email.
const personOperand = "EMAIL"

const addressHelp = "the person's address; the same as EMAIL by itself"

// person has the flag --email hold the address that was given by itself.
func person(flags *pflag.FlagSet) error {
	email := flags.Lookup("email")
	switch {
	case flags.NArg() > 1, flags.NArg() == 1 && email.Changed:
		return host.UsageError(fmt.Sprintf("this takes one address, not %q; --help says more", flags.Args()))
	case flags.NArg() == 1:
		return email.Value.Set(flags.Arg(0))
	case email.Value.String() == "":
		return host.UsageError("EMAIL is missing, the person's address; `latchkey user list` shows everybody")
	}
	return nil
}

func wanted(operands []string) string {
	if len(operands) == 0 {
		return "flags only"
	}
	return strings.Join(operands, " and ")
}
