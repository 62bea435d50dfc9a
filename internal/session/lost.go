package session

import (
	"context"
	"errors"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/seal"
	"latchkey/internal/user"
)

// DraftFor is how long what was typed is kept after the session ran out.
const DraftFor = 24 * time.Hour

// KeepDraft stores what was typed into a form that came after its session, which secret opened, had run out. Sealed gets
// the id of the person whose session it was. It returns the token by which their browser asks for the draft, and [ErrNone]
// for a session that somebody ended, one that ran out more than [DraftFor] ago, and one of a person who is disabled or has
// changed the account since. For those it waits for nobody's turn to write: anybody can make up a secret.
func (ss *Sessions) KeepDraft(ctx context.Context, d *db.DB, secret string, sealed func(userID string) string) (token string, err error) {
	if _, err := ss.lostBy(ctx, d.Read(), secret); err != nil {
		return "", err
	}
	token, hash := seal.NewToken()
	err = d.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		l, err := ss.lostBy(ctx, tx, secret)
		if err != nil {
			return err
		}
		return exec(ctx, tx, `UPDATE lost_session SET draft_hash = $1, draft = $2 WHERE secret_hash = $3`,
			hash, sealed(l.userID), seal.HashToken(secret))
	})
	return token, err
}

// KeepDraftOf stores what was typed into a form that could not be taken although its session goes on, sealed for its person.
// A session has one; it returns the token by which the browser asks for it, and [ErrNone] if the session has ended.
func (ss *Sessions) KeepDraftOf(ctx context.Context, d *db.DB, s Session, sealed string) (token string, err error) {
	token, hash := seal.NewToken()
	return token, d.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return keepOf(ctx, tx, s.ID, hash, sealed, ss.Clock.Now()) })
}

// lostBy returns the session that secret opened until it ran out; ErrNone if nothing may be kept for it.
func (ss *Sessions) lostBy(ctx context.Context, tx db.Reader, secret string) (lost, error) {
	l, err := lostSession(ctx, tx, seal.HashToken(secret))
	if err != nil {
		return lost{}, err
	}
	return l, ss.stillTheirs(ctx, tx, l)
}

// Draft returns the sealed draft that the token names, if it is this person's; otherwise [ErrNone].
func (ss *Sessions) Draft(ctx context.Context, tx db.Reader, token, userID string) (sealed string, err error) {
	l, err := draftOf(ctx, tx, seal.HashToken(token))
	if err != nil {
		return "", err
	}
	if l.userID != userID {
		return "", ErrNone
	}
	return l.draft, ss.stillTheirs(ctx, tx, l)
}

// DropDraft deletes the draft that the token names, if it is this person's, and reports whether it was.
func (ss *Sessions) DropDraft(ctx context.Context, tx db.Tx, token, userID string) (dropped bool, err error) {
	err = tx.DoOne(ctx, changing, ErrNone, `DELETE FROM lost_session WHERE draft_hash = $1 AND user_id = $2`,
		seal.HashToken(token), userID)
	if errors.Is(err, ErrNone) {
		return false, nil
	}
	return err == nil, err
}

// DropDraftsOf deletes what was kept of a person's forms.
func (ss *Sessions) DropDraftsOf(ctx context.Context, tx db.Tx, userID string) error {
	return exec(ctx, tx, `UPDATE lost_session SET draft_hash = '', draft = '' WHERE user_id = $1`, userID)
}

type lost struct {
	userID string
	epoch  int64
	at     clock.Instant
	draft  string
}

// stillTheirs returns ErrNone once the day is over, or whatever ends sessions has happened since.
func (ss *Sessions) stillTheirs(ctx context.Context, tx db.Reader, l lost) error {
	if !ss.Clock.Now().MadeFor(DraftFor).Has(l.at) {
		return ErrNone
	}
	standing, err := user.StandingOf(ctx, tx, l.userID)
	if err == nil && !standing.Holds(l.epoch) {
		err = ErrNone
	}
	return err
}

// ranOut ends a session that has run out, and remembers for a while whose it was.
func (ss *Sessions) ranOut(ctx context.Context, tx db.Tx, id string) error {
	if err := remember(ctx, tx, id, ss.Clock.Now()); err != nil {
		return err
	}
	return ss.EndByID(ctx, tx, id)
}
