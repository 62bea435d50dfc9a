package user

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"latchkey/internal/address"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/locale"
)

// Find returns the people whose name or address contains words, ordered by address: at most limit of them, from
// offset on, and how many there are in total. If words is "", everybody matches. An address or its host is found in
// whichever form it was written.
func (us *Users) Find(ctx context.Context, tx db.Reader, words string, offset, limit int) (found []User, total int, err error) {
	words = strings.ToLower(locale.Bare(words))
	pattern, wired := contains(words), contains(wire(words))
	const where = ` FROM users WHERE email_key LIKE $1 ESCAPE '\' OR lower(email) LIKE $2 ESCAPE '\' OR lower(name) LIKE $3 ESCAPE '\'`
	if words == "" { // which everybody has: it needs no look at each of them
		if err := tx.Row(ctx, `SELECT count(*) FROM users`).Scan(&total); err != nil {
			return nil, 0, fmt.Errorf("finding users: %w", err)
		}
		found, err = usersOf(tx.Rows(ctx, `SELECT `+columns+` FROM users ORDER BY email_key LIMIT $1 OFFSET $2`, limit, offset))
		return found, total, err
	}
	if err := tx.Row(ctx, `SELECT count(*)`+where, wired, pattern, pattern).Scan(&total); err != nil {
		return nil, 0, fmt.Errorf("finding users: %w", err)
	}
	found, err = usersOf(tx.Rows(ctx, `SELECT `+columns+where+` ORDER BY email_key LIMIT $4 OFFSET $5`,
		wired, pattern, pattern, limit, offset))
	return found, total, err
}

func usersOf(rows *sql.Rows, err error) (found []User, _ error) {
	if err != nil {
		return nil, fmt.Errorf("finding users: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		u, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, u)
	}
	return found, rows.Err()
}

func contains(words string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(words) + "%"
}

// wire is words as they stand in a key: what can be a host, in ASCII.
func wire(words string) string {
	local, host, found := strings.Cut(words, "@")
	if !found {
		local, host = "", words
	}
	ascii, err := address.Host(host)
	if err != nil || ascii == host {
		return words
	}
	if found {
		return local + "@" + ascii
	}
	return ascii
}

// Administrators counts the administrators who are not disabled, leaving out the person with the id besides.
func (us *Users) Administrators(ctx context.Context, tx db.Reader, besides string) (n int, err error) {
	err = tx.Row(ctx, `SELECT count(*) FROM users WHERE role <> '' AND role = 'administrator' AND disabled_at = 0
		AND id <> $1`, besides).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("counting administrators: %w", err)
	}
	return n, nil
}

// AdministratorIDs is the ids of the administrators who are not disabled.
func (us *Users) AdministratorIDs(ctx context.Context, tx db.Reader) (ids []string, err error) {
	rows, err := tx.Rows(ctx, `SELECT id FROM users WHERE role <> '' AND role = 'administrator' AND disabled_at = 0 ORDER BY name, id`)
	if err != nil {
		return nil, fmt.Errorf("listing administrators: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("listing administrators: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// StaffMembers returns the staff who are not disabled, by name.
func (us *Users) StaffMembers(ctx context.Context, tx db.Reader) (all []User, err error) {
	rows, err := tx.Rows(ctx, `SELECT `+columns+` FROM users WHERE role <> '' AND disabled_at = 0 ORDER BY name, id`)
	if err != nil {
		return nil, fmt.Errorf("listing staff: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		u, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, u)
	}
	return all, rows.Err()
}

// HasStaff reports whether there is any member of staff.
func (us *Users) HasStaff(ctx context.Context, tx db.Reader) (has bool, err error) {
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM users WHERE role <> '')`).Scan(&has)
	if err != nil {
		return false, fmt.Errorf("looking for staff: %w", err)
	}
	return has, nil
}

// KeepLink stores the hash of the one set-up link for the first administrator, which replaces any earlier one.
// The hash "" deletes it.
func (us *Users) KeepLink(ctx context.Context, tx db.Tx, hash string, until clock.Instant) error {
	if err := exec(ctx, tx, `DELETE FROM set_up_link`); err != nil || hash == "" {
		return err
	}
	return exec(ctx, tx, `INSERT INTO set_up_link (token_hash, expires_at) VALUES ($1, $2)`, hash, int64(until))
}

// LinkHolds reports whether the set-up link with this hash, which holds for lasts, can be used: only while there is nobody
// of the staff.
func (us *Users) LinkHolds(ctx context.Context, tx db.Reader, hash string, lasts time.Duration) (holds bool, err error) {
	ends := us.Clock.Now().EndsFor(lasts)
	err = tx.Row(ctx, `SELECT EXISTS (SELECT 1 FROM set_up_link WHERE token_hash = $1 AND expires_at > $2 AND expires_at <= $3)
			AND NOT EXISTS (SELECT 1 FROM users WHERE role <> '')`,
		hash, int64(ends.After), int64(ends.Until)).Scan(&holds)
	if err != nil {
		return false, fmt.Errorf("loading set-up link: %w", err)
	}
	return holds, nil
}
