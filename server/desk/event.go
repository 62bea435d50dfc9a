package desk

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"latchkey/components/ui"
	"latchkey/internal/audit"
	"latchkey/internal/message"
	"latchkey/internal/recovery"
	"latchkey/server/web"
)

// event is a kind of event in words; the kind itself where there are none: a newer version wrote it.
func event(r *web.Request, kind string) string { return wordsOr(r, "event."+kind, kind) }

// kinds are the events to filter by, in the order of their words. What is filtered by stands among them, come what may.
func kinds(r *web.Request, known []string, chosen string) []ui.Choice {
	if chosen != "" && !slices.Contains(known, chosen) {
		known = append(known, chosen)
	}
	choices := make([]ui.Choice, 0, len(known))
	for _, kind := range known {
		label := event(r, kind)
		if label != kind {
			label = r.Locale.T("audit.event_id", "Event", label, "Kind", kind)
		}
		choices = append(choices, ui.Choice{Value: kind, Label: label})
	}
	slices.SortFunc(choices, func(a, b ui.Choice) int { return cmp.Compare(a.Label, b.Label) })
	return choices
}

// details are an event's facts in the order in which they are read, each with what puts its value into words; nil: it
// stands as it is, as does every fact that is not here.
var details = []struct {
	name string
	say  func(n *naming, e audit.Record, value string) string
}{
	{"method", (*naming).method},
	{"second-step", (*naming).method},
	{"browser", spoken("fact.browser_")},
	{"network", nil},
	{"member", (*naming).member},
	{"email", nil},
	{"account", (*naming).account},
	{"ticket", nil},
	{"merged", nil},
	{"file", nil},
	{"title", nil},
	{"scope", (*naming).account},
	{"from", (*naming).day},
	{"until", (*naming).day},
	{"was-from", (*naming).day},
	{"was-until", (*naming).day},
	{"name", (*naming).setting},
	{"value", (*naming).settingValue},
	{"role", spoken("role.", "case.who_", "fact.role_")},
	{"by", spoken("fact.by_")},
	{"case", (*naming).reference},
	{"state", spoken("case.state_")},
	{"item", spoken("case.proof_", "case.item_", "case.who_", "fact.role_")},
	{"approval", spoken("option.recovery_approval_")},
	{"of", (*naming).notice},
	{"kind", spoken("fact.kind_")},
	{"outcome", spoken("fact.outcome_")},
	{"message", nil},
	{"why", spoken("fact.why_")},
	{"held", nil},
	{"messages", nil},
	{"was", nil},
	{"now", nil},
	{"path", nil},
	{"status", nil},
	{"site", nil},
	{"rows", nil},
	{"broken", nil},
	{"head", nil},
	{"up-to", nil},
}

// details are what is known of an event, in words.
func (n *naming) details(e audit.Record) []string {
	if e.Redacted {
		return []string{n.r.Locale.T("audit.let_go")}
	}
	rest := maps.Clone(e.Detail)
	maps.DeleteFunc(rest, func(name, value string) bool { return value == "" || name == "contact" || name == audit.Address })
	var said []string
	for _, f := range details {
		value, found := rest[f.name]
		if !found {
			continue
		}
		delete(rest, f.name)
		if f.say != nil {
			value = f.say(n, e, value)
		}
		said = append(said, n.r.Locale.T("audit.fact", "Name", n.r.Locale.T(factKey(e.Kind, f.name)), "Value", value))
	}
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		said = append(said, n.r.Locale.T("audit.fact", "Name", name, "Value", rest[name]))
	}
	return said
}

// factKey names a fact. An item is something else with each move of a recovery case.
func factKey(kind, name string) string {
	if name == "item" {
		switch strings.TrimPrefix(kind, "recovery.") {
		case string(recovery.Prove), string(recovery.Vouch):
			return "fact.item_proof"
		case string(recovery.Stop), string(recovery.Enter):
			return "fact.item_reason"
		}
	}
	return "fact." + name
}

// spoken words a value that is one of a few, by the first of these beginnings of a key that the catalogue has it under.
func spoken(prefixes ...string) func(*naming, audit.Record, string) string {
	return func(n *naming, _ audit.Record, value string) string {
		for _, prefix := range prefixes {
			if words := wordsOr(n.r, prefix+value, ""); words != "" {
				return words
			}
		}
		return value
	}
}

func (n *naming) day(_ audit.Record, value string) string {
	at, err := time.Parse(time.DateOnly, value)
	if err != nil {
		return value
	}
	return n.r.Locale.Date(at)
}

func (n *naming) setting(_ audit.Record, value string) string {
	if d, err := find(value); err == nil {
		return label(n.r, d)
	}
	return value
}

func (n *naming) settingValue(e audit.Record, value string) string {
	if d, err := find(e.Detail["name"]); err == nil {
		return inWords(n.r, d, value)
	}
	return value
}

func (n *naming) reference(_ audit.Record, value string) string {
	return n.r.Phrase(recovery.Case{ID: value}.Reference())
}

func (n *naming) notice(_ audit.Record, value string) string {
	return subject(n.r, message.Kind(value))
}

// wordsOr is the sentence of a key that is put together from what stands in the database.
func wordsOr(r *web.Request, key, otherwise string) string {
	if r.Locale.Has(key) {
		return r.Locale.T(key)
	}
	return otherwise
}
