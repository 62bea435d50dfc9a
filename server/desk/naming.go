package desk

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"latchkey/internal/audit"
	"latchkey/internal/factor"
	"latchkey/internal/policy"
	"latchkey/internal/recovery"
	"latchkey/internal/staff"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// naming turns the ids in rows of the log into what staff know them by.
type naming struct {
	r        *web.Request
	people   map[string]string       // addresses by id
	removed  map[string]string       // names by id, of those who were removed
	accounts map[string]string       // names of client accounts by id
	methods  map[string]factor.Label // by id
}

// naming asks once for everything that the rows name, however many there are.
func (p *Pages) naming(ctx context.Context, r *web.Request, records []audit.Record) (*naming, error) {
	people, accounts, methods := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, e := range records {
		people[e.Actor], people[e.Subject], people[e.Detail["member"]] = true, true, true
		accounts[e.Detail["account"]], accounts[e.Detail["scope"]], accounts[e.Subject] = true, true, true
		methods[e.Detail["method"]], methods[e.Detail["second-step"]] = true, true
	}
	tx, n := r.Site.DB.Read(), &naming{r: r, people: map[string]string{}, accounts: map[string]string{}}
	users, err := p.Users.ByIDs(ctx, tx, slices.Collect(maps.Keys(people)))
	if err != nil {
		return nil, err
	}
	if n.removed, err = p.Users.RemovedNames(ctx, tx, slices.Collect(maps.Keys(people))); err != nil {
		return nil, err
	}
	for id, u := range users {
		n.people[id] = user.PlainEmail(u.Email)
	}
	clients, err := p.Accounts.ByIDs(ctx, tx, slices.Collect(maps.Keys(accounts)))
	if err != nil {
		return nil, err
	}
	for _, a := range clients {
		n.accounts[a.ID] = accountName(r, a)
	}
	n.methods, err = p.Factors.Labels(ctx, tx, slices.Collect(maps.Keys(methods)))
	return n, err
}

// byServer are the events that the server itself brings about, whoever is or is not signed in.
var byServer = map[string]bool{
	audit.KeepingMarks: true, audit.RedactionAnnounced: true, "audit.rechained": true, "database.restored": true, "codes.breaker": true,
	"recovery." + string(recovery.Delay): true, "recovery." + string(recovery.Release): true, "recovery." + string(recovery.Lapse): true,
}

// actor is who did it: a person, whoever else may stand in the log, or the server.
func (n *naming) actor(e audit.Record) string {
	switch {
	case e.Actor != "":
		return n.of(e.Actor)
	case byServer[e.Kind], e.Detail["role"] == string(recovery.Time):
		return n.r.Locale.T("audit.server")
	}
	return n.r.Locale.T("audit.nobody")
}

// of is a person's address, the name of one who was removed, or of a client account; the id itself of what is gone.
func (n *naming) of(id string) string {
	if id == staff.Shell {
		return n.r.Locale.T("audit.shell")
	}
	return cmp.Or(n.people[id], n.removed[id], n.accounts[id], id)
}

// method is a kind of method, or one method of the person by its id; the id itself of one that was removed.
func (n *naming) method(e audit.Record, value string) string {
	if said := wordsOr(n.r, "desk_method."+value, ""); said != "" {
		return said
	}
	m, found := n.methods[value]
	if !found || m.UserID != e.Subject {
		return value
	}
	return cmp.Or(m.Name, wordsOr(n.r, "desk_method."+string(m.Kind), string(m.Kind)))
}

// member is a person, as [naming.of] names them.
func (n *naming) member(_ audit.Record, value string) string { return n.of(value) }

// account is a client account, or everyone, by its id.
func (n *naming) account(_ audit.Record, value string) string {
	if value == policy.Everyone {
		return n.r.Locale.T("policy.everyone")
	}
	return cmp.Or(n.accounts[value], value)
}
