package host

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"latchkey/internal/db"

	"filippo.io/age"
)

// ageHead is how a file begins that age has encrypted (age-encryption.org/v1).
const ageHead = "age-encryption.org/v1\n"

// recipients reads public keys of age.
func recipients(all []string) (read []age.Recipient, err error) {
	for _, one := range all {
		r, err := age.ParseRecipients(strings.NewReader(one))
		if err != nil {
			return nil, UsageError(fmt.Sprintf("%q is no public key of age; age-keygen prints one, which begins with age1", one))
		}
		read = append(read, r...)
	}
	return read, nil
}

type unsealed struct{ io.Writer }

func (unsealed) Close() error { return nil }

// encrypted is where an archive is written to; to nobody in particular, as it is.
func encrypted(into io.Writer, to []age.Recipient) (io.WriteCloser, error) {
	if len(to) == 0 {
		return unsealed{into}, nil
	}
	return age.Encrypt(into, to...)
}

// decrypted reads what was encrypted to one of the identities in a file.
func (p PutBack) decrypted(content io.Reader) (io.Reader, error) {
	if p.Identity == "" {
		return nil, fmt.Errorf("%s is encrypted: name the file with the identity that age-keygen has made with --identity", p.From)
	}
	file, err := os.Open(p.Identity)
	if err != nil {
		return nil, db.Reason(err)
	}
	defer file.Close()
	identities, err := age.ParseIdentities(file)
	if err != nil {
		return nil, fmt.Errorf("%s holds no identity of age", p.Identity)
	}
	plain, err := age.Decrypt(content, identities...)
	if other := new(age.NoIdentityMatchError); errors.As(err, &other) {
		return nil, fmt.Errorf("%s is not encrypted to the identity in %s", p.From, p.Identity)
	}
	if err != nil {
		return nil, fmt.Errorf("%s is not whole: %w", p.From, err)
	}
	return wholly{plain}, nil
}

// wholly reads what is encrypted: whatever keeps a part of it from being opened, it is not what it was.
type wholly struct{ io.Reader }

func (w wholly) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
