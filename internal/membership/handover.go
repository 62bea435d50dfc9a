package membership

import (
	"context"
	"errors"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/user"
)

const (
	// HandoverWait is how long a hand-over can be stopped before it takes effect.
	HandoverWait = 72 * time.Hour
	// lookBack is from when the account's own address is told of a hand-over: whoever has got in since may have changed it.
	lookBack = 7 * 24 * time.Hour
)

// HandOver begins to make a member the owner, after [HandoverWait]. The owner's addresses, and the account's own as
// it was a week
// ago, get a link that stops it. It takes a proof given after the sign-in, by a method as old as for removing
// another. It may
// return [account.ErrNotFound], [account.ErrForbidden], [account.ErrClosed], [access.ErrStepUpRequired],
// [access.ErrFrozen],
// [account.ErrHandover], [ErrYourself] or [ErrInQuestion].
func (s *Service) HandOver(ctx context.Context, by access.Caller, accountID, userID string) error {
	may := all(s.ownerOnly(accountID), func(ctx context.Context, tx db.Reader, by access.Caller) error {
		state, err := s.Factors.State(ctx, tx, by.UserID)
		if err != nil {
			return err
		}
		if !state.On() { // a password alone, given once more, proves nothing that the sign-in did not
			return ErrOwnSecondStep
		}
		return s.Gate.StepUpSince(ctx, tx, by.Session, factor.ByApp, state.RemoverSince(s.Clock.Now()), "")
	})
	return s.act(ctx, by, accountID, may, func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error) {
		if userID == by.UserID {
			return access.Nothing, ErrYourself
		}
		if _, err := s.Accounts.MembershipOf(ctx, tx, accountID, userID); err != nil {
			return access.Nothing, err
		}
		to, err := s.Users.ByID(ctx, tx, userID)
		if err != nil {
			return access.Nothing, err
		}
		switch why, err := s.hindrance(ctx, tx, a.owner, to); {
		case err != nil:
			return access.Nothing, err
		case why != "":
			return access.Nothing, ErrInQuestion
		}
		token, hash := seal.NewToken()
		now := s.Clock.Now()
		h := account.Handover{AccountID: accountID, FromID: by.UserID, ToID: userID, AskedAt: now, DueAt: now.Add(HandoverWait)}
		if err := s.Accounts.BeginHandover(ctx, tx, h, hash); err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "handover.asked", Detail: whom(to)}
		return event, s.tellHandover(ctx, tx, a, h, to, token)
	})
}

// hindrance is what keeps an account from being handed over between two people; "" is nothing.
func (s *Service) hindrance(ctx context.Context, tx db.Reader, from, to user.User) (why string, err error) {
	for _, u := range []user.User{from, to} {
		if u.Frozen() {
			return "frozen", nil
		}
		if u.Disabled() {
			return "disabled", nil
		}
		if s.InRecovery == nil {
			continue
		}
		if open, err := s.InRecovery(ctx, tx, u.ID); err != nil || open {
			return "recovery-case", err
		}
	}
	return "", nil
}

// tellHandover sends the link that stops it, to nobody who could have it only because they are in already: to every
// address of the owner's, and to where the account's mail went a week ago.
func (s *Service) tellHandover(ctx context.Context, tx db.Tx, a acting, h account.Handover, to user.User, token string) error {
	m := message.Message{
		Kind: message.HandoverAsked, Secret: token, ExpiresAt: h.DueAt,
		Data: message.Data{
			Account: a.account.Name, Where: called(to), Until: h.DueAt,
			Network: a.by.Client.Network(), Agent: a.by.Client.Agent,
		},
	}
	if err := s.Notices.Tell(ctx, tx, a.owner, m, notice.NotMe{Kind: notice.NotMeAccount, Ref: a.account.ID}); err != nil {
		return err
	}
	before, err := s.Accounts.EmailAt(ctx, tx, a.account.ID, h.AskedAt.Add(-lookBack))
	if err != nil {
		return err
	}
	for _, address := range distinct(before, a.account.Email) {
		m.Data.Network, m.Data.Agent, m.Data.Actor = "", "", a.owner.Name
		if err := s.showAt(ctx, tx, a, address, m); err != nil {
			return err
		}
	}
	return s.Notices.Show(ctx, tx, to, message.Message{
		Kind: message.HandoverToYou, Data: message.Data{Account: a.account.Name, Actor: a.owner.Name, Until: h.DueAt},
	})
}

func distinct(a, b string) []string {
	if user.SameEmail(a, b) {
		return []string{a}
	}
	return []string{a, b}
}

// stopped is how a hand-over came to an end.
type stopped struct {
	by   string // the id of the user; "" for a link, and for time
	from session.Client
	why  string
}

// stop ends a hand-over that waits, and tells both sides of it.
func (s *Service) stop(ctx context.Context, tx db.Tx, h account.Handover, how stopped) error {
	if _, err := s.Accounts.TakeHandover(ctx, tx, h.AccountID); err != nil {
		return err
	}
	a, err := s.Accounts.ByID(ctx, tx, h.AccountID)
	if err != nil {
		return err
	}
	err = s.Audit.Append(ctx, tx, audit.Event{
		Kind: "handover.stopped", Actor: how.by, Subject: a.ID, Network: how.from.Network(), Detail: map[string]string{"why": how.why},
	})
	if err != nil {
		return err
	}
	people, err := s.Users.ByIDs(ctx, tx, []string{h.FromID, h.ToID})
	if err != nil {
		return err
	}
	for _, id := range []string{h.FromID, h.ToID} {
		m := message.Message{Kind: message.HandoverStopped, Data: message.Data{Account: a.Name}}
		if err := s.Notices.Show(ctx, tx, people[id], m); err != nil {
			return err
		}
	}
	return nil
}

// StopHandover stops the hand-over of an account for the owner, or for the one who is to be it. It may return
// [account.ErrNotFound], [account.ErrForbidden] for any other member, or [account.ErrNoHandover].
func (s *Service) StopHandover(ctx context.Context, by access.Caller, accountID string) error {
	return s.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		m, err := s.Accounts.MembershipOf(ctx, tx, accountID, by.UserID)
		if err != nil {
			return err
		}
		h, err := s.Accounts.HandoverOf(ctx, tx, accountID)
		switch {
		case errors.Is(err, account.ErrNoHandover) && m.Role != account.Owner:
			return account.ErrForbidden
		case err != nil:
			return err
		case m.Role != account.Owner && h.ToID != by.UserID:
			return account.ErrForbidden
		}
		return s.stop(ctx, tx, h, stopped{by: by.UserID, from: by.Client, why: "stopped"})
	})
}

// HandoverShown is a hand-over as the link shows it that stops it.
type HandoverShown struct {
	Account string // its name
	To      string // the name of who is to be the owner, and their masked address
	DueAt   clock.Instant
}

// HandoverByLink returns what a link stops, and changes nothing; [account.ErrNoHandover] if nothing waits.
func (s *Service) HandoverByLink(ctx context.Context, token string) (shown HandoverShown, err error) {
	tx := s.DB.Read()
	h, err := s.Accounts.HandoverByHash(ctx, tx, seal.HashToken(token))
	if err != nil {
		return shown, err
	}
	a, err := s.Accounts.ByID(ctx, tx, h.AccountID)
	if err != nil {
		return shown, err
	}
	to, err := s.Users.ByID(ctx, tx, h.ToID)
	return HandoverShown{Account: a.Name, To: called(to), DueAt: h.DueAt}, err
}

// StopHandoverByLink stops a hand-over for whoever has the link. It signs nobody in and ends no session. It may return
// [account.ErrNoHandover].
func (s *Service) StopHandoverByLink(ctx context.Context, token string, by session.Client) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		h, err := s.Accounts.HandoverByHash(ctx, tx, seal.HashToken(token))
		if err != nil {
			return err
		}
		return s.stop(ctx, tx, h, stopped{from: by, why: "link"})
	})
}

// Due carries out the hand-overs whose time has come, each by itself. One of which it has come into question who its
// owner
// is meanwhile, or who is to be it, is stopped instead.
func (s *Service) Due(ctx context.Context) error {
	due, err := s.Accounts.HandoversDue(ctx, s.DB.Read(), s.Clock.Now())
	for _, h := range due {
		err = errors.Join(err, s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return s.due(ctx, tx, h.AccountID) }))
	}
	return err
}

func (s *Service) due(ctx context.Context, tx db.Tx, accountID string) error {
	h, err := s.Accounts.HandoverOf(ctx, tx, accountID)
	if errors.Is(err, account.ErrNoHandover) || err == nil && s.Clock.Now().Before(h.DueAt) {
		return nil // stopped, or begun anew, since it was looked at
	}
	if err != nil {
		return err
	}
	a, err := s.Accounts.ByID(ctx, tx, accountID)
	if err != nil {
		return err
	}
	people, err := s.Users.ByIDs(ctx, tx, []string{h.FromID, h.ToID})
	if err != nil {
		return err
	}
	from, to := people[h.FromID], people[h.ToID]
	why, err := s.hindrance(ctx, tx, from, to)
	if err != nil {
		return err
	}
	if why == "" && a.Closed() {
		why = "closed"
	}
	if why != "" {
		return s.stop(ctx, tx, h, stopped{why: why})
	}
	switch err := s.Accounts.Handover(ctx, tx, accountID, h.FromID, h.ToID); {
	case errors.Is(err, account.ErrNotFound):
		return s.stop(ctx, tx, h, stopped{why: "member-gone"})
	case err != nil:
		return err
	}
	if _, err := s.Accounts.TakeHandover(ctx, tx, accountID); err != nil {
		return err
	}
	return s.tellDone(ctx, tx, acting{account: a, owner: from}, to)
}

// tellDone tells everybody whom the hand-over was told, and the new owner.
func (s *Service) tellDone(ctx context.Context, tx db.Tx, a acting, to user.User) error {
	err := s.Audit.Append(ctx, tx, audit.Event{
		Kind: "handover.done", Actor: a.owner.ID, Subject: a.account.ID, Detail: whom(to),
	})
	if err != nil {
		return err
	}
	m := message.Message{Kind: message.HandoverDone, Data: message.Data{Account: a.account.Name, Where: called(to)}}
	for _, u := range []user.User{a.owner, to} {
		if err := s.Notices.Show(ctx, tx, u, m); err != nil {
			return err
		}
	}
	return s.showAt(ctx, tx, a, a.account.Email, m)
}
