package message_test

import (
	"errors"
	"testing"

	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
)

// People write an address in their own letters; a mail server gets it in ASCII, and what RFC 5321 allows only in quotes, in
// quotes. It is asked for nothing that servers behind it may not know.
func TestAddressesGoOverTheWireInASCII(t *testing.T) {
	t.Parallel()
	server := messagetest.NewMailServer(t, messagetest.STARTTLS)
	s := client(t, server, "smtp")
	from, err := message.ParseSender("Bücher <no-reply@Bücher.example>")
	if err != nil {
		t.Fatal(err)
	}
	s.From = from
	for written, want := range map[string]struct{ envelope, header string }{
		"otto@bücher.example":   {"otto@xn--bcher-kva.example", "<otto@xn--bcher-kva.example>"},
		"Ada@Example.COM":       {"Ada@example.com", "<Ada@example.com>"},
		"ada@例え。テスト":            {"ada@xn--r8jz45g.xn--zckzah", "<ada@xn--r8jz45g.xn--zckzah>"},
		"ada@ab--cd.example":    {"ada@ab--cd.example", "<ada@ab--cd.example>"},
		"a..b@docomo.example":   {"a..b@docomo.example", `<"a..b"@docomo.example>`},
		".ada@docomo.example":   {".ada@docomo.example", `<".ada"@docomo.example>`},
		"ada.@docomo.example":   {"ada.@docomo.example", `<"ada."@docomo.example>`},
		"ada+tag=x@example.com": {"ada+tag=x@example.com", "<ada+tag=x@example.com>"},
	} {
		l := message.Letter{From: "Northwind", ReplyTo: written, Subject: "s", Text: "t", HTML: "<p>t</p>"}
		if err := send(t, s, message.Message{ID: "1", Recipient: written}, l); err != nil {
			t.Errorf("%s: %v", written, err)
			continue
		}
		took := server.To(t, want.envelope)
		read := took.Read(t)
		if read.Header.Get("To") != want.header || read.Header.Get("Reply-To") != want.header || took.From != "no-reply@xn--bcher-kva.example" {
			t.Errorf("%s: to %s, answers to %s, from %s", written, read.Header.Get("To"), read.Header.Get("Reply-To"), took.From)
		}
		if took.UTF8 {
			t.Errorf("%s: it asks the server for SMTPUTF8, which the next one may not have", written)
		}
		if id := read.Header.Get("Message-Id"); id != "<1@xn--bcher-kva.example>" {
			t.Errorf("%s: %s", written, id)
		}
	}
	var trouble *message.Trouble
	err = send(t, s, message.Message{ID: "1", Recipient: "jürgen@example.com"}, message.Letter{Text: "t"})
	if !errors.As(err, &trouble) || trouble.Reason != message.Recipient || !trouble.Final {
		t.Errorf("letters that the server can't pass on: %v", err)
	}
}

func TestSendersAreWrittenInASCII(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"no-reply@bücher.example":                  "<no-reply@xn--bcher-kva.example>",
		"Bücher & Co <no-reply@bücher.example>":    "=?utf-8?b?QsO8Y2hlciAmIENv?= <no-reply@xn--bcher-kva.example>",
		"no-reply@ab--cd.example":                  "<no-reply@ab--cd.example>",
		"a..b@docomo.example":                      `<"a..b"@docomo.example>`,
		`Docomo <"a..b"@docomo.example>`:           `"Docomo" <"a..b"@docomo.example>`,
		"root@mailhost":                            "<root@mailhost>",
		"root@[127.0.0.1]":                         "<root@[127.0.0.1]>",
		"Example Host <No-Reply@EXAMPLE.com>":      `"Example Host" <No-Reply@example.com>`,
		"\"Host, Example\" <no-reply@example.com>": `"Host, Example" <no-reply@example.com>`,
	} {
		if got, err := message.ParseSender(raw); err != nil || got.String() != want {
			t.Errorf("%s becomes %s, %v; want %s", raw, got, err, want)
		}
	}
	for _, raw := range []string{
		"", "no-reply", "jürgen@example.com", "J <jürgen@example.com>", "a@b@c", "a@≠.example", "a@b.example, c@d.example",
	} {
		if got, err := message.ParseSender(raw); err == nil {
			t.Errorf("%q was taken for %s", raw, got)
		}
	}
}

// A check names the sender as a mail does: in angle brackets, without which strict servers refuse it.
func TestACheckNamesTheSenderAsAMailDoes(t *testing.T) {
	t.Parallel()
	server := messagetest.NewMailServer(t, messagetest.STARTTLS)
	s := client(t, server, "smtp")
	from, err := message.ParseSender("a..b@docomo.example")
	if err != nil {
		t.Fatal(err)
	}
	s.From = from
	var named string
	server.Refusing(func(stage, who string) error {
		if stage == "mail" {
			named = who
		}
		return nil
	})
	if err := s.Check(t.Context()); err != nil || named != "a..b@docomo.example" {
		t.Errorf("%q, %v", named, err)
	}
}

// A mail that its reader can stop says so where mail programs look for it (RFC 8058), and no other mail does.
func TestAMailSaysWhereItIsStopped(t *testing.T) {
	t.Parallel()
	server := messagetest.NewMailServer(t, messagetest.STARTTLS)
	s := client(t, server, "smtp")
	const link = "https://my.example.com/account-contact/stop/" +
		"0197a5f0-1111-7222-8333-444455556666~abcdef12.0123456789012345678901234567890123456789012"
	for to, stop := range map[string]string{"books@example.com": link, "ada@example.com": ""} {
		l := message.Letter{Subject: "s", Text: "t", HTML: "<p>t</p>", Stop: stop}
		if err := send(t, s, message.Message{ID: to, Recipient: to}, l); err != nil {
			t.Fatal(err)
		}
		header := server.To(t, to).Read(t).Header
		want, how := "", ""
		if stop != "" {
			want, how = "<"+stop+">", "List-Unsubscribe=One-Click"
		}
		if header.Get("List-Unsubscribe") != want || header.Get("List-Unsubscribe-Post") != how {
			t.Errorf("%s: %q, %q", to, header.Get("List-Unsubscribe"), header.Get("List-Unsubscribe-Post"))
		}
	}
}
