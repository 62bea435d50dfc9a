package membership

import (
	"context"
	"slices"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/user"
)

// Happening is a row of an account's activity, or of a person's own.
type Happening struct {
	Seq     int64 // to go on from
	At      clock.Instant
	Kind    string            // whose words are event.<kind>
	Who     string            // the name of who did it; "" where it was the host, or nobody who is known
	ByHost  bool              // staff or the shell did it
	You     bool              // the one who looks did it
	Detail  map[string]string // whose words are fact.<name>
	Contact string            // the contact that it is about, as Member
	Member  string            // whom of the account's people it is about: name and address; "" where that is nobody, or not known any more
	// Network is from where it was done, in a person's own list alone: an owner sees who did what, and not where they live.
	Network string
}

// rounds bounds how often a page is filled up from rows of which some are not shown.
const rounds = 5

// Activity returns what happened in an account, newest first: at most limit rows, from before the row with the number
// before on (0: from the newest). Next is where to go on; 0: there is nothing more. It takes in who of its members
// signed in since they are members. It is for the owner; to anybody else it returns [account.ErrNotFound], and to
// members [account.ErrForbidden].
func (s *Service) Activity(
	ctx context.Context, by access.Caller, accountID string, before int64, limit int,
) (list []Happening, next int64, err error) {
	tx := s.DB.Read()
	m, err := s.Accounts.MembershipOf(ctx, tx, accountID, by.UserID)
	if err != nil {
		return nil, 0, err
	}
	if m.Role != account.Owner {
		return nil, 0, account.ErrForbidden
	}
	members, err := s.Accounts.MembersOf(ctx, tx, accountID)
	if err != nil {
		return nil, 0, err
	}
	since := map[string]clock.Instant{}
	for _, m := range members {
		since[m.UserID] = m.CreatedAt
	}
	var shown []audit.Record
	for range rounds {
		rows, err := audit.OfWithSignIns(ctx, tx, accountID, unseen, userIDs(members), before, int64(limit)+1)
		if err != nil {
			return nil, 0, err
		}
		for _, r := range rows {
			before = r.Seq
			if r.Subject == accountID || !r.At.Before(since[r.Subject]) {
				shown = append(shown, r)
			}
		}
		if len(rows) <= limit || len(shown) > limit {
			break
		}
	}
	people, err := s.known(ctx, tx, accountID, members)
	if err != nil {
		return nil, 0, err
	}
	return s.happenings(ctx, tx, by, shown, limit, func(h *Happening, r audit.Record) {
		if r.Subject != accountID {
			h.Detail = nil // how they prove who they are is their own business
		}
		people.say(h)
	})
}

// unseen are rows about a person or an account that are notes of the host's, or tell nothing.
var unseen = append([]string{"desk.refused", "request.cross-site", "registration.asked", "code.sent"}, audit.Views...)

// OwnActivity returns what happened to the caller's own sign-in, as [Service.Activity] does for an account.
func (s *Service) OwnActivity(ctx context.Context, by access.Caller, before int64, limit int) (list []Happening, next int64, err error) {
	tx := s.DB.Read()
	rows, err := audit.Of(ctx, tx, by.UserID, unseen, before, int64(limit)+1)
	if err != nil {
		return nil, 0, err
	}
	return s.happenings(ctx, tx, by, rows, limit, func(h *Happening, r audit.Record) {
		if r.Actor == by.UserID || r.Actor == "" {
			h.Network = r.Network
		}
	})
}

func (s *Service) happenings(ctx context.Context, tx db.Reader, by access.Caller, rows []audit.Record, limit int,
	with func(*Happening, audit.Record),
) (list []Happening, next int64, err error) {
	if len(rows) > limit {
		rows = rows[:limit]
		next = rows[limit-1].Seq
	}
	var ids []string
	for _, r := range rows {
		for _, id := range []string{r.Actor, r.Detail["member"]} {
			if id != "" && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	people, err := s.Users.ByIDs(ctx, tx, ids)
	if err != nil {
		return nil, 0, err
	}
	removed, err := s.Users.RemovedNames(ctx, tx, ids)
	if err != nil {
		return nil, 0, err
	}
	for _, r := range rows {
		u, known := people[r.Actor]
		name, gone := removed[r.Actor]
		h := Happening{Seq: r.Seq, At: r.At, Kind: r.Kind, You: r.Actor == by.UserID, Detail: r.Detail}
		switch {
		case r.AtDesk && r.Actor != by.UserID:
			h.ByHost = true // whatever they are by now
		case gone:
			h.Who = name
		case r.Actor != "" && !known, known && u.Role != user.Client && r.Actor != r.Subject && r.Actor != by.UserID:
			h.ByHost = true // staff have no names here, nor in rows that don't say where; what is no person is the shell
		case known:
			h.Who = u.Name
		}
		with(&h, r)
		if u, known := people[h.Detail["member"]]; known {
			h.Member = u.Name + " (" + user.PlainEmail(u.Email) + ")"
		} else {
			h.Member = removed[h.Detail["member"]]
		}
		list = append(list, h)
	}
	return list, next, nil
}
