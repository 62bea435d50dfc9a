package demo

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/ticket"
)

// The texts: few is what the printed people asked, the rest stands in the full demo alone. One line is one message: ">" is
// the client's, "<" the staff's, "!" a note of theirs, "@" a file of the message before, "x" has the client close the ticket.
var (
	//go:embed tickets.few.txt
	few string
	//go:embed tickets.en.txt
	english string
	//go:embed tickets.ar.txt
	arabic string
	//go:embed accounts.txt
	accounts string
	//go:embed canned.txt
	canned string
)

// talk is a ticket with what was said in it. Days count from today.
type talk struct {
	account  string // its number; "" for a guest
	guest    ticket.Guest
	number   string // "": one that follows from its place
	billing  bool
	staff    string // who has it, by the first part of the address; "-": nobody
	day      int    // of the last message
	priority ticket.Priority
	subject  string
	lines    []line
}

// line is one thing that was said or done.
type line struct {
	kind byte
	text string
	at   time.Time
	file [2]string // name and content
}

var priorities = map[string]ticket.Priority{"urgent": ticket.Urgent, "high": ticket.High, "normal": ticket.Normal, "low": ticket.Low}

// talks reads tickets. The texts are a part of the program: one that can't be read is a mistake in it.
func talks(text, language string) (all []talk) {
	for _, part := range parts(text) {
		t := head(part[0], language)
		t.subject = part[1]
		for _, l := range part[2:] {
			kind, said := l[0], strings.TrimSpace(l[1:])
			if kind == '@' {
				name, content, _ := strings.Cut(said, ": ")
				t.lines[len(t.lines)-1].file = [2]string{name, strings.ReplaceAll(content, ";", "\n") + "\n"}
				continue
			}
			t.lines = append(t.lines, line{kind: kind, text: said})
		}
		all = append(all, t)
	}
	return all
}

// parts are what begins with "=", each with its lines; the first is what stands behind the sign.
func parts(text string) (all [][]string) {
	for l := range strings.Lines(text) {
		l = strings.TrimSpace(l)
		if rest, begins := strings.CutPrefix(l, "= "); begins {
			all = append(all, []string{rest})
		} else if l != "" {
			all[len(all)-1] = append(all[len(all)-1], l)
		}
	}
	return all
}

func head(text, language string) (t talk) {
	if name, rest, guest := strings.Cut(text, " <"); guest {
		email, after, _ := strings.Cut(rest, ">")
		t.guest = ticket.Guest{Name: strings.TrimPrefix(name, "guest "), Email: email, Language: language}
		text = "-" + after
	}
	f := strings.Fields(text)
	if t.guest.Email == "" {
		t.account = f[0]
	}
	t.billing, t.staff, t.day, t.priority = f[1] == "billing", f[2], number(f[3]), priorities[f[4]]
	if len(f) > 5 {
		t.number = f[5]
	}
	return t
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(fmt.Sprintf("the demo's texts say %q for a number", text))
	}
	return n
}

// firm is a client account of the full demo with who belongs to it.
type firm struct {
	number                                      string
	since                                       int
	language, country, city, owner, email, name string
	domain, plan                                string
	closed                                      bool
	members                                     []member
	contacts                                    []member
	invited                                     []member
}

// member is somebody beside the owner, with permissions or kinds of mail.
type member struct {
	name, email string
	words       []string
}

func firms() (all []firm) {
	for l := range strings.Lines(accounts) {
		f := strings.Split(strings.TrimSpace(strings.TrimLeft(l, "+*?")), " | ")
		switch l[0] {
		case 'C':
			all = append(all, firm{
				number: f[0], since: number(f[1]), language: f[2], country: f[3], city: f[4], owner: f[5], email: f[6] + addressEnd, name: f[7],
				domain: f[8], plan: f[9],
			})
		case '+':
			last := &all[len(all)-1]
			last.members = append(last.members, member{f[0], f[1] + addressEnd, strings.Fields(f[2])})
		case '*':
			last := &all[len(all)-1]
			last.contacts = append(last.contacts, member{f[0], f[1] + addressEnd, strings.Fields(f[2])})
		case '?':
			last := &all[len(all)-1]
			last.invited = append(last.invited, member{"", f[0] + addressEnd, strings.Fields(f[1])})
		case 'x':
			all[len(all)-1].closed = true
		}
	}
	return all
}

// addressEnd ends the address of everybody.
const addressEnd = "@example.test"

func (m member) permissions() (all []account.Permission) {
	for _, w := range m.words {
		all = append(all, account.Permission(w))
	}
	return all
}

func (m member) mail() (all []account.Mail) {
	for _, w := range m.words {
		all = append(all, account.Mail(w))
	}
	return all
}
