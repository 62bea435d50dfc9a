package staff

import (
	"context"

	"latchkey/internal/account"
	"latchkey/internal/membership"
	"latchkey/internal/user"
)

// AccountRow is a client account in the host's list.
type AccountRow struct {
	account.Account
	Owner user.User // the zero User where there is none yet
}

// ListAccounts returns a page of the client accounts, see [account.Accounts.List], each with its owner.
func (c *Service) ListAccounts(ctx context.Context, words string, state account.State, after string, limit int) ([]AccountRow, error) {
	tx := c.DB.Read()
	found, err := c.Accounts.List(ctx, tx, words, state, after, limit)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(found))
	for i, a := range found {
		ids[i] = a.ID
	}
	owners, err := c.Accounts.OwnersOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	userIDs := make([]string, 0, len(owners))
	for _, id := range owners {
		userIDs = append(userIDs, id)
	}
	people, err := c.Users.ByIDs(ctx, tx, userIDs)
	if err != nil {
		return nil, err
	}
	rows := make([]AccountRow, len(found))
	for i, a := range found {
		rows[i] = AccountRow{a, people[owners[a.ID]]}
	}
	return rows, nil
}

// AccountShown is a client account as the host sees it.
type AccountShown struct {
	account.Account
	Members     []membership.Person
	Invitations []account.Invitation
	Contacts    []account.Contact
	Handover    *account.Handover // nil: none waits
}

// ShowAccount returns a client account with who belongs to it; [account.ErrNotFound]. A page calls
// [Service.ViewedAccount] first.
func (c *Service) ShowAccount(ctx context.Context, accountID string) (shown AccountShown, err error) {
	tx := c.DB.Read()
	if shown.Account, err = c.Accounts.ByID(ctx, tx, accountID); err != nil {
		return shown, err
	}
	p, err := c.Membership.PeopleForHost(ctx, tx, shown.Account)
	shown.Members, shown.Invitations, shown.Contacts, shown.Handover = p.Members, p.Invitations, p.Contacts, p.Handover
	return shown, err
}
