package factor_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/seal"
)

func (p *phone) reveal() (codes []string, err error) {
	err = p.db.InTx(p.Context(), func(ctx context.Context, tx db.Tx) error {
		codes, err = p.factors.Reveal(ctx, tx, p.owner.UserID)
		return err
	})
	return codes, err
}

// codesOf reveals a person's codes, which nobody may have done before.
func codesOf(t *testing.T, p *phone) []string {
	t.Helper()
	codes, err := p.reveal()
	if err != nil || len(codes) != factor.BackupCodes {
		t.Fatalf("%d codes, %v", len(codes), err)
	}
	return codes
}

func (p *phone) makeCodes() {
	p.Helper()
	p.write(func(ctx context.Context, tx db.Tx) error {
		return p.factors.MakeCodes(ctx, tx, p.owner.UserID, factor.ByApp)
	})
}

func (p *phone) backup(input string) factor.Outcome { return p.verify(factor.Backup, input, false) }

func TestEachBackupCodeWorksOnce(t *testing.T) {
	t.Parallel()
	p := newDesk(t).phoneOf("ada@example.com")
	for i, c := range codesOf(t, p) {
		if o := p.backup(strings.ToUpper(code.FormatBackup(c))); !o.OK || o.Left != factor.BackupCodes-1-i {
			t.Fatalf("code %d: %s, %d left", i+1, told(o), o.Left)
		}
		if i == 4 {
			p.restart()
		}
		if got := told(p.backup(c)); got != "used" {
			t.Fatalf("code %d again: %s", i+1, got)
		}
	}
}

// A backup code spent twice in a race.
func TestOfFiftyWithOneBackupCodeOneWins(t *testing.T) {
	t.Parallel()
	p := newDesk(t).phoneOf("ada@example.com")
	input := codesOf(t, p)[0]
	var won atomic.Int64
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if p.backup(input).OK {
				won.Add(1)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Fatalf("%d got in with one code", won.Load())
	}
}

// Another person's code; an old set after a new one; after off and on again.
func TestBackupCodesThatAreNotInForce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ada, bob := d.phoneOf("ada@example.com"), d.phoneOf("bob@example.com")
	adas := codesOf(t, ada)
	if got := told(bob.backup(adas[0])); got != "wrong" {
		t.Errorf("Ada's code for Bob: %s", got)
	}
	ada.makeCodes()
	if got := told(ada.backup(adas[0])); got != "wrong" {
		t.Errorf("the old set after a new one: %s", got)
	}
	second := codesOf(t, ada)
	d.write(func(ctx context.Context, tx db.Tx) error { return d.factors.RemoveAll(ctx, tx, ada.owner.UserID) })
	if got := told(ada.backup(second[0])); got != "not set up" {
		t.Errorf("after switching off: %s", got)
	}
	again := d.begin(ada.owner, false)
	if got := told(again.confirm(again.code(0))); got != "in" {
		t.Fatalf("on again: %s", got)
	}
	for name, old := range map[string]string{"first": adas[1], "second": second[1]} {
		if got := told(ada.backup(old)); got != "wrong" {
			t.Errorf("the %s set after off and on: %s", name, got)
		}
	}
}

func TestWhatIsNotABackupCode(t *testing.T) {
	t.Parallel()
	p := newDesk(t).phoneOf("ada@example.com")
	right := codesOf(t, p)[0]
	for name, input := range map[string]string{
		"nothing": "", "cut short": right[:11], "too long": right + "0", "a list": right + "," + right,
	} {
		if got := told(p.backup(input)); got != "not a code" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// The codes are shown in the clear once, and not at all once they are said to be saved.
func TestBackupCodesAreRevealedOnce(t *testing.T) {
	t.Parallel()
	p := newDesk(t).phoneOf("ada@example.com")
	codesOf(t, p)
	if codes, err := p.reveal(); !errors.Is(err, factor.ErrShown) || codes != nil {
		t.Errorf("a second time: %v", err)
	}
	p.makeCodes()
	codesOf(t, p)
	p.write(func(ctx context.Context, tx db.Tx) error { return p.factors.Saved(ctx, tx, p.owner.UserID) })
	if _, err := p.reveal(); !errors.Is(err, factor.ErrShown) {
		t.Errorf("after they were saved: %v", err)
	}
	state, err := p.factors.State(t.Context(), p.db.Read(), p.owner.UserID)
	p.must(err)
	if state.Backup.SavedAt != p.clock.Now() || state.Backup.Left != 10 || state.Backup.Total != 10 || !state.On() {
		t.Errorf("the state is %+v", state)
	}
}

func TestAreCodes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p, bob := d.phoneOf("ada@example.com"), d.phoneOf("bob@example.com")
	codes := codesOf(t, p)
	p.backup(codes[0])
	var shown []string
	for _, c := range codes {
		shown = append(shown, strings.ToUpper(code.FormatBackup(c)))
	}
	for name, c := range map[string]struct {
		inputs []string
		want   bool
	}{
		"all of them, one used":  {codes, true},
		"as they are shown":      {shown, true},
		"one wrong among them":   {append([]string{"0000-0000-0000"}, codes[:3]...), false},
		"not a code among them":  {[]string{codes[1], "x"}, false},
		"somebody else's":        {codesOf(t, bob), false},
		"none":                   {nil, false},
		"more than a set can be": {append(codes[:10:10], codes[0]), false},
	} {
		got, err := d.factors.AreCodes(t.Context(), d.db.Read(), p.owner.UserID, c.inputs)
		if err != nil || got != c.want {
			t.Errorf("%s: %v, %v; want %v", name, got, err, c.want)
		}
	}
}

// A stolen database gives away neither codes nor secret: not in the file, not in
// its write-ahead log, not while they wait to be shown.
func TestAStolenDatabaseHoldsNoSecret(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	waiting := d.begin(d.person("bob@example.com"), true)
	pending, err := d.pending(waiting.owner)
	d.must(err)
	p := d.phoneOf("ada@example.com")
	var stolen []byte
	steal := func() {
		names, _ := filepath.Glob(filepath.Join(d.folder, "latchkey.db*"))
		if len(names) < 2 {
			t.Fatalf("only %v: where is the write-ahead log?", names)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			d.must(err)
			stolen = append(stolen, text...)
		}
	}
	steal()
	codes := codesOf(t, p)
	steal()
	if !bytes.Contains(stolen, []byte("ada@example.com")) {
		t.Fatal("what was stolen is not the database")
	}
	for _, secret := range append(append(codes, p.secret, pending.Secret), pending.Codes...) {
		for _, form := range []string{secret, code.FormatBackup(secret), seal.HashToken(secret)} {
			if bytes.Contains(stolen, []byte(form)) {
				t.Fatalf("%s stands in the database", form)
			}
		}
	}
}

// With a new key on top of the key file all that was made with the old one holds.
func TestCodesSurviveAChangeOfKey(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.phoneOf("ada@example.com")
	path := filepath.Join(d.folder, "key")
	old, err := os.ReadFile(path)
	d.must(err)
	d.must(os.WriteFile(path, []byte(seal.NewKeyLine()+"\n"+string(old)), 0o600))
	d.restart()
	p.desk = d
	codes := codesOf(t, p)
	if got := told(p.backup(codes[0])); got != "in" {
		t.Errorf("a backup code: %s", got)
	}
	if got := told(p.backup(codes[0])); got != "used" {
		t.Errorf("the same again: %s", got)
	}
	if got := told(p.asStranger(p.code(0))); got != "in" {
		t.Errorf("a one-time code: %s", got)
	}
}
