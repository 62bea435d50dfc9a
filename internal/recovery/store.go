package recovery

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
)

const caseColumns = `c.id, c.user_id, c.state, c.version, c.opened_at, c.opened_by, c.email, c.cautious,
	c.state_at, c.approved_at, c.ready_at, c.link_hash, c.link_until, c.reason, c.closed_at`

type scanner interface{ Scan(dest ...any) error }

func scanCase(row scanner, more ...any) (Case, error) {
	var c Case
	fields := []any{
		&c.ID, &c.UserID, &c.State, &c.Version, &c.OpenedAt, &c.OpenedBy, &c.email, &c.cautious, &c.StateAt, &c.ApprovedAt, &c.ReadyAt,
		&c.linkHash, &c.LinkUntil, &c.Reason, &c.ClosedAt,
	}
	err := row.Scan(append(fields, more...)...)
	if errors.Is(err, sql.ErrNoRows) {
		return c, ErrNoCase
	}
	if err != nil {
		return c, fmt.Errorf("loading case: %w", err)
	}
	return c, nil
}

func caseByID(ctx context.Context, tx db.Reader, id string) (Case, error) {
	return scanCase(tx.Row(ctx, `SELECT `+caseColumns+` FROM recovery_case AS c WHERE c.id = $1`, id))
}

func activeCase(ctx context.Context, tx db.Reader, userID string) (Case, error) {
	return scanCase(tx.Row(ctx, `SELECT `+caseColumns+` FROM recovery_case AS c WHERE c.user_id = $1 AND c.closed_at = 0`, userID))
}

func caseByLink(ctx context.Context, tx db.Reader, hash string) (Case, error) {
	return scanCase(tx.Row(ctx, `SELECT `+caseColumns+` FROM recovery_case AS c WHERE c.link_hash = $1 AND c.link_hash <> ''`, hash))
}

// keyBySecret finds the browser that holds a secret, with its case.
func keyBySecret(ctx context.Context, tx db.Reader, hash string) (c Case, keyID string, err error) {
	c, err = scanCase(tx.Row(ctx, `SELECT `+caseColumns+`, k.id FROM recovery_key AS k JOIN recovery_case AS c ON c.id = k.case_id
		WHERE k.secret_hash = $1`, hash), &keyID)
	return c, keyID, err
}

func insertCase(ctx context.Context, tx db.Tx, c Case) error {
	result, err := tx.Exec(ctx, `INSERT INTO recovery_case (id, user_id, state, version, opened_at, opened_by, email, cautious, state_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		c.ID, c.UserID, string(c.State), c.Version, int64(c.OpenedAt), c.OpenedBy, c.email, db.Flag(c.cautious), int64(c.StateAt))
	return once(result, err, ErrDone)
}

// updateCase writes what the case has become, unless it is no longer as it was read.
func updateCase(ctx context.Context, tx db.Tx, c, before Case) error {
	result, err := tx.Exec(ctx, `UPDATE recovery_case SET state = $1, version = $2, state_at = $3, approved_at = $4, ready_at = $5,
			link_hash = $6, link_until = $7, reason = $8, closed_at = $9
		WHERE id = $10 AND state = $11 AND version = $12`,
		string(c.State), c.Version, int64(c.StateAt), int64(c.ApprovedAt), int64(c.ReadyAt),
		c.linkHash, int64(c.LinkUntil), c.Reason, int64(c.ClosedAt), c.ID, string(before.State), before.Version)
	return once(result, err, ErrNotNow)
}

func once(result sql.Result, err, otherwise error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", changing, err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(otherwise, err)
	}
	return nil
}

func endComeBack(ctx context.Context, tx db.Tx, userID string) error {
	return exec(ctx, tx, `UPDATE recovery_case SET link_until = 0 WHERE user_id = $1 AND state = $2`, userID, string(Done))
}

func insertStep(ctx context.Context, tx db.Tx, caseID string, s Step) error {
	return exec(ctx, tx, `INSERT INTO recovery_step (case_id, version, event, state, actor, staff_id, item, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		caseID, s.Version, string(s.Event), string(s.State), string(s.Actor), s.StaffID, s.Item, int64(s.At))
}

func insertKey(ctx context.Context, tx db.Tx, id, caseID, hash, number string, now clock.Instant) error {
	return exec(ctx, tx, `INSERT INTO recovery_key (id, case_id, secret_hash, number, created_at) VALUES ($1, $2, $3, $4, $5)`,
		id, caseID, hash, number, int64(now))
}

// target is the number that a phone's proof is for, or the id of the browser that one is for.
func insertProof(ctx context.Context, tx db.Tx, keyID string, p Proof, target, staffID string, now clock.Instant) error {
	return exec(ctx, tx, `INSERT INTO recovery_proof (key_id, kind, staff_id, at, target) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (key_id, kind) DO UPDATE SET staff_id = excluded.staff_id, at = excluded.at, target = excluded.target`,
		keyID, string(p), staffID, int64(now), target)
}

func dropOtherProofs(ctx context.Context, tx db.Tx, caseID, keyID string) error {
	return exec(ctx, tx, `DELETE FROM recovery_proof WHERE key_id <> $1 AND key_id IN (SELECT id FROM recovery_key WHERE case_id = $2)`,
		keyID, caseID)
}

func insertCheck(ctx context.Context, tx db.Tx, caseID, item, staffID string, now clock.Instant) error {
	return exec(ctx, tx, `INSERT INTO recovery_check (case_id, item, staff_id, at) VALUES ($1, $2, $3, $4)`, caseID, item, staffID, int64(now))
}

func clearChecks(ctx context.Context, tx db.Tx, caseID string) error {
	return exec(ctx, tx, `DELETE FROM recovery_check WHERE case_id = $1`, caseID)
}

func insertLink(ctx context.Context, tx db.Tx, hash, userID, email string, now, until clock.Instant) error {
	return exec(ctx, tx, `INSERT INTO recovery_link (hash, user_id, email, sent_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		hash, userID, email, int64(now), int64(until))
}

// renewable is for how long a link can be renewed: until the next day, when another can be mailed.
const renewable = 24 * time.Hour

// renewLink has the newest link to this address that was not used work again, if it was mailed lately.
func renewLink(ctx context.Context, tx db.Tx, userID, email string, now clock.Instant) error {
	return exec(ctx, tx, `UPDATE recovery_link SET expires_at = $1 WHERE hash = (SELECT hash FROM recovery_link
		WHERE user_id = $2 AND email = $3 AND sent_at > $4 AND sent_at <= $5 ORDER BY sent_at DESC, hash LIMIT 1)`,
		int64(now.Add(OpenLinkFor)), userID, email, int64(now.Add(-renewable)), int64(now))
}

// link is whose an opening link is, and which address it went to; ErrNoCase for one
// that is unknown, used or too old.
func link(ctx context.Context, tx db.Reader, hash string, now clock.Instant) (userID, email string, err error) {
	ends := now.EndsFor(OpenLinkFor)
	err = tx.Row(ctx, `SELECT user_id, email FROM recovery_link WHERE hash = $1 AND expires_at > $2 AND expires_at <= $3`,
		hash, int64(ends.After), int64(ends.Until)).Scan(&userID, &email)
	return userID, email, none(err)
}

// useLink is link, and spends it.
func useLink(ctx context.Context, tx db.Tx, hash string, now clock.Instant) (userID, email string, err error) {
	ends := now.EndsFor(OpenLinkFor)
	err = tx.Returning(ctx, `DELETE FROM recovery_link WHERE hash = $1 AND expires_at > $2 AND expires_at <= $3 RETURNING user_id, email`,
		hash, int64(ends.After), int64(ends.Until)).Scan(&userID, &email)
	return userID, email, none(err)
}

func sweeps(now clock.Instant) []db.Sweep {
	return []db.Sweep{db.Sweeping(changing, `DELETE FROM recovery_link WHERE hash IN (SELECT hash FROM recovery_link
		WHERE expires_at <= $1 AND sent_at <= $2 ORDER BY expires_at LIMIT $3)`, int64(now), int64(now.Add(-renewable)))}
}

func endLinks(ctx context.Context, tx db.Tx) error { return exec(ctx, tx, `DELETE FROM recovery_link`) }

func none(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNoCase
	}
	if err != nil {
		return fmt.Errorf("loading case: %w", err)
	}
	return nil
}

const changing = "changing case" // begins what an error says

func exec(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.Do(ctx, changing, query, args...)
}
