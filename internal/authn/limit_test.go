package authn_test

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"latchkey/internal/authn"
	"latchkey/internal/factor"
	"latchkey/internal/session"
	"latchkey/internal/signin"
	"latchkey/internal/signin/signintest"
)

func networks(address string) (names []string) {
	a, _ := netip.ParseAddr(address)
	for _, l := range authn.PasswordLimits("ada@example.com", session.Client{Address: a}, false, false)[0] {
		if l.Rule.Sticky {
			names = append(names, l.Name)
		}
	}
	return names
}

// An IPv6 range, or another form of an address, must not give fresh counters.
func TestTheNetworksOfAnAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		address string
		want    []string
	}{
		"IPv4":               {"203.0.113.9", []string{"network/203.0.113.0/24"}},
		"IPv4 written as v6": {"::ffff:203.0.113.9", []string{"network/203.0.113.0/24"}},
		"IPv6, nested": {
			"2001:db8:1:2:3:4:5:6",
			[]string{"network/2001:db8:1:2::/64", "network/2001:db8:1::/56", "network/2001:db8:1::/48"},
		},
		"the same with zone": {
			"2001:db8:1:2:3:4:5:6%eth0",
			[]string{"network/2001:db8:1:2::/64", "network/2001:db8:1::/56", "network/2001:db8:1::/48"},
		},
		"no address at all":   {"", []string{"network/invalid Prefix"}},
		"another host nearby": {"203.0.113.254", []string{"network/203.0.113.0/24"}},
	} {
		if got := networks(c.address); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// enter gives a wrong password and reports whether it was judged.
func enter(h *signintest.Fixture, email string, by session.Client) (judged bool) {
	h.Helper()
	r, err := h.Flow.Password(h.Context(), signin.Entry{Email: email, Password: "wrong", By: by})
	h.Must(err)
	return r.Refusal == nil
}

// Aliases of one account must not have counters of their own, nor may somebody who
// hops from network to network.
func TestAllSpellingsOfAnAddressAreCountedTogether(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	h.Person("ada@bücher.example")
	by := signintest.Stranger()
	for i, email := range []string{
		"ada@bücher.example", "ADA@BÜCHER.EXAMPLE", " ada@xn--bcher-kva.example\t", "ada@ｂücher．example", "Ada@bu\u0308cher。example",
	} {
		by.Address = netip.AddrFrom4([4]byte{198, 51, byte(i), 7})
		if !enter(h, email, by) {
			t.Fatalf("guess %d was refused", i+1)
		}
	}
	if enter(h, "ada@bücher.example", by) {
		t.Error("a sixth guess was taken")
	}
	if !enter(h, "bob@bücher.example", by) {
		t.Error("Bob waits for Ada's guesses")
	}
}

// An address that nobody has is counted like any other.
func TestNobodysAddressIsCountedToo(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	for _, email := range []string{"nobody@example.com", "not an address", ""} {
		for range 5 {
			if !enter(h, email, signintest.Stranger()) {
				t.Fatalf("%q: refused early", email)
			}
		}
		if enter(h, email, signintest.Stranger()) {
			t.Errorf("%q: a sixth guess was taken", email)
		}
	}
}

// Failures by strangers must not lock the owner out: neither the password's nor the
// code's limit of a browser that has signed in before.
func TestStrangersNeverLockAKnownBrowserOut(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	p := h.Owner()
	stranger := signintest.Stranger()
	p.By.Client.Address = stranger.Address // even from the same network
	for range 8 {
		enter(h, p.Email, stranger)
		p.Guess(factor.TOTP, p.Wrong(), stranger)
	}
	if r := p.Enter(stranger); r.OK || r.Refusal == nil {
		t.Fatalf("the stranger may go on: %+v", r)
	}
	r := p.Enter(p.By.Client)
	if !r.OK || r.Challenge == "" {
		t.Fatalf("the owner's password: %+v", r.Verdict)
	}
	if v := p.Guess(factor.TOTP, p.Code(), p.By.Client); !v.OK {
		t.Fatalf("the owner's code: %+v", v)
	}
	other := h.Person("bob@example.com")
	if r := other.Enter(p.By.Client); !r.OK {
		t.Fatalf("Bob in Ada's browser: %+v", r.Verdict)
	}
	for range 5 {
		enter(h, other.Email, p.By.Client)
	}
	if r := p.Enter(p.By.Client); !r.OK {
		t.Errorf("Bob's failures count against Ada in the same browser: %+v", r.Verdict)
	}
}

// A network is a limit too: whoever tries one password on many accounts is stopped.
func TestANetworkBearsSoManyGuesses(t *testing.T) {
	t.Parallel()
	limits := authn.PasswordLimits("x", session.Client{Address: netip.MustParseAddr("2001:db8:1:2::1")}, false, false)[0]
	for i, want := range []int64{100, 200, 400} {
		if r := limits[i].Rule; r.Free != want || !r.Sticky || r.First != 30*time.Second || r.Most != time.Hour {
			t.Errorf("%s: %+v", limits[i].Name, r)
		}
	}
	if len(limits) != 4 || limits[3].Rule.Free != 5 || limits[3].Rule.Sticky {
		t.Errorf("the account's own limit: %+v", limits)
	}
}
