package attachment

import (
	"context"
	"errors"
	"strings"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/setting"
)

const drawing = `<svg xmlns="http://www.w3.org/2000/svg"/>`

func (b *bench) keepLogo(value string) (kept string) {
	b.t.Helper()
	b.must(b.write(func(ctx context.Context, tx db.Tx) (err error) {
		kept, err = b.KeepLogoValue(ctx, tx, value)
		return err
	}))
	return kept
}

func TestTheLogoIsAFile(t *testing.T) {
	b := open(t)
	value, err := setting.LogoURL([]byte(drawing))
	b.must(err)
	kept := b.keepLogo(value)
	if kind, image, err := b.LogoImage(kept); kind != "image/svg+xml" || string(image) != drawing || err != nil {
		t.Errorf("%q is read as %s, %q, %v", kept, kind, image, err)
	}
	b.keepLogo(value) // the same once more
	b.must(b.Clear(t.Context()))
	if _, image, err := b.LogoImage(kept); string(image) != drawing || err != nil {
		t.Errorf("put in twice: %q, %v", image, err)
	}
	secret := b.attach("m", "secret", "sent to support")
	for _, stolen := range []string{setting.LogoFile("image/png", secret.Hash), kept, "data:text/html;base64,PGI+"} {
		err := b.write(func(ctx context.Context, tx db.Tx) error {
			_, err := b.KeepLogoValue(ctx, tx, stolen)
			return err
		})
		if err == nil {
			t.Errorf("%q is taken", stolen)
		}
	}
	if got := b.keepLogo(""); got != "" {
		t.Errorf("none is kept as %q", got)
	}
	b.must(b.Clear(t.Context()))
	if _, _, err := b.LogoImage(kept); !errors.Is(err, ErrNone) || len(b.left()) != 1 {
		t.Errorf("removed, and still there: %v, %v", err, b.left())
	}
}

// An upgrade moves the logo that stands in the settings.
func TestALogoBecomesAFile(t *testing.T) {
	b := open(t)
	adopt := func() string {
		upgrading := Upgrading(b.DB.Folder(), b.Clock)
		b.must(b.write(upgrading.AdoptLogo))
		got, err := b.Settings.Get(t.Context(), setting.LogoName)
		b.must(err)
		return got
	}
	if got := adopt(); got != "" {
		t.Errorf("none becomes %q", got)
	}
	value, err := setting.LogoURL([]byte(drawing))
	b.must(err)
	b.must(b.write(func(ctx context.Context, tx db.Tx) error { return b.Settings.Set(ctx, tx, setting.LogoName, value) }))
	got := adopt()
	if _, image, err := b.LogoImage(got); !strings.HasPrefix(got, "file:") || string(image) != drawing || err != nil {
		t.Errorf("it becomes %q, which is %q, %v", got, image, err)
	}
}
