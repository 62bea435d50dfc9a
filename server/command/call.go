package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"latchkey/internal/clock"
	"latchkey/server/host"

	"github.com/spf13/pflag"
)

// answer is what a command has to say: to people as text, to programs as JSON. The JSON of each is described in
// .github/command-line.md and stays as it is: what is new is added.
type answer interface {
	Text(w io.Writer) error
}

// call is a command that works beside a server and answers in either way.
type call struct {
	c     Console
	flags *pflag.FlagSet
	data  *string
	json  *bool
}

// newCall makes the flags that every such command has. Usage is its first line of help, without these.
func newCall(c Console, usage string) *call {
	flags := newFlags(c, usage+" [--json] [--data DIR]")
	return &call{
		c, flags,
		flags.String("data", "latchkey-data", "folder with the database and its key"),
		flags.Bool("json", false, "print JSON for programs instead of text"),
	}
}

// run parses the arguments, has check look at them before anything is opened (nil: nothing to look at), and prints what
// do answers.
func (k *call) run(ctx context.Context, args, operands []string, check func() error, do func(*host.Host) (answer, error)) error {
	if err := parse(k.c, k.flags, args, operands...); err != nil {
		return err
	}
	if check != nil {
		if err := check(); err != nil {
			return err
		}
	}
	h, err := host.OpenExisting(ctx, k.c.Err, *k.data)
	if err != nil {
		return err
	}
	said, err := do(h)
	if said != nil {
		err = errors.Join(k.print(said), err)
	}
	return errors.Join(err, h.DB.Close())
}

func (k *call) print(said answer) error {
	if *k.json {
		return writeJSON(k.c.Out, said)
	}
	return said.Text(k.c.Out)
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// when is a time in JSON, to the second and in UTC; null where it has not come.
func when(at clock.Instant) *string {
	if at.IsZero() {
		return nil
	}
	text := at.Time().UTC().Format(time.RFC3339)
	return &text
}

// day is a time in a table.
func day(at *string) string {
	if at == nil {
		return "-"
	}
	return (*at)[:len(time.DateOnly)]
}

// columns writes rows of text under their heads, in columns.
func columns(w io.Writer, heads string, rows [][]any, format string) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, heads)
	for _, row := range rows {
		fmt.Fprintf(table, format+"\n", row...)
	}
	return table.Flush()
}
