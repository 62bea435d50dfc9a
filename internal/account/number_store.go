package account

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"latchkey/internal/db"

	"github.com/uptrace/bun"
)

const (
	firstNumber = 10001
	lookedAhead = 200 // numbers that are looked up at once, where a host has given some of the series by hand
)

// nextNumber takes the next free number of a series. The row is the lock: whoever comes at the same instant waits, and
// takes the next.
func nextNumber(ctx context.Context, tx db.Tx, prefix string) (string, error) {
	var next int64
	err := tx.Returning(ctx, `INSERT INTO account_series (prefix, next) VALUES ($1, $2)
		ON CONFLICT (prefix) DO UPDATE SET next = account_series.next + 1 RETURNING next`, prefix, firstNumber).Scan(&next)
	if err != nil {
		return "", fmt.Errorf("taking the next account number: %w", err)
	}
	for first := next; ; next += lookedAhead {
		number, free, err := firstFree(ctx, tx, prefix, next)
		if err != nil {
			return "", err
		}
		if free < 0 {
			continue
		}
		if last := next + free; last != first {
			if err := tx.Do(ctx, doing, `UPDATE account_series SET next = $1 WHERE prefix = $2`, last, prefix); err != nil {
				return "", err
			}
		}
		return number, nil
	}
}

// firstFree returns the first of lookedAhead numbers that nobody has, and how many come before it; -1: there is none.
func firstFree(ctx context.Context, tx db.Reader, prefix string, next int64) (string, int64, error) {
	numbers, keys := make([]string, lookedAhead), make([]string, lookedAhead)
	for i := range numbers {
		numbers[i] = prefix + strconv.FormatInt(next+int64(i), 10)
		keys[i] = NumberKey(numbers[i])
	}
	var taken []string
	err := tx.NewSelect().ColumnExpr("lower(number)").TableExpr("account").Where("lower(number) IN (?)", bun.List(keys)).Scan(ctx, &taken)
	if err != nil {
		return "", 0, fmt.Errorf("taking the next account number: %w", err)
	}
	for i, number := range numbers {
		if !slices.Contains(taken, keys[i]) {
			return number, int64(i), nil
		}
	}
	return "", -1, nil
}
