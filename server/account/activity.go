package account

import (
	"slices"
	"strconv"
	"strings"

	screen "latchkey/components/account"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/membership"
	"latchkey/server/web"
)

// activityRows is how many rows of an activity stand on a page.
const activityRows = 50

// Activity lists what happened in the chosen account.
func (p *Pages) Activity(r *web.Request) error {
	b, err := chosen(r)
	if err != nil {
		return err
	}
	list, next, err := p.Membership.Activity(r.Context(), r.Caller(), b.ID, before(r), activityRows)
	if err != nil {
		return err
	}
	props := screen.ActivityProps{Top: top(r, b, activityPath), Rows: happened(r, list), Pager: pager(activityPath, before(r), next)}
	return r.Screen(0, section, "accounts.activity", screen.Activity(props))
}

// OwnActivity lists what happened to the person's own sign-in.
func (p *Pages) OwnActivity(r *web.Request) error {
	list, next, err := p.Membership.OwnActivity(r.Context(), r.Caller(), before(r), activityRows)
	if err != nil {
		return err
	}
	props := screen.ActivityProps{Rows: happened(r, list), Pager: pager("/security/activity", before(r), next)}
	return r.Screen(0, "activity", "activity.title", screen.OwnActivity(props))
}

// before is the row that the page goes on from; 0: it begins with the newest.
func before(r *web.Request) int64 {
	seq, err := strconv.ParseInt(r.Query("before"), 10, 64)
	if err != nil || seq < 0 {
		return 0
	}
	return seq
}

func pager(path string, from, next int64) (p ui.Pager) {
	if from > 0 {
		p.Previous = path
	}
	if next > 0 {
		p.Next = web.WithQuery(path, "before", strconv.FormatInt(next, 10))
	}
	return p
}

func happened(r *web.Request, list []membership.Happening) []screen.ActivityRow {
	var rows []screen.ActivityRow
	for _, h := range list {
		row := screen.ActivityRow{What: h.Kind, At: r.Moment(h.At), Facts: factsOf(r, h)}
		if key := "event." + h.Kind; r.Locale.Has(key) { // a newer version may have written it
			row.What = r.Locale.T(key)
		}
		switch {
		case h.You:
			row.Who = r.Locale.T("activity.you")
		case h.ByHost:
			row.Who = r.Locale.T("activity.host", "Host", r.Site.Settings.Choices(r.Context()).BrandName)
		default:
			row.Who = h.Who
		}
		rows = append(rows, row)
	}
	return rows
}

// spoken are the facts that an activity shows, in their order, with what puts a value into words; nil: it stands as it is.
var spoken = []struct {
	name string
	say  func(r *web.Request, value string) string
}{
	{"ticket", isolated},
	{"email", isolated},
	{"role", wordsOf("accounts.role_")},
	{"permissions", permissionWords},
	{"was", permissionWords},
	{"changed", fieldWords},
	{"method", wordsOf("desk_method.")},
	{"why", wordsOf("fact.why_")},
	{"outcome", wordsOf("fact.outcome_")},
	{"browser", wordsOf("fact.browser_")},
}

func isolated(r *web.Request, value string) string { return r.Locale.Isolate(value) }

// factsOf are what is known of a happening, in words. What can't be said in words is left out.
func factsOf(r *web.Request, h membership.Happening) []string {
	var said []string
	add := func(name, value string) {
		if value != "" {
			said = append(said, r.Locale.T("audit.fact", "Name", r.Locale.T("fact."+name), "Value", value))
		}
	}
	if h.Member != "" {
		add("member", r.Locale.Isolate(h.Member))
	}
	if h.Contact != "" {
		add("contact", r.Locale.Isolate(h.Contact))
	}
	for _, f := range spoken {
		if f.name == "email" && h.Member != "" {
			continue // who it is is said with the whole address
		}
		if value := h.Detail[f.name]; value != "" {
			add(f.name, f.say(r, value))
		}
	}
	add("network", r.Locale.Isolate(h.Network))
	return said
}

// wordsOf words a value that is one of a few; "" where the catalogue has none.
func wordsOf(prefix string) func(*web.Request, string) string {
	return func(r *web.Request, value string) string {
		if r.Locale.Has(prefix + value) {
			return r.Locale.T(prefix + value)
		}
		return ""
	}
}

func permissionWords(r *web.Request, value string) string {
	var given []account.Permission
	for _, p := range account.Permissions() {
		if slices.Contains(strings.Split(value, ", "), string(p)) {
			given = append(given, p)
		}
	}
	return toWhat(r, account.Member, given)
}

func fieldWords(r *web.Request, value string) string {
	var words []string
	for _, name := range strings.Split(value, ", ") {
		if word := wordsOf("accounts.")(r, name); word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, " · ")
}
