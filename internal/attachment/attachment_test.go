package attachment

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/db/dbtest"
	"latchkey/internal/setting"
)

type bench struct {
	*Files
	t *testing.T
}

func open(t *testing.T) *bench {
	t.Helper()
	d := dbtest.Open(t, filepath.Join(t.TempDir(), "latchkey.db"))
	return &bench{Files: New(d, clock.System(), setting.New(d)), t: t}
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) write(fn func(ctx context.Context, tx db.Tx) error) error {
	return b.DB.InTx(b.t.Context(), fn)
}

func (b *bench) stage(name, content string) *Staged {
	b.t.Helper()
	s, err := b.Stage(b.t.Context(), name, strings.NewReader(content), 10<<20)
	b.must(err)
	b.t.Cleanup(s.Discard)
	return s
}

// attach stages, places and attaches a file to a message.
func (b *bench) attach(message, name, content string) Attachment {
	b.t.Helper()
	s := b.stage(name, content)
	b.must(b.Place(s))
	to := Owner{TicketMessage, message}
	b.must(b.write(func(ctx context.Context, tx db.Tx) error { return b.Attach(ctx, tx, to, s) }))
	s.Discard()
	all, err := b.Of(b.t.Context(), b.DB.Read(), TicketMessage, message)
	b.must(err)
	return all[message][len(all[message])-1]
}

func (b *bench) remove(ids ...string) {
	b.t.Helper()
	b.must(b.write(func(ctx context.Context, tx db.Tx) error { return b.Remove(ctx, tx, ids...) }))
}

func (b *bench) content(a Attachment) string {
	b.t.Helper()
	file, err := b.Open(a)
	if err != nil {
		return err.Error()
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	b.must(err)
	return string(text)
}

// left lists what stands in the folder.
func (b *bench) left() (names []string) {
	entries, err := os.ReadDir(b.folder())
	if err != nil {
		return nil
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// aged makes what stands in the folder so old.
func (b *bench) aged(by time.Duration) {
	b.t.Helper()
	at := time.Now().Add(-by)
	for _, name := range b.left() {
		b.must(os.Chtimes(filepath.Join(b.folder(), name), at, at))
	}
}

func TestAFileIsKept(t *testing.T) {
	b := open(t)
	first := b.attach("m1", `C:\Users\ada\error.log`, "it broke\n")
	second := b.attach("m1", "again.txt", "it broke\n")
	if first.Name != "error.log" || first.Type != "text/plain" || first.Size != 9 || first.CreatedAt.IsZero() {
		t.Errorf("got %+v", first)
	}
	if first.Hash != second.Hash || first.ID == second.ID || len(b.left()) != 1 {
		t.Errorf("the same content stands there as %v", b.left())
	}
	if got := b.content(second); got != "it broke\n" {
		t.Errorf("reads as %q", got)
	}
	found, err := b.Find(t.Context(), b.DB.Read(), first.ID)
	if found != first || err != nil {
		t.Errorf("found %+v, %v", found, err)
	}
	if _, err := b.Find(t.Context(), b.DB.Read(), "nobody's"); !errors.Is(err, ErrNone) {
		t.Errorf("found nobody's: %v", err)
	}
	b.attach("m2", "x", "x")
	all, err := b.Of(t.Context(), b.DB.Read(), TicketMessage, "m1", "m2", "m3")
	if err != nil || len(all["m1"]) != 2 || len(all["m2"]) != 1 || len(all["m3"]) != 0 || all["m1"][0] != first {
		t.Errorf("of the messages: %+v, %v", all, err)
	}
	if all, err := b.Of(t.Context(), b.DB.Read(), Logo, "m1"); err != nil || len(all) != 0 {
		t.Errorf("another kind has %+v, %v", all, err)
	}
}

func TestWhatIsTooLargeIsRefused(t *testing.T) {
	b := open(t)
	for name, c := range map[string]struct {
		content io.Reader
		want    error
	}{
		"empty":            {strings.NewReader(""), ErrEmpty},
		"a byte too large": {strings.NewReader("12345"), ErrTooLarge},
		"without end":      {endless{}, ErrTooLarge},
		"cut off":          {io.MultiReader(strings.NewReader("12"), broken{}), errBroken},
	} {
		if _, err := b.Stage(t.Context(), "x", c.content, 4); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if left := b.left(); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	to := Owner{TicketMessage, "m"}
	attach := func(files ...*Staged) error {
		return b.write(func(ctx context.Context, tx db.Tx) error { return b.Attach(ctx, tx, to, files...) })
	}
	large := &Staged{Name: "x", Size: 10<<20 + 1, Hash: strings.Repeat("a", 64)}
	if err := attach(large); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a large one: %v", err)
	}
	much := &Staged{Name: "x", Size: 9 << 20, Hash: strings.Repeat("a", 64)}
	if err := attach(much, much, much); !errors.Is(err, ErrTooMuch) {
		t.Errorf("much: %v", err)
	}
	one := b.stage("x", "x")
	if err := attach(one, one, one, one); err != nil {
		t.Fatal(err)
	}
	if err := attach(one, one); !errors.Is(err, ErrTooMany) {
		t.Errorf("more than five in two goes: %v", err)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

var errBroken = errors.New("the connection broke")

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errBroken }

// A row never stands without its content: not where it was never placed, nor where it was cleared meanwhile.
func TestARowHasItsContent(t *testing.T) {
	b := open(t)
	to := Owner{TicketMessage, "m"}
	s := b.stage("x", "x")
	s.Discard()
	err := b.write(func(ctx context.Context, tx db.Tx) error { return b.Attach(ctx, tx, to, s) })
	if !errors.Is(err, ErrNotPlaced) {
		t.Errorf("without content: %v", err)
	}
	again := b.stage("x", "x")
	b.must(b.Place(again))
	b.must(os.Remove(b.path(again.Hash)))
	b.must(b.write(func(ctx context.Context, tx db.Tx) error { return b.Attach(ctx, tx, to, again) }))
	again.Discard()
	found, err := b.Check(t.Context(), b.DB.Read(), true)
	if err != nil || found.Contents != 1 || len(found.Lost) != 0 {
		t.Errorf("found %+v, %v", found, err)
	}
}

func TestAContentGoesWithItsLastRow(t *testing.T) {
	b := open(t)
	first, second := b.attach("m1", "a", "same"), b.attach("m2", "b", "same")
	b.remove(first.ID)
	b.must(b.Clear(t.Context()))
	if b.content(second) != "same" {
		t.Error("another's content is gone")
	}
	undone := errors.New("undone")
	err := b.write(func(ctx context.Context, tx db.Tx) error {
		return errors.Join(b.RemoveOf(ctx, tx, Owner{TicketMessage, "m2"}), undone)
	})
	if !errors.Is(err, undone) {
		t.Fatal(err)
	}
	b.must(b.Clear(t.Context()))
	if b.content(second) != "same" {
		t.Error("a removal that was undone took the content")
	}
	b.must(b.write(func(ctx context.Context, tx db.Tx) error { return b.RemoveOf(ctx, tx, Owner{TicketMessage, "m2"}) }))
	release, err := Pin(t.Context(), b.DB.Folder())
	b.must(err)
	b.must(b.Clear(t.Context()))
	if len(b.left()) != 1 {
		t.Error("deleted while a backup holds it")
	}
	release()
	b.must(b.Clear(t.Context()))
	if left := b.left(); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

// Whatever is attached and taken away at once, what has a row has its content.
func TestTheSameContentComesAndGoes(t *testing.T) {
	b := open(t)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			message := string(rune('a' + i))
			for range 25 {
				s, err := b.Stage(t.Context(), "x", strings.NewReader("the same"), 100)
				if err == nil {
					err = b.Place(s)
				}
				if err == nil {
					err = b.write(func(ctx context.Context, tx db.Tx) error { return b.Attach(ctx, tx, Owner{TicketMessage, message}, s) })
				}
				if err != nil {
					t.Error(err)
					return
				}
				s.Discard()
				if found, err := b.Check(t.Context(), b.DB.Read(), false); err != nil || len(found.Lost) > 0 {
					if again, _ := b.Check(t.Context(), b.DB.Read(), false); len(again.Lost) > 0 { // both looks within one removal
						t.Errorf("lost: %v, %v", again.Lost, err)
					}
				}
				err = b.write(func(ctx context.Context, tx db.Tx) error { return b.RemoveOf(ctx, tx, Owner{TicketMessage, message}) })
				if err := errors.Join(err, b.Clear(t.Context())); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if left := b.left(); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

func TestWhatNobodyNamesIsSwept(t *testing.T) {
	b := open(t)
	kept := b.attach("m", "kept", "kept")
	orphan, draft := b.stage("x", "orphan"), b.stage("y", "draft")
	b.must(b.Place(orphan))
	orphan.Discard()
	b.must(os.WriteFile(filepath.Join(b.folder(), "notes of the host"), []byte("x"), 0o600))
	b.must(b.Sweep(t.Context()))
	if n := len(b.left()); n != 4 {
		t.Errorf("swept within the day: %v", b.left())
	}
	b.aged(25 * time.Hour)
	b.swept = time.Time{}
	b.must(b.Sweep(t.Context()))
	if left := strings.Join(b.left(), " "); left != kept.Hash+" notes of the host" && left != "notes of the host "+kept.Hash {
		t.Errorf("left: %s", left)
	}
	_ = draft
}

func TestWhatIsLostIsNamed(t *testing.T) {
	b := open(t)
	gone, changed := b.attach("m1", "gone", "1"), b.attach("m2", "changed", "2")
	cut, whole := b.attach("m3", "cut", "33"), b.attach("m4", "w", "4")
	orphan := b.stage("x", "orphan")
	b.must(b.Place(orphan))
	orphan.Discard()
	b.must(os.Remove(b.path(gone.Hash)))
	b.must(os.WriteFile(b.path(changed.Hash), []byte("x"), 0o600))
	b.must(os.Truncate(b.path(cut.Hash), 1))
	found, err := b.Check(t.Context(), b.DB.Read(), true)
	b.must(err)
	var said []string
	for _, l := range found.Lost {
		said = append(said, l.String())
	}
	for _, want := range []string{`"gone" of ticket_message m1 is missing`, `"changed" of ticket_message m2 is damaged`, `"cut"`} {
		if !strings.Contains(strings.Join(said, "\n"), want) {
			t.Errorf("%q is missing from %q", want, said)
		}
	}
	if len(found.Lost) != 3 || found.Contents != 4 || found.Orphans != 1 || found.Bytes != 5 {
		t.Errorf("found %+v", found)
	}
	quick, err := b.Check(t.Context(), b.DB.Read(), false)
	if err != nil || len(quick.Lost) != 2 {
		t.Errorf("a quick look finds %+v, %v", quick.Lost, err)
	}
	var copied bytes.Buffer
	lost, err := Copy(t.Context(), b.DB.Read(), b.DB.Folder(), func(_ Attachment, content io.Reader) error {
		_, err := io.Copy(&copied, content)
		return err
	})
	if err != nil || len(lost) != 3 || copied.String() != b.content(whole) {
		t.Errorf("copied %q, lost %v, %v", copied.String(), lost, err)
	}
	b.attach("m5", "again", "2") // the same content heals what was damaged, where that shows by its size
	b.attach("m6", "again", "33")
	if b.content(cut) != "33" {
		t.Errorf("a content that was cut stays %q", b.content(cut))
	}
}

// No hash that stands in a row leads out of the folder.
func TestAHashThatIsNoneLeadsNowhere(t *testing.T) {
	b := open(t)
	b.must(os.WriteFile(filepath.Join(b.DB.Folder(), "key"), []byte("secret"), 0o600))
	for _, hash := range []string{
		"../key", "", ".", "..", "key", strings.Repeat("../", 20) + "etc/passwd", strings.Repeat("g", 64), strings.Repeat("a", 63),
	} {
		if got := b.content(Attachment{Hash: hash}); got != ErrNone.Error() {
			t.Errorf("%q reads %q", hash, got)
		}
	}
}
