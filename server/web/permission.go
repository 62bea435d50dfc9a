package web

import (
	"latchkey/components/ui"
	"latchkey/internal/account"
)

// AccountParts are the parts of a client account that a member may see, or manage too.
var AccountParts = []account.Permission{account.Services, account.Domains, account.Invoices, account.Tickets, account.Members}

// The levels of a part, in forms. "" is none.
const (
	Sees    = "see"
	Manages = "manage"
)

// PartFields are the fields of a form that says what a member may do, with the others that are kept on a detour.
func PartFields(others ...string) []string {
	for _, p := range AccountParts {
		others = append(others, string(p))
	}
	return others
}

// Level is what a membership allows of a part.
func Level(m account.Membership, part account.Permission) string {
	switch {
	case m.Allows(part + ".manage"):
		return Manages
	case m.Allows(part):
		return Sees
	}
	return ""
}

// Grants are the parts with what the giver can give, and of each what was chosen.
func (r *Request) Grants(giver account.Membership, chosen func(part account.Permission) string) []ui.Part {
	var all []ui.Part
	for _, part := range AccountParts {
		p := ui.Part{
			Name: string(part), Label: r.Locale.T("accounts.part_" + string(part)), Level: chosen(part),
			Help: r.Locale.T("accounts.part_" + string(part) + "_help"),
		}
		p.Levels = []ui.Choice{{Value: "", Label: r.Locale.T("accounts.level_none")}}
		if giver.Allows(part) {
			p.Levels = append(p.Levels, ui.Choice{Value: Sees, Label: r.Locale.T("accounts.level_see")})
		}
		if giver.Allows(part + ".manage") {
			p.Levels = append(p.Levels, ui.Choice{Value: Manages, Label: r.Locale.T("accounts.level_manage")})
		}
		all = append(all, p)
	}
	return all
}

// Granted are the permissions that a form gives. A level that there is not gives one that there is not, which is refused.
func (r *Request) Granted() []account.Permission {
	var all []account.Permission
	for _, part := range AccountParts {
		switch v := r.Form(string(part)); v {
		case "":
		case Sees:
			all = append(all, part)
		default:
			all = append(all, part+account.Permission("."+v))
		}
	}
	return all
}

// TypedParts adds what the form says of the parts to values, to show it again.
func (r *Request) TypedParts(values map[string]string) map[string]string {
	for _, part := range AccountParts {
		values[string(part)] = r.Form(string(part))
	}
	return values
}
