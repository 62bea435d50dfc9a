package membership

import (
	"context"
	"slices"
	"strings"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// billing is what stands on an invoice, which who manages invoices may change. All else is the owner's, and the
// currency the
// host's.
var billing = []string{
	account.FieldCompany, account.FieldStreet, account.FieldPostcode, account.FieldCity, account.FieldRegion, account.FieldCountry,
	account.FieldTaxID,
}

// SetData changes what an account says of itself. The currency stays: it is the host's to say. It may return
// [account.ErrNotFound],
// [account.ErrForbidden] for a member who would change more than what stands on an invoice, [account.ErrClosed] or an
// [account.InvalidError].
func (s *Service) SetData(ctx context.Context, by access.Caller, accountID string, d account.Data) error {
	may := s.may(accountID, account.InvoicesManage)
	return s.act(ctx, by, accountID, may, func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error) {
		d.Currency = a.account.Currency
		d, err := d.Clean()
		if err != nil {
			return access.Nothing, err
		}
		changed := d.Differs(a.account.Data)
		if len(changed) == 0 {
			return access.Nothing, nil
		}
		other := func(name string) bool { return !slices.Contains(billing, name) }
		if !a.owns() && slices.ContainsFunc(changed, other) {
			return access.Nothing, account.ErrForbidden
		}
		event := audit.Event{Kind: "account.changed", Detail: map[string]string{"changed": strings.Join(changed, ", ")}}
		return event, s.Accounts.SetData(ctx, tx, accountID, d)
	})
}

// RequireSecondStep has an account require a second step of everybody who belongs to it, at once, or not; for the
// owner, who has one. Who
// has none reaches only its set-up from then on. It may return [account.ErrNotFound], [account.ErrForbidden],
// [account.ErrClosed], [access.ErrStepUpRequired], [access.ErrFrozen] or [ErrOwnSecondStep].
func (s *Service) RequireSecondStep(ctx context.Context, by access.Caller, accountID string, required bool) error {
	may := s.ownerProved(accountID)
	return s.act(ctx, by, accountID, may, func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error) {
		if a.account.RequiresSecondStep() == required {
			return access.Nothing, nil
		}
		on, err := s.Factors.IsOn(ctx, tx, by.UserID)
		if err != nil {
			return access.Nothing, err
		}
		if required && !on {
			return access.Nothing, ErrOwnSecondStep
		}
		event, kind := audit.Event{Kind: "account.second-step-required"}, message.AccountSecondStepOn
		if !required {
			event, kind = audit.Event{Kind: "account.second-step-released"}, message.AccountSecondStepOff
		}
		if err := s.Policies.SetOwn(ctx, tx, accountID, required); err != nil {
			return access.Nothing, err
		}
		if required {
			if err := s.tellMembers(ctx, tx, a, message.Message{Kind: kind}); err != nil {
				return access.Nothing, err
			}
		}
		return event, s.tellOwner(ctx, tx, a, message.Message{Kind: kind})
	})
}

// WithoutSecondStep returns the names of the members who have no second step, for the owner, who is about to require it. It
// may return [account.ErrNotFound], [account.ErrForbidden] or [account.ErrClosed].
func (s *Service) WithoutSecondStep(ctx context.Context, by access.Caller, accountID string) (names []string, err error) {
	tx := s.DB.Read()
	if err := s.ownerOnly(accountID)(ctx, tx, by); err != nil {
		return nil, err
	}
	a, err := s.acting(ctx, tx, by, accountID)
	if err != nil {
		return nil, err
	}
	people, err := s.members(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(people))
	for i, m := range people {
		ids[i] = m.UserID
	}
	on, err := s.Factors.On(ctx, tx, ids)
	for _, m := range people {
		if !on[m.UserID] {
			names = append(names, m.Name+" ("+m.Email+")")
		}
	}
	return names, err
}

// tellMembers tells the members of an account what its owner requires of them from now on.
func (s *Service) tellMembers(ctx context.Context, tx db.Tx, a acting, m message.Message) error {
	members, err := s.Accounts.MembersOf(ctx, tx, a.account.ID)
	if err != nil {
		return err
	}
	people, err := s.Users.ByIDs(ctx, tx, userIDs(members))
	if err != nil {
		return err
	}
	m.Data.Account, m.Data.Actor = a.account.Name, a.by.Name
	for _, member := range members {
		if u := people[member.UserID]; u.ID != a.by.UserID && !u.Disabled() {
			if err := s.Notices.Show(ctx, tx, u, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// ChangeEmail mails a link to a new address of the account's own, which counts once it was followed; for the owner.
// With the address that
// the owner signs in with, the account has none of its own from then on, at once. A refusal says that too many were
// sent. It may
// return [account.ErrNotFound], [account.ErrForbidden], [account.ErrClosed], [access.ErrStepUpRequired],
// [access.ErrFrozen],
// [user.ErrBadEmail], or [ErrSame].
func (s *Service) ChangeEmail(ctx context.Context, by access.Caller, accountID, email string) (refusal *throttle.Refusal, err error) {
	email, err = user.CleanEmail(email)
	if err != nil {
		return nil, err
	}
	key, err := user.EmailKey(email)
	if err != nil {
		return nil, err
	}
	err = s.act(ctx, by, accountID, s.ownerProved(accountID), func(ctx context.Context, tx db.Tx, a acting) (audit.Event, error) {
		if user.SameEmail(email, a.owner.Email) {
			return access.Nothing, s.setEmail(ctx, tx, a, "", by.Client)
		}
		if user.SameEmail(email, a.account.Email) {
			return access.Nothing, ErrSame
		}
		if refusal, err = s.Limiter.Reserve(ctx, tx, mails(by, accountID, key)...); err != nil || refusal != nil {
			return access.Nothing, err
		}
		standing, err := user.StandingOf(ctx, tx, by.UserID)
		if err != nil {
			return access.Nothing, err
		}
		token, hash := seal.NewToken()
		ch := account.EmailChange{AccountID: accountID, Email: email, AskedBy: by.UserID}
		if err := s.Accounts.PutEmailChange(ctx, tx, ch, standing.Epoch, hash); err != nil {
			return access.Nothing, err
		}
		err = s.Outbox.Add(ctx, tx, message.Message{
			Recipient: email, Kind: message.AccountEmailConfirm, Language: a.owner.Language, Secret: token,
			ExpiresAt: s.Clock.Now().Add(account.EmailFor), Data: message.Data{Account: a.account.Name},
		})
		if err != nil {
			return access.Nothing, err
		}
		m := message.Message{Kind: message.AccountEmailChanging, Data: message.Data{Where: masked(email)}}
		if err := s.tellOwner(ctx, tx, a, m); err != nil {
			return access.Nothing, err
		}
		event := audit.Event{Kind: "account.email-asked", Detail: s.named(accountID, email)}
		return event, s.showAt(ctx, tx, a, a.account.Email, m)
	})
	return refusal, err
}

// setEmail changes where an account's mail goes, and tells the owner and where it went before.
func (s *Service) setEmail(ctx context.Context, tx db.Tx, a acting, email string, by session.Client) error {
	if a.account.Email == email {
		return ErrSame
	}
	if err := s.Accounts.DropEmailChange(ctx, tx, a.account.ID); err != nil {
		return err
	}
	if err := s.Accounts.SetEmail(ctx, tx, a.account.ID, email); err != nil {
		return err
	}
	now := email
	if now == "" {
		now = a.owner.Email
	}
	err := s.Audit.Append(ctx, tx, audit.Event{
		Kind: "account.email-changed", Actor: a.by.UserID, Subject: a.account.ID, Network: by.Network(),
		Detail: s.named(a.account.ID, now),
	})
	if err != nil {
		return err
	}
	m := message.Message{Kind: message.AccountEmailChanged, Data: message.Data{
		Account: a.account.Name, Where: masked(now), Network: by.Network(), Agent: by.Agent,
	}}
	if err := s.Notices.Tell(ctx, tx, a.owner, m, notice.NotMe{Kind: notice.NotMeAccount, Ref: a.account.ID}); err != nil {
		return err
	}
	return s.showAt(ctx, tx, a, a.account.Email, m)
}

// EmailChangeOf returns the change that a link is for, with the account's name, and changes nothing;
// [account.ErrNoEmail] if it does
// not hold.
func (s *Service) EmailChangeOf(ctx context.Context, token string) (ch account.EmailChange, accountName string, err error) {
	tx := s.DB.Read()
	ch, epoch, err := s.Accounts.EmailChangeByHash(ctx, tx, seal.HashToken(token))
	if err != nil {
		return ch, "", err
	}
	a, err := s.stillAsked(ctx, tx, ch, epoch)
	return ch, a.account.Name, err
}

// stillAsked returns who asked for a new address of an account, if they are its owner still and nothing has ended
// since what
// was granted to them then; else [account.ErrNoEmail].
func (s *Service) stillAsked(ctx context.Context, tx db.Reader, ch account.EmailChange, epoch int64) (a acting, err error) {
	standing, err := user.StandingOf(ctx, tx, ch.AskedBy)
	if err != nil {
		return a, err
	}
	if a.account, err = s.Accounts.ByID(ctx, tx, ch.AccountID); err != nil {
		return a, err
	}
	ownerID, err := s.Accounts.OwnerOf(ctx, tx, ch.AccountID)
	if err != nil {
		return a, err
	}
	if ownerID != ch.AskedBy || !standing.Holds(epoch) || a.account.Closed() {
		return a, account.ErrNoEmail
	}
	if a.owner, err = s.Users.ByID(ctx, tx, ownerID); err == nil && a.owner.Frozen() {
		err = account.ErrNoEmail
	}
	a.by.UserID = ownerID
	return a, err
}

// ConfirmEmail uses the link up: the account's mail goes there from now on. It may return [account.ErrNoEmail].
func (s *Service) ConfirmEmail(ctx context.Context, token string, by session.Client) error {
	return s.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		ch, epoch, err := s.Accounts.TakeEmailChange(ctx, tx, seal.HashToken(token))
		if err != nil {
			return err
		}
		a, err := s.stillAsked(ctx, tx, ch, epoch)
		if err != nil {
			return err
		}
		return s.setEmail(ctx, tx, a, ch.Email, by)
	})
}

// DropEmail forgets an address of the account's own that waits, for the owner. It may return [account.ErrNotFound],
// [account.ErrForbidden] or [account.ErrClosed].
func (s *Service) DropEmail(ctx context.Context, by access.Caller, accountID string) error {
	return s.act(ctx, by, accountID, s.ownerOnly(accountID), func(ctx context.Context, tx db.Tx, _ acting) (audit.Event, error) {
		return audit.Event{Kind: "account.email-dropped"}, s.Accounts.DropEmailChange(ctx, tx, accountID)
	})
}
