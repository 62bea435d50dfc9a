package desk

import (
	"errors"
	"strconv"
	"time"

	screen "latchkey/components/desk"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// How many rows of the log stand on one page.
const pageOfAudit = 50

// auditQuery is the filter as it was typed.
type auditQuery struct{ person, kind, from, to string }

// Audit shows the audit log, filtered by person, kind of event and dates, newest rows first.
func (p *Pages) Audit(r *web.Request) error {
	return p.showAudit(r, auditQuery{r.Query("person"), r.Query("kind"), r.Query("from"), r.Query("to")}, screen.AuditProps{}, 0)
}

func (p *Pages) showAudit(r *web.Request, q auditQuery, props screen.AuditProps, status int) error {
	ctx, tx := r.Context(), r.Site.DB.Read()
	props.Person, props.Kind, props.From, props.To = q.person, q.kind, q.from, q.to
	props.Exports = r.Session.Role == user.Administrator
	known, err := audit.Kinds(ctx, tx)
	if err != nil {
		return err
	}
	props.Kinds = kinds(r, known, q.kind)
	filter, problem, err := p.filter(r, q)
	if err != nil {
		return err
	}
	if problem != "" {
		props.Problem = problem
		return r.Screen(web.Unprocessable, "audit", "", screen.Audit(props))
	}
	if err := p.looked(r, filter); err != nil {
		return err
	}
	before, _ := strconv.ParseInt(r.Query("before"), 10, 64)
	records, next, err := audit.Find(ctx, tx, filter, before, pageOfAudit)
	if err != nil {
		return err
	}
	if before > 0 {
		props.Pager.First = web.WithQuery("/desk/audit", "person", q.person, "kind", q.kind, "from", q.from, "to", q.to)
	}
	props.GoesOn = next > 0 && len(records) == 0
	if next > 0 {
		props.Pager.Next = web.WithQuery("/desk/audit", "person", q.person, "kind", q.kind, "from", q.from, "to", q.to,
			"before", strconv.FormatInt(next, 10))
	}
	if props.Rows, err = p.auditRows(r, records); err != nil {
		return err
	}
	return r.Screen(status, "audit", "", screen.Audit(props))
}

// filter reads what was typed; problem says, in words, what can't be read.
func (p *Pages) filter(r *web.Request, q auditQuery) (f audit.Filter, problem string, err error) {
	f.Kind = q.kind
	if q.person != "" {
		f, err = p.whose(r, f, q.person)
		if errors.Is(err, account.ErrNotFound) {
			return f, r.Locale.T("audit.bad_person"), nil
		}
		if err != nil {
			return f, "", err
		}
	}
	from, wrongFrom := day(q.from, r.Zone())
	to, wrongTo := day(q.to, r.Zone())
	if wrongFrom != nil || wrongTo != nil {
		return f, r.Locale.T("audit.bad_date"), nil
	}
	f.From, f.To = clock.At(from), clock.At(to)
	if q.to != "" {
		f.To = clock.At(to.AddDate(0, 0, 1)) // the day itself is meant too
	}
	return f, "", nil
}

// whose has a filter find the rows of a person, by their address, or of a client account, by its number. It returns
// [account.ErrNotFound] if it is neither.
func (p *Pages) whose(r *web.Request, f audit.Filter, typed string) (audit.Filter, error) {
	u, err := p.Users.ByEmail(r.Context(), r.Site.DB.Read(), typed)
	if f.Person = u.ID; !errors.Is(err, user.ErrNotFound) {
		return f, err
	}
	a, err := p.Accounts.ByNumber(r.Context(), r.Site.DB.Read(), typed)
	f.Account = a.ID
	return f, err
}

// looked records whose rows are looked at.
func (p *Pages) looked(r *web.Request, f audit.Filter) error {
	switch {
	case f.Person != "":
		return p.Staff.Viewed(r.Context(), r.Caller(), f.Person)
	case f.Account != "":
		return p.Staff.ViewedAccount(r.Context(), r.Caller(), f.Account)
	}
	return nil
}

// day is the beginning of a day in a time zone.
func day(text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, code.Number(text), zone)
	if err == nil && at.Year() < 1970 {
		err = errors.New("before all logs")
	}
	return at, err
}

func (p *Pages) auditRows(r *web.Request, records []audit.Record) ([]screen.AuditRow, error) {
	names, err := p.naming(r.Context(), r, records)
	if err != nil {
		return nil, err
	}
	rows := make([]screen.AuditRow, 0, len(records))
	for _, e := range records {
		row := screen.AuditRow{
			At: r.Moment(e.At).InFull(), Kind: e.Kind, Event: event(r, e.Kind), Network: e.Network,
			Actor: names.actor(e), Subject: names.of(e.Subject), Details: names.details(e),
		}
		switch {
		case names.people[e.Subject] != "":
			row.SubjectURL = personPage(e.Subject)
		case names.accounts[e.Subject] != "":
			row.SubjectURL = accountPage(e.Subject)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// checkedAtOnce is how long a check of the chain is waited for: that of a small log ends before.
const checkedAtOnce = time.Second

// Verify has the hash chain of the whole audit log checked, and leads to the page that says how far that has come.
func (p *Pages) Verify(r *web.Request) error {
	p.Checker.Start()
	p.Checker.Await(r.Context(), checkedAtOnce)
	return r.Go("/desk/audit/verify")
}

// Verified shows the log, and above it how the check of the chain ended, or how far it has come.
func (p *Pages) Verified(r *web.Request) error {
	return p.showAudit(r, auditQuery{}, screen.AuditProps{Chain: p.chain(r)}, 0)
}

// Verifying answers the page that asks by itself how far the check has come.
func (p *Pages) Verifying(r *web.Request) error { return r.Part(screen.Chain(p.chain(r))) }

func (p *Pages) chain(r *web.Request) screen.ChainProps {
	state := p.Checker.State()
	var broken audit.BrokenError
	switch {
	case state.Running:
		return screen.ChainProps{
			Kind: "info", Running: true, Rows: state.Rows, Of: state.Of,
			Words: r.Locale.N("audit.checking", int(state.Of), "Rows", r.Locale.Number(int(state.Rows))),
		}
	case errors.As(state.Err, &broken):
		return screen.ChainProps{Kind: "error", Words: r.Locale.T("audit.broken", "Seq", int(broken.Seq))}
	case state.Err != nil:
		return screen.ChainProps{Kind: "error", Words: r.Locale.T("audit.check_failed")}
	case state.At.IsZero():
		return screen.ChainProps{Kind: "info", Words: r.Locale.T("audit.unchecked")}
	}
	return screen.ChainProps{Kind: "success", Words: r.Locale.N("audit.verified", int(state.Rows), "Head", shortHash(state.Head))}
}

func shortHash(hash string) string { return hash[:min(len(hash), 24)] }
