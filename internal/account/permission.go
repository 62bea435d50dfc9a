package account

import (
	"fmt"
	"slices"
	"strings"
)

// Permission is what a member may do with one part of an account: see it, or manage it too.
type Permission string

// What members may see.
const (
	Services Permission = "services"
	Domains  Permission = "domains"
	Invoices Permission = "invoices"
	Tickets  Permission = "tickets"
	Members  Permission = "members" // who else belongs to the account, its contacts and its activity
)

const managing = ".manage"

// What members may do. To manage a part is to see it too.
const (
	ServicesManage = Services + managing
	DomainsManage  = Domains + managing
	InvoicesManage = Invoices + managing
	TicketsManage  = Tickets + managing
	MembersManage  = Members + managing
)

// Permissions returns every permission, each part's before what manages it.
func Permissions() []Permission {
	return []Permission{
		Services, ServicesManage, Domains, DomainsManage, Invoices, InvoicesManage, Tickets, TicketsManage, Members, MembersManage,
	}
}

// Part returns the permission to see what p is about.
func (p Permission) Part() Permission { return Permission(strings.TrimSuffix(string(p), managing)) }

// Manages reports whether p is more than seeing.
func (p Permission) Manages() bool { return strings.HasSuffix(string(p), managing) }

// CleanPermissions returns permissions in their order, each once, and with what managing a part brings. It returns
// [ErrUnknown] for one that there is not.
func CleanPermissions(given []Permission) ([]Permission, error) {
	for _, p := range given {
		if !slices.Contains(Permissions(), p) {
			return nil, fmt.Errorf("%w: %q", ErrUnknown, p)
		}
	}
	var all []Permission
	for _, p := range Permissions() {
		if slices.Contains(given, p) || !p.Manages() && slices.Contains(given, p+managing) {
			all = append(all, p)
		}
	}
	return all, nil
}

// Mail is a kind of mail that members and contacts choose to get.
type Mail string

// The kinds of mail.
const (
	InvoiceMail Mail = "invoices"
	ServiceMail Mail = "services"
	DomainMail  Mail = "domains"
	TicketMail  Mail = "tickets"
	NewsMail    Mail = "news"
)

// Mails returns every kind of mail.
func Mails() []Mail { return []Mail{InvoiceMail, ServiceMail, DomainMail, TicketMail, NewsMail} }

// usualMail is what a new member gets: all but what they have not asked for.
func usualMail() []Mail { return []Mail{InvoiceMail, ServiceMail, DomainMail, TicketMail} }

// CleanMail returns kinds of mail in their order, each once. It returns [ErrUnknown] for one that there is not.
func CleanMail(given []Mail) ([]Mail, error) {
	for _, m := range given {
		if !slices.Contains(Mails(), m) {
			return nil, fmt.Errorf("%w: %q", ErrUnknown, m)
		}
	}
	all := []Mail{}
	for _, m := range Mails() {
		if slices.Contains(given, m) {
			all = append(all, m)
		}
	}
	return all, nil
}

// words are a list of names as they are stored.
func words[T ~string](all []T) string {
	names := make([]string, len(all))
	for i, v := range all {
		names[i] = string(v)
	}
	return strings.Join(names, " ")
}

func named[T ~string](stored string) (all []T) {
	for name := range strings.FieldsSeq(stored) {
		all = append(all, T(name))
	}
	return all
}
