package message

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
	"sync"

	gomail "github.com/wneessen/go-mail"
)

// Check goes as far as a mail can go without being one: it connects, encrypts, signs in and names the sender. The error
// says how far it came.
func (s *SMTP) Check(ctx context.Context) error {
	client, err := s.client()
	if err != nil {
		return err
	}
	conn, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", s.reached(err), err)
	}
	defer func() { _ = client.CloseWithSMTPClient(conn) }()
	if err := conn.Mail((&mail.Address{Address: s.From.Address}).String()); err != nil {
		return fmt.Errorf("it lets us in, but takes no mail from %s (--mail-from): %w", s.From.Address, err)
	}
	return nil
}

// reached says how far a connection came that ended in err.
func (s *SMTP) reached(err error) string {
	var dial *net.OpError
	var answer *textproto.Error
	switch said := err.Error(); {
	case errors.As(err, &dial) && dial.Op == "dial":
		return "it can't be reached"
	case notSignedIn(err):
		return "it answers and is encrypted, but refuses the user or the password"
	case strings.Contains(said, "STARTTLS"):
		return "it answers, but offers no encryption"
	case errors.As(err, &answer):
		return "it answers, but refuses this host; see --smtp-hello, which is " + strconv.Quote(s.Hello) + " now"
	case strings.Contains(said, "tls:") || strings.Contains(said, "x509:"):
		return "it answers, but its certificate or encryption is wrong"
	}
	return "it broke off"
}

// notSignedIn reports whether err is about who we are, by the code or by the command that go-mail names.
func notSignedIn(err error) bool {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		return answer.Code >= 530 && answer.Code <= 538
	}
	return strings.Contains(err.Error(), "AUTH")
}

// notConnected: nothing of the message was said yet.
func notConnected(err error) *Trouble {
	t := &Trouble{Reason: Unreachable, Detail: err.Error()}
	var answer *textproto.Error
	switch {
	case notSignedIn(err):
		t.Reason = Unauthorised // tried again: passwords are changed on one side first
	case errors.As(err, &answer) && answer.Code >= 500:
		t.Reason = Relay
	}
	return t
}

// notTaken goes by how far the conversation came. Only when all was said and no answer
// came, the server may have taken the message.
func notTaken(err error) *Trouble {
	t := &Trouble{Reason: Unreachable, Detail: err.Error()}
	var said *gomail.SendError
	if !errors.As(err, &said) {
		t.Unsure = true
		return t
	}
	switch code := said.ErrorCode(); {
	case code >= 500:
		t.Reason, t.Final = blame(code, enhanced(err), said.Reason == gomail.ErrSMTPRcptTo), true
	case code >= 400:
		t.Reason = Busy
	case said.Reason == gomail.ErrSMTPDataClose:
		t.Unsure = true
	}
	return t
}

var enhancedCode = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b5\d\d[ -]"?(5\.\d{1,3}\.\d{1,3})\b`) })

// enhanced returns the code of RFC 3463 in an answer. Many servers write one without saying first that they do.
func enhanced(err error) string {
	if found := enhancedCode().FindStringSubmatch(err.Error()); found != nil {
		return found[1]
	}
	return ""
}

// blames says whose fault an answer for good is, by the beginning of its enhanced code, the longer first. What is not
// here is told as the server said it.
var blames = []struct {
	begins string
	reason Reason
}{
	{"5.1.7.", Relay},
	{"5.1.8.", Relay}, // the sender's address
	{"5.1.", Recipient},
	{"5.2.3.", Refused}, // too long
	{"5.2.", Recipient},
	{"5.7.8.", Unauthorised},
	{"5.7.9.", Unauthorised},
	{"5.7.", Relay}, // policy: we may not send here
	{"5.5.1.", Relay},
	{"5.5.4.", Relay}, // out of order, or a name that it does not like
}

// blame returns whose fault an answer for good is. Without a code that says it, the number and the command have to do.
func blame(code int, enhanced string, ofRecipient bool) Reason {
	if code >= 530 && code <= 538 {
		return Unauthorised
	}
	for _, b := range blames {
		if strings.HasPrefix(enhanced+".", b.begins) {
			return b.reason
		}
	}
	switch {
	case code == 501 || code == 503 || code == 504 || code == 521:
		return Relay
	case ofRecipient && (code == 550 || code == 551 || code == 553 || code == 556):
		return Recipient
	case ofRecipient && code == 554:
		return Relay
	}
	return Refused
}
