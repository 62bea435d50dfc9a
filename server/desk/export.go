package desk

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	screen "latchkey/components/desk"
	"latchkey/internal/access"
	"latchkey/internal/audit"
	"latchkey/server/web"
)

// mostExported is how many rows one file has at most: the newest.
const mostExported = 20_000

// Export answers with the filtered audit log as a CSV file, and records in the log that a copy was taken.
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
	records, err := audit.Find(r.Context(), r.Site.DB.Read(), filter, 0, mostExported)
	if err != nil {
		return err
	}
	rows, err := p.exported(r, records)
	if err != nil {
		return err
	}
	return r.CSV("audit-log.csv", rows)
}

func (p *Pages) exported(r *web.Request, records []audit.Record) ([][]string, error) {
	names, err := p.naming(r, records)
	rows := [][]string{{"row", "time", "event", "actor", "subject", "network", "detail"}}
	for _, e := range records {
		rows = append(rows, []string{
			strconv.FormatInt(e.Seq, 10), e.At.Time().Format(time.RFC3339), e.Kind,
			names.of(e.Actor, true), names.of(e.Subject, false), e.Network, detail(e.Detail),
		})
	}
	return rows, err
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
