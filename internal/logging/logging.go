// Package logging makes the one log of the program: a line for each thing that happens, as text for whoever sits at a terminal and
// as JSON for whatever gathers logs. Nothing else in the program writes to standard error while it serves.
package logging

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"golang.org/x/term"
)

// Form is how the log is written, as the flags say it. The zero value is for a machine: JSON, from info on.
type Form struct {
	Level  string // debug, info, warn or error, in any case; "" is info
	Format string // text, json or auto; "" and auto are text on a terminal, else JSON
}

// The formats.
const (
	Text = "text"
	JSON = "json"
	Auto = "auto"
)

// New returns a log that writes to w. The error says in a sentence which of the two is wrong.
func (f Form) New(w io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if f.Level != "" && level.UnmarshalText([]byte(strings.TrimSpace(f.Level))) != nil {
		return nil, fmt.Errorf("--log-level is %q; it takes debug, info, warn or error", f.Level)
	}
	options := &slog.HandlerOptions{Level: level}
	switch f.Format {
	case Text:
		return slog.New(slog.NewTextHandler(w, options)), nil
	case JSON:
		return slog.New(slog.NewJSONHandler(w, options)), nil
	case "", Auto:
		if onTerminal(w) {
			return slog.New(slog.NewTextHandler(w, options)), nil
		}
		return slog.New(slog.NewJSONHandler(w, options)), nil
	}
	return nil, fmt.Errorf("--log-format is %q; it takes auto, text or json", f.Format)
}

// onTerminal reports whether somebody reads what is written as it is.
func onTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
