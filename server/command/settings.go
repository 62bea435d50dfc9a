package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"latchkey/internal/setting"
	"latchkey/server/host"
)

func runSettings(ctx context.Context, c Console, args []string) error {
	return dispatch(ctx, c, []command{
		{"list", "list every choice with its value", settingsList},
		{"get", "print the value of one: get NAME", settingsGet},
		{"set", "change one: set NAME VALUE; a running server follows within a second", settingsSet},
	}, "latchkey settings", args)
}

func settingsList(ctx context.Context, c Console, args []string) error {
	return withSettings(ctx, c, "settings list [--data DIR]", args, nil, func(h *host.Host, _ []string) error {
		table := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "NAME\tVALUE\tWHAT IT IS")
		for _, d := range setting.Definitions {
			value, err := h.Settings.Get(ctx, d.Name)
			if err != nil {
				return err
			}
			fmt.Fprintf(table, "%s\t%s\t%s\n", d.Name, host.Shortened(value), d.Help)
		}
		return table.Flush()
	})
}

func settingsGet(ctx context.Context, c Console, args []string) error {
	return withSettings(ctx, c, "settings get NAME [--data DIR]", args, []string{"NAME"}, func(h *host.Host, operands []string) error {
		value, err := h.Settings.Get(ctx, operands[0])
		if err == nil {
			fmt.Fprintln(c.Out, value)
		}
		return err
	})
}

func settingsSet(ctx context.Context, c Console, args []string) error {
	operands := []string{"NAME", "VALUE"}
	return withSettings(ctx, c, "settings set NAME VALUE [--data DIR]", args, operands, func(h *host.Host, operands []string) error {
		name, value := operands[0], operands[1]
		if path, isFile := strings.CutPrefix(value, "@"); isFile && name == "brand.logo" {
			image, err := readLogo(path)
			if err != nil {
				return fmt.Errorf("reading the logo: %w", err)
			}
			if value, err = setting.LogoURL(image); err != nil {
				return err
			}
		}
		if err := h.Set(ctx, name, value); err != nil {
			return err
		}
		now, err := h.Settings.Get(ctx, name)
		if err == nil {
			fmt.Fprintf(c.Out, "%s is now %q; a running server follows within a second\n", name, host.Shortened(now))
		}
		return err
	})
}

// readLogo reads no more than it takes to see that the file is too large: a device has no end.
func readLogo(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, setting.MostLogo+1))
}

func withSettings(ctx context.Context, c Console, usage string, args, operands []string, do func(*host.Host, []string) error) error {
	flags := newFlags(c, usage)
	data := flags.String("data", "latchkey-data", "folder with the database and its key")
	if err := parse(c, flags, args, operands...); err != nil {
		return err
	}
	h, err := host.OpenExisting(ctx, c.Err, *data)
	if err != nil {
		return err
	}
	return errors.Join(do(h, flags.Args()), h.DB.Close())
}
