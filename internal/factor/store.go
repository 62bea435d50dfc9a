package factor

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/user"
)

// row is a method's row.
type row struct {
	id, userID                         string
	kind                               Kind
	name, secret, target, pendingCodes string
	drift, hintDrift, hintStep         int64
	strength                           Strength
	pendingUntil, createdAt            clock.Instant
}

func (r row) place() string      { return "factor/" + r.id + "/secret" }
func (r row) codesPlace() string { return "factor/" + r.id + "/pending_codes" }

// movedTo has the codes of an e-mail method go to the address that is in force.
func (r *row) movedTo(rests user.Standing) {
	r.target, r.createdAt = rests.Email, max(r.createdAt, rests.EmailSince)
}

// right is the outcome of an answer that is right for this method.
func (r row) right() Outcome {
	return Outcome{OK: true, Proof: Proof{FactorID: r.id, Strength: min(r.strength, StrengthOf(r.kind)), Since: r.createdAt}}
}

var errSpent = errors.New("step is spent")

const selectRow = `SELECT id, user_id, kind, name, secret, target, pending_codes, drift, hint_drift, hint_step, strength, pending_until,
	created_at FROM factor WHERE user_id = $1`

// active is a person's methods of one kind that work, or the one of them that has the id.
func active(ctx context.Context, tx db.Reader, userID string, k Kind, id string) ([]row, error) {
	rows, err := load(ctx, tx, selectRow+` AND kind = $2 AND `+works+` ORDER BY id`, userID, string(k))
	if id == "" {
		return rows, err
	}
	return slices.DeleteFunc(rows, func(r row) bool { return r.id != id }), err
}

func (f *Factors) pending(ctx context.Context, tx db.Reader, o Owner, k Kind) (row, error) {
	waits := f.Clock.Now().EndsFor(SetUpLifetime)
	rows, err := load(ctx, tx, selectRow+` AND pending_until > $2 AND pending_until <= $3 AND session_id = $4 AND kind = $5`,
		o.UserID, int64(waits.After), int64(waits.Until), o.place(), string(k))
	if err == nil && len(rows) == 0 {
		err = ErrNoSetUp
	}
	if err != nil {
		return row{}, err
	}
	return rows[0], nil
}

// byID is one method of a person that works, or a set-up under way. ErrNoMethod.
func (f *Factors) byID(ctx context.Context, tx db.Reader, userID, id string) (row, error) {
	waits := f.Clock.Now().EndsFor(SetUpLifetime)
	rows, err := load(ctx, tx, selectRow+` AND id = $2 AND (`+works+` OR pending_until > $3 AND pending_until <= $4)`,
		userID, id, int64(waits.After), int64(waits.Until))
	if err == nil && len(rows) == 0 {
		err = ErrNoMethod
	}
	if err != nil {
		return row{}, err
	}
	return rows[0], nil
}

// load reads methods of one person. The codes of an e-mail method go to whatever the person's address is now, and are no
// older than that address is in force: whoever reads a new mailbox has no old method.
func load(ctx context.Context, tx db.Reader, query, userID string, args ...any) ([]row, error) {
	rows, err := scanRows(tx.Rows(ctx, query, append([]any{userID}, args...)...))
	if err != nil || !slices.ContainsFunc(rows, func(r row) bool { return r.kind == Email }) {
		return rows, err
	}
	rests, err := user.StandingOf(ctx, tx, userID)
	for i := range rows {
		if rows[i].kind == Email {
			rows[i].movedTo(rests)
		}
	}
	return rows, err
}

func scanRows(rows *sql.Rows, err error) ([]row, error) {
	if err != nil {
		return nil, fmt.Errorf("loading factors: %w", err)
	}
	defer rows.Close()
	var all []row
	for rows.Next() {
		var r row
		err := rows.Scan(&r.id, &r.userID, &r.kind, &r.name, &r.secret, &r.target, &r.pendingCodes,
			&r.drift, &r.hintDrift, &r.hintStep, &r.strength, &r.pendingUntil, &r.createdAt)
		if err != nil {
			return nil, fmt.Errorf("loading factors: %w", err)
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// IsOn reports whether the person has a method, so that the password alone never signs them in: a suspended one too.
func (f *Factors) IsOn(ctx context.Context, tx db.Reader, userID string) (bool, error) {
	var on bool
	err := tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM factor WHERE user_id = $1 AND `+there+`)`, userID).Scan(&on)
	if err != nil {
		return false, fmt.Errorf("loading factors: %w", err)
	}
	return on, nil
}

// Required is what a sign-in asks for after the password.
type Required struct {
	On    bool // a second step: see [Factors.IsOn]
	Sends bool // one of the methods that can give it has codes that are sent
	Left  bool // there is a method, or a backup code, that can give it
}

// Asks returns what a sign-in asks the person for.
func (f *Factors) Asks(ctx context.Context, tx db.Reader, userID string) (a Required, err error) {
	var all, left, sends int
	err = tx.Row(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN suspended_at = 0 THEN 1 ELSE 0 END), 0),
			COALESCE(SUM(CASE WHEN suspended_at = 0 AND kind IN ('email', 'whatsapp') THEN 1 ELSE 0 END), 0)
		FROM factor WHERE user_id = $1 AND `+there, userID).Scan(&all, &left, &sends)
	if err != nil {
		return a, fmt.Errorf("loading factors: %w", err)
	}
	a = Required{On: all > 0, Sends: sends > 0, Left: left > 0}
	if a.On && !a.Left { // which is rare: nobody else is asked twice
		a.Left, err = codesLeft(ctx, tx, userID)
	}
	return a, err
}

func insertRow(ctx context.Context, tx db.Tx, r row, sessionID string) error {
	return exec(ctx, tx, `INSERT INTO factor
		(id, user_id, kind, name, secret, target, strength, pending_until, pending_codes, created_at, session_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		r.id, r.userID, string(r.kind), r.name, r.secret, r.target, int64(r.strength),
		int64(r.pendingUntil), r.pendingCodes, int64(r.createdAt), sessionID)
}

// room returns ErrTooMany or ErrDuplicate where a person can't have one method more.
func room(ctx context.Context, tx db.Reader, userID string, b Enrollment) error {
	var all, same int
	err := tx.Row(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN kind = $1 AND target = $2 THEN 1 ELSE 0 END), 0)
		FROM factor WHERE user_id = $3 AND `+there, string(b.Kind), b.Phone, userID).Scan(&all, &same)
	switch {
	case err != nil:
		return fmt.Errorf("counting factors: %w", err)
	case same > 0 && (b.Kind == Email || b.Kind == WhatsApp):
		return ErrDuplicate
	case all >= MostMethods:
		return ErrTooMany
	}
	return nil
}

// removePending deletes an owner's set-ups of one kind; "" for all of them.
func removePending(ctx context.Context, tx db.Tx, o Owner, k Kind) error {
	return exec(ctx, tx, `DELETE FROM factor WHERE user_id = $1 AND session_id = $2 AND pending_until > 0 AND (kind = $3 OR $3 = '')`,
		o.UserID, o.place(), string(k))
}

// removeElsewhere deletes the set-ups of the same session that another browser has begun.
func removeElsewhere(ctx context.Context, tx db.Tx, o Owner) error {
	return exec(ctx, tx, `DELETE FROM factor WHERE user_id = $1 AND pending_until > 0 AND session_id <> $2
		AND SUBSTR(session_id, 1, LENGTH($3)) = $3`, o.UserID, o.place(), o.Session+"/")
}

func namePending(ctx context.Context, tx db.Tx, id, name string) error {
	return exec(ctx, tx, `UPDATE factor SET name = $1 WHERE id = $2 AND pending_until > 0`, name, id)
}

func removeAllPending(ctx context.Context, tx db.Tx, userID string) error {
	return exec(ctx, tx, `DELETE FROM factor WHERE user_id = $1 AND pending_until > 0`, userID)
}

// activate turns a method on. It is as old as this, not as its set-up, which can be begun before a change and
// completed after it.
func activate(ctx context.Context, tx db.Tx, userID, id string, now clock.Instant) error {
	err := exec(ctx, tx, `UPDATE factor SET pending_until = 0, pending_codes = '', session_id = '', created_at = $1 WHERE id = $2`,
		int64(now), id)
	if err != nil {
		return err
	}
	return counted(ctx, tx, userID)
}

// counted has a person count as one with a method, or without one, as it is now.
func counted(ctx context.Context, tx db.Tx, userID string) error {
	var has bool
	err := tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM factor WHERE user_id = $1 AND `+there+`)`, userID).Scan(&has)
	if err != nil {
		return fmt.Errorf("loading factors: %w", err)
	}
	return user.SetMethod(ctx, tx, userID, has)
}

// spend marks a step as used for good; errSpent when it was used before. The
// database decides, so of any number at the same instant one wins.
func spend(ctx context.Context, tx db.Tx, factorID string, step int64) error {
	result, err := tx.Exec(ctx, `INSERT INTO factor_step (factor_id, step) VALUES ($1, $2)
		ON CONFLICT (factor_id, step) DO NOTHING`, factorID, step)
	if err != nil {
		return fmt.Errorf("spending code: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(errSpent, err)
	}
	return nil
}

func markFollowed(ctx context.Context, tx db.Tx, id string, drift int64, now clock.Instant) error {
	return exec(ctx, tx, `UPDATE factor SET drift = $1, hint_drift = 0, hint_step = 0, last_used_at = $2 WHERE id = $3`, drift, int64(now), id)
}

func markUsed(ctx context.Context, tx db.Tx, id string, now clock.Instant) error {
	return exec(ctx, tx, `UPDATE factor SET last_used_at = $1 WHERE id = $2`, int64(now), id)
}

func storeHint(ctx context.Context, tx db.Tx, id string, drift, step int64) error {
	return exec(ctx, tx, `UPDATE factor SET hint_drift = $1, hint_step = $2 WHERE id = $3`, drift, step, id)
}

func exec(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.Do(ctx, "changing factors", query, args...)
}
