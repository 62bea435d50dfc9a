package slowtest

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/password"
	"latchkey/server/host"
	"latchkey/server/hosttest"
)

// Half a thousand people at once: it takes a while, and everybody gets in.
func TestFiveHundredSignInsAtOnceAreAllAnswered(t *testing.T) {
	s := hosttest.Boot(t, func(o *host.Options) { o.Trusted, o.Hashing = []string{"127.0.0.1"}, password.Options{} })
	hash, err := s.Host.Authn.Hasher.Hash(t.Context(), hosttest.TenantPassword)
	if err != nil {
		t.Fatal(err)
	}
	browsers := make([]*hosttest.Browser, 500)
	err = s.Host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		for i := range browsers {
			browsers[i] = s.Browser()
			browsers[i].Transport = hosttest.From(fmt.Sprintf("198.%d.%d.7", 18+i/250, i%250))
			if _, err := s.Host.Users.Create(ctx, tx, fmt.Sprintf("person%d@example.test", i), "Somebody", hash); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got := hosttest.AtOnce(len(browsers), func(i int) string {
		p := browsers[i].Post("/sign-in", "email", fmt.Sprintf("person%d@example.test", i), "password", hosttest.TenantPassword)
		if p.Status == http.StatusServiceUnavailable && p.Header.Get("Retry-After") != "" && strings.Contains(p.Body, "Too busy right now") {
			return "busy"
		}
		return fmt.Sprint(p.Status, " ", p.Location)
	})
	if in := got["303 /dashboard"]; in+got["busy"] != len(browsers) || in < 100 {
		t.Errorf("got %v", got)
	}
	s.Browser().Get("/sign-in").Says(t, http.StatusOK, "Sign in")
}

// With the gate full a plain page says so, at once for whoever comes after, and it
// passes by itself.
func TestAFullGateSaysBusyAndWhenToComeBack(t *testing.T) {
	s := hosttest.Boot(t)
	s.Host.Authn.Hasher = password.NewHasher(password.Options{Parallel: 1, MaxWait: 50 * time.Millisecond})
	ctx, calm := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for ctx.Err() == nil {
				_, _ = s.Host.Authn.Hasher.Hash(ctx, "somebody else's password")
			}
		})
	}
	busy := hosttest.Page{}
	for range 40 {
		busy = s.Browser().Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword)
		if busy.Status == http.StatusServiceUnavailable {
			break
		}
	}
	calm()
	wg.Wait()
	busy.Says(t, http.StatusServiceUnavailable, "Too busy right now")
	if busy.Header.Get("Retry-After") == "" {
		t.Error("nothing says when to come back")
	}
	s.Clock.Advance(2 * time.Hour)
	s.Browser().Post("/sign-in", "email", hosttest.Bruno, "password", hosttest.BrunoPassword).Leads(t, "/dashboard")
}
