package seal

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

const keySize = 32

// Load reads a key file: one key a line, "ID SECRET", the newest first. [Rotate] puts a new line on top
// and keeps the old ones.
func Load(path string) (*Ring, error) {
	ring := &Ring{path: path}
	ring.file.seen = stampOf(path) // before it is read: what is written meanwhile is read once more
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading key file: %w", err)
	}
	keys, err := parse(path, text)
	if err != nil {
		return nil, err
	}
	ring.keys.Store(&keys)
	return ring, nil
}

func parse(path string, text []byte) (keys []key, err error) {
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, secret, _ := strings.Cut(line, " ")
		raw, err := encoding.DecodeString(strings.TrimSpace(secret))
		if err != nil || len(raw) != keySize || id == "" {
			return nil, fmt.Errorf("key file %s holds a line that is not a key: put back the right file", path)
		}
		k, err := newKey(id, raw)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("key file %s holds no key", path)
	}
	return keys, nil
}

// LoadOrCreate is [Load], but creates a missing file with a new key, readable by its owner only. If two
// processes start at once, one writes the file and both read the same key.
func LoadOrCreate(path string) (*Ring, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := create(path); err != nil {
			return nil, err
		}
	}
	return Load(path)
}

// create writes beside the path and then links: a half-written key never stands there.
func create(path string) error {
	draft, err := os.CreateTemp(dir(path), ".key-*")
	if err != nil {
		return fmt.Errorf("creating key file: %w", err)
	}
	defer os.Remove(draft.Name())
	_, err = draft.WriteString("# Latchkey's key. Keep a copy apart from the database's backups: " +
		"each is useless without the other.\n" + NewKeyLine() + "\n")
	if err := errors.Join(err, draft.Chmod(0o600), draft.Sync(), draft.Close()); err != nil {
		return fmt.Errorf("writing key file: %w", err)
	}
	if err := os.Link(draft.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("creating key file: %w", err)
	}
	return nil
}

// NewKeyLine returns a new key as one line of a key file.
func NewKeyLine() string {
	var random [4 + keySize]byte
	_, _ = rand.Read(random[:])
	return hex.EncodeToString(random[:4]) + " " + encoding.EncodeToString(random[4:])
}

func dir(path string) string {
	if i := strings.LastIndexByte(path, os.PathSeparator); i >= 0 {
		return path[:i+1]
	}
	return "."
}
