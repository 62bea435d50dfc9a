package letter_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/internal/support"
	"latchkey/internal/ticket"
)

// A mail about a ticket tells the client's side what was answered, as it stands when the mail is written, and staff only
// which ticket it is. Where it leads depends on who may open what.
func TestMailsAboutTickets(t *testing.T) {
	w := writer(t)
	posted := support.Mailed{
		Number: "T-4820193", Subject: "Mail bounces", Author: "Noor", Text: "It is **mended**.\n\nWrite again if not.",
		Signature: "Kind regards,\nSupport", ReplyTo: "help@example.com",
	}
	w.Posted = func(context.Context, string, string) (support.Mailed, error) { return posted, nil }
	write := func(kind message.Kind) message.Letter {
		m := whole(kind, "en")
		m.Data.Ticket, m.Data.Post = "T-4820193", "the message"
		got, err := w.Write(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for kind, c := range map[message.Kind]struct {
		leads string
		text  bool
	}{
		message.TicketAnswered:      {"https://my.example.com/tickets/T-4820193", true},
		message.TicketCopied:        {"", true},
		message.TicketOpened:        {"https://my.example.com/tickets/T-4820193", true},
		message.TicketOpenedCopy:    {"", true},
		message.GuestAnswered:       {"https://my.example.com/contact/ticket/SECRET482913", true},
		message.StaffTicketNew:      {"https://my.example.com/desk/tickets/T-4820193", false},
		message.StaffTicketReply:    {"https://my.example.com/desk/tickets/T-4820193", false},
		message.StaffTicketAssigned: {"https://my.example.com/desk/tickets/T-4820193", false},
	} {
		got := write(kind)
		for _, words := range []string{"It is mended.", "Write again if not.", "Kind regards,", "Noor"} {
			if strings.Contains(got.Text, words) != c.text || strings.Contains(unescaped(got.HTML), words) != c.text {
				t.Errorf("%s, %q:\n%s", kind, words, got.Text)
			}
		}
		links := strings.Count(got.Text, "https://")
		if !strings.Contains(got.Text, c.leads) || (links == 1) != (c.leads != "") || links > 1 {
			t.Errorf("%s leads elsewhere than to %q:\n%s", kind, c.leads, got.Text)
		}
		if !strings.Contains(got.Subject, "T-4820193") || !strings.Contains(got.Text, "Mail bounces") || got.ReplyTo != "help@example.com" {
			t.Errorf("%s: %q, answers to %q:\n%s", kind, got.Subject, got.ReplyTo, got.Text)
		}
	}
	posted.Text, posted.Redacted = "", true
	if got := write(message.TicketAnswered); !strings.Contains(got.Text, "removed the text") || strings.Contains(got.Text, "Kind regards") {
		t.Errorf("a redacted one:\n%s", got.Text)
	}
}

// A mail waits where its text can't be read, and goes without one where there is none any more.
func TestAMailWhoseTextIsGone(t *testing.T) {
	w := writer(t)
	m := whole(message.TicketAnswered, "en")
	m.Data.Ticket, m.Data.Post = "T-4820193", "the message"
	for _, err := range []error{ticket.ErrNotFound, errors.New("the disk failed")} {
		w.Posted = func(context.Context, string, string) (support.Mailed, error) { return support.Mailed{}, err }
		if _, got := w.Write(t.Context(), m); (got == nil) != errors.Is(err, ticket.ErrNotFound) {
			t.Errorf("%v: %v", err, got)
		}
		if p := w.Props(t.Context(), m); len(p.Quoted) > 0 {
			t.Errorf("%+v", p)
		}
	}
}

// An answer with which the ticket was closed says so, and how it is opened again; a mail to a member says why they get it and how
// they stop that; who is made to follow a ticket reads by whom, and no text of it.
func TestMailsAboutTicketsSayWhyTheyCome(t *testing.T) {
	w := writer(t)
	posted := support.Mailed{Number: "T-4820193", Subject: "Mail bounces", Author: "Noor", Text: "It is mended."}
	w.Posted = func(context.Context, string, string) (support.Mailed, error) { return posted, nil }
	follows, opened := message.Data{}, message.Data{Opened: true}
	closed, by := message.Data{Closed: true}, message.Data{Actor: "Bruno"}
	contact := message.Data{Actor: "Bruno", Contact: "7", Account: "Northwind"}
	for _, c := range []struct {
		kind message.Kind
		data message.Data
		says []string
		not  string
	}{
		{message.TicketAnswered, follows, []string{"because you follow the ticket", "Stop following"}, "closed"},
		{message.TicketAnswered, opened, []string{"because you opened the ticket"}, "Stop following"},
		{message.TicketAnswered, closed, []string{"support closed the ticket", "Reopen ticket"}, "{{"},
		{message.TicketCopied, closed, []string{"support closed the ticket", "can reopen it"}, "Stop following"},
		{message.GuestAnswered, closed, []string{"support closed the ticket", "opens the ticket again"}, "Stop following"},
		{message.TicketFollowed, by, []string{"Bruno", "T-4820193", "Mail bounces", "Stop following", "/tickets/T-4820193"}, "It is mended."},
		{message.TicketFollowed, contact, []string{"Bruno", "Northwind", "Mail bounces"}, "/tickets/"},
	} {
		m := message.Message{ID: "1", Kind: c.kind, Language: "en", UserID: "7", Secret: "x", Data: c.data}
		if m.Data.Ticket, m.Data.Post = "T-4820193", "the message"; m.Data.Contact != "" || c.kind == message.GuestAnswered {
			m.UserID = ""
		}
		got, err := w.Write(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range c.says {
			if !strings.Contains(got.Text, words) {
				t.Errorf("%s, %+v lacks %q:\n%s", c.kind, c.data, words, got.Text)
			}
		}
		if strings.Contains(got.Text, c.not) {
			t.Errorf("%s, %+v says %q:\n%s", c.kind, c.data, c.not, got.Text)
		}
	}
}

// Each mail to a contact says how to stop them, by a link of that contact's; mails to anybody else don't.
func TestAContactReadsHowToStopTheMail(t *testing.T) {
	w := writer(t)
	w.StopToken = func(id string) string { return id + "_MAC" }
	for _, kind := range []message.Kind{message.TicketCopied, message.ContactReset, message.TicketAnswered} {
		m := whole(kind, "en")
		m.Secret, m.UserID = "", ""
		if kind != message.TicketAnswered {
			m.Data.Contact = "7"
		}
		got, err := w.Write(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		const link = "https://my.example.com/account-contact/stop/7_MAC"
		told := m.Data.Contact != ""
		if strings.Contains(got.Text, link) != told || strings.Contains(got.HTML, link) != told || (got.Stop == link) != told {
			t.Errorf("%s, with %q:\n%s", kind, got.Stop, got.Text)
		}
		if told && !strings.Contains(got.Text, "Don’t want emails about") {
			t.Errorf("%s doesn't say what is stopped:\n%s", kind, got.Text)
		}
	}
}
