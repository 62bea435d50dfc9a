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

	"github.com/google/uuid"
)

// SetUpLifetime is how long a set-up waits for its first right code.
const SetUpLifetime = 15 * time.Minute

// ErrNoSetUp says that no set-up is under way, or that it has expired.
var ErrNoSetUp = errors.New("no set-up is under way")

// Owner is who a set-up belongs to: a person, and the one session in which it is made.
// Its secret is shown to no other, not even of the same person.
type Owner struct{ UserID, SessionID string }

// SetUp is an authenticator app that has not yet shown a right code. It turns nothing on.
type SetUp struct {
	Secret string   // base32, 160 bits
	Codes  []string // the backup codes drawn with it, in the one-dialog layout only
}

// URL is what the QR code holds and what a phone opens: Google's Key Uri Format,
// which every authenticator reads.
func (s SetUp) URL(host, account string) string {
	host = strings.ReplaceAll(host, ":", " ") // the format keeps it for between host and account
	return "otpauth://totp/" + escape(host) + ":" + escape(account) + "?secret=" + s.Secret + "&issuer=" + escape(host) +
		fmt.Sprintf("&algorithm=SHA1&digits=%d&period=%d", code.Digits, code.Period)
}

// escape writes a space as %20: not every authenticator reads a plus sign as one.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// Begin starts a set-up with a new secret; whatever the person had under way before is gone.
// withCodes draws the backup codes at once, for the layout that shows all on one page.
func (f *Factors) Begin(ctx context.Context, tx db.Tx, o Owner, withCodes bool) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("naming factor: %w", err)
	}
	now := f.Clock.Now()
	a := app{id: id.String(), userID: o.UserID, pendingUntil: now.Add(SetUpLifetime), createdAt: now}
	a.secret = f.Ring.Seal([]byte(newSecret()), a.place())
	if withCodes {
		a.pendingCodes = f.sealCodes(newCodes(), a.codesPlace())
	}
	if err := removePending(ctx, tx, o); err != nil {
		return err
	}
	return insertApp(ctx, tx, a, o.SessionID)
}

// Pending is the set-up that is under way: it may be drawn again until it is
// confirmed, and never after. ErrNoSetUp: there is none.
func (f *Factors) Pending(ctx context.Context, tx db.Tx, o Owner) (SetUp, error) {
	a, err := f.pending(ctx, tx, o)
	if err != nil {
		return SetUp{}, err
	}
	secret, err := f.Ring.Open(a.secret, a.place())
	if err != nil {
		return SetUp{}, fmt.Errorf("opening secret of factor %s: %w", a.id, err)
	}
	codes, err := f.openCodes(a.pendingCodes, a.codesPlace())
	return SetUp{Secret: string(secret), Codes: codes}, err
}

// Confirm judges the first code of the set-up under way. A right one turns the app
// on, spends the code and puts a new set of backup codes in force.
func (f *Factors) Confirm(ctx context.Context, tx db.Tx, o Owner, input string) (Outcome, error) {
	a, err := f.pending(ctx, tx, o)
	if err != nil {
		return Outcome{}, err
	}
	parsed, problem := code.ParseOneTime(input)
	if problem != code.None {
		return Outcome{Problem: Malformed, Form: problem}, nil
	}
	outcome, err := totp{f}.judge(ctx, tx, a, parsed, true)
	if err != nil || !outcome.OK {
		return outcome, err
	}
	codes, err := f.openCodes(a.pendingCodes, a.codesPlace())
	if err != nil {
		return Outcome{}, err
	}
	err = errors.Join(activate(ctx, tx, a.id), removeAllPending(ctx, tx, o.UserID))
	if err != nil {
		return Outcome{}, err
	}
	if codes != nil {
		return outcome, f.putInForce(ctx, tx, o.UserID, codes, f.Clock.Now())
	}
	return outcome, f.MakeCodes(ctx, tx, o.UserID)
}

// RemoveAll takes off every method of a person, the backup codes with them.
func (f *Factors) RemoveAll(ctx context.Context, tx db.Tx, userID string) error {
	return removeAll(ctx, tx, userID)
}

// Sweep deletes set-ups that have expired.
func (f *Factors) Sweep(ctx context.Context, tx db.Tx) error {
	return sweep(ctx, tx, f.Clock.Now())
}

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
