package access

import (
	"context"
	"slices"

	"latchkey/internal/account"
	"latchkey/internal/db"
)

// Member returns the rule for people who may see a part of a client account, as the database knows them now. To
// anybody else it returns [account.ErrNotFound]: an account of others answers like one that there is not.
func Member(accounts *account.Accounts, accountID string, part account.Permission) Rule {
	return func(ctx context.Context, tx db.Reader, by Caller) error {
		ids, err := accounts.Visible(ctx, tx, by.UserID, part)
		if err != nil {
			return err
		}
		if !slices.Contains(ids, accountID) {
			return account.ErrNotFound
		}
		return nil
	}
}
