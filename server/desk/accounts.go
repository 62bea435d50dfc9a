package desk

import (
	"errors"
	"strings"

	screen "latchkey/components/desk"
	"latchkey/internal/account"
	"latchkey/internal/domain"
	"latchkey/internal/service"
	"latchkey/internal/support"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// AccountPages holds the handlers of the pages about client accounts, and what they need besides.
type AccountPages struct {
	*Pages
	Services *service.Services
	Domains  *domain.Domains
	Support  *support.Service
}

// How many client accounts stand on one page.
const pageOfAccounts = 25

var accountsDone = map[string]string{
	"added": "desk_accounts.done_added", "saved": "desk_accounts.done_saved",
	"closed": "desk_accounts.done_closed", "reopened": "desk_accounts.done_reopened", "owner": "desk_accounts.done_owner",
	"owner-invited": "desk_accounts.done_owner_invited", "added-owner": "desk_accounts.done_added_owner",
	"added-owner-invited": "desk_accounts.done_added_invited", "changed": "accounts.done_changed", "unchanged": "accounts.done_unchanged",
	"resent": "accounts.done_resent", "note-removed": "desk_accounts.done_note_removed",
	"email": "desk_accounts.done_email", "invited": "desk_accounts.done_invited", "withdrawn": "desk_accounts.done_withdrawn",
	"removed": "desk_accounts.done_removed", "note": "desk_ticket.done_account_note",
}

func accountPage(id string) string { return "/desk/accounts/" + id }

// List lists client accounts by number, or those that are found by the words of a search.
func (p *AccountPages) List(r *web.Request) error {
	words, show := strings.TrimSpace(r.Query("q")), r.Query("show")
	state := account.State(show)
	if state != account.OpenAccounts && state != account.ClosedAccounts {
		state = ""
	}
	found, next, err := p.Staff.ListAccounts(r.Context(), words, state, r.Query("after"), pageOfAccounts)
	if err != nil {
		return err
	}
	props := screen.AccountsProps{Query: words, State: string(state)}
	if r.Query("after") != "" {
		props.Pager.First = web.WithQuery("/desk/accounts", "q", words, "show", string(state))
	}
	if next != "" {
		props.Pager.Next = web.WithQuery("/desk/accounts", "q", words, "show", string(state), "after", next)
	}
	for _, a := range found {
		row := screen.AccountRow{
			URL: accountPage(a.ID), Number: a.Number, Name: a.Name, Company: a.Company, Closed: a.Closed(), Added: r.Date(a.CreatedAt),
		}
		if a.Owner.ID != "" {
			row.Owner, row.OwnerURL = user.PlainEmail(a.Owner.Email), personPage(a.Owner.ID)
		}
		props.Rows = append(props.Rows, row)
	}
	return r.Screen(0, "accounts", "", screen.Accounts(props))
}

// named returns the client account that the path names, by its id or, as somebody types it, by its number.
func (p *AccountPages) named(r *web.Request) (account.Account, error) {
	ctx, tx := r.Context(), r.Site.DB.Read()
	a, err := p.Accounts.ByID(ctx, tx, r.Param("id"))
	if errors.Is(err, account.ErrNotFound) {
		a, err = p.Accounts.ByNumber(ctx, tx, r.Param("id"))
	}
	return a, err
}

// AskClose asks before an account is closed.
func (p *AccountPages) AskClose(r *web.Request) error {
	return p.ask(r, screen.AskAccountProps{
		Title: r.Locale.T("desk_accounts.close_title"), Action: "/close", Label: r.Locale.T("desk_accounts.close"), Danger: true,
		What: []string{r.Locale.T("desk_accounts.close_what"), r.Locale.T("desk_accounts.close_pays"), r.Locale.T("desk_accounts.close_told")},
	})
}

// AskResume asks before a closed account is opened again.
func (p *AccountPages) AskResume(r *web.Request) error {
	return p.ask(r, screen.AskAccountProps{
		Title: r.Locale.T("desk_accounts.reopen_title"), Action: "/reopen", Label: r.Locale.T("desk_accounts.reopen"),
		What: []string{r.Locale.T("desk_accounts.reopen_what")},
	})
}

func (p *AccountPages) ask(r *web.Request, q screen.AskAccountProps) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	if err := p.fresh(r); err != nil {
		return err
	}
	return askAbout(r, a, q)
}

// askAbout is ask for what takes no fresh proof.
func askAbout(r *web.Request, a account.Account, q screen.AskAccountProps) error {
	q.Name, q.Number, q.Back, q.Action = a.Name, a.Number, accountPage(a.ID), accountPage(a.ID)+q.Action
	return r.Screen(0, "accounts", "", screen.AskAccount(q))
}

// Close closes an account.
func (p *AccountPages) Close(r *web.Request) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	return p.done(r, a, p.Staff.CloseAccount(r.Context(), r.Caller(), a.ID), "desk_accounts.close", "closed")
}

// Resume opens a closed account again.
func (p *AccountPages) Resume(r *web.Request) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	return p.done(r, a, p.Staff.ReopenAccount(r.Context(), r.Caller(), a.ID), "desk_accounts.reopen", "reopened")
}

// done says what came of an act on the account's page. Words are those of the button.
func (p *AccountPages) done(r *web.Request, a account.Account, err error, words, said string, fields ...string) error {
	return p.doneTo(r, a, err, words, accountName(r, a), said, fields...)
}

// doneTo is done for what is done to somebody or something of the account, which whoever confirms it reads.
func (p *AccountPages) doneTo(r *web.Request, a account.Account, err error, words, to, said string, fields ...string) error {
	if err != nil {
		return r.RequireStepUp(err, web.PendingAction{Do: r.Locale.T(words), To: to, Page: accountPage(a.ID), Fields: fields})
	}
	return r.Go(r.Saying(accountPage(a.ID) + "?done=" + said))
}

// SetOwner makes somebody the owner of an account that has none, or invites them.
func (p *AccountPages) SetOwner(r *web.Request) error {
	a, err := p.named(r)
	if err != nil {
		return err
	}
	err = p.Staff.SetOwner(r.Context(), r.Caller(), a.ID, r.Form("owner"))
	if words := ownerRefusal(err); words != "" {
		form := r.Beside("owner", words)
		form.Values = map[string]string{"owner": r.Form("owner")}
		return p.show(r, a, form, web.Unprocessable)
	}
	if err != nil {
		return p.done(r, a, err, "desk_accounts.owner_set", "owner", "owner")
	}
	return p.owned(r, a, r.Form("owner"), "")
}

// owned says which came of an owner's address: they own the account already, or are invited to. Said is what was done
// besides, "" for nothing.
func (p *AccountPages) owned(r *web.Request, a account.Account, email, said string) error {
	ownerID, err := p.Accounts.OwnerOf(r.Context(), r.Site.DB.Read(), a.ID)
	if err != nil {
		return err
	}
	became := "owner-invited"
	switch {
	case email == "":
		became = ""
	case ownerID != "":
		became = "owner"
	}
	return r.Go(r.Saying(accountPage(a.ID) + "?done=" + strings.Trim(said+"-"+became, "-")))
}
