package host

import (
	"context"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/staff"
)

// Set changes one of the host's settings from the shell and records that in the audit log. This process uses
// the new value at once; others that have the database open, within a second.
func (h *Host) Set(ctx context.Context, name, value string) error {
	err := h.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if err := h.Settings.Set(ctx, tx, name, value); err != nil {
			return err
		}
		return h.Audit.Append(ctx, tx, audit.Event{
			Kind: "setting.changed", Actor: staff.Shell, Detail: map[string]string{"name": name, "value": Shortened(value)},
		})
	})
	h.Settings.Refresh()
	return err
}

// Shortened returns a setting's value for one line of output, cut to a readable length.
func Shortened(value string) string {
	if len(value) > 60 {
		return value[:57] + "..."
	}
	return value
}
