package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/search"

	"github.com/uptrace/bun"
)

const doing = "changing account"

const accountColumns = `a.id, a.number, a.name, a.company, a.street, a.postcode, a.city, a.region, a.country, a.tax_id,
	a.currency, a.language, a.zone, a.email, a.created_at, a.closed_at, a.second_step_at`

func (a *Account) places() []any {
	return []any{
		&a.ID, &a.Number, &a.Name, &a.Company, &a.Street, &a.Postcode, &a.City, &a.Region, &a.Country, &a.TaxID,
		&a.Currency, &a.Language, &a.Zone, &a.Email, &a.CreatedAt, &a.ClosedAt, &a.SecondStepAt,
	}
}

func insertAccount(ctx context.Context, tx db.Tx, a Account) error {
	err := tx.DoOne(ctx, doing, ErrExists, `INSERT INTO account (id, number, name, company, street, postcode, city, region, country,
		tax_id, currency, language, zone, email, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT DO NOTHING`, a.ID, a.Number, a.Name, a.Company, a.Street, a.Postcode, a.City, a.Region, a.Country,
		a.TaxID, a.Currency, a.Language, a.Zone, a.Email, int64(a.CreatedAt))
	if err != nil {
		return err
	}
	return search.Put(ctx, tx, a.document())
}

// SetData changes what an account says of itself. It returns an [InvalidError], or [ErrNotFound].
func (as *Accounts) SetData(ctx context.Context, tx db.Tx, id string, d Data) error {
	d, err := d.Clean()
	if err != nil {
		return err
	}
	err = tx.DoOne(ctx, doing, ErrNotFound, `UPDATE account SET name = $1, company = $2, street = $3, postcode = $4, city = $5,
		region = $6, country = $7, tax_id = $8, currency = $9, language = $10, zone = $11 WHERE id = $12`,
		d.Name, d.Company, d.Street, d.Postcode, d.City, d.Region, d.Country, d.TaxID, d.Currency, d.Language, d.Zone, id)
	if err != nil {
		return err
	}
	return as.found(ctx, tx, id)
}

// SetClosed closes an account, or opens it again. It returns [ErrNotFound].
func (as *Accounts) SetClosed(ctx context.Context, tx db.Tx, id string, closed bool) error {
	var at clock.Instant
	if closed {
		at = as.Clock.Now()
	}
	return tx.DoOne(ctx, doing, ErrNotFound, `UPDATE account SET closed_at = $1 WHERE id = $2`, int64(at), id)
}

// SetSecondStep has an account require a second step of its people, or not. It returns [ErrNotFound].
func (as *Accounts) SetSecondStep(ctx context.Context, tx db.Tx, id string, required bool) error {
	var at clock.Instant
	if required {
		at = as.Clock.Now()
	}
	return tx.DoOne(ctx, doing, ErrNotFound, `UPDATE account SET second_step_at = $1 WHERE id = $2`, int64(at), id)
}

// RequireSecondStep returns since when each account requires a second step that requires one, by id.
func (as *Accounts) RequireSecondStep(ctx context.Context, tx db.Reader) (map[string]clock.Instant, error) {
	rows, err := tx.Rows(ctx, `SELECT id, second_step_at FROM account WHERE second_step_at > 0`)
	if err != nil {
		return nil, fmt.Errorf("loading accounts: %w", err)
	}
	defer rows.Close()
	since := map[string]clock.Instant{}
	for rows.Next() {
		var id string
		var at clock.Instant
		if err := rows.Scan(&id, &at); err != nil {
			return nil, fmt.Errorf("loading accounts: %w", err)
		}
		since[id] = at
	}
	return since, rows.Err()
}

// State selects accounts in a list.
type State string

// The states of accounts; the zero State is each.
const (
	OpenAccounts   State = "open"
	ClosedAccounts State = "closed"
)

// List returns at most limit accounts in a state whose number comes behind the number after ("" begins), by number.
func (as *Accounts) List(ctx context.Context, tx db.Reader, state State, after string, limit int) ([]Account, error) {
	return accounts(tx.Rows(ctx, map[State]string{
		"":             `SELECT ` + accountColumns + ` FROM account AS a WHERE a.number > $1 ORDER BY a.number LIMIT $2`,
		OpenAccounts:   `SELECT ` + accountColumns + ` FROM account AS a WHERE a.number > $1 AND a.closed_at = 0 ORDER BY a.number LIMIT $2`,
		ClosedAccounts: `SELECT ` + accountColumns + ` FROM account AS a WHERE a.number > $1 AND a.closed_at > 0 ORDER BY a.number LIMIT $2`,
	}[state], after, limit))
}

// ByIDs returns the client accounts with these ids, by number. Ids without an account are left out.
func (as *Accounts) ByIDs(ctx context.Context, tx db.Reader, ids []string) (found []Account, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return accounts(tx.NewSelect().ColumnExpr(accountColumns).TableExpr("account AS a").Where("a.id IN (?)", bun.List(ids)).
		OrderExpr("a.number").Rows(ctx))
}

// Of returns the client accounts that a user is a member of, by number.
func (as *Accounts) Of(ctx context.Context, tx db.Reader, userID string) ([]Account, error) {
	return accounts(tx.Rows(ctx, `SELECT `+accountColumns+` FROM account AS a
		JOIN membership AS m ON m.account_id = a.id WHERE m.user_id = $1 ORDER BY a.number`, userID))
}

func accounts(rows *sql.Rows, err error) ([]Account, error) {
	if err != nil {
		return nil, fmt.Errorf("listing accounts: %w", err)
	}
	defer rows.Close()
	var all []Account
	for rows.Next() {
		var a Account
		if err := rows.Scan(a.places()...); err != nil {
			return nil, fmt.Errorf("listing accounts: %w", err)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// ByNumber returns the account with that number, in any writing with the same [NumberKey]; [ErrNotFound] if there is none.
func (as *Accounts) ByNumber(ctx context.Context, tx db.Reader, number string) (Account, error) {
	return loadAccount(tx.Row(ctx, `SELECT `+accountColumns+` FROM account AS a WHERE lower(a.number) = $1`, NumberKey(number)))
}

// ByID returns the account with that id; [ErrNotFound] if there is none.
func (as *Accounts) ByID(ctx context.Context, tx db.Reader, id string) (Account, error) {
	return loadAccount(tx.Row(ctx, `SELECT `+accountColumns+` FROM account AS a WHERE a.id = $1`, id))
}

func loadAccount(row db.Row) (a Account, err error) {
	err = row.Scan(a.places()...)
	if errors.Is(err, sql.ErrNoRows) {
		return a, ErrNotFound
	}
	if err != nil {
		return a, fmt.Errorf("loading account: %w", err)
	}
	return a, nil
}

// Names returns the names of the accounts that a user is a member of, by id.
func (as *Accounts) Names(ctx context.Context, tx db.Reader, userID string) (map[string]string, error) {
	rows, err := tx.Rows(ctx, `SELECT a.id, a.name FROM account AS a JOIN membership AS m ON m.account_id = a.id WHERE m.user_id = $1`, userID)
	if err != nil {
		return nil, fmt.Errorf("loading accounts: %w", err)
	}
	defer rows.Close()
	names := map[string]string{}
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return nil, fmt.Errorf("loading accounts: %w", err)
		}
		names[id] = name
	}
	return names, rows.Err()
}
