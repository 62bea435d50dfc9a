package user

import (
	"context"
	"fmt"
	"time"

	"latchkey/internal/db"
	"latchkey/internal/search"

	"github.com/uptrace/bun"
)

// Remove deletes a person. With them goes whatever was granted to them or set up by them: every table that holds such a
// thing names its person by a foreign key. Their name stays, see [Users.Names], and their id is never anybody else's. It
// returns [ErrNotFound] if there is no such person. The caller asks before whether they may go.
func (us *Users) Remove(ctx context.Context, tx db.Tx, id string) error {
	u, err := us.ByID(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := exec(ctx, tx, `INSERT INTO removed_user (id, name, removed_at) VALUES ($1, $2, $3)`,
		u.ID, u.Name, int64(us.Clock.Now())); err != nil {
		return err
	}
	if err := exec(ctx, tx, `DELETE FROM users WHERE id = $1`, u.ID); err != nil {
		return err
	}
	return search.Delete(ctx, tx, search.Person, u.ID)
}

// Names returns the names of people by id, also of those who were removed: "" once theirs was let go of. Who never was
// is left out.
func (us *Users) Names(ctx context.Context, tx db.Reader, ids []string) (map[string]string, error) {
	people, err := us.ByIDs(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	names, err := us.RemovedNames(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for id, u := range people {
		names[id] = u.Name
	}
	return names, nil
}

// RemovedNames is [Users.Names] of those alone who were removed.
func (us *Users) RemovedNames(ctx context.Context, tx db.Reader, ids []string) (map[string]string, error) {
	names := map[string]string{}
	if len(ids) == 0 {
		return names, nil
	}
	rows, err := tx.NewSelect().ColumnExpr("id, name").TableExpr("removed_user").Where("id IN (?)", bun.List(ids)).Rows(ctx)
	if err != nil {
		return nil, fmt.Errorf("finding removed users: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, fmt.Errorf("finding removed users: %w", err)
		}
		names[id] = name
	}
	return names, rows.Err()
}

// ForgettingNames lets go of the names of people who were removed longer ago than keep; 0 keeps them for good.
func (us *Users) ForgettingNames(keep time.Duration) []db.Sweep {
	if keep == 0 {
		return nil
	}
	return []db.Sweep{db.Sweeping("changing user", `UPDATE removed_user SET name = '' WHERE id IN (SELECT id FROM removed_user
		WHERE name <> '' AND removed_at <= $1 ORDER BY removed_at LIMIT $2)`, int64(us.Clock.Now().Add(-keep)))}
}
