package command

import (
	"fmt"
	"strings"

	"latchkey/server/host"

	"github.com/spf13/pflag"
)

// newFlags makes the flags of one command. Usage is its first line of help.
func newFlags(c Console, usage string) *pflag.FlagSet {
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
	if err := flags.Parse(args); err != nil {
		if err == pflag.ErrHelp {
			return err
		}
		return host.UsageError(err.Error() + "; --help lists the flags")
	}
	var failed error
	flags.VisitAll(func(f *pflag.Flag) {
		name := "LATCHKEY_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if value := c.Env(name); value != "" && !f.Changed && failed == nil {
			if err := f.Value.Set(value); err != nil {
				failed = host.UsageError(fmt.Sprintf("%s is %q in the environment: %v", name, value, err))
			}
		}
	})
	if failed != nil {
		return failed
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

// whereFrom says where somebody finds an operand.
var whereFrom = map[string]string{
	"NUMBER": ", the number of a client account; `latchkey account list` shows them all",
	"FILE":   ", the CSV file to read; - reads standard input",
}

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
