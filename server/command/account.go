package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"latchkey/internal/account"
	"latchkey/internal/membership"
	"latchkey/internal/signin"
	"latchkey/internal/staff"
	"latchkey/internal/user"
	"latchkey/server/host"

	"github.com/spf13/pflag"
)

func runAccount(ctx context.Context, c Console, args []string) error {
	return dispatch(ctx, c, []command{
		{"add", "make a client account, and its owner's invitation", accountAdd},
		{"list", "list client accounts", accountList},
		{"show", "show one with who belongs to it: show NUMBER", accountShow},
		{"member", "add, change and remove members", runMember},
		{"import", "make and change client accounts from a CSV file: import FILE", accountImport},
		{"close", "close one: its people see everything and change nothing", accountClose},
		{"reopen", "open a closed one again", accountReopen},
	}, "latchkey account", args)
}

// dataFlags are the flags for what an account says of itself.
func dataFlags(flags *pflag.FlagSet) *account.Data {
	d := &account.Data{}
	for _, f := range []struct {
		value      *string
		name, help string
	}{
		{&d.Name, "name", "what the account is called, on invoices too"},
		{&d.Company, "company", "the company's name"},
		{&d.Street, "street", "the postal address: street and house"},
		{&d.Postcode, "postcode", "postal code"},
		{&d.City, "city", "town or city"},
		{&d.Region, "region", "state, province or county"},
		{&d.Country, "country", "country, as two letters: DE"},
		{&d.TaxID, "tax-id", "tax number, such as a VAT id"},
		{&d.Currency, "currency", "currency, as three letters: EUR"},
		{&d.Zone, "time-zone", "time zone, such as Europe/Berlin"},
	} {
		flags.StringVar(f.value, f.name, "", f.help)
	}
	return d
}

func accountAdd(ctx context.Context, c Console, args []string) error {
	k := newCall(c, "account add --name N [--number X] [--owner E] [--company C] [...]")
	number := k.flags.String("number", "", "the account's number; the next of the host's series where it is left out")
	owner := k.flags.String("owner", "", "e-mail address of the owner: somebody who signs in already, or who is invited")
	language := languageFlag(k.flags, "the account's language")
	d := dataFlags(k.flags)
	check := func() (err error) {
		if d.Name == "" {
			return host.UsageError("account add takes --name")
		}
		d.Language, err = readLanguage(*language)
		return err
	}
	return k.run(ctx, args, nil, check, func(h *host.Host) (answer, error) {
		a, err := h.Staff.AddAccountFromShell(ctx, staff.AccountDraft{Number: *number, Data: *d, OwnerEmail: *owner})
		if err != nil {
			return nil, accountWords(err)
		}
		return showAccount(ctx, h, a.ID, func(s accountShown) string { return "Made client account " + a.Number + ". " + ownerWords(s) })
	})
}

// ownerWords says who owns an account, or is to.
func ownerWords(s accountShown) string {
	if s.Owner != nil {
		return s.Owner.Email + " is the owner."
	}
	for _, i := range s.Invitations {
		if i.Role == string(account.Owner) {
			return "An invitation to " + i.Email + " waits in the outbox; a running `latchkey serve` sends it."
		}
	}
	return "It has no owner yet."
}

// byNumber returns the account that somebody names in the shell.
func byNumber(ctx context.Context, h *host.Host, number string) (account.Account, error) {
	a, err := h.Accounts.ByNumber(ctx, h.DB.Read(), number)
	if errors.Is(err, account.ErrNotFound) {
		err = fmt.Errorf("no client account has the number %s; `latchkey account list` shows them all", number)
	}
	return a, err
}

func showAccount(ctx context.Context, h *host.Host, id string, said func(accountShown) string) (answer, error) {
	s, err := h.Staff.ShowAccount(ctx, id)
	if err != nil {
		return nil, err
	}
	shown := shownAccount(s, h.Clock.Now())
	if said != nil {
		shown.said = said(shown)
	}
	return shown, nil
}

// listedAtOnce is how many accounts are read at a time.
const listedAtOnce = 500

func accountList(ctx context.Context, c Console, args []string) error {
	k := newCall(c, "account list [--find WORDS] [--state STATE]")
	words := k.flags.String("find", "", "only those found by these words, as at the desk: at most 1,000")
	state := k.flags.String("state", "", "only those that are open, or closed")
	check := func() error {
		if !slices.Contains([]string{"", string(account.OpenAccounts), string(account.ClosedAccounts)}, *state) {
			return host.UsageError(fmt.Sprintf("--state is %q; it takes open or closed", *state))
		}
		return nil
	}
	return k.run(ctx, args, nil, check, func(h *host.Host) (answer, error) {
		all := accountsJSON{}
		for after := ""; ; {
			rows, next, err := h.Staff.ListAccounts(ctx, *words, account.State(*state), after, listedAtOnce)
			if err != nil {
				return nil, err
			}
			for _, r := range rows {
				all = append(all, accountOf(r.Account, r.Owner))
			}
			if after = next; after == "" {
				return all, nil
			}
		}
	})
}

func accountShow(ctx context.Context, c Console, args []string) error {
	k := newCall(c, "account show NUMBER")
	return k.run(ctx, args, []string{"NUMBER"}, nil, func(h *host.Host) (answer, error) {
		a, err := byNumber(ctx, h, k.flags.Arg(0))
		if err != nil {
			return nil, err
		}
		return showAccount(ctx, h, a.ID, nil)
	})
}

func accountClose(ctx context.Context, c Console, args []string) error {
	return changeAccount(ctx, c, args, accountChange{
		"close", "is closed", "; `latchkey account reopen` opens it again", true,
		(*staff.Service).CloseAccountFromShell,
	})
}

func accountReopen(ctx context.Context, c Console, args []string) error {
	return changeAccount(ctx, c, args, accountChange{
		"reopen", "is open", "; `latchkey account close` closes one", false,
		(*staff.Service).ReopenAccountFromShell,
	})
}

// accountChange closes an account or opens it again: closed is how it is then, and instead what to do if it is so already.
type accountChange struct {
	name, outcome, instead string
	closed                 bool
	do                     func(*staff.Service, context.Context, string) error
}

func changeAccount(ctx context.Context, c Console, args []string, change accountChange) error {
	k := newCall(c, "account "+change.name+" NUMBER")
	return k.run(ctx, args, []string{"NUMBER"}, nil, func(h *host.Host) (answer, error) {
		a, err := byNumber(ctx, h, k.flags.Arg(0))
		if err != nil {
			return nil, err
		}
		if err := change.do(h.Staff, ctx, a.ID); err != nil {
			return nil, err
		}
		words := change.outcome
		if a.Closed() == change.closed {
			words += " already" + change.instead
		}
		return showAccount(ctx, h, a.ID, func(accountShown) string { return "Client account " + a.Number + " " + words + "." })
	})
}

// whyNot are the sentences for what an account or its people can't be.
var whyNot = []struct {
	is    error
	words string
}{
	{account.ErrExists, "another client account has that number"},
	{account.ErrNumber, "a number takes 1 to 40 letters, digits, dots, dashes and slashes, and begins with a letter or a digit"},
	{user.ErrBadEmail, "that is not an e-mail address: it takes one such as ada@example.com, with plain letters before the @"},
	{account.ErrHasOwner, "that client account has an owner already, who invites members and hands it over"},
	{signin.ErrClosed, "nobody has that address, and registration is closed; " +
		"`latchkey settings set registration invitation` lets those in whom you invite"},
	{membership.ErrMember, "they belong to that client account already; only its owner makes a member the owner"},
	{membership.ErrTooMany, "that client account has as many people as one takes"},
	{account.ErrClosed, "that client account is closed; `latchkey account reopen` opens it again"},
}

// accountWords says everything that an account or its people can't be.
func accountWords(err error) error {
	var all []string
	for _, w := range whyNot {
		if errors.Is(err, w.is) {
			all = append(all, w.words)
		}
	}
	var invalid account.InvalidError
	if errors.As(err, &invalid) {
		for _, field := range invalid.Fields {
			all = append(all, fmt.Sprintf("the %s can't be that%s", strings.ReplaceAll(field, "_", " "), fieldTakes[field]))
		}
	}
	if len(all) == 0 {
		return err
	}
	return errors.New(strings.Join(all, "; "))
}

// fieldTakes says what a field takes, where that is not any short line.
var fieldTakes = map[string]string{
	account.FieldName:     ": it takes one line of 1 to 100 characters",
	account.FieldCountry:  ": it takes two letters, such as DE",
	account.FieldCurrency: ": it takes three letters, such as EUR",
	account.FieldLanguage: ": it takes " + languages(),
	account.FieldZone:     ": it takes a name such as Europe/Berlin",
}
