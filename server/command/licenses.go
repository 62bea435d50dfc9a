package command

import (
	"context"
	"errors"
	"io/fs"

	"latchkey/static"

	"github.com/valyala/fasthttp"
)

// licenses prints the notices that go along with what others have made, and is in this program.
func licenses(_ context.Context, c Console, args []string) error {
	if err := parse(c, newOwnFlags(c, "licenses"), args); err != nil {
		return err
	}
	packed, err := fs.ReadFile(static.FS, "dist/notices.br")
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("this build has no notices: `task build` makes a complete one")
	}
	if err != nil {
		return err
	}
	text, err := fasthttp.AppendUnbrotliBytes(nil, packed)
	if err != nil {
		return err
	}
	_, err = c.Out.Write(text)
	return err
}
