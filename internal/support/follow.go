package support

import (
	"cmp"
	"context"
	"slices"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/ticket"
)

// Followed is somebody who follows a ticket, or could.
type Followed struct {
	ticket.Follower
	Name      string
	Following bool
}

// reader is somebody to whom answers are mailed.
type reader struct {
	ticket.Follower
	userID                string // "" for a contact
	name, email, language string
	gets, wants           bool // mail at all: see [user.User.GetsMail]; mail about tickets
}

// mayFollow returns who belongs to a ticket's account and may see its tickets, with where their mail goes: members by what
// they may see now, and contacts who have confirmed their address.
func (s *Service) mayFollow(ctx context.Context, tx db.Reader, t ticket.Ticket) (map[ticket.Follower]reader, error) {
	all := map[ticket.Follower]reader{}
	members, err := s.Accounts.MembersOf(ctx, tx, t.AccountID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, m := range members {
		ids = append(ids, m.UserID)
	}
	people, err := s.Users.ByIDs(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		u, known := people[m.UserID]
		if !known || u.Disabled() || !m.Allows(account.Tickets) {
			continue
		}
		f := ticket.Follower{Kind: ticket.FollowerMember, ID: u.ID}
		all[f] = reader{f, u.ID, u.Name, u.Email, u.Language, u.GetsMail(), m.Gets(account.TicketMail)}
	}
	contacts, err := s.Accounts.ContactsOf(ctx, tx, t.AccountID)
	if err != nil {
		return nil, err
	}
	for _, c := range contacts {
		if !c.Confirmed() {
			continue
		}
		f := ticket.Follower{Kind: ticket.FollowerContact, ID: c.ID}
		all[f] = reader{f, "", c.Name, c.Email, c.Language, true, c.Gets(account.TicketMail)}
	}
	return all, nil
}

// followers returns who of the ticket's account follows it and, of those who could, whom show takes; by name.
func (s *Service) followers(
	ctx context.Context, tx db.Reader, t ticket.Ticket, show func(ticket.Follower) bool,
) (out []Followed, err error) {
	if t.ByGuest() {
		return nil, nil
	}
	may, err := s.mayFollow(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	following, err := s.Tickets.Followers(ctx, tx, t.ID)
	if err != nil {
		return nil, err
	}
	does := map[ticket.Follower]bool{}
	for _, f := range following {
		does[f] = true
	}
	for f, r := range may {
		if does[f] || show(f) {
			out = append(out, Followed{f, r.name, does[f]})
		}
	}
	slices.SortFunc(out, func(a, b Followed) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

// readers returns to whom an answer to a ticket of an account is mailed: whoever opened it, or the owner where staff opened it
// for an account that had none; whoever follows it, and every
// contact who wants mail about tickets; of these, who belongs to the account still and wants it.
func (s *Service) readers(ctx context.Context, tx db.Reader, t ticket.Ticket) ([]reader, error) {
	may, err := s.mayFollow(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	following, err := s.Tickets.Followers(ctx, tx, t.ID)
	if err != nil {
		return nil, err
	}
	of := t.OpenedBy
	if of == "" { // it was opened before there was an owner
		if of, err = s.Accounts.OwnerOf(ctx, tx, t.AccountID); err != nil {
			return nil, err
		}
	}
	following = append(following, ticket.Follower{Kind: ticket.FollowerMember, ID: of})
	chosen := map[ticket.Follower]bool{}
	for _, f := range following {
		chosen[f] = true
	}
	var out []reader
	for f, r := range may {
		if r.gets && r.wants && (chosen[f] || f.Kind == ticket.FollowerContact) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b reader) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

// knows reports whether somebody may be shown that a person belongs to the account: themselves, and whoever there is to
// those who may see that.
func knows(m account.Membership, f ticket.Follower) bool {
	return f == ticket.Follower{Kind: ticket.FollowerMember, ID: m.UserID} || m.Allows(account.Members)
}
