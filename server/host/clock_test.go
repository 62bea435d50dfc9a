package host_test

import (
	"net/http"
	"testing"
	"time"

	"latchkey/internal/factor"
	"latchkey/server/hosttest"
	"latchkey/server/web"
)

const years = 10 * 365 * 24 * time.Hour

// An hour in the wrong year harms nobody afterwards: what was made in it would otherwise hold until that year has come.
func TestWhatWasMadeInAWrongYearOpensNothing(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("registration", "open")
	s.Set("trust.days", "7")
	s.Clock.Advance(years)
	secrets := oneOfEach(s)
	s.Clock.Advance(-years)
	for kind, path := range opens {
		if kind == web.CaseCookie { // it shows a case, which waits
			continue
		}
		b := s.Browser()
		b.Plant(kind, secrets[kind])
		if p := b.Get(path); opened(p) {
			t.Errorf("%s, made in another year, opens %s", kind, path)
		}
	}
	b := s.Browser()
	b.Plant(web.BrowserCookie, secrets[web.BrowserCookie])
	b.Plant(web.TrustCookie, secrets[web.TrustCookie])
	b.SignIn().Leads(t, "/sign-in/code")
}

// What restricts stays: a code that is spent, a person who is kept out, an account that is frozen.
func TestWhatRestrictsOutlivesAWrongYear(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	owner := s.Browser()
	secret, codes := owner.TurnOn()
	s.Clock.Advance(years)
	b := s.Browser()
	b.SignIn().Leads(t, "/sign-in/code")
	b.Post("/sign-in/backup-code", "backup_code", codes[0]).Leads(t, "/security?said=backup-code")
	s.Noor().Post("/desk/people/" + s.IDOf(hosttest.Bruno) + "/disable")
	s.Clock.Advance(-years)

	b = s.Browser()
	b.SignIn().Leads(t, "/sign-in/code")
	if p := b.Post("/sign-in/backup-code", "backup_code", codes[0]); p.Status != http.StatusUnprocessableEntity {
		t.Errorf("a backup code that was spent works again: %d to %s", p.Status, p.Location)
	}
	b.Post("/sign-in/verify", "code", s.Code(secret)).Leads(t, "/dashboard")
	if s.Count(`SELECT COUNT(*) FROM users WHERE disabled_at > 0`) != 1 {
		t.Error("whoever was kept out may come in again")
	}
}

// A server that was minutes off while somebody set up, and is put right, lets them in from their own browser: its codes are
// refused once there, and followed then.
func TestAServerThatWasMinutesOffFindsItsWayBack(t *testing.T) {
	t.Parallel()
	for name, off := range map[string]time.Duration{"slow": -3 * time.Minute, "fast": 3 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			s := hosttest.Boot(t)
			s.Clock.Advance(off)
			b := s.Browser()
			b.SignIn().Leads(t, "/dashboard")
			b.Post("/security/two-factor/start").Leads(t, "/security/two-factor/scan")
			secret := hosttest.Between(t, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
			phone := func(off time.Duration) string { // by the true time
				s.Clock.Advance(30 * time.Second)
				code, err := factor.At(secret, int64(s.Clock.Now().Add(-off))/30_000)
				if err != nil {
					t.Fatal(err)
				}
				return code
			}
			b.Post("/security/two-factor/verify", "code", phone(off)).Says(t, http.StatusUnprocessableEntity, "3 minutes")
			b.Post("/security/two-factor/verify", "code", phone(off)).Leads(t, "/security/backup-codes?of=set-up")
			s.Clock.Advance(-off)
			b.Post("/sign-out")
			b.SignIn().Leads(t, "/sign-in/code")
			p := b.Post("/sign-in/verify", "code", phone(0))
			if p.Status == http.StatusUnprocessableEntity {
				p.Says(t, http.StatusUnprocessableEntity, "Wait for the next one and enter that.")
				p = b.Post("/sign-in/verify", "code", phone(0))
			}
			p.Leads(t, "/dashboard")
			s.Clock.Advance(30 * time.Second)
			s.SignedIn(secret)
		})
	}
}
