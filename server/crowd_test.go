package main

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
)

// Half a thousand people at once: it takes a while, and everybody gets in.
func TestFiveHundredSignInsAtOnceAreAllAnswered(t *testing.T) {
	s := boot(t, func(o *Options) { o.Trusted, o.Hashing = []string{"127.0.0.1"}, password.Options{} })
	hash, err := s.host.Changes.Hasher.Hash(t.Context(), tenantPassword)
	if err != nil {
		t.Fatal(err)
	}
	browsers := make([]*browser, 500)
	err = s.host.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		for i := range browsers {
			browsers[i] = s.browser()
			browsers[i].Transport = from(fmt.Sprintf("198.%d.%d.7", 18+i/250, i%250))
			if _, err := s.host.Users.Create(ctx, tx, fmt.Sprintf("person%d@example.test", i), "Somebody", hash); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got := atOnce(len(browsers), func(i int) string {
		p := browsers[i].post("/sign-in", "email", fmt.Sprintf("person%d@example.test", i), "password", tenantPassword)
		if p.status == http.StatusServiceUnavailable && p.header.Get("Retry-After") != "" && strings.Contains(p.body, "Busy just now") {
			return "busy"
		}
		return fmt.Sprint(p.status, " ", p.location)
	})
	if in := got["303 /dashboard"]; in+got["busy"] != len(browsers) || in < 100 {
		t.Errorf("got %v", got)
	}
	s.browser().get("/sign-in").says(t, http.StatusOK, "Sign in")
}

// With the gate full a plain page says so, at once for whoever comes after, and it
// passes by itself.
func TestAFullGateSaysBusyAndWhenToComeBack(t *testing.T) {
	s := boot(t)
	s.host.Changes.Hasher = password.NewHasher(password.Options{Parallel: 1, MaxWait: 50 * time.Millisecond})
	ctx, calm := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for ctx.Err() == nil {
				_, _ = s.host.Changes.Hasher.Hash(ctx, "somebody else's password")
			}
		})
	}
	busy := page{}
	for range 40 {
		if busy = s.browser().post("/sign-in", "email", bruno, "password", brunoPassword); busy.status == http.StatusServiceUnavailable {
			break
		}
	}
	calm()
	wg.Wait()
	busy.says(t, http.StatusServiceUnavailable, "Busy just now")
	if busy.header.Get("Retry-After") == "" {
		t.Error("nothing says when to come back")
	}
	s.clock.Advance(2 * time.Hour)
	s.browser().post("/sign-in", "email", bruno, "password", brunoPassword).leads(t, "/dashboard")
}
