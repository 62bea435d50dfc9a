package host

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockFile stands beside the database while it is served. It stays when the program
// ends, however it ends; the lock on it does not.
const lockFile = "latchkey.lock"

// lock makes sure that no other program serves the data folder, until release is
// called. Commands such as `latchkey user` don't ask for it: they work meanwhile.
func lock(data string) (release func() error, err error) {
	if err := makeFolder(data); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(data, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the data folder can't be written to: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		const words = "another latchkey serves %s already: stop that one first, or give this one a folder of its own with --data"
		return nil, errors.Join(fmt.Errorf(words, data), file.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the data folder can't be locked: %w", err), file.Close())
	}
	return file.Close, nil
}

func makeFolder(data string) error {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return fmt.Errorf("the data folder can't be made: %w", err)
	}
	return nil
}
