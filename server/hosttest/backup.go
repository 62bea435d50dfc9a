package hosttest

import (
	"archive/tar"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// Unpack puts what a backup holds into a data folder, as tar does.
func Unpack(backup, data string) error {
	file, err := os.Open(backup)
	if err != nil {
		return err
	}
	defer file.Close()
	for archive := tar.NewReader(file); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		path := filepath.Join(data, header.Name)
		if header.Typeflag == tar.TypeDir {
			err = os.MkdirAll(path, 0o700)
		} else {
			err = unpack(path, archive)
		}
		if err != nil {
			return err
		}
	}
}

func unpack(path string, content io.Reader) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	return errors.Join(err, file.Close())
}
