// Package wiring constructs the services that decide who may do what, in the same way for the program and for
// tests. It has no rule of its own. Package recovery uses all of them and is constructed after them.
package wiring

import (
	"context"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/announcement"
	"latchkey/internal/attachment"
	"latchkey/internal/audit"
	"latchkey/internal/authn"
	"latchkey/internal/challenge"
	"latchkey/internal/clock"
	"latchkey/internal/contact"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/domain"
	"latchkey/internal/factor"
	"latchkey/internal/factor/passkey"
	"latchkey/internal/invoice"
	"latchkey/internal/membership"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/password"
	"latchkey/internal/policy"
	"latchkey/internal/revoke"
	"latchkey/internal/seal"
	"latchkey/internal/service"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/signin"
	"latchkey/internal/staff"
	"latchkey/internal/support"
	"latchkey/internal/throttle"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// Parts is what the services are constructed from.
type Parts struct {
	DB              *db.DB
	Ring            *seal.Ring
	Clock           *clock.Clock
	Hasher          *password.Hasher
	StrengthChecker *password.StrengthChecker
	MinResponseTime time.Duration
	Party           passkey.Party
}

// Authority holds the services. The later ones use the earlier ones.
type Authority struct {
	DB         *db.DB
	Clock      *clock.Clock
	Settings   *setting.Settings
	Users      *user.Users
	Sessions   *session.Sessions
	Browsers   *session.Browsers
	Challenges *challenge.Challenges
	Factors    *factor.Factors
	Accounts   *account.Accounts
	Policies   *policy.Policies
	Tickets    *ticket.Tickets

	Announcements *announcement.Announcements

	Limiter *throttle.Limiter
	Audit   *audit.Log
	Outbox  *message.Outbox
	Files   *attachment.Files

	Gate       *access.Gate
	Notices    *notice.Notices
	Authn      *authn.Verifier
	Revoke     *revoke.Revoker
	Contact    *contact.Service
	Credential *credential.Service
	Membership *membership.Service
	Flow       *signin.Flow
	Links      *signin.Links
	Staff      *staff.Service
	Support    *support.Service
}

// New constructs the services.
func New(p Parts) *Authority {
	a := &Authority{
		DB: p.DB, Clock: p.Clock, Settings: setting.New(p.DB), Users: &user.Users{Clock: p.Clock},
		Browsers: &session.Browsers{Clock: p.Clock, Ring: p.Ring}, Challenges: &challenge.Challenges{Clock: p.Clock},
		Factors: &factor.Factors{Clock: p.Clock, Ring: p.Ring, Party: p.Party}, Limiter: &throttle.Limiter{Clock: p.Clock},
		Audit: &audit.Log{Clock: p.Clock, Ring: p.Ring}, Outbox: &message.Outbox{Clock: p.Clock, Ring: p.Ring},
	}
	a.Files = attachment.New(p.DB, p.Clock, a.Settings)
	a.Outbox.Language = func(ctx context.Context) string { return a.Settings.Choices(ctx).HostLanguage }
	a.Sessions = &session.Sessions{Clock: p.Clock, Settings: a.Settings}
	a.Accounts = &account.Accounts{Clock: p.Clock}
	a.Tickets = &ticket.Tickets{Accounts: a.Accounts, Clock: p.Clock}
	a.Announcements = &announcement.Announcements{Clock: p.Clock}
	a.Policies = &policy.Policies{Clock: p.Clock, DB: p.DB, Settings: a.Settings, Factors: a.Factors, Accounts: a.Accounts}
	a.Gate = &access.Gate{
		DB: p.DB, Clock: p.Clock, Users: a.Users, Sessions: a.Sessions, Factors: a.Factors, Settings: a.Settings, Audit: a.Audit,
	}
	a.Notices = &notice.Notices{DB: p.DB, Clock: p.Clock, Users: a.Users, Audit: a.Audit, Outbox: a.Outbox}
	a.Authn = &authn.Verifier{
		DB: p.DB, Users: a.Users, Browsers: a.Browsers, Factors: a.Factors, Limiter: a.Limiter, Audit: a.Audit, Outbox: a.Outbox,
		Hasher: p.Hasher, Settings: a.Settings, Notices: a.Notices, StrengthChecker: p.StrengthChecker, MinResponseTime: p.MinResponseTime,
	}
	a.Revoke = &revoke.Revoker{
		Users: a.Users, Sessions: a.Sessions, Browsers: a.Browsers, Challenges: a.Challenges,
		Factors: a.Factors, Notices: a.Notices, Authn: a.Authn,
	}
	a.changes(p)
	a.waysIn(p)
	a.tickets(p)
	a.Staff = &staff.Service{
		DB: p.DB, Clock: p.Clock, Users: a.Users, Sessions: a.Sessions, Factors: a.Factors, Settings: a.Settings, Policies: a.Policies,
		Audit: a.Audit, Outbox: a.Outbox, Gate: a.Gate, Notices: a.Notices, Authn: a.Authn, Revoke: a.Revoke, Contact: a.Contact,
		Links: a.Links, Accounts: a.Accounts, Membership: a.Membership, Files: a.Files,
	}
	a.Notices.OnNotMe(notice.NotMeNotice, a.Revoke.NotMe)
	a.Notices.OnNotMe(notice.NotMeMethod, a.Contact.NotMe)
	a.Notices.OnNotMe(notice.NotMeContact, a.Contact.NotMe)
	a.Notices.OnNotMe(notice.NotMeAccount, a.Membership.NotMe)
	a.Notices.OnSaid = a.Membership.OnNotMe
	return a
}

// changes are what people do to their own accounts.
func (a *Authority) changes(p Parts) {
	a.Contact = &contact.Service{
		DB: p.DB, Clock: p.Clock, Users: a.Users, Factors: a.Factors, Limiter: a.Limiter, Settings: a.Settings, Outbox: a.Outbox,
		Gate: a.Gate, Notices: a.Notices, Authn: a.Authn, Revoke: a.Revoke,
	}
	a.Credential = &credential.Service{
		DB: p.DB, Clock: p.Clock, Users: a.Users, Sessions: a.Sessions, Browsers: a.Browsers, Challenges: a.Challenges, Factors: a.Factors,
		Limiter: a.Limiter, Settings: a.Settings, Audit: a.Audit, Gate: a.Gate, Notices: a.Notices, Authn: a.Authn, Revoke: a.Revoke,
		Contact: a.Contact,
	}
	a.Membership = &membership.Service{
		DB: p.DB, Clock: p.Clock, Users: a.Users, Factors: a.Factors, Accounts: a.Accounts, Policies: a.Policies, Limiter: a.Limiter,
		Settings: a.Settings, Audit: a.Audit, Outbox: a.Outbox, Gate: a.Gate, Notices: a.Notices, Contact: a.Contact,
	}
}

// tickets are the conversations of people with the host.
func (a *Authority) tickets(p Parts) {
	a.Support = &support.Service{
		DB: p.DB, Clock: p.Clock, Users: a.Users, Sessions: a.Sessions, Accounts: a.Accounts,
		Services: &service.Services{Accounts: a.Accounts}, Domains: &domain.Domains{Accounts: a.Accounts},
		Invoices: &invoice.Invoices{Accounts: a.Accounts}, Tickets: a.Tickets, Announcements: a.Announcements,
		Settings: a.Settings, Limiter: a.Limiter, Audit: a.Audit, Outbox: a.Outbox, Gate: a.Gate, Files: a.Files,
	}
}

// waysIn are how people come to a session, or to an account.
func (a *Authority) waysIn(p Parts) {
	a.Flow = &signin.Flow{
		DB: p.DB, Users: a.Users, Sessions: a.Sessions, Browsers: a.Browsers, Challenges: a.Challenges, Factors: a.Factors,
		Limiter: a.Limiter, Audit: a.Audit, Notices: a.Notices, Authn: a.Authn,
	}
	a.Links = &signin.Links{
		DB: p.DB, Clock: p.Clock, Users: a.Users, Limiter: a.Limiter, Settings: a.Settings, Audit: a.Audit, Outbox: a.Outbox,
		Notices: a.Notices, Authn: a.Authn, Credential: a.Credential, Accounts: a.Accounts, Membership: a.Membership,
	}
}
