package recovery

import (
	"context"
	"fmt"
)

// Count is how many cases are under way: the same that [Cases.List] has before those that are over.
type Count struct {
	UnderWay      int // in any state that is not over
	ForStaff      int // those that staff have to do something about
	PausedByOwner int // those of them that [Case.PausedByOwner]
}

// PausedByOwner reports whether the case waits because the account's owner said "this wasn't me", or signed in.
func (c Case) PausedByOwner() bool {
	return c.State == Paused && (c.Reason == string(Notice) || c.Reason == string(Owner))
}

// Count counts the cases under way.
func (cs *Cases) Count(ctx context.Context) (n Count, err error) {
	err = cs.DB.Read().Row(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN state IN ($1, $2, $3) THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN state = $1 AND reason IN ($4, $5) THEN 1 ELSE 0 END), 0)
		FROM recovery_case WHERE closed_at = 0`,
		string(Paused), string(Open), string(Review), string(Notice), string(Owner)).Scan(&n.UnderWay, &n.ForStaff, &n.PausedByOwner)
	if err != nil {
		return Count{}, fmt.Errorf("counting cases: %w", err)
	}
	return n, nil
}
