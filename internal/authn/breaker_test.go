package authn_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
)

// Codes that are to confirm a number cost as much, so they count for the breaker as well:
// nobody has numbers called by way of their profile instead.
func TestTheBreakerCountsCodesForNewNumbers(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	m := p.Add(factor.WhatsApp, phone)
	type giver struct {
		number  string
		session session.Session
		by      session.Client
	}
	var givers []giver
	for i := range 51 {
		s, by := h.Person(fmt.Sprintf("person%d@example.com", i)).Session(false)
		by.Address = netip.AddrFrom4([4]byte{198, 18, byte(i), 7})
		g := giver{fmt.Sprintf("+4479111234%02d", i), s, by}
		refusal, err := h.Contact.ChangePhone(t.Context(), signintest.As(s, by), g.number)
		if h.Must(err); refusal != nil {
			t.Fatalf("number %d: %+v", i, refusal)
		}
		givers = append(givers, g)
	}
	h.Clock.Advance(5 * time.Minute)
	if _, refusal := p.Send(m, "challenge", signintest.Stranger()); refusal == nil || refusal.Limit.Name != "breaker/whatsapp" {
		t.Errorf("a stranger: %+v", refusal)
	}
	for _, g := range givers[31:] {
		v, err := h.Contact.ConfirmPhone(t.Context(), signintest.As(g.session, g.by), h.MailTo(g.number, message.ConfirmCode).Secret)
		if h.Must(err); !v.OK {
			t.Fatalf("%s: %+v", g.number, v)
		}
	}
	if _, refusal := p.Send(m, "challenge", signintest.Stranger()); refusal != nil {
		t.Errorf("after many of them were used: %+v", refusal)
	}
}
