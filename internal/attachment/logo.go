package attachment

import (
	"bytes"
	"context"
	"io"

	"latchkey/internal/db"
	"latchkey/internal/setting"
)

// logo is the owner of the host's logo: the setting of that name says which file it is.
var logo = Owner{Kind: Logo, ID: setting.LogoName}

// KeepLogo keeps the host's logo in the place of the one before, and returns what the setting has to say: see
// [setting.LogoFile]. Value is an image as [setting.LogoURL] makes it, or "" for none; its error for any other says why, in words
// for the host. Nobody names a file that is there already: it may be one that was sent to support.
func (f *Files) KeepLogo(ctx context.Context, tx db.Tx, value string) (string, error) {
	if err := f.RemoveOf(ctx, tx, logo); err != nil || value == "" {
		return "", err
	}
	kind, image, err := setting.ParseLogo(value)
	if err != nil {
		return "", err
	}
	staged, err := f.Stage(ctx, "logo", bytes.NewReader(image), setting.MostLogo)
	if err != nil {
		return "", err
	}
	defer staged.Discard()
	return setting.LogoFile(kind, staged.Hash), f.Attach(ctx, tx, logo, staged)
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
	value, err := f.KeepLogo(ctx, tx, values[setting.LogoName])
	if err != nil {
		return err
	}
	return f.Settings.Set(ctx, tx, setting.LogoName, value)
}
