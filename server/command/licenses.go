package command

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"

	"latchkey/static"
)

// licenses prints the notices that go along with what others have made, and is in this program.
func licenses(_ context.Context, c Console, args []string) error {
	if err := parse(c, newFlags(c, "licenses"), args); err != nil {
		return err
	}
	file, err := static.FS.Open("dist/notices.gz")
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("this build has no notices: `task build` makes a complete one")
	}
	if err != nil {
		return err
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	_, err = io.Copy(c.Out, unpacked)
	return err
}
