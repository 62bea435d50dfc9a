package access

import (
	"context"

	"latchkey/internal/account"
	"latchkey/internal/db"
)

// Member returns the rule for people who have a permission in a client account, as the database knows them now. To
// anybody who may not even see the part it returns [account.ErrNotFound]: an account of others answers like one that there is
// not. Who may see the part and not manage it gets [account.ErrForbidden], and [account.ErrClosed] whoever would manage anything
// in a closed account.
func Member(accounts *account.Accounts, accountID string, p account.Permission) Rule {
	return member(accounts, accountID, p, account.Membership.Closed)
}

// MemberOfClosed is [Member] for what people may still do in a closed account: pay what is unpaid, and write about their bill.
func MemberOfClosed(accounts *account.Accounts, accountID string, p account.Permission) Rule {
	return member(accounts, accountID, p, func(account.Membership) bool { return false })
}

func member(accounts *account.Accounts, accountID string, p account.Permission, closed func(account.Membership) bool) Rule {
	return func(ctx context.Context, tx db.Reader, by Caller) error {
		m, err := accounts.MembershipOf(ctx, tx, accountID, by.UserID)
		switch {
		case err != nil:
			return err
		case !m.Allows(p.Part()):
			return account.ErrNotFound
		case !m.Allows(p):
			return account.ErrForbidden
		case p.Manages() && closed(m):
			return account.ErrClosed
		}
		return nil
	}
}
