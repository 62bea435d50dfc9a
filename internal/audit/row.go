package audit

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"

	"latchkey/internal/clock"
)

// Rows are chained with a purpose of their own. A row that did not fit when the log was chained anew got its hash with
// the other one: the chain goes on behind it, and it never fits.
const (
	purpose       = "audit row"
	purposeBroken = "audit break"
)

// row is a row as it is stored.
type row struct {
	seq                  int64
	at                   clock.Instant
	kind, actor, subject string
	network, detail      personal
	hash                 string
	atDesk               bool
}

// parts is what the hash is over: of what is personal, the digests.
func (r row) parts(previous string) []string {
	all := []string{
		previous, strconv.FormatInt(r.seq, 10), strconv.FormatInt(int64(r.at), 10),
		r.kind, r.actor, r.subject, r.network.digest, r.detail.digest,
	}
	if r.atDesk { // rows from before it was noted have no such part
		all = append(all, "desk")
	}
	return all
}

func (r row) fits() bool { return r.network.fits() && r.detail.fits() }

func (r row) redacted() bool { return r.network.salt == "" || r.detail.salt == "" }

// record is the row as it is read. Details that can't be read were changed from outside, which Verify says.
func (r row) record() Record {
	e := Record{Seq: r.seq, At: r.at, Redacted: r.redacted(), AtDesk: r.atDesk}
	e.Kind, e.Actor, e.Subject, e.Network = r.kind, r.actor, r.subject, r.network.text
	if json.Unmarshal([]byte(r.detail.text), &e.Detail) != nil {
		e.Detail = nil
	}
	return e
}

// personal is a text that can be let go of. The digest stays, and without the salt it tells nothing of the text: there
// are few enough addresses to try them all.
type personal struct{ text, salt, digest string }

func newPersonal(text string) personal {
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails: crypto/rand ends the program first
	salt := base64.RawURLEncoding.EncodeToString(random[:])
	return personal{text: text, salt: salt, digest: digest(salt, text)}
}

// digest is keyed with the salt, so that no character moves from one to the other unseen.
func digest(salt, text string) string {
	h := hmac.New(sha256.New, []byte(salt))
	h.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// fits reports whether the text is the one that the digest is of, or was let go of together with its salt.
func (p personal) fits() bool {
	if p.salt == "" {
		return p.text == ""
	}
	return digest(p.salt, p.text) == p.digest
}
