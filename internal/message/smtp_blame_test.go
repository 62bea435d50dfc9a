package message_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"

	"github.com/emersion/go-smtp"
)

// Staff who read "no such address" correct an address that was right, while every mail of the host is refused.
func TestWhoseFaultARefusalIs(t *testing.T) {
	t.Parallel()
	none := smtp.NoEnhancedCode
	for name, c := range map[string]struct {
		stage  string
		code   int
		detail smtp.EnhancedCode
		want   message.Reason
		final  bool
	}{
		"our name":                     {"hello", 504, smtp.EnhancedCode{5, 5, 2}, message.Relay, false},
		"our address":                  {"hello", 550, smtp.EnhancedCode{5, 7, 1}, message.Relay, false},
		"policy, said at the address":  {"rcpt", 550, smtp.EnhancedCode{5, 7, 1}, message.Relay, true},
		"policy of many kinds":         {"rcpt", 550, smtp.EnhancedCode{5, 7, 26}, message.Relay, true},
		"our sender":                   {"mail", 550, smtp.EnhancedCode{5, 1, 8}, message.Relay, true},
		"our name, said late":          {"rcpt", 504, smtp.EnhancedCode{5, 5, 2}, message.Relay, true},
		"relaying denied, as of old":   {"rcpt", 554, none, message.Relay, true},
		"sign in first":                {"mail", 530, smtp.EnhancedCode{5, 7, 0}, message.Unauthorised, true},
		"no such person":               {"rcpt", 550, smtp.EnhancedCode{5, 1, 1}, message.Recipient, true},
		"no such person, said late":    {"taken", 550, smtp.EnhancedCode{5, 1, 1}, message.Recipient, true},
		"a domain that takes no mail":  {"rcpt", 556, smtp.EnhancedCode{5, 1, 10}, message.Recipient, true},
		"a full mailbox":               {"rcpt", 552, smtp.EnhancedCode{5, 2, 2}, message.Recipient, true},
		"no such person, without code": {"rcpt", 550, none, message.Recipient, true},
		"too long":                     {"data", 552, smtp.EnhancedCode{5, 2, 3}, message.Refused, true},
		"spam":                         {"taken", 554, none, message.Refused, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := messagetest.NewMailServer(t, messagetest.STARTTLS)
			server.Refusing(func(stage, _ string) error {
				if stage == c.stage {
					return &smtp.SMTPError{Code: c.code, EnhancedCode: c.detail, Message: "no"}
				}
				return nil
			})
			err := send(t, client(t, server, "smtp"), message.Message{ID: "1", Recipient: "ada@example.com"}, message.Letter{Text: "t"})
			var trouble *message.Trouble
			if !errors.As(err, &trouble) || trouble.Reason != c.want || trouble.Final != c.final {
				t.Errorf("%+v, want %s", trouble, c.want)
			}
		})
	}
}

func TestTheHostSaysItsNameToTheMailServer(t *testing.T) {
	t.Parallel()
	server := messagetest.NewMailServer(t, messagetest.STARTTLS)
	s := client(t, server, "smtp")
	s.Hello = "my.northwind.example"
	if err := send(t, s, message.Message{ID: "1", Recipient: "ada@example.com"}, message.Letter{Text: "t"}); err != nil {
		t.Fatal(err)
	}
	if took := server.To(t, "ada@example.com"); took.Hello != s.Hello {
		t.Errorf("it said %q", took.Hello)
	}
}

// A server looks a mail through after its last line. It has the mail then, so hanging up loses it or sends it twice.
func TestAnAnswerAfterTheLastLineIsWaitedFor(t *testing.T) {
	t.Parallel()
	for name, html := range map[string]string{"one part": "", "two parts": "<p>t</p>"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, looking := messagetest.NewMailServer(t, messagetest.STARTTLS), make(chan struct{})
			defer close(looking)
			server.Refusing(func(stage, _ string) error {
				if stage == "taken" {
					<-looking
				}
				return nil
			})
			s := client(t, server, "smtp")
			s.Patience = time.Second
			began := time.Now()
			var trouble *message.Trouble
			err := send(t, s, message.Message{ID: "1", Recipient: "ada@example.com"}, message.Letter{Text: "t", HTML: html})
			if !errors.As(err, &trouble) || !trouble.Unsure {
				t.Errorf("nobody knows whether it was taken, and it says %v", err)
			}
			if waited := time.Since(began); waited < s.Patience || waited > 15*time.Second {
				t.Errorf("it waited %v for the answer, and its patience is %v", waited, s.Patience)
			}
		})
	}
}

func TestCheckSaysHowFarItCame(t *testing.T) {
	t.Parallel()
	server := messagetest.NewMailServer(t, messagetest.STARTTLS)
	for stage, words := range map[string]string{
		"hello": "refuses this host; see --smtp-hello", "auth": "refuses the user or the password", "mail": "takes no mail from no-reply@",
	} {
		server.Refusing(func(at, _ string) error {
			if at != stage {
				return nil
			}
			if at == "auth" {
				return messagetest.Answer(535, "no")
			}
			return messagetest.Answer(550, "no")
		})
		if err := client(t, server, "smtp").Check(t.Context()); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", stage, err)
		}
	}
	gone, clear := client(t, server, "smtp"), messagetest.NewMailServer(t, messagetest.Clear)
	gone.Server.Port = 1
	if err := gone.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "can't be reached") {
		t.Error(err)
	}
	if err := client(t, clear, "smtp").Check(t.Context()); err == nil || !strings.Contains(err.Error(), "offers no encryption") {
		t.Error(err)
	}
}
