package user

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/search"
)

// Newest returns at most limit people, those who were added last first, from behind the one with the id before; "" begins.
func (us *Users) Newest(ctx context.Context, tx db.Reader, before string, limit int) ([]User, error) {
	return usersOf(tx.Rows(ctx, `SELECT `+columns+` FROM users WHERE id < $1 ORDER BY id DESC LIMIT $2`, cmp.Or(before, db.LastID), limit))
}

// Found is what a search has found: some of the people, and how many there are, up to [MostCounted].
type Found struct {
	People []User
	Count  int
	More   bool // there are more than Count
}

// Find returns the people whom words are found by, see [search.Find]: their name, address or phone, or three letters or more
// within one of these. Those who were added last come first; skip are passed over, and at most limit returned. Somebody's whole
// address finds them alone, also while the index is being made.
func (us *Users) Find(ctx context.Context, tx db.Reader, words string, skip, limit int) (f Found, err error) {
	if u, err := us.ByEmail(ctx, tx, words); !errors.Is(err, ErrNotFound) {
		if f.Count = 1; skip == 0 {
			f.People = []User{u}
		}
		return f, err
	}
	groups, err := search.Find(ctx, tx, search.Query{
		Scope: search.Staff(), Text: words, Kinds: []search.Kind{search.Person}, Skip: skip, Limit: limit,
	})
	if err != nil || len(groups) == 0 {
		return f, err
	}
	ids := make([]string, len(groups[0].Hits))
	for i, h := range groups[0].Hits {
		ids[i] = h.ID
	}
	people, err := us.ByIDs(ctx, tx, ids)
	f = Found{Count: groups[0].Count, More: groups[0].More}
	for _, id := range ids {
		if u, there := people[id]; there {
			f.People = append(f.People, u)
		}
	}
	return f, err
}

// MostCounted is up to where people are counted; there are "1,000+" beyond it.
const MostCounted = search.Most

// Count counts people, and those of them who can sign in and have no method of a second step: each up to [MostCounted]+1.
func (us *Users) Count(ctx context.Context, tx db.Reader) (all, withoutMethod int, err error) {
	err = tx.Row(ctx, `SELECT (SELECT COUNT(*) FROM (SELECT 1 AS one FROM users LIMIT $1) AS some_people),
		(SELECT COUNT(*) FROM (SELECT 1 AS one FROM users WHERE without_method = 1 AND disabled_at = 0 LIMIT $1) AS some_without)`,
		MostCounted+1).Scan(&all, &withoutMethod)
	if err != nil {
		return 0, 0, fmt.Errorf("counting users: %w", err)
	}
	return all, withoutMethod, nil
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
