package host

import (
	"context"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/staff"
)

// Set makes one of the host's choices for whoever has the shell, and writes it in the audit log. This program follows
// at once, others that have the database open within a second.
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

// Shortened is a choice's value as far as a line has room for it.
func Shortened(value string) string {
	if len(value) > 60 {
		return value[:57] + "..."
	}
	return value
}
