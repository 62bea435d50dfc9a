package recovery

import (
	"context"
	"fmt"
)

// Waiting counts the cases that wait for staff, and those of them that the account's owner has paused: they said "this wasn't
// me", or signed in.
func (cs *Cases) Waiting(ctx context.Context) (n, paused int, err error) {
	err = cs.DB.Read().Row(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN state = $1 AND reason IN ($2, $3) THEN 1 ELSE 0 END), 0)
		FROM recovery_case WHERE closed_at = 0 AND state IN ($4, $5, $1)`,
		string(Paused), string(Notice), string(Owner), string(Open), string(Review)).Scan(&n, &paused)
	if err != nil {
		return 0, 0, fmt.Errorf("counting cases: %w", err)
	}
	return n, paused, nil
}
