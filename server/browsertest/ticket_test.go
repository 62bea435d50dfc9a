package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/support"
	"latchkey/server/hosttest"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// answersTicket has Noor, who is signed in at the desk, answer a ticket by its number.
func answersTicket(t *testing.T, s *hosttest.Server, number, body string) {
	t.Helper()
	by := callerOf(t, s, hosttest.Noor)
	if _, err := s.Host.Support.Answer(t.Context(), by, number, support.Answer{Post: support.Post{Body: body}, Anyway: true}); err != nil {
		t.Fatal(err)
	}
}

// attaches chooses files for the form on the page, given as name, content.
func (b *tab) attaches(pairs ...string) {
	b.t.Helper()
	var files []string
	for i := 0; i < len(pairs); i += 2 {
		files = append(files, filepath.Join(b.t.TempDir(), pairs[i]))
		if err := os.WriteFile(files[i/2], []byte(pairs[i+1]), 0o600); err != nil {
			b.t.Fatal(err)
		}
	}
	field := call(b, runtime.Evaluate, runtime.EvaluateParams{Expression: `document.getElementById("files")`}).Result
	call(b, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: files, ObjectID: field.ObjectID})
}

// number is that of the ticket on the page.
func (b *tab) number() string {
	b.t.Helper()
	return eval[string](b, `document.querySelector(".under code").innerText`)
}

// screens are the two widths at which tickets are used.
var screens = map[string]int64{"phone": 360, "desk": 1280}

func eachWay(t *testing.T, journey func(t *testing.T, b *tab)) {
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		for screen, width := range screens {
			t.Run(name+" on a "+screen, func(t *testing.T) {
				t.Parallel()
				b := openTab(t, inStep(hosttest.Boot(t)), scripts)
				b.do(chromedp.EmulateViewport(width, 800))
				journey(t, b)
			})
		}
	}
}

func TestATicketInABrowser(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, b *tab) {
		s := b.s
		s.Noor()
		b.signsIn()
		b.loads("/dashboard", "Welcome, Ada Hartwell")
		b.open("/tickets")
		b.returns("/tickets", "Tickets")
		b.press("Open a ticket")
		b.steps("/tickets/new", "Open a ticket")
		b.has("combobox: Department, What it’s about", "textbox: Subject, Message", "button: Send, Preview")
		b.fill("Subject", "Mail bounces")
		b.fill("Message", "Since **Monday**.")
		b.press("Preview")
		b.shows("the preview", `document.querySelector("#preview strong")?.innerText === "Monday"`)
		b.shows("what was typed", `document.getElementById("message").value === "Since **Monday**."`)
		b.attaches("trace.txt", "550 no such user")
		b.press("Send")
		b.sees("Ticket opened.", "Mail bounces", "trace.txt")
		if b.scripts {
			b.module()
		}
		page := eval[string](b, `location.pathname`)
		number := b.number()

		b.fill("Reply", "I am typing")
		answersTicket(t, s, number, "> Since Monday.\n\nIt is mended.")
		if b.scripts { // it comes by itself, and what is typed stays
			time.Sleep(12 * time.Second)
			b.sees("It is mended.")
			b.shows("what is being typed", `document.activeElement.id === "message" && document.activeElement.value === "I am typing"`)
			b.shows("the state", `document.getElementById("ticket-status").innerText.trim() === "Answered"`)
		}
		b.open(page)
		b.returns(page, "Mail bounces")
		b.sees("Noor", "It is mended.")
		b.picture("ticket", b.scripts)
		b.fill("Reply", "My code is 123456")
		b.press("Send reply")
		b.announces("alert", "This looks like it has a code in it")
		b.fill("Reply", "Thank you!")
		b.press("Send reply")
		b.sees("Reply sent.", "Thank you!")
		b.press("Close ticket")
		b.sees("Ticket closed.", "You closed this ticket.")
		b.press("Reopen ticket")
		b.sees("Ticket reopened.")
		b.press("Tickets")
		b.returns("/tickets", "Tickets")
		b.sees("Mail bounces", "Open")
	})
}

func TestAMemberReadsTicketsInABrowser(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, b *tab) {
		s := b.s
		s.AddPerson("zoe@example.test", "Zoe", hosttest.TenantPassword)
		err := s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
			all, err := s.Host.Accounts.Belongings(ctx, tx, s.IDOf(hosttest.Ada))
			if err != nil {
				return err
			}
			return s.Host.Accounts.Join(ctx, tx, account.Membership{
				AccountID: all[0].ID, UserID: s.IDOf("zoe@example.test"), Role: account.Member, Permissions: []account.Permission{account.Tickets},
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		b.open("/sign-in?next=/tickets")
		b.returns("/sign-in?next=/tickets", "Sign in")
		b.fill("Email address", "zoe@example.test")
		b.fill("Password", hosttest.TenantPassword)
		b.press("Sign in")
		b.loads("/tickets", "Tickets")
		b.seesNot("Open a ticket")
		b.press("Please reactivate our journal")
		b.steps("/tickets/T-3014", "Please reactivate our journal")
		b.sees("You can read this ticket, but not reply.")
		b.seesNot("Send reply", "Close ticket")
	})
}

func TestAGuestInABrowser(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, b *tab) {
		s := b.s
		s.Noor()
		b.open("/sign-in")
		b.returns("/sign-in", "Sign in")
		b.open("/contact")
		b.returns("/contact", "Contact support")
		b.has("textbox: Your name, Email address, Subject, Message", "button: Send")
		b.fill("Email address", "mina")
		b.press("Send")
		b.sees("Enter your name", "Enter an email address")
		b.fill("Your name", "Mina Okafor")
		b.fill("Email address", "mina@example.test")
		b.fill("Subject", "Locked out")
		b.fill("Message", "I lost **everything**.")
		b.press("Send")
		b.returns("/contact/sent", "Check your email")
		b.open(s.Link("mina@example.test", message.GuestConfirm))
		b.returns("/contact/ticket", "Confirm your message")
		b.seesNot("Locked out", "everything")
		b.press("Confirm")
		b.returns("/contact/ticket?done=confirmed", "Locked out")
		b.sees("Address confirmed.", "I lost everything.")
		answersTicket(t, s, b.number(), "Open a recovery case, please.")
		b.open(s.Link("mina@example.test", message.GuestAnswered))
		b.returns("/contact/ticket", "Locked out")
		b.sees("Open a recovery case, please.", "Noor")
		b.picture("guest", b.scripts)
		b.fill("Reply", "Thank you!")
		b.press("Send reply")
		b.sees("Reply sent.", "Thank you!")
		b.press("Close ticket")
		b.sees("Ticket closed.")
	})
}

// What is typed outlives a connection that is gone, with the page where it stands.
func TestAReplyWithoutAConnectionInABrowser(t *testing.T) {
	t.Parallel()
	b := openTab(t, inStep(hosttest.Boot(t)), true)
	b.signsIn()
	b.loads("/dashboard", "Welcome, Ada Hartwell")
	b.open("/tickets/T-3014")
	b.returns("/tickets/T-3014", "Please reactivate our journal")
	b.module()
	b.fill("Reply", "It is urgent.")
	b.offline(true)
	b.press("Send reply")
	b.announces("alert", "We can’t reach the server.")
	b.shows("what was typed", `document.getElementById("message").value === "It is urgent."`)
	b.offline(false)
	b.press("Send reply")
	b.sees("Reply sent.", "It is urgent.")
	if n := strings.Count(eval[string](b, `document.querySelector(".thread").innerText`), "It is urgent."); n != 1 {
		t.Errorf("it was sent %d times", n)
	}
}
