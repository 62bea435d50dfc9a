package attachment

import (
	"bytes"
	"context"
	"io"
	"os"

	"latchkey/internal/db"
	"latchkey/internal/setting"
)

// logo is the owner of the host's logo: the setting of that name says which file it is.
var logo = Owner{Kind: Logo, ID: setting.LogoName}

// LogoLimits bound what comes in as a logo: every page loads it.
func LogoLimits() Limits { return Limits{Size: setting.MostLogo, Count: 1, Total: setting.MostLogo} }

// CheckLogo sees that a file which has come in is an image that may be the host's logo, by its content, whatever it is called,
// and returns what the setting will say of it: see [setting.LogoFile]. Its error for any other says why, in words for the host.
func (f *Files) CheckLogo(s *Staged) (value string, err error) {
	draft, err := os.Open(s.draft)
	if err != nil {
		return "", db.Reason(err)
	}
	defer draft.Close()
	image, err := io.ReadAll(io.LimitReader(draft, setting.MostLogo+1))
	if err != nil {
		return "", db.Reason(err)
	}
	if s.Type, err = setting.LogoType(image); err != nil {
		return "", err
	}
	return setting.LogoFile(s.Type, s.Hash), nil
}

// KeepLogo keeps a file that has come in as the host's logo, in the place of the one before, and returns what the setting
// has to say. It checks it once more. Nobody names a file that is there already: it may be one that was sent to support.
func (f *Files) KeepLogo(ctx context.Context, tx db.Tx, s *Staged) (string, error) {
	value, err := f.CheckLogo(s)
	if err != nil {
		return "", err
	}
	if err := f.RemoveOf(ctx, tx, logo); err != nil {
		return "", err
	}
	return value, f.Attach(ctx, tx, logo, s)
}

// KeepLogoValue is [Files.KeepLogo] of an image as [setting.LogoURL] makes it; "" removes the logo.
func (f *Files) KeepLogoValue(ctx context.Context, tx db.Tx, value string) (string, error) {
	if value == "" {
		return "", f.RemoveOf(ctx, tx, logo)
	}
	_, image, err := setting.ParseLogo(value)
	if err != nil {
		return "", err
	}
	staged, err := f.Stage(ctx, "logo", bytes.NewReader(image), setting.MostLogo)
	if err != nil {
		return "", err
	}
	defer staged.Discard()
	return f.KeepLogo(ctx, tx, staged)
}

// LogoImage returns the media type and the content of the host's logo; [ErrNone] if there is none.
func (f *Files) LogoImage(value string) (kind string, image []byte, err error) {
	kind, hash, found := setting.ParseLogoFile(value)
	if !found {
		return "", nil, ErrNone
	}
	file, err := f.Open(Attachment{Hash: hash})
	if err != nil {
		return "", nil, err
	}
	defer file.Close()
	image, err = io.ReadAll(io.LimitReader(file, setting.MostLogo))
	return kind, image, err
}

// AdoptLogo is the name of [Files.AdoptLogo] among the steps of migrations.
const AdoptLogo = "attachment.logo"

// AdoptLogo moves a logo that stands in the settings into a file.
func (f *Files) AdoptLogo(ctx context.Context, tx db.Tx) error {
	values, err := f.Settings.All(ctx, tx)
	if err != nil || values[setting.LogoName] == "" {
		return err
	}
	value, err := f.KeepLogoValue(ctx, tx, values[setting.LogoName])
	if err != nil {
		return err
	}
	return f.Settings.Set(ctx, tx, setting.LogoName, value)
}
