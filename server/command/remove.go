package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"latchkey/internal/account"
	"latchkey/internal/staff"
	"latchkey/internal/user"
	"latchkey/server/host"
)

// removedJSON is somebody who was removed: the answer of "user remove".
type removedJSON struct {
	personJSON
	Accounts []belongingJSON `json:"accounts"`
}

// Text says what was done.
func (r removedJSON) Text(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%s is removed: the sign-in with its methods, sessions and memberships is gone. "+
		"The log and the tickets keep the name; a running `latchkey serve` with --smtp-url mails a notice.\n", r.Email)
	return err
}

func userRemove(ctx context.Context, c Console, args []string) error {
	k := newCall(c, "user remove EMAIL")
	email := k.flags.String("email", "", addressHelp)
	return k.run(ctx, args, []string{personOperand}, nil, func(h *host.Host) (answer, error) {
		gone, err := h.Staff.RemoveUser(ctx, *email)
		if err != nil {
			return nil, whyNotRemoved(*email, gone, err)
		}
		removed := removedJSON{personJSON{gone.Email, gone.Name}, []belongingJSON{}}
		for _, b := range gone.Accounts {
			removed.Accounts = append(removed.Accounts, belongingOf(b))
		}
		return removed, nil
	})
}

// whyNotRemoved says why somebody can't be removed, and what to do instead.
func whyNotRemoved(email string, who staff.Removed, err error) error {
	const keepOut = "; `latchkey user disable` keeps them out meanwhile"
	switch {
	case errors.Is(err, staff.ErrOwns):
		return fmt.Errorf("%s owns client account %s; the owner hands it over first, under Account, Members, which takes 72 hours"+
			keepOut, who.Email, strings.Join(owned(who.Accounts), ", "))
	case errors.Is(err, staff.ErrWorksHere):
		return fmt.Errorf("%s works here as %s; take the role away first: `latchkey user staff --email %s --role %s`",
			who.Email, staff.RoleName(who.Role), who.Email, staff.RoleName(user.Client))
	case errors.Is(err, staff.ErrInQuestion):
		return fmt.Errorf("a recovery case or a dispute of %s is under way; decide it at the desk first"+keepOut, who.Email)
	}
	return nobodyHas(email, err)
}

// owned are the numbers of the accounts that somebody owns. A closed one is opened again to be handed over.
func owned(all []account.Belonging) (numbers []string) {
	for _, b := range all {
		if b.As.Role != account.Owner {
			continue
		}
		number := b.Number
		if b.Closed() {
			number += " (closed: `latchkey account reopen` it to hand it over)"
		}
		numbers = append(numbers, number)
	}
	return numbers
}
