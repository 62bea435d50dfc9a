package membership

import (
	"context"
	"slices"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/seal"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// Invite is whom a member invites, and to what.
type Invite struct {
	Email       string
	Permissions []account.Permission
	Language    string // of the mail, a tag that locale.Find knows; "": the account's, or the host's
}

// Invite mails somebody a link with which they join the account, once they are signed in with that address. It does
// not tell whether the
// address is anybody's who signs in. An earlier invitation of that address is replaced. A refusal says that too many
// were
// sent. It may return [account.ErrNotFound], [account.ErrForbidden], [account.ErrClosed], [access.ErrStepUpRequired],
// [access.ErrFrozen],
// [ErrWider], [ErrInvitedWider], [ErrNothing], [ErrMember], [ErrTooMany], [account.ErrUnknown] or [user.ErrBadEmail].
func (s *Service) Invite(ctx context.Context, by access.Caller, accountID string, in Invite) (refusal *throttle.Refusal, err error) {
	email, err := user.CleanEmail(in.Email)
	if err != nil {
		return nil, err
	}
	given, err := account.CleanPermissions(in.Permissions)
	if err != nil {
		return nil, err
	}
	may := s.mayProved(accountID, account.MembersManage)
	err = s.act(ctx, by, accountID, may, func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error) {
		if !a.as.Covers(given) {
			return access.Nothing, ErrWider
		}
		i := account.Invitation{
			AccountID: accountID, Email: email, Role: account.Member, Permissions: given, Language: in.Language, InvitedBy: by.UserID,
		}
		key, err := s.invitable(ctx, tx, i)
		if err != nil {
			return access.Nothing, err
		}
		if len(given) == 0 {
			return access.Nothing, ErrNothing
		}
		if err := s.mayReplace(ctx, tx, a, i); err != nil {
			return access.Nothing, err
		}
		if refusal, err = s.Limiter.Reserve(ctx, tx, mails(by, accountID, key)...); err != nil || refusal != nil {
			return access.Nothing, err
		}
		if err := s.sendInvitation(ctx, tx, a, i, key); err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "member.invited", Detail: s.invited(accountID, email, given)}
		return event, s.tellOwner(ctx, tx, a, message.Message{Kind: message.MemberInvited, Data: message.Data{Where: masked(email)}})
	})
	return refusal, err
}

// invitable returns the key of the address that an invitation goes to, or why it can't be made.
func (s *Service) invitable(ctx context.Context, tx db.Reader, i account.Invitation) (key string, err error) {
	if key, err = user.EmailKey(i.Email); err != nil {
		return "", err
	}
	members, err := s.Accounts.MembersOf(ctx, tx, i.AccountID)
	if err != nil {
		return "", err
	}
	people, err := s.Users.ByIDs(ctx, tx, userIDs(members))
	if err != nil {
		return "", err
	}
	for _, u := range people {
		if user.SameEmail(u.Email, i.Email) {
			return "", ErrMember
		}
	}
	waiting, err := s.Accounts.InvitationsOf(ctx, tx, i.AccountID)
	if err != nil {
		return "", err
	}
	again := slices.ContainsFunc(waiting, func(w account.Invitation) bool { return user.SameEmail(w.Email, i.Email) })
	if len(members) >= MostMembers || len(waiting) >= MostInvitations && !again {
		return "", ErrTooMany
	}
	return key, nil
}

// mayWithdraw reports whether the one who acts may end an invitation: one of the account's own, to no more than they have.
func (a acting) mayWithdraw(i account.Invitation) bool {
	return i.Role == account.Member && a.as.Covers(i.Permissions)
}

// mayReplace returns [ErrInvitedWider] where an invitation waits for the address that the one who acts may not withdraw: a new
// one would end it.
func (s *Service) mayReplace(ctx context.Context, tx db.Reader, a acting, i account.Invitation) error {
	waiting, err := s.Accounts.InvitationsOf(ctx, tx, i.AccountID)
	for _, w := range waiting {
		if user.SameEmail(w.Email, i.Email) && !a.mayWithdraw(w) {
			return ErrInvitedWider
		}
	}
	return err
}

func userIDs(members []account.Membership) []string {
	ids := make([]string, len(members))
	for i, m := range members {
		ids[i] = m.UserID
	}
	return ids
}

func listed(given []account.Permission) string {
	var list string
	for i, p := range given {
		if i > 0 {
			list += ", "
		}
		list += string(p)
	}
	return list
}

func (s *Service) sendInvitation(ctx context.Context, tx db.Tx, a acting, i account.Invitation, key string) error {
	token, hash := seal.NewToken()
	i, err := s.Accounts.PutInvitation(ctx, tx, i, key, hash)
	if err != nil {
		return err
	}
	return s.mailInvitation(ctx, tx, a, i, token)
}

func (s *Service) mailInvitation(ctx context.Context, tx db.Tx, a acting, i account.Invitation, token string) error {
	if i.Language == "" {
		i.Language = a.account.Language
	}
	return s.Outbox.Add(ctx, tx, message.Message{
		Recipient: i.Email, Kind: message.AccountInvitation, Language: i.Language, Secret: token,
		ExpiresAt: s.Clock.Now().Add(account.InvitationFor), Data: message.Data{Account: a.account.Name, Actor: a.by.Name},
	})
}

// Resend mails an invitation once more, with another link; the one before ends. It takes what [Service.Invite] takes,
// of whoever
// sends it, who answers for it from then on. It may also return [account.ErrNoInvitation].
func (s *Service) Resend(ctx context.Context, by access.Caller, accountID, invitationID string) (refusal *throttle.Refusal, err error) {
	may := s.mayProved(accountID, account.MembersManage)
	err = s.act(ctx, by, accountID, may, func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error) {
		i, err := s.Accounts.InvitationByID(ctx, tx, accountID, invitationID)
		if err != nil {
			return access.Nothing, err
		}
		if !a.mayWithdraw(i) {
			return access.Nothing, ErrWider
		}
		key, err := s.invitable(ctx, tx, i)
		if err != nil {
			return access.Nothing, err
		}
		if refusal, err = s.Limiter.Reserve(ctx, tx, mails(by, accountID, key)...); err != nil || refusal != nil {
			return access.Nothing, err
		}
		i.InvitedBy = by.UserID
		if err := s.sendInvitation(ctx, tx, a, i, key); err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "member.invited-again", Detail: s.named(accountID, i.Email)}
		return event, s.tellOwner(ctx, tx, a, message.Message{Kind: message.MemberInvited, Data: message.Data{Where: masked(i.Email)}})
	})
	return refusal, err
}

// Withdraw ends an invitation: its link opens nothing from then on. The host's own stays. It may return
// [account.ErrNotFound],
// [account.ErrForbidden], [account.ErrClosed], [ErrWider] or [account.ErrNoInvitation].
func (s *Service) Withdraw(ctx context.Context, by access.Caller, accountID, invitationID string) error {
	may := s.may(accountID, account.MembersManage)
	return s.act(ctx, by, accountID, may, func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error) {
		i, err := s.Accounts.Withdraw(ctx, tx, accountID, invitationID)
		if err == nil && !a.mayWithdraw(i) {
			err = ErrWider
		}
		return audit.Event{Kind: "member.invitation-withdrawn", Detail: s.named(accountID, i.Email)}, err
	})
}
