package host

import (
	"context"
)

// Set changes one of the host's settings from the shell and records that in the audit log. This process uses
// the new value at once; others that have the database open, within a second.
func (h *Host) Set(ctx context.Context, name, value string) error {
	return h.Staff.ChangeSettingFromShell(ctx, name, value, Shortened(value))
}

// Shortened returns a setting's value for one line of output, cut to a readable length.
func Shortened(value string) string {
	if len(value) > 60 {
		return value[:57] + "..."
	}
	return value
}
