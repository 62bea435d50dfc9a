package desk

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	screen "latchkey/components/desk"
	"latchkey/internal/access"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/server/web"
)

// Export answers with the filtered audit log as a CSV file, newest rows first, and records in the log that a copy was
// taken. That row is the file's first.
func (p *Pages) Export(r *web.Request) error {
	q := auditQuery{r.Form("person"), r.Form("kind"), r.Form("from"), r.Form("to")}
	filter, problem, err := p.filter(r, q)
	if err != nil {
		return err
	}
	if problem != "" {
		return p.showAudit(r, q, screen.AuditProps{}, web.Unprocessable)
	}
	err = p.Staff.AuditExported(r.Context(), r.Caller())
	if errors.Is(err, access.ErrStepUpRequired) {
		return r.Go(web.StepUpURL(err, "/desk/audit")) // a file is no step that a page could show
	}
	if err != nil {
		return err
	}
	// It is sent after this request is over, which its context ends with; and bite by bite, so that whoever signs in does not wait for it.
	ctx, before := context.WithoutCancel(r.Context()), int64(0)
	head := []string{"row", "time", "event", "actor", "subject", "network", "detail"}
	return r.CSV("audit-log.csv", func() ([][]string, error) {
		if head != nil {
			rows := [][]string{head}
			head = nil
			return rows, nil
		}
		if before < 0 {
			return nil, io.EOF
		}
		var rows [][]string
		err := p.Pace.Bite(ctx, func() error {
			records, next, err := audit.Find(ctx, r.Site.DB.Read(), filter, before, db.Bite)
			if err != nil {
				return err
			}
			if before = next; next == 0 {
				before = -1 // that was all
			}
			rows, err = p.exported(ctx, r, records)
			return err
		})
		return rows, err
	})
}

func (p *Pages) exported(ctx context.Context, r *web.Request, records []audit.Record) ([][]string, error) {
	names, err := p.naming(ctx, r, records)
	if err != nil {
		return nil, err
	}
	rows := make([][]string, 0, len(records))
	for _, e := range records {
		rows = append(rows, []string{
			strconv.FormatInt(e.Seq, 10), e.At.Time().Format(time.RFC3339), e.Kind,
			names.actor(e), names.of(e.Subject), e.Network, detail(e.Detail),
		})
	}
	return rows, nil
}

// detail is for programs, as is the rest of the file: in the words of the database.
func detail(facts map[string]string) string {
	parts := make([]string, 0, len(facts))
	for _, name := range slices.Sorted(maps.Keys(facts)) {
		if facts[name] != "" {
			parts = append(parts, name+": "+facts[name])
		}
	}
	return strings.Join(parts, " · ")
}
