package signin

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// How long the links work with which somebody creates an account.
const (
	RegisterFor = 24 * time.Hour
	InviteFor   = 7 * 24 * time.Hour
)

// ErrClosed says that the host does not allow this kind of registration.
var ErrClosed = errors.New("the host takes no registrations")

// Registration is an address that a link has proved, and that waits for a name and a password.
type Registration struct {
	Email     string
	Name      string // suggested by an invitation
	Language  string // of the mail, and of the person where by does not say it
	AccountID string // the client account that an invitation is for; "" for none
	Invited   bool
	InvitedBy string // the id of the member of the staff who invites, or [ByShell]; "" where nobody knows
}

// TooManyError refuses an invitation: the sender has sent, or the address has got, too many of them.
type TooManyError struct{ Refusal throttle.Refusal }

func (e TooManyError) Error() string {
	return "too many invitations; wait " + e.Refusal.Wait.Round(time.Minute).String()
}

// Register mails a link to an address without an account; to one that has an account, it mails that it has one.
// The answer is the same. A refusal is about the client's network. It may return [ErrClosed] or
// [user.ErrBadEmail].
func (l *Links) Register(ctx context.Context, email, language string, by session.Client) (*throttle.Refusal, error) {
	if l.Settings.Choices(ctx).Registration != setting.Open {
		return nil, ErrClosed
	}
	return l.ask(ctx, authn.OtherMail, email, by, func(ctx context.Context, tx db.Tx, m asked) error {
		u := m.u
		err := l.Audit.Append(ctx, tx, audit.Event{Kind: "registration.asked", Subject: u.ID, Network: by.Network()})
		if err != nil || !m.sent {
			return err
		}
		if u.ID != "" {
			return l.Outbox.Add(ctx, tx, message.Message{
				UserID: u.ID, Recipient: u.Email, Kind: message.RegisterKnown, Language: u.Language,
				Data: message.Data{Name: u.Name, Network: by.Network(), Agent: by.Agent},
			})
		}
		email, _ := user.CleanEmail(email)
		return l.sendLink(ctx, tx, m.key, Registration{Email: email, Language: language}, message.RegisterConfirm, "")
	})
}

// Invite mails somebody a link with which they can create an account and, if r names one, join a client account. What an
// earlier invitation said that still works and r does not, stays. It returns what the link is for. The caller checks who
// may invite, and logs it. It may return [ErrClosed], [user.ErrEmailTaken] or a [TooManyError].
func (l *Links) Invite(ctx context.Context, tx db.Tx, r Registration) (Registration, error) {
	if l.Settings.Choices(ctx).Registration == setting.Closed {
		return r, ErrClosed
	}
	email, err := user.CleanEmail(r.Email)
	if err != nil {
		return r, err
	}
	if r.Name != "" && user.CheckName(r.Name) != nil {
		return r, user.ErrBadName
	}
	key, _ := user.EmailKey(email)
	r.Email, r.Invited = email, true
	switch _, err := l.Users.ByEmail(ctx, tx, key); {
	case err == nil:
		return r, user.ErrEmailTaken
	case !errors.Is(err, user.ErrNotFound):
		return r, err
	}
	refusal, err := l.Limiter.Reserve(ctx, tx, authn.InvitationLimits(strings.TrimPrefix(r.InvitedBy, ByShell), key)...)
	if err != nil {
		return r, err
	}
	if refusal != nil {
		return r, TooManyError{*refusal}
	}
	if r, err = l.kept(ctx, tx, key, r); err != nil {
		return r, err
	}
	to, err := l.invitedTo(ctx, tx, r)
	if err != nil {
		return r, err
	}
	return r, l.sendLink(ctx, tx, key, r, message.Invitation, to)
}

func (l *Links) sendLink(ctx context.Context, tx db.Tx, key string, r Registration, kind message.Kind, accountName string) error {
	token, hash := seal.NewToken()
	now := l.Clock.Now()
	until := now.Add(RegisterFor)
	if r.Invited {
		until = now.Add(InviteFor)
	}
	if err := insertRegistration(ctx, tx, key, hash, r, now, until); err != nil {
		return err
	}
	return l.Outbox.Add(ctx, tx, message.Message{
		Recipient: r.Email, Kind: kind, Language: r.Language, Secret: token,
		ExpiresAt: until, Data: message.Data{Name: r.Name, Account: accountName},
	})
}

// Registration returns what a link is for. It returns [notice.ErrNoLink], or [ErrClosed] if the host no longer
// allows registrations.
func (l *Links) Registration(ctx context.Context, token string) (Registration, error) {
	r, err := loadRegistration(ctx, l.DB.Read(), seal.HashToken(token), l.Clock.Now())
	if err != nil {
		return r, err
	}
	return r, l.admits(ctx, l.DB.Read(), r)
}

// admits returns [ErrClosed] where the host does not let the person in: whom nobody has invited, or anybody.
func (l *Links) admits(ctx context.Context, tx db.Reader, r Registration) error {
	choice := l.Settings.Choices(ctx).Registration
	if choice == setting.Open || choice == setting.Invitation && r.Invited {
		return nil
	}
	if choice != setting.Invitation {
		return ErrClosed
	}
	invited, err := l.Membership.IsInvited(ctx, tx, r.Email)
	if err == nil && !invited {
		err = ErrClosed
	}
	return err
}

// FromInvitation begins a registration for whoever has the link of an invitation to a client account, and returns the
// token of its link: they read that mailbox. The invitation stays, and is accepted once they are signed in. It may
// return [account.ErrNoInvitation], [ErrClosed] where nobody may register, or [user.ErrEmailTaken] for who has only to
// sign in.
func (l *Links) FromInvitation(ctx context.Context, invitation, language string) (token string, err error) {
	if l.Settings.Choices(ctx).Registration == setting.Closed {
		return "", ErrClosed
	}
	in, err := l.Membership.InvitationOf(ctx, invitation)
	if err != nil {
		return "", err
	}
	key, err := user.EmailKey(in.Email)
	if err != nil {
		return "", err
	}
	token, hash := seal.NewToken()
	err = l.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		switch _, err := l.Users.ByEmail(ctx, tx, key); {
		case err == nil:
			return user.ErrEmailTaken
		case !errors.Is(err, user.ErrNotFound):
			return err
		}
		now := l.Clock.Now()
		return insertRegistration(ctx, tx, key, hash, Registration{Email: in.Email, Language: language}, now, now.Add(RegisterFor))
	})
	return token, err
}

// FinishRegistration uses the link up and creates the person, who then signs in. The browser is known from then
// on, under the id that is returned: whoever has the mailbox and chose the password is nobody new there. The person's
// language is the one of that page. It may
// return [notice.ErrNoLink], [authn.WeakError], [ErrClosed], [user.ErrBadName], or [user.ErrEmailTaken] if somebody
// has taken the address since.
func (l *Links) FinishRegistration(
	ctx context.Context, token, name, pass string, by session.Client,
) (u user.User, browser string, err error) {
	r, err := l.Registration(ctx, token)
	if err != nil {
		return u, "", err
	}
	hash, err := l.Authn.HashNew(ctx, pass, r.Email, name)
	if err != nil {
		return u, "", err
	}
	err = l.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		if r, err = takeRegistration(ctx, tx, seal.HashToken(token), l.Clock.Now()); err != nil {
			return err
		}
		if err := l.admits(ctx, tx, r); err != nil { // the password took a while, in which whoever invited may have been removed
			return err
		}
		if u, err = l.Users.Create(ctx, tx, r.Email, name, hash); err != nil {
			return err
		}
		if err := l.Users.Learn(ctx, tx, u.ID, cmp.Or(by.Language, r.Language)); err != nil {
			return err
		}
		if err := l.ownAccount(ctx, tx, u, r, by); err != nil {
			return err
		}
		if browser, err = l.Authn.Browsers.Remember(ctx, tx, by.Browser, u.ID); err != nil {
			return err
		}
		return l.Audit.Append(ctx, tx, audit.Event{Kind: "user.registered", Actor: u.ID, Subject: u.ID, Network: by.Network()})
	})
	return u, browser, err
}

// ownAccount makes who registers the owner of the client account that they were invited to, or of one of their own
// where the host says so: not of somebody who is invited to another. If the account has an owner by now, they are none
// of it.
func (l *Links) ownAccount(ctx context.Context, tx db.Tx, u user.User, r Registration, by session.Client) error {
	id := r.AccountID
	if id == "" {
		invited, err := l.Membership.IsInvited(ctx, tx, r.Email)
		if choices := l.Settings.Choices(ctx); err != nil || invited || !choices.RegistrationAccount {
			return err
		}
		a, err := l.addAccount(ctx, tx, u, by)
		if err != nil {
			return err
		}
		id = a.ID
	}
	err := l.Accounts.Join(ctx, tx, account.Membership{AccountID: id, UserID: u.ID, Role: account.Owner})
	if errors.Is(err, account.ErrHasOwner) {
		return nil
	}
	return err
}

func (l *Links) addAccount(ctx context.Context, tx db.Tx, u user.User, by session.Client) (account.Account, error) {
	a, err := l.Accounts.AddNext(ctx, tx, l.Settings.Choices(ctx).AccountPrefix, account.Account{
		Data: account.Data{Name: u.Name, Language: by.Language, Zone: by.Zone},
	})
	if err != nil {
		return a, err
	}
	return a, l.Audit.Append(ctx, tx, audit.Event{
		Kind: "account.added", Actor: u.ID, Subject: a.ID, Network: by.Network(), Detail: map[string]string{"number": a.Number},
	})
}
