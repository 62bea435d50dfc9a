package session

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/seal"
	"latchkey/internal/user"
)

func insert(ctx context.Context, tx db.Tx, id, hash string, p Proofs, now, secondStepAt clock.Instant) error {
	return exec(ctx, tx, `INSERT INTO session
		(id, secret_hash, user_id, epoch, created_at, last_seen_at, password_at, second_step_at, user_agent, network, browser_id,
			strength, factor_id, factor_since)
		VALUES ($1, $2, $3, $4, $5, $5, $5, $6, $7, $8, $9, $10, $11, $12)`,
		id, hash, p.UserID, p.Epoch, int64(now), int64(secondStepAt), p.By.Agent, p.By.Network(), p.By.Browser,
		int64(p.Proof.Strength), p.Proof.FactorID, int64(p.Proof.Since))
}

// byHash is a session of the present epoch, which may have run out: the epoch in the join ends every session that began
// before a change. This alone reads the person's row together with
// its own, and whether a recovery case is under way: it is asked at every request.
func byHash(ctx context.Context, tx db.Reader, hash string, h holding) (Session, error) {
	var s Session
	err := tx.Row(ctx, `SELECT s.id, u.id, u.email, u.name, u.language, u.zone, s.created_at, s.last_seen_at,
			s.password_at, s.second_step_at, s.strength, s.factor_id, s.factor_since, s.stepped_up,
			CASE WHEN u.password_changed_at > u.created_at THEN u.password_changed_at ELSE 0 END, u.role, u.frozen_at, u.set_up_owed_at,
			COALESCE((SELECT c.state FROM recovery_case AS c WHERE c.user_id = u.id AND c.closed_at = 0), ''),
			(SELECT COUNT(*) FROM session AS o WHERE o.user_id = u.id AND o.epoch = u.epoch
				AND o.created_at > $1 AND o.created_at <= $2 AND o.last_seen_at > $3 AND o.last_seen_at <= $4)
		FROM session AS s JOIN users AS u ON u.id = s.user_id AND u.epoch = s.epoch AND u.disabled_at = 0
		WHERE s.secret_hash = $5`,
		int64(h.created.After), int64(h.created.Until), int64(h.seen.After), int64(h.seen.Until), hash).
		Scan(&s.ID, &s.UserID, &s.Email, &s.Name, &s.Language, &s.Zone, &s.CreatedAt, &s.LastSeenAt,
			&s.PasswordAt, &s.SecondStepAt, &s.Proof.Strength, &s.Proof.FactorID, &s.Proof.Since, &s.SteppedUp, &s.PasswordSet,
			&s.Role, &s.FrozenAt, &s.EnrollmentRequired, &s.RecoveryCase, &s.Count)
	if errors.Is(err, sql.ErrNoRows) {
		return s, ErrNone
	}
	if err != nil {
		return s, fmt.Errorf("loading session: %w", err)
	}
	s.Key = s.ID + "/" + seal.HashToken(hash)
	return s, nil
}

func touch(ctx context.Context, tx db.Tx, id string, now clock.Instant) error {
	return exec(ctx, tx, `UPDATE session SET last_seen_at = $1 WHERE id = $2`, int64(now), id)
}

func prove(ctx context.Context, tx db.Tx, id, hash string, now clock.Instant, password bool, proof factor.Proof) error {
	err := tx.DoOne(ctx, changing, ErrNone, `UPDATE session SET secret_hash = $1 WHERE id = $2`, hash, id)
	if err != nil {
		return err
	}
	if password {
		if err := exec(ctx, tx, `UPDATE session SET password_at = $1 WHERE id = $2`, int64(now), id); err != nil {
			return err
		}
	}
	if proof.Strength > 0 {
		return exec(ctx, tx, `UPDATE session SET second_step_at = $1, strength = $2, factor_id = $3, factor_since = $4,
			stepped_up = 1 WHERE id = $5`,
			int64(now), int64(proof.Strength), proof.FactorID, int64(proof.Since), id)
	}
	return nil
}

// Holds returns ErrNone if a session has ended since it was loaded.
func (ss *Sessions) Holds(ctx context.Context, tx db.Reader, id string) error {
	err := tx.Row(ctx, `SELECT id FROM session WHERE id = $1`, id).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNone
	}
	if err != nil {
		return fmt.Errorf("loading session: %w", err)
	}
	return nil
}

// Keep moves one session to its person's present epoch and ends all others.
func (ss *Sessions) Keep(ctx context.Context, tx db.Tx, userID, id string) error {
	if err := exec(ctx, tx, `DELETE FROM session WHERE user_id = $1 AND id <> $2`, userID, id); err != nil {
		return err
	}
	rests, err := user.StandingOf(ctx, tx, userID)
	if err != nil {
		return err
	}
	return exec(ctx, tx, `UPDATE session SET epoch = $1 WHERE id = $2`, rests.Epoch, id)
}

// End ends the session that secret opens, if there is one.
func (ss *Sessions) End(ctx context.Context, tx db.Tx, secret string) error {
	return exec(ctx, tx, `DELETE FROM session WHERE secret_hash = $1`, seal.HashToken(secret))
}

// EndByID ends the session with that id, even if its secret has changed meanwhile.
func (ss *Sessions) EndByID(ctx context.Context, tx db.Tx, id string) error {
	return exec(ctx, tx, `DELETE FROM session WHERE id = $1`, id)
}

// EndAll ends every session of a person, and forgets what was typed in those that ran out.
func (ss *Sessions) EndAll(ctx context.Context, tx db.Tx, userID string) error {
	if err := forgetLost(ctx, tx, userID); err != nil {
		return err
	}
	return exec(ctx, tx, `DELETE FROM session WHERE user_id = $1`, userID)
}

const changing = "changing session" // begins what an error says

func exec(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.Do(ctx, changing, query, args...)
}

// Restored ends every session of everybody: the database was put back, and those that were ended since are there again.
func (ss *Sessions) Restored(ctx context.Context, tx db.Tx) error {
	if err := exec(ctx, tx, `DELETE FROM lost_session`); err != nil {
		return err
	}
	return exec(ctx, tx, `DELETE FROM session`)
}
