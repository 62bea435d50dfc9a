package factor

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"

	"latchkey/internal/code"
	"latchkey/internal/db"
)

const (
	// BackupCodes is the number of codes in a set.
	BackupCodes = 10
	// FewBackupCodes is the number of unused codes below which a person is reminded to make new ones.
	FewBackupCodes = 4
)

// ErrShown says that the backup codes were shown already, or that there are none.
var ErrShown = errors.New("the backup codes were shown already")

var base32NoPadding = base32.StdEncoding.WithPadding(base32.NoPadding)

type backup struct{ *Factors }

var _ = register(Backup, func(f *Factors) Method { return backup{f} })

// Form is code.ParseBackup's verdict.
func (m backup) Form(input string) code.Problem {
	_, problem := code.ParseBackup(input)
	return problem
}

// Verify spends one backup code of the set that is in force for this person.
func (m backup) Verify(ctx context.Context, tx db.Tx, a Answer) (Outcome, error) {
	input, problem := code.ParseBackup(a.Input)
	if problem != code.None {
		return Outcome{Problem: Malformed, Form: problem}, nil
	}
	set, err := setOf(ctx, tx, a.UserID)
	if errors.Is(err, errNoSet) {
		return refused(NotSetUp), nil
	}
	if err != nil {
		return Outcome{}, err
	}
	for _, mac := range m.Ring.MACs(codePurpose, set.id, input) {
		outcome, err := useCode(ctx, tx, set, mac, m.Clock.Now())
		if err != nil || outcome.Problem != Wrong {
			return outcome, err
		}
	}
	return refused(Wrong), nil
}

// The key of this MAC is not in the database, so a stolen database gives no code
// away, and the set's id in it keeps every code to its person and its set.
const codePurpose = "backup code"

// MakeCodes replaces the person's backup codes by a new set, which is stored sealed until [Factors.Reveal]
// shows it once. The codes count for no more than the proof with which they were made.
func (f *Factors) MakeCodes(ctx context.Context, tx db.Tx, userID string, proof Strength) error {
	return f.putInForce(ctx, tx, backupSet{userID: userID, strength: min(proof, StrengthOf(Backup))}, newCodes())
}

// Reveal returns the backup codes in the clear, once. Later calls return [ErrShown].
func (f *Factors) Reveal(ctx context.Context, tx db.Tx, userID string) ([]string, error) {
	set, err := setOf(ctx, tx, userID)
	if errors.Is(err, errNoSet) || err == nil && set.unseen == "" {
		return nil, ErrShown
	}
	if err != nil {
		return nil, err
	}
	codes, err := f.openCodes(set.unseen, set.place())
	if err != nil {
		return nil, err
	}
	return codes, markSeen(ctx, tx, set.id)
}

// Saved records that the person confirmed that the present backup codes are saved.
func (f *Factors) Saved(ctx context.Context, tx db.Tx, userID string) error {
	return markSaved(ctx, tx, userID, f.Clock.Now())
}

// AreCodes reports whether inputs are all the codes of the present set, used ones included. It answers for
// whole sets only, so that nobody can test single codes with it.
func (f *Factors) AreCodes(ctx context.Context, tx db.Reader, userID string, inputs []string) (bool, error) {
	set, err := setOf(ctx, tx, userID)
	if err != nil {
		return false, ignore(err, errNoSet)
	}
	known, err := macsOf(ctx, tx, set.id)
	if err != nil || len(inputs) != BackupCodes {
		return false, err
	}
	for _, input := range inputs {
		parsed, _ := code.ParseBackup(input)
		for _, mac := range f.Ring.MACs(codePurpose, set.id, parsed) {
			delete(known, mac)
		}
	}
	return len(known) == 0, nil
}

func (f *Factors) putInForce(ctx context.Context, tx db.Tx, set backupSet, codes []string) error {
	id, err := db.NewID()
	if err != nil {
		return err
	}
	set.id, set.madeAt = id, f.Clock.Now()
	if set.savedAt.IsZero() {
		set.unseen = f.sealCodes(codes, set.place())
	}
	macs := make([]string, len(codes))
	for i, c := range codes {
		macs[i] = f.Ring.MAC(codePurpose, set.id, c)
	}
	return replaceSet(ctx, tx, set, macs)
}

func newCodes() []string {
	codes := make([]string, BackupCodes)
	for i := range codes {
		var random [8]byte
		_, _ = rand.Read(random[:])
		codes[i] = code.EncodeBackup(random)
	}
	return codes
}

// newSecret is 160 random bits, RFC 4226's recommendation (section 4, R6).
func newSecret() string {
	var random [20]byte
	_, _ = rand.Read(random[:])
	return base32NoPadding.EncodeToString(random[:])
}

func ignore(err, known error) error {
	if errors.Is(err, known) {
		return nil
	}
	return err
}
