package support_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/recovery"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// desk is a host with two client accounts and three people of the staff.
//
// Engines belongs to Ada; Bruno manages its tickets and sees who else belongs to it, Grace sees its tickets, Carl sees all
// but its tickets. Compilers belongs to Eve. Noor and Sven are support, Rita an administrator.
type desk struct {
	*signintest.Fixture
	support *support.Service
	by      map[string]access.Caller
	people  map[string]*signintest.Person
	account map[string]string // name -> id
	contact account.Contact   // of Engines, confirmed
}

func open(t *testing.T) *desk {
	t.Helper()
	h := signintest.Open(t)
	recovery.New(h.Authority)
	d := &desk{
		Fixture: h, support: h.Support, by: map[string]access.Caller{}, people: map[string]*signintest.Person{}, account: map[string]string{},
	}
	for _, name := range []string{"ada", "bruno", "grace", "carl", "eve", "noor", "sven", "rita"} {
		p, s, by := h.Protected(name + "@example.com")
		d.people[name], d.by[name] = p, signintest.As(s, by)
		d.Write(func(ctx context.Context, tx db.Tx) error {
			return h.Users.SetProfile(ctx, tx, p.ID, user.Profile{Name: strings.ToUpper(name[:1]) + name[1:], Language: "en"})
		})
	}
	for name, role := range map[string]user.Role{"noor": user.Support, "sven": user.Support, "rita": user.Administrator} {
		d.Write(func(ctx context.Context, tx db.Tx) error { return h.Users.SetRole(ctx, tx, d.people[name].ID, role) })
	}
	for _, a := range []string{"engines", "compilers"} {
		d.Write(func(ctx context.Context, tx db.Tx) error {
			made, err := h.Accounts.Create(ctx, tx, "C-"+a, a)
			d.account[a] = made.ID
			return err
		})
	}
	d.joins("ada", "engines", account.Owner)
	d.joins("bruno", "engines", account.Member, account.TicketsManage, account.Members)
	d.joins("grace", "engines", account.Member, account.Tickets)
	d.joins("carl", "engines", account.Member, account.ServicesManage, account.DomainsManage, account.InvoicesManage)
	d.joins("eve", "compilers", account.Owner)
	d.contact = d.hasContact("engines", "books@example.net", account.TicketMail)
	d.renew()
	return d
}

// renew gives everybody a session of now.
func (d *desk) renew() {
	d.Helper()
	for name, p := range d.people {
		s, by := p.Session(true)
		d.by[name] = signintest.As(s, by)
	}
}

func (d *desk) joins(who, what string, role account.Role, permissions ...account.Permission) {
	d.Helper()
	d.Write(func(ctx context.Context, tx db.Tx) error {
		return d.Accounts.Join(ctx, tx, account.Membership{
			AccountID: d.account[what], UserID: d.people[who].ID, Role: role, Permissions: permissions,
		})
	})
}

func (d *desk) hasContact(what, email string, kinds ...account.Mail) (c account.Contact) {
	d.Helper()
	d.Write(func(ctx context.Context, tx db.Tx) (err error) {
		c, err = d.Accounts.AddContact(ctx, tx, account.Contact{
			AccountID: d.account[what], Name: "Books", Email: email, Language: "en", Mail: kinds,
		}, email, "hash of "+email)
		if err != nil {
			return err
		}
		c, err = d.Accounts.ConfirmContact(ctx, tx, "hash of "+email)
		return err
	})
	return c
}

// asks opens a ticket and returns its number.
func (d *desk) asks(who, what, subject, body string) string {
	d.Helper()
	out, err := d.support.Open(d.Context(), d.by[who], support.NewTicket{
		AccountID: d.account[what], DepartmentID: ticket.Support, Subject: subject, Post: support.Post{Body: body},
	})
	d.Must(err)
	return out.Ticket.Number
}

// answers answers a ticket as staff who have seen it as it is, and returns the id of the message.
func (d *desk) answers(who, number, body string) string {
	d.Helper()
	seen := d.ticket(number).Version
	out, err := d.support.Answer(d.Context(), d.by[who], number, support.Answer{Post: support.Post{Body: body}, Seen: seen})
	d.Must(err)
	return out.Message.ID
}

func (d *desk) notes(who, number, body string) string {
	d.Helper()
	out, err := d.support.Note(d.Context(), d.by[who], number, support.Post{Body: body})
	d.Must(err)
	return out.Message.ID
}

// ticket returns a ticket as it is stored.
func (d *desk) ticket(number string) ticket.Ticket {
	d.Helper()
	t, err := d.Tickets.ByNumber(d.Context(), d.DB.Read(), number)
	d.Must(err)
	return t
}

// said returns the texts of a ticket's messages, notes too.
func (d *desk) said(number string) (texts []string) {
	d.Helper()
	all, err := d.Tickets.Thread(d.Context(), d.DB.Read(), d.ticket(number).ID, ticket.Part{Notes: true, Limit: 1000})
	d.Must(err)
	for _, m := range all {
		if m.Event == "" {
			texts = append(texts, m.Body)
		}
	}
	return texts
}

// guest writes by the contact form, from a network of its own, and returns the ticket's number and the link's token.
func (d *desk) guest(email, body string) (number, token string) {
	d.Helper()
	d.Must(d.support.Contact(d.Context(), form(email, body)))
	token = d.MailTo(email, message.GuestConfirm).Secret
	t, err := d.Tickets.ByLink(d.Context(), d.DB.Read(), token)
	d.Must(err)
	return t.Number, token
}

func form(email, body string) support.ContactForm {
	return support.ContactForm{
		Name: "Mina Okafor", Email: email, Subject: "I can't get in", Language: "en", Post: support.Post{Body: body},
		By: session.Client{Agent: "Firefox", Address: netip.MustParseAddr("198.51.100.200")},
	}
}

// confirmed is [desk.guest] with the address confirmed.
func (d *desk) confirmed(email, body string) (number, token string) {
	d.Helper()
	number, token = d.guest(email, body)
	d.Must(d.support.ConfirmGuest(d.Context(), token, session.Client{}))
	return number, token
}

// mails returns how many messages of a kind went to an address.
func (d *desk) mails(kind message.Kind, email string) int {
	d.Helper()
	return d.Count(`FROM message WHERE kind = $1 AND recipient = $2`, string(kind), email)
}
