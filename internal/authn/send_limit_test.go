package authn_test

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/signin/signintest"
	"latchkey/internal/throttle"
)

// wanted is the i-th code that somebody would have sent.
type wanted struct {
	to    factor.Destination
	known bool
	from  string
}

func codeWanted(i int) wanted {
	w := wanted{from: fmt.Sprintf("198.%d.%d.9", 18+i/250, i%250)}
	w.to = factor.Destination{Kind: factor.Email, UserID: fmt.Sprint("person ", i), Address: fmt.Sprintf("person%d@example.com", i)}
	return w
}

func numberWanted(i int) wanted {
	w := codeWanted(i)
	w.to.Kind, w.to.Address = factor.WhatsApp, fmt.Sprintf("+4420718387%02d", i)
	return w
}

var spreads = map[string]struct {
	each    func(i int) wanted
	allowed int
	limit   string // of the refusal; how it begins
}{
	"one person, ever new addresses": {func(i int) wanted {
		w := codeWanted(i)
		w.to.UserID = "ada"
		return w
	}, 20, "send/email/person/ada/strangers"},
	"one person, browsers of their own": {func(i int) wanted {
		w := codeWanted(i)
		w.to.UserID, w.known = "ada", true
		return w
	}, 40, "send/email/person/ada/known"},
	"one person's WhatsApp": {func(i int) wanted {
		w := numberWanted(i)
		w.to.UserID, w.to.Address = "ada", fmt.Sprintf("+%d2071838750", 30+i)
		return w
	}, 10, "send/whatsapp/person/ada/strangers"},
	"one address, ever new accounts": {func(i int) wanted {
		w := codeWanted(i)
		w.to.Address = "victim@example.com"
		return w
	}, 20, "send/email/address/"},
	"one number, ever new accounts": {func(i int) wanted {
		w := numberWanted(i)
		w.to.Address = phone
		return w
	}, 10, "send/whatsapp/address/"},
	"one address that nobody has confirmed": {func(i int) wanted {
		w := codeWanted(i)
		w.to.Address, w.to.Pending = "victim@example.com", true
		return w
	}, 5, "send/email/unconfirmed/"},
	"one country": {numberWanted, 15, "send/whatsapp/country/44/strangers"},
	"all the world": {func(i int) wanted {
		w := numberWanted(i)
		w.to.Address = fmt.Sprintf("+%d2071838750", 20+i)
		return w
	}, 30, "send/whatsapp/all/strangers"},
	"one IPv4 network": {func(i int) wanted {
		w := codeWanted(i)
		w.from = fmt.Sprintf("203.0.113.%d", i)
		return w
	}, 50, "send/network/203.0.113.0/24/strangers"},
	"one IPv6 network": {func(i int) wanted {
		w := codeWanted(i)
		w.from = fmt.Sprintf("2001:db8:1:2::%x", i)
		return w
	}, 50, "send/network/2001:db8:1:2::/64/strangers"},
	"a customer's IPv6 networks": {func(i int) wanted {
		w := codeWanted(i)
		w.from = fmt.Sprintf("2001:db8:1:2%02x::9", i)
		return w
	}, 100, "send/network/2001:db8:1:200::/56/strangers"},
}

// Whoever spreads what they ask for over all but one thing is stopped by that one.
func TestWhatBoundsTheCodesOfADay(t *testing.T) {
	t.Parallel()
	for name, c := range spreads {
		t.Run(name, func(t *testing.T) {
			h := signintest.Open(t)
			h.Write(func(ctx context.Context, tx db.Tx) error {
				return h.Settings.Set(ctx, tx, "whatsapp.daily", "30")
			})
			ask := func(w wanted) (refusal *throttle.Refusal) {
				h.Write(func(ctx context.Context, tx db.Tx) (err error) {
					refusal, err = h.Authn.MaySend(ctx, tx, w.to, w.known, session.Client{Address: netip.MustParseAddr(w.from)})
					return err
				})
				return refusal
			}
			for i := range c.allowed {
				if refusal := ask(c.each(i)); refusal != nil {
					t.Fatalf("code %d of %d: %+v", i+1, c.allowed, refusal)
				}
			}
			refusal := ask(c.each(c.allowed))
			if refusal == nil || !strings.HasPrefix(refusal.Limit.Name, c.limit) || refusal.Wait != 12*time.Hour {
				t.Fatalf("one more: %+v, want until midnight, by %s", refusal, c.limit)
			}
			if refusal := ask(codeWanted(249)); refusal != nil {
				t.Errorf("an e-mail to somebody else, elsewhere: %+v", refusal)
			}
			h.Clock.Set(signintest.Noon.Add(12 * time.Hour))
			if refusal := ask(c.each(c.allowed)); refusal != nil {
				t.Errorf("the next day: %+v", refusal)
			}
		})
	}
}
