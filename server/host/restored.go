package host

import (
	"context"
	"fmt"
	"time"

	"latchkey/internal/attachment"
	"latchkey/internal/restore"
)

// noticed says how it was noticed that a database was put back.
var noticed = map[restore.Why]string{
	restore.Copy:     "this database is a copy that was put back",
	restore.Behind:   "this database is older than it was: it was put back, or rows were cut off its audit log",
	restore.Unmarked: "the mark of the audit log is gone, so nobody can say whether rows were cut off",
	restore.Unreadable: "the mark of the audit log, " + markFile + ", can't be read: it was changed, or made with another key. " +
		"So nobody can say whether rows were cut off",
}

// putBack warns of a database that was put back.
func putBack(why restore.Why) string {
	if why == "" {
		return ""
	}
	return noticed[why] + ". Everybody was signed out, links and codes have ended, and messages that waited in it are held " +
		"until an administrator lets them go, at /desk/restored"
}

// withoutFiles warns of a database that was put back without the files that are attached in it.
func (h *Host) withoutFiles(ctx context.Context, why restore.Why) string {
	if why == "" {
		return ""
	}
	found, err := h.Files.Check(ctx, h.DB.Read(), false)
	if err != nil {
		h.Log.Error("looking for the attached files failed", "error", err)
	}
	if len(found.Lost) == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d attached files are not in %s/%s, so nobody can open them: unpack them from the backup that the "+
		"database is of (latchkey check names them)", len(found.Lost), found.Contents, h.DB.Folder(), attachment.Folder)
}

// Restored returns what `latchkey check` warns of: that the database was put back, which nobody has acknowledged. It returns
// "" if there is nothing.
func (h *Host) Restored(ctx context.Context, data string) (string, error) {
	why, err := h.Noticed(ctx, data)
	if err != nil {
		return "", err
	}
	if why != "" {
		return noticed[why] + ". The next start signs everybody out and holds the messages that wait in it", nil
	}
	state, err := h.Restore.State(ctx, h.DB.Read())
	if err != nil || state.Why == "" {
		return "", err
	}
	at := state.At.Time().Format(time.RFC3339)
	return noticed[state.Why] + ", noticed on " + at + ". An administrator acknowledges that at /desk/restored", nil
}
