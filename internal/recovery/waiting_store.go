package recovery

import (
	"context"
	"fmt"
)

// Waiting counts the cases that wait for staff.
func (cs *Cases) Waiting(ctx context.Context) (n int, err error) {
	err = cs.DB.Read().Row(ctx, `SELECT COUNT(*) FROM recovery_case WHERE closed_at = 0 AND state IN ($1, $2, $3)`,
		string(Open), string(Review), string(Paused)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("counting cases: %w", err)
	}
	return n, nil
}
