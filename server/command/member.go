package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"latchkey/internal/account"
	"latchkey/internal/user"
	"latchkey/server/host"

	"github.com/spf13/pflag"
)

func runMember(ctx context.Context, c Console, args []string) error {
	return dispatch(ctx, c, []command{
		{"add", "invite somebody to a client account: add NUMBER --email E", memberAdd},
		{"change", "set what a member may do: change NUMBER --email E", memberChange},
		{"remove", "end a membership, or withdraw an invitation: remove NUMBER --email E", memberRemove},
	}, "latchkey account member", args)
}

func permissionsFlag(flags *pflag.FlagSet) *[]string {
	all := strings.Join(texts(account.Permissions()), ", ")
	return flags.StringSlice("permissions", nil, "what they may see and manage, with commas: "+all)
}

func memberAdd(ctx context.Context, c Console, args []string) error {
	k := newCall(c, "account member add NUMBER --email E [--permissions P,...]")
	given := permissionsFlag(k.flags)
	return k.member(ctx, "add", args, given, func(h *host.Host, a account.Account, email string, p []account.Permission) (string, error) {
		err := h.Staff.InviteMemberFromShell(ctx, a.ID, email, p)
		return "An invitation to " + email + " waits in the outbox; a running `latchkey serve` sends it.", err
	})
}

func memberChange(ctx context.Context, c Console, args []string) error {
	k := newCall(c, "account member change NUMBER --email E [--permissions P,...]")
	given := permissionsFlag(k.flags)
	return k.member(ctx, "change", args, given, func(h *host.Host, a account.Account, email string, p []account.Permission) (string, error) {
		userID, err := memberID(ctx, h, a, email)
		if err == nil {
			err = h.Staff.ChangeMemberFromShell(ctx, a.ID, userID, p)
		}
		if errors.Is(err, errInvited) {
			err = fmt.Errorf("%s is invited and has not joined yet; `latchkey account member add %s --email %s --permissions …` "+
				"sends another invitation in place of that one", email, a.Number, email)
		}
		return email + " may from now on: " + orNothing(texts(p)) + ".", err
	})
}

func memberRemove(ctx context.Context, c Console, args []string) error {
	k := newCall(c, "account member remove NUMBER --email E [--keep-contacts]")
	keep := k.flags.Bool("keep-contacts", false, "leave the contacts that they have added, who get the account's mail")
	return k.member(ctx, "remove", args, nil, func(h *host.Host, a account.Account, email string, _ []account.Permission) (string, error) {
		userID, err := memberID(ctx, h, a, email)
		if errors.Is(err, errInvited) {
			return "The invitation of " + email + " to client account " + a.Number + " is withdrawn; its link opens nothing any more.",
				h.Staff.WithdrawAccountInvitationFromShell(ctx, a.ID, userID)
		}
		if err == nil {
			err = h.Staff.RemoveMemberFromShell(ctx, a.ID, userID, *keep)
		}
		return email + " does not belong to client account " + a.Number + " any more.", err
	})
}

var errInvited = errors.New("only invited")

// memberID returns the id of an account's member, not of its owner; with [errInvited] the id of the invitation of somebody
// who has not joined yet.
func memberID(ctx context.Context, h *host.Host, a account.Account, email string) (string, error) {
	people, err := h.Staff.ShowAccount(ctx, a.ID)
	if err != nil {
		return "", err
	}
	for _, m := range people.Members {
		switch {
		case !user.SameEmail(m.Email, email):
		case m.Role == account.Owner:
			return "", fmt.Errorf("%s owns client account %s, and an owner is neither changed nor removed; the owner hands it over "+
				"to a member first, under Account, Members, which takes 72 hours; `latchkey user disable` keeps them out meanwhile",
				m.Email, a.Number)
		default:
			return m.UserID, nil
		}
	}
	for _, i := range people.Invitations {
		if user.SameEmail(i.Email, email) {
			return i.ID, errInvited
		}
	}
	return "", fmt.Errorf("%s does not belong to client account %s; `latchkey account show %s` says who does", email, a.Number, a.Number)
}

func orNothing(all []string) string {
	if len(all) == 0 {
		return "nothing"
	}
	return strings.Join(all, ", ")
}

// member runs what is done to one member; said is what it says.
func (k *call) member(ctx context.Context, name string, args []string, given *[]string,
	do func(h *host.Host, a account.Account, email string, p []account.Permission) (said string, err error),
) error {
	email := k.flags.String("email", "", "the member's address")
	var permissions []account.Permission
	check := func() (err error) {
		if *email == "" {
			return host.UsageError("account member " + name + " takes --email")
		}
		if given != nil {
			for _, p := range *given {
				permissions = append(permissions, account.Permission(p))
			}
		}
		if permissions, err = account.CleanPermissions(permissions); err != nil {
			return host.UsageError(fmt.Sprintf("--permissions is %q; it takes %s",
				strings.Join(*given, ","), strings.Join(texts(account.Permissions()), ", ")))
		}
		return nil
	}
	return k.run(ctx, args, []string{"NUMBER"}, check, func(h *host.Host) (answer, error) {
		a, err := byNumber(ctx, h, k.flags.Arg(0))
		if err != nil {
			return nil, err
		}
		said, err := do(h, a, *email, permissions)
		if err != nil {
			return nil, accountWords(err)
		}
		return showAccount(ctx, h, a.ID, func(accountShown) string { return said })
	})
}
