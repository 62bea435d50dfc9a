package staff

import (
	"context"
	"strconv"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/membership"
	"latchkey/internal/user"
)

// AccountRow is a client account in the host's list.
type AccountRow struct {
	account.Account
	Owner user.User // the zero User where there is none yet
}

// ListAccounts returns a page of at most limit client accounts in a state, each with its owner: by number, or those that words are
// found by, the newest first. After is what the page before returned as next, "" for the first; next is "" where there are no more.
func (c *Service) ListAccounts(
	ctx context.Context, words string, state account.State, after string, limit int,
) (rows []AccountRow, next string, err error) {
	var found []account.Account
	if words == "" {
		if found, err = c.Accounts.List(ctx, c.DB.Read(), state, after, limit+1); len(found) > limit {
			found = found[:limit]
			next = found[limit-1].Number
		}
	} else {
		found, next, err = c.findAccounts(ctx, words, state, after, limit)
	}
	if err != nil {
		return nil, "", err
	}
	rows, err = c.owned(ctx, c.DB.Read(), found)
	return rows, next, err
}

// lookedAtOnce is how many accounts that were found are looked at, to see in which state they are.
const lookedAtOnce = 100

// findAccounts is a page of what words are found by. It goes on behind as many hits as the pages before have looked at.
func (c *Service) findAccounts(
	ctx context.Context, words string, state account.State, after string, limit int,
) (found []account.Account, next string, err error) {
	looked, _ := strconv.Atoi(after)
	for looked = max(0, looked); ; {
		hits, err := c.Accounts.Find(ctx, c.DB.Read(), words, looked, lookedAtOnce)
		if err != nil || len(hits) == 0 {
			return found, "", err
		}
		for _, a := range hits {
			fits := state == "" || a.Closed() == (state == account.ClosedAccounts)
			if fits && len(found) == limit {
				return found, strconv.Itoa(looked), nil
			}
			if looked++; fits {
				found = append(found, a)
			}
		}
	}
}

// owned adds to accounts who owns them.
func (c *Service) owned(ctx context.Context, tx db.Reader, found []account.Account) ([]AccountRow, error) {
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
