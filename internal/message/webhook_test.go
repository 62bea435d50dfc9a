package message_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db/dbtest"
	"latchkey/internal/message"
	"latchkey/internal/message/messagetest"
)

func (p *post) webhook() *message.Webhook {
	return &message.Webhook{
		DB: p.DB, Outbox: p.Out, API: p.API, Secret: secret(messagetest.AppSecret), VerifyToken: secret(messagetest.VerifyToken),
	}
}

// tells has WhatsApp tell of a message, signed.
func (p *post) tells(body []byte) {
	p.Helper()
	if err := p.webhook().Receive(p.Context(), messagetest.Sign(messagetest.AppSecret, body), body); err != nil {
		p.Fatal(err)
	}
}

func TestWhatsAppTellsHowFarAMessageHasCome(t *testing.T) {
	t.Parallel()
	type news struct {
		status string
		code   int
	}
	for name, c := range map[string]struct {
		told   []news
		state  message.State
		reason message.Reason
	}{
		"in order":                     {[]news{{"sent", 0}, {"delivered", 0}, {"read", 0}}, message.Read, ""},
		"twice each":                   {[]news{{"sent", 0}, {"sent", 0}, {"delivered", 0}, {"delivered", 0}}, message.Delivered, ""},
		"backwards":                    {[]news{{"read", 0}, {"delivered", 0}, {"sent", 0}}, message.Read, ""},
		"read without delivered":       {[]news{{"sent", 0}, {"read", 0}}, message.Read, ""},
		"failed":                       {[]news{{"failed", 131026}}, message.Failed, message.Recipient},
		"failed, then sent late":       {[]news{{"failed", 131026}, {"sent", 0}}, message.Failed, message.Recipient},
		"failed twice":                 {[]news{{"failed", 131026}, {"failed", 131026}}, message.Failed, message.Recipient},
		"delivered, then failed late":  {[]news{{"delivered", 0}, {"failed", 131026}}, message.Delivered, ""},
		"failed, then delivered":       {[]news{{"failed", 131026}, {"delivered", 0}}, message.Delivered, ""},
		"failed for billing":           {[]news{{"failed", 131042}}, message.Failed, message.Billing},
		"failed for no reason":         {[]news{{"failed", 0}}, message.Failed, message.Unauthorised},
		"what nobody has heard of yet": {[]news{{"warming up", 0}}, message.Sent, ""},
	} {
		for how, name2 := range map[string]string{"its id": "wamid", "our id": "callback"} {
			t.Run(name+" by "+how, func(t *testing.T) {
				p := openPost(t)
				id := p.add(p.code(message.WhatsApp))
				p.drain()
				taken, callback := p.WhatsApp.To(t, "447700900123").ID, ""
				if name2 == "callback" {
					taken, callback = "", id
				}
				for _, n := range c.told {
					if n.status == "failed" {
						p.tells(messagetest.Status(taken, callback, n.status, n.code))
					} else {
						p.tells(messagetest.Status(taken, callback, n.status))
					}
				}
				p.is(id, c.state, c.reason)
			})
		}
	}
}

func TestBillingToldOfLaterHidesTheMethodToo(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	id := p.add(p.code(message.WhatsApp))
	p.drain()
	p.tells(messagetest.Status("", id, "failed", 131042))
	if p.API.Healthy() {
		t.Error("WhatsApp is still on offer")
	}
	if list := p.stuck(); len(list) != 1 || !list[0].Ended {
		t.Errorf("staff do not see it, or may send it again: %+v", list)
	}
}

// The answer to our call was lost, but WhatsApp tells of the message by our own id.
func TestWhatWasUnsureIsSettledByWhatWhatsAppTells(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	p.WhatsApp.Next(func(http.ResponseWriter) { panic(http.ErrAbortHandler) })
	id := p.add(p.code(message.WhatsApp))
	p.drain()
	p.is(id, message.Failed, message.Unsure)
	p.tells(messagetest.Status("wamid.LATE", id, "delivered"))
	p.is(id, message.Delivered, "")
	if p.secrets(id) != "" {
		t.Error("the code is still kept")
	}
	if err := p.retry(id); !errors.Is(err, message.ErrNotStuck) {
		t.Errorf("it could be sent again: %v", err)
	}
}

func TestWhatIsToldOfOthersChangesNothing(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	mail, waiting := p.add(p.code(message.Email)), p.add(p.code(message.WhatsApp))
	for _, body := range [][]byte{
		messagetest.Status("", mail, "failed", 131026), messagetest.Status("", waiting, "failed", 131026), // neither was handed to WhatsApp
		messagetest.Status("wamid.unknown", "", "failed", 131026), messagetest.Status("", "", "failed", 131026),
		[]byte(`{}`), []byte(`[]`), []byte(`not json`), nil,
		[]byte(`{"entry":[{"changes":[{"value":{"messages":[{"from":"447700900123","text":{"body":"hello"}}]}}]}]}`),
	} {
		p.tells(body)
	}
	p.is(mail, message.Queued, "")
	p.is(waiting, message.Queued, "")
}

func TestAForgedCallIsRefused(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	id := p.add(p.code(message.WhatsApp))
	p.drain()
	body := messagetest.Status("", id, "failed", 131026)
	right := messagetest.Sign(messagetest.AppSecret, body)
	for name, signature := range map[string]string{
		"none": "", "another secret's": messagetest.Sign("guess", body), "another body's": messagetest.Sign(messagetest.AppSecret, []byte("{}")),
		"cut short": right[:40], "without its name": strings.TrimPrefix(right, "sha256="),
		"an older kind": "sha1=" + right[7:], "empty": "sha256=",
		"not in hex": "sha256=" + strings.Repeat("z", 64), "an empty secret's": messagetest.Sign("", body),
	} {
		if err := p.webhook().Receive(t.Context(), signature, body); !errors.Is(err, message.ErrForged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	hook := p.webhook()
	hook.Secret = secret("")
	if err := hook.Receive(t.Context(), messagetest.Sign("", body), body); !errors.Is(err, message.ErrForged) {
		t.Errorf("with no secret set: %v", err)
	}
	p.is(id, message.Sent, "")
}

func TestOnlyTheRightTokenSubscribes(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	for token, want := range map[string]bool{messagetest.VerifyToken: true, "": false, "our verify": false, "OUR VERIFY TOKEN": false} {
		if got, err := p.webhook().Subscribed(token); err != nil || got != want {
			t.Errorf("%q: %v, %v", token, got, err)
		}
	}
	empty := p.webhook()
	empty.VerifyToken = secret("")
	if got, _ := empty.Subscribed(""); got {
		t.Error("no token opens where none is set")
	}
}

func TestOldSecretsAndOldMessagesAreSweptAway(t *testing.T) {
	t.Parallel()
	p := openPost(t)
	p.Mail.Refusing(refusing("rcpt"))
	code := p.add(p.code(message.Email))
	notice := p.add(message.Message{Recipient: "ada@example.com", Kind: message.PasswordChanged, NotMe: "token"})
	p.drain()
	sweep := func() {
		p.Helper()
		dbtest.Sweep(t, p.DB, p.Out.Sweeps()...)
	}
	p.Clock.Advance(10 * time.Minute)
	sweep()
	if p.secrets(code) != "" || p.secrets(notice) == "" {
		t.Error("what ended is kept, or what may be sent again is not")
	}
	p.Clock.Advance(7 * 24 * time.Hour)
	sweep()
	if p.secrets(notice) != "" {
		t.Error("a token is kept for good")
	}
	p.Clock.Advance(90 * 24 * time.Hour)
	sweep()
	if latest, err := p.Out.Latest(t.Context(), p.DB.Read(), 10); err != nil || len(latest) != 0 {
		t.Errorf("%d messages are kept for good, %v", len(latest), err)
	}
}
