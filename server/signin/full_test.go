package signin_test

import (
	"net/http"
	"testing"
	"time"

	"latchkey/server/host"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// The disk is full. Who is signed in reads on, what would be changed is refused in words, and whoever signs out is out:
// the cookie goes, and no copy of it opens anything any more.
func TestSigningOutOnAFullDisk(t *testing.T) {
	t.Parallel()
	disk := hosttest.SmallDisk(t, 8192)
	s := hosttest.Boot(t, func(o *host.Options) { o.Data = disk })
	b := s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	stolen := b.Cookie(web.SessionCookie)
	thief := func() *hosttest.Browser {
		w := s.Browser()
		w.Plant(web.SessionCookie, stolen)
		return w
	}
	b.Get("/readyz").Says(t, http.StatusOK, "ready")

	empty := hosttest.FillDisk(t, disk)
	s.Clock.Advance(2 * time.Minute) // it would be noted that the session was used
	b.Becomes("/readyz", http.StatusServiceUnavailable).Says(t, http.StatusServiceUnavailable, "not ready: full")
	b.Get("/dashboard").Says(t, http.StatusOK, "Ada")
	thief().Get("/dashboard").Says(t, http.StatusOK, "Ada")
	refused := b.Post("/profile", "name", "Ada L", "language", "en")
	refused.Says(t, http.StatusServiceUnavailable, "We can’t save anything right now")
	if refused.Header.Get("Retry-After") == "" {
		t.Error("nothing says when to come back")
	}
	out := b.Post("/sign-out")
	out.Says(t, http.StatusServiceUnavailable, "You’re signed out")
	if b.Cookie(web.SessionCookie) != "" || out.Header.Get("Clear-Site-Data") == "" {
		t.Errorf("the browser keeps what it had: %v", out.Header)
	}
	thief().IsOut("signed out on a full disk")

	empty()
	b.Becomes("/readyz", http.StatusOK).Says(t, http.StatusOK, "ready")
	thief().IsOut("with room again")
	if n := s.Count(`SELECT COUNT(*) FROM session`); n != 0 {
		t.Errorf("%d sessions are left", n)
	}
}

// Nobody comes again with the cookie of somebody who signed out on a full disk: it is recorded all the same, soon after
// there is room again, and at the latest when the server stops.
func TestASignOutOnAFullDiskOutlastsTheServer(t *testing.T) {
	t.Parallel()
	for name, wait := range map[string]bool{"before it stops": true, "when it stops": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			disk := hosttest.SmallDisk(t, 8192)
			onDisk := func(o *host.Options) { o.Data = disk }
			s := hosttest.Boot(t, onDisk)
			b := s.Browser()
			b.SignIn().Leads(t, "/dashboard")
			stolen := b.Cookie(web.SessionCookie)
			empty := hosttest.FillDisk(t, disk)
			b.Post("/sign-out").Says(t, http.StatusServiceUnavailable, "You’re signed out")
			empty()
			for until := time.Now().Add(30 * time.Second); wait && s.Count(`SELECT COUNT(*) FROM session`) != 0; time.Sleep(50 * time.Millisecond) {
				if time.Now().After(until) {
					t.Fatal("it is not recorded, though there is room")
				}
			}
			s.Stop()
			s.Start(onDisk)
			thief := s.Browser()
			thief.Plant(web.SessionCookie, stolen)
			thief.IsOut("signed out on a full disk, before the server was started again")
		})
	}
}
