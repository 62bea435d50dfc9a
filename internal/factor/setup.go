package factor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"latchkey/internal/code"
	"latchkey/internal/db"
	"latchkey/internal/seal"
)

// SetUpLifetime is how long a set-up waits for its first right answer.
const SetUpLifetime = 15 * time.Minute

// ErrNoSetUp says that no set-up is under way, or that it has expired.
var ErrNoSetUp = errors.New("no set-up is under way")

// Owner is the person, the session and the browser that a set-up belongs to. No other session sees its secret, not even one
// of the same person. Session is what names the session and changes with its secret: whoever had the secret before has
// perhaps seen the set-up. Browser is a secret that tells apart those that have the same session: one of them has stolen it.
type Owner struct{ UserID, Session, Browser string }

// place is where the owner's set-ups are kept; every one of the session's begins with its Session.
func (o Owner) place() string { return o.Session + "/" + seal.HashToken(o.Browser) }

// Enrollment is how a set-up starts.
type Enrollment struct {
	Kind  Kind
	Name  string // "" for none
	Phone string // for WhatsApp: the number
	// Proof is the strength of the proof with which the method is added. The method counts for no more than
	// that. It is [Strongest] for a person's first method.
	Proof Strength
	Codes bool // draw backup codes at once, for the layout that shows everything on one page
}

// SetUp is a method that is being set up. It has no effect before its first right answer.
type SetUp struct {
	ID     string
	Kind   Kind
	Name   string
	Target string   // masked: where its codes are sent
	Secret string   // of an authenticator app: base32, 160 bits
	Codes  []string // its backup codes, if Enrollment.Codes asked for them
}

// URL returns the otpauth address for the QR code, in Google's Key Uri Format, which every authenticator app
// reads.
func (s SetUp) URL(host, account string) string {
	host = strings.ReplaceAll(host, ":", " ") // the format keeps it for between host and account
	return "otpauth://totp/" + escape(host) + ":" + escape(account) + "?secret=" + s.Secret + "&issuer=" + escape(host) +
		fmt.Sprintf("&algorithm=SHA1&digits=%d&period=%d", code.Digits, code.Period)
}

// escape writes a space as %20: not every authenticator reads a plus sign as one.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// IsUnderWay reports whether what b begins is under way already: a set-up of the same kind, with codes to the same number.
// A name that b gives is its name from now on. It may return [ErrBadName].
func (f *Factors) IsUnderWay(ctx context.Context, tx db.Tx, o Owner, b Enrollment) (bool, error) {
	r, err := f.pending(ctx, tx, o, b.Kind)
	if errors.Is(err, ErrNoSetUp) || err == nil && b.Kind == WhatsApp && r.target != b.Phone {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = f.NamePending(ctx, tx, o, b.Kind, b.Name)
	return true, err
}

// NamePending names the set-up of that kind that is under way, and returns its name; "" leaves the one that it has. It may
// return [ErrNoSetUp] or [ErrBadName].
func (f *Factors) NamePending(ctx context.Context, tx db.Tx, o Owner, k Kind, name string) (string, error) {
	name, err := cleanName(name)
	if err != nil {
		return "", err
	}
	r, err := f.pending(ctx, tx, o, k)
	if err != nil || name == "" {
		return r.name, err
	}
	return name, namePending(ctx, tx, r.id, name)
}

// Begin starts a set-up. It replaces the owner's of the same kind, and every one that the same session has under way in another
// browser, whoever sits there. It may return
// [ErrDuplicate], [ErrTooMany] or [ErrBadName].
func (f *Factors) Begin(ctx context.Context, tx db.Tx, o Owner, b Enrollment) error {
	method, ok := f.Method(b.Kind).(enrolling)
	if !ok {
		return ErrNoMethod
	}
	name, err := cleanName(b.Name)
	if err != nil {
		return err
	}
	if err := room(ctx, tx, o.UserID, b); err != nil {
		return err
	}
	id, err := db.NewID()
	if err != nil {
		return err
	}
	now := f.Clock.Now()
	r := row{
		id: id, userID: o.UserID, kind: b.Kind, name: name, target: b.Phone,
		strength: min(b.Proof, StrengthOf(b.Kind)), pendingUntil: now.Add(SetUpLifetime), createdAt: now,
	}
	if err := method.prepare(ctx, tx, &r); err != nil {
		return err
	}
	if b.Codes {
		r.pendingCodes = f.sealCodes(newCodes(), r.codesPlace())
	}
	if err := removePending(ctx, tx, o, b.Kind); err != nil {
		return err
	}
	if err := removeElsewhere(ctx, tx, o); err != nil {
		return err
	}
	return insertRow(ctx, tx, r, o.place())
}

// Discard throws away every set-up that the owner has under way.
func (f *Factors) Discard(ctx context.Context, tx db.Tx, o Owner) error {
	return removePending(ctx, tx, o, "")
}

// Pending returns the set-up of that kind that is under way, with its secret; [ErrNoSetUp] if there is none. It can be
// called again until the set-up is confirmed.
func (f *Factors) Pending(ctx context.Context, tx db.Reader, o Owner, k Kind) (SetUp, error) {
	r, err := f.pending(ctx, tx, o, k)
	if err != nil {
		return SetUp{}, err
	}
	s := SetUp{ID: r.id, Kind: r.kind, Name: r.name, Target: r.masked()}
	if r.kind == TOTP {
		secret, err := f.Ring.Open(r.secret, r.place())
		if err != nil {
			return SetUp{}, fmt.Errorf("opening secret of factor %s: %w", r.id, err)
		}
		s.Secret = string(secret)
	}
	s.Codes, err = f.openCodes(r.pendingCodes, r.codesPlace())
	return s, err
}

// CountFirst is [Factors.Count] for an answer to the set-up of that kind.
func (f *Factors) CountFirst(ctx context.Context, tx db.Tx, o Owner, k Kind, a *Answer) error {
	r, err := f.pending(ctx, tx, o, k)
	if err != nil {
		return err
	}
	a.UserID, a.FactorID, a.Scope = r.userID, r.id, SetUpScope(r.id)
	return f.Count(ctx, tx, r.kind, a)
}

// Confirm checks the first answer to the set-up of that kind. A right one turns the method on, can't be used again, and
// ends every other set-up of the person. A person's first method also gets a new set of backup codes.
func (f *Factors) Confirm(ctx context.Context, tx db.Tx, o Owner, k Kind, a Answer) (Outcome, error) {
	r, err := f.pending(ctx, tx, o, k)
	if err != nil {
		return Outcome{}, err
	}
	method, ok := f.Method(r.kind).(enrolling)
	if !ok {
		return Outcome{}, ErrNoSetUp
	}
	a.UserID, a.FactorID, a.Scope = r.userID, r.id, SetUpScope(r.id)
	outcome, err := method.first(ctx, tx, r, a)
	if err != nil || !outcome.OK {
		return outcome, err
	}
	first, err := f.IsOn(ctx, tx, o.UserID)
	if first = !first; err != nil {
		return Outcome{}, err
	}
	outcome.Since = f.Clock.Now()
	if err := activate(ctx, tx, r.userID, r.id, outcome.Since); err != nil {
		return Outcome{}, err
	}
	if err := removeAllPending(ctx, tx, o.UserID); err != nil || !first {
		return outcome, err
	}
	set := backupSet{userID: o.UserID, strength: StrengthOf(Backup)}
	codes, err := f.openCodes(r.pendingCodes, r.codesPlace())
	if err != nil {
		return Outcome{}, err
	}
	if codes == nil {
		return outcome, f.putInForce(ctx, tx, set, newCodes())
	}
	set.savedAt = f.Clock.Now()
	return outcome, f.putInForce(ctx, tx, set, codes)
}

// Sweeps delete expired set-ups, removed methods that can't come back any more, sent codes of more than a day ago, the
// record of used app codes that are too old to be accepted again, and passkey challenges that nobody answered in time.
func (f *Factors) Sweeps() []db.Sweep { return append(sweeps(f.Clock.Now()), f.keys().Sweeps()...) }

func (f *Factors) sealCodes(codes []string, place string) string {
	text, err := json.Marshal(codes)
	if err != nil {
		panic(err) // strings always marshal
	}
	return f.Ring.Seal(text, place)
}

func (f *Factors) openCodes(sealed, place string) (codes []string, err error) {
	if sealed == "" {
		return nil, nil
	}
	text, err := f.Ring.Open(sealed, place)
	if err != nil {
		return nil, fmt.Errorf("opening backup codes: %w", err)
	}
	err = json.Unmarshal(text, &codes)
	return codes, err
}
