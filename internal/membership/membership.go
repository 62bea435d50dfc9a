// Package membership holds what people do to their client accounts: inviting, changing and removing members, leaving,
// handing over, contacts, and what an account says of itself and requires of its people. Each act is guarded by who
// the caller is in the
// account now; what gives anybody anything takes a fresh proof and is told to the owner. What the host does to
// accounts is
// in package staff.
package membership

import (
	"context"
	"errors"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/authn"
	"latchkey/internal/clock"
	"latchkey/internal/contact"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/policy"
	"latchkey/internal/setting"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// How much one account holds, so that its pages and its mail have an end.
const (
	MostMembers     = 100
	MostInvitations = 20 // that wait
	MostContacts    = 50
)

var (
	// ErrYourself refuses to change or to remove oneself: nobody makes themselves wider, and whoever wants to go leaves.
	ErrYourself = errors.New("members don't do this to themselves")
	// ErrOwner refuses what can't be done to an owner, who hands over first.
	ErrOwner = errors.New("this is the account's owner")
	// ErrWider refuses to give, or to take from somebody, what one does not have oneself.
	ErrWider = errors.New("nobody gives or takes what they don't have themselves")
	// ErrInvitedWider refuses to invite an address for which an invitation waits that gives more, or that is the host's to own
	// the account: the new one would end it.
	ErrInvitedWider = errors.New("an invitation waits for this address that only others may withdraw")
	// ErrNothing refuses to invite somebody to nothing: they would belong to an account of which they see no part.
	ErrNothing = errors.New("the invitation gives nothing")
	// ErrMember refuses to invite somebody who belongs to the account already.
	ErrMember = errors.New("they belong to the account already")
	// ErrTooMany refuses another member, invitation or contact where there are as many as there may be.
	ErrTooMany = errors.New("the account has as many of them as it may")
	// ErrOtherAddress refuses an invitation to somebody who does not sign in with the address that it was sent to.
	ErrOtherAddress = errors.New("the invitation was sent to another address")
	// ErrOwnSecondStep asks an owner to set a second step up before they require it of others, or hand the account over.
	ErrOwnSecondStep = errors.New("the owner has no second step yet")
	// ErrSame refuses a change to the address in force.
	ErrSame = errors.New("that is the address in force")
	// ErrUnchanged says that a member may do already what they were to be given: nothing was done, and nobody was told.
	ErrUnchanged = errors.New("they may do that already, and nothing else")
	// ErrInQuestion refuses a hand-over while it is in question who the owner is.
	ErrInQuestion = errors.New("a recovery case of the owner is under way")
)

// Service acts for the people of client accounts.
type Service struct {
	DB       *db.DB
	Clock    *clock.Clock
	Users    *user.Users
	Factors  *factor.Factors
	Accounts *account.Accounts
	Policies *policy.Policies
	Limiter  *throttle.Limiter
	Settings *setting.Settings
	Audit    *audit.Log
	Outbox   *message.Outbox
	Gate     *access.Gate
	Notices  *notice.Notices
	Contact  *contact.Service

	// InRecovery reports whether a recovery case of a person is under way; nil: there are none.
	InRecovery func(ctx context.Context, tx db.Reader, userID string) (bool, error)
}

// acting is who acts, on what.
type acting struct {
	by      access.Caller
	account account.Account
	as      account.Membership
	owner   user.User // the zero User where there is none
}

func (a acting) owns() bool { return a.as.Role == account.Owner }

// act is [access.Gate.Do] for an act on an account. The rule is the one of [access.Member], or another; the account
// is the subject of
// the audit row.
func (s *Service) act(ctx context.Context, by access.Caller, accountID string, may access.Rule,
	do func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error),
) error {
	return s.Gate.Do(ctx, by, may, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		a, err := s.acting(ctx, tx, by, accountID)
		if err != nil {
			return access.Nothing, err
		}
		event, err := do(ctx, tx, a)
		event.Subject = accountID
		return event, err
	})
}

func (s *Service) acting(ctx context.Context, tx db.Reader, by access.Caller, accountID string) (a acting, err error) {
	a.by = by
	if a.account, err = s.Accounts.ByID(ctx, tx, accountID); err != nil {
		return a, err
	}
	if a.as, err = s.Accounts.MembershipOf(ctx, tx, accountID, by.UserID); err != nil {
		return a, err
	}
	ownerID, err := s.Accounts.OwnerOf(ctx, tx, accountID)
	if err == nil && ownerID != "" {
		a.owner, err = s.Users.ByID(ctx, tx, ownerID)
	}
	return a, err
}

// may is the rule [access.Member].
func (s *Service) may(accountID string, p account.Permission) access.Rule {
	return access.Member(s.Accounts, accountID, p)
}

// mayProved is the rule [access.Member] with a fresh proof as strong as the caller's strongest method: what is asked
// for is given to others,
// or taken from them.
func (s *Service) mayProved(accountID string, p account.Permission) access.Rule {
	return all(s.may(accountID, p), func(ctx context.Context, tx db.Reader, by access.Caller) error {
		return s.Gate.StepUp(ctx, tx, by.Session, factor.ByApp)
	})
}

// ownerOnly is the rule for the owner of an open account. To a member it returns [account.ErrForbidden].
func (s *Service) ownerOnly(accountID string) access.Rule {
	return func(ctx context.Context, tx db.Reader, by access.Caller) error {
		m, err := s.Accounts.MembershipOf(ctx, tx, accountID, by.UserID)
		switch {
		case err != nil:
			return err
		case m.Role != account.Owner:
			return account.ErrForbidden
		case m.Closed():
			return account.ErrClosed
		}
		return nil
	}
}

func (s *Service) ownerProved(accountID string) access.Rule {
	return all(s.ownerOnly(accountID), func(ctx context.Context, tx db.Reader, by access.Caller) error {
		return s.Gate.StepUp(ctx, tx, by.Session, factor.ByApp)
	})
}

func all(rules ...access.Rule) access.Rule {
	return func(ctx context.Context, tx db.Reader, by access.Caller) error {
		for _, rule := range rules {
			if err := rule(ctx, tx, by); err != nil {
				return err
			}
		}
		return nil
	}
}

// mails are the limits for a mail to a stranger that somebody has an account send: by who asks, by account, and by
// who gets it.
func mails(by access.Caller, accountID, emailKey string) []throttle.Limit {
	return append(authn.InvitationLimits(by.UserID, emailKey), authn.AccountLimit(accountID))
}

// masked is an address as notices and the log name it.
func masked(email string) string { return user.MaskEmail(user.PlainEmail(email)) }

// called is how a notice names a person: whoever is to decide about a member knows them by name. The address stays masked,
// for notices go to addresses that whoever reads them need not have proved.
func called(u user.User) string { return u.Name + " (" + masked(u.Email) + ")" }

// whom are the details of an event about a person, whose name a page looks up by the id: the log itself holds none.
func whom(u user.User) map[string]string {
	return map[string]string{"email": masked(u.Email), "member": u.ID}
}
