package letter_test

import (
	"strings"
	"testing"

	"latchkey/internal/message"
)

func invited(d message.Data) message.Message {
	return message.Message{Kind: message.AccountInvitation, Secret: "x", Data: d}
}

// Mails about who belongs to an account: an invitation names who invites, and no name in it becomes a link; the owner is led
// to where they can undo what a member did; a member reads what they may do now, and who leaves reads of themselves.
func TestMailsAboutMembersSayWhoAndWhat(t *testing.T) {
	w := writer(t)
	for name, c := range map[string]struct {
		m           message.Message
		says, never string
	}{
		"invited": {
			invited(message.Data{Account: "Engines", Actor: "Bruno win.example"}),
			"has invited you", "win.example",
		},
		"invited by somebody": {
			message.Message{Kind: message.AccountInvitation, Secret: "x", Data: message.Data{Account: "Engines", Actor: "Bruno"}},
			"If you don’t expect this", "didn’t ask",
		},
		"invited by the host": {
			message.Message{Kind: message.AccountInvitation, Secret: "x", Data: message.Data{Account: "Engines"}},
			"You’ve been invited", "has invited",
		},
		"a member's act": {
			message.Message{UserID: "1", Kind: message.MemberInvited, Data: message.Data{Account: "Engines", Actor: "Bruno", Where: "x"}},
			"https://my.example.com/account/members", "contact support",
		},
		"told the former owner's address": {
			message.Message{Kind: message.HandoverDone, Data: message.Data{Account: "Engines", Where: "win.example (b@c.example)"}},
			"Engines", "win.example",
		},
		"changed": {
			message.Message{UserID: "1", Kind: message.AccessChanged, Data: message.Data{Choice: "invoices, tickets, tickets.manage"}},
			"Now: ", "nothing",
		},
		"left": {
			message.Message{UserID: "1", Kind: message.MemberLeft, NotMe: "t", Data: message.Data{Network: "n", Where: "Bea"}},
			"You left the client account", "Bea",
		},
		"somebody left": {
			message.Message{UserID: "1", Kind: message.MemberLeft, Data: message.Data{Account: "Engines", Actor: "Bea", Where: "Bea (b)"}},
			"Bea (b)", "You left",
		},
	} {
		c.m.ID, c.m.CreatedAt = "1", noon
		got, err := w.Write(t.Context(), c.m)
		if err != nil {
			t.Fatal(err)
		}
		if said := got.Subject + got.Text; !strings.Contains(said, c.says) || strings.Contains(said, c.never) {
			t.Errorf("%s: %s", name, said)
		}
	}
}
