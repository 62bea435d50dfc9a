package web

import (
	"errors"
	"strings"

	"latchkey/internal/attachment"
	"latchkey/internal/db"
)

// refusals say why a file was not taken.
var refusedFiles = []struct {
	err   error
	words string
}{
	{attachment.ErrTooLarge, "upload.too_large"},
	{attachment.ErrTooMuch, "upload.too_much"},
	{attachment.ErrTooMany, "upload.too_many"},
	{attachment.ErrEmpty, "upload.empty"},
	{db.ErrFull, "upload.full"},
}

// RefusedWords says which files were not taken, and why; "" if all were. Several refused for one reason are named together.
func (r *Request) RefusedWords(u *Upload) string {
	if u.far > 0 {
		return r.Locale.T("upload.far", "Sent", r.Locale.Number(int(u.far>>20)), "Size", r.Locale.Number(int(u.limits.Size>>20)),
			"Total", r.Locale.Number(int(u.limits.Total>>20)))
	}
	var said []string
	for _, reason := range refusedFiles {
		if names := u.refusedFor(reason.err); len(names) > 0 {
			said = append(said, r.upload(reason.words, u, names))
		}
	}
	if names := u.refusedFor(nil); len(names) > 0 {
		said = append(said, r.upload("upload.failed", u, names))
	}
	return strings.Join(said, " ")
}

// refusedFor returns the names of the files that were refused for a reason; nil: for one that has no words.
func (u *Upload) refusedFor(reason error) (names []string) {
	for _, f := range u.Refused {
		known := error(nil)
		for _, k := range refusedFiles {
			if errors.Is(f.Err, k.err) {
				known = k.err
			}
		}
		if known == reason {
			names = append(names, shown(f.Name))
		}
	}
	return names
}

func (r *Request) upload(words string, u *Upload, names []string) string {
	l := r.Locale
	return l.T(words, "Names", strings.Join(names, l.T("upload.comma")), "Size", l.Number(int(u.limits.Size>>20)),
		"Total", l.Number(int(u.limits.Total>>20)), "Count", l.Number(u.limits.Count))
}
