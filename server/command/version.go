package command

import (
	"context"
	"fmt"
	"runtime/debug"
)

// release is set by the build: -ldflags "-X latchkey/server/command.release=v1.2.3".
var release string

func version(_ context.Context, c Console, args []string) error {
	if err := parse(c, newOwnFlags(c, "version"), args); err != nil {
		return err
	}
	fmt.Fprintln(c.Out, "latchkey", built())
	return nil
}

func built() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value[:min(12, len(s.Value))]
			}
		}
	}
	return "development"
}
