package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/seal"
	"latchkey/server/hosttest"
)

// A key is rotated under a running server: nobody notices, all that was sealed is sealed anew, and what is only compared stays on
// the old key, which can't be removed as long.
func TestAKeyIsRotatedWhilePeopleAreServed(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	secret := b.SetUpSecondStep()
	old := strings.Fields(lastLine(t, filepath.Join(s.Data, "key")))[0]
	latchkey(t, nil, "", "key", "check", "--data", s.Data).Succeeds(t, old+"  seals", "1 authenticator apps", "10 backup codes")
	latchkey(t, nil, "", "key", "rotate", "--data", s.Data).Succeeds(t, "seals from now on", "A running server")

	b.Get("/security").Says(t, 200, "Authenticator app") // the session, and what is sealed in the browser
	for s.Count(`SELECT COUNT(*) FROM factor WHERE secret LIKE '`+old+`.%'`) > 0 {
		time.Sleep(50 * time.Millisecond) // the server takes it up by itself; the test's own time is the limit
	}
	s.Clock.Advance(time.Minute)
	s.SignedIn(secret).Get("/dashboard").Says(t, 200, "")
	said := latchkey(t, nil, "", "key", "check", "--data", s.Data)
	said.Succeeds(t, "10 backup codes")
	for line := range strings.Lines(said.Out) {
		onOld := strings.HasPrefix(line, old)
		if strings.Contains(line, "apps") && onOld || strings.Contains(line, "10 backup") && !onOld {
			t.Errorf("rests on the wrong key: %s", line)
		}
	}
	settle(t, s.Data)
	latchkey(t, nil, "", "key", "remove", old, "--data", s.Data).Refuses(t, 1, "has to stay", "rows of the audit log")
	s.Stop()
	latchkey(t, nil, "", "check", "--data", s.Data)
	takeOut(t, s.Data, old)
	latchkey(t, nil, "", "key", "check", "--data", s.Data).Refuses(t, 1, "the line of the key "+old)
}

// settle has the key file have stood as it is for a while.
func settle(t *testing.T, data string) {
	t.Helper()
	if err := os.Chtimes(filepath.Join(data, "key"), time.Time{}, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
}

// A key on which nothing rests goes; the newest, one that is not there, and one that was there a moment ago do not.
func TestAKeyThatNothingRestsOnIsRemoved(t *testing.T) {
	t.Parallel()
	data := furnish(t)
	first, err := seal.Rotate(filepath.Join(data, "key")) // as one that was made, and never used
	if err != nil {
		t.Fatal(err)
	}
	latchkey(t, nil, "", "key", "rotate", "--data", data).Succeeds(t)
	latchkey(t, nil, "", "key", "remove", first, "--data", data).Refuses(t, 1, "a moment ago")
	settle(t, data)
	ring, err := seal.Load(filepath.Join(data, "key"))
	if err != nil {
		t.Fatal(err)
	}
	latchkey(t, nil, "", "key", "remove", ring.IDs()[0], "--data", data).Refuses(t, 1, "newest key")
	latchkey(t, nil, "", "key", "remove", "ffffffff", "--data", data).Refuses(t, 1, "no key of this id")
	latchkey(t, nil, "", "key", "remove", first, "--data", data).Succeeds(t, "is removed")
	latchkey(t, nil, "", "check", "--data", data).Succeeds(t)
}

// A server that was stopped half way through sealing anew goes on at its next start.
func TestSealingAnewGoesOnAtTheNextStart(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn().Leads(t, "/dashboard")
	b.SetUpSecondStep()
	s.Stop()
	old := strings.Fields(lastLine(t, filepath.Join(s.Data, "key")))[0]
	rows := db.Bite + 7 // more than one transaction takes
	tamper(t, s.Data, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 507)
		INSERT INTO factor (id, user_id, kind, name, secret, target, strength, created_at, pending_until, suspended_at)
		SELECT '!' || i, user_id, kind, name, secret, target, strength, created_at, 0, 1 FROM factor, n WHERE secret <> ''`)
	latchkey(t, nil, "", "key", "rotate", "--data", s.Data).Succeeds(t)
	s.Start()
	for s.Count(`SELECT COUNT(*) FROM factor WHERE id NOT LIKE '!%' AND secret LIKE '`+old+`.%'`) > 0 {
		time.Sleep(20 * time.Millisecond)
	}
	// What does not open where it stands stays as it is, and keeps nothing else from being sealed anew.
	if n := s.Count(`SELECT COUNT(*) FROM factor WHERE id LIKE '!%' AND secret LIKE '` + old + `.%'`); n != rows {
		t.Errorf("%d of %d that can't be opened were changed", rows-n, rows)
	}
}
