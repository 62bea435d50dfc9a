// Package wiring puts the services together that decide who may what, the same for the program and for tests. It holds
// no rule of its own. Package recovery stands on all of them, and puts itself on top.
package wiring

import (
	"time"

	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/audit"
	"latchkey/internal/authn"
	"latchkey/internal/challenge"
	"latchkey/internal/clock"
	"latchkey/internal/credential"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/factor/passkey"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/password"
	"latchkey/internal/policy"
	"latchkey/internal/revoke"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/setting"
	"latchkey/internal/signin"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// Parts is what the services are made of.
type Parts struct {
	DB              *db.DB
	Ring            *seal.Ring
	Clock           *clock.Clock
	Hasher          *password.Hasher
	StrengthChecker *password.StrengthChecker
	MinResponseTime time.Duration
	Party           passkey.Party
}

// Services is the services, each with what it stands on.
type Services struct {
	Users      *user.Users
	Settings   *setting.Settings
	Sessions   *session.Sessions
	Challenges *challenge.Challenges
	Accounts   *account.Accounts
	Policies   *policy.Policies

	Gate       *access.Gate
	Notices    *notice.Notices
	Authn      *authn.Verifier
	Revoke     *revoke.Revoker
	Credential *credential.Service
	Flow       *signin.Flow
	Links      *signin.Links
}

// New wires the services.
func New(p Parts) *Services {
	s := &Services{Users: &user.Users{Clock: p.Clock}, Settings: setting.New(p.DB), Challenges: &challenge.Challenges{Clock: p.Clock}}
	s.Sessions = &session.Sessions{Clock: p.Clock, Settings: s.Settings}
	s.Accounts = &account.Accounts{Clock: p.Clock}
	factors := &factor.Factors{Clock: p.Clock, Ring: p.Ring, Party: p.Party}
	log := &audit.Log{Clock: p.Clock, Ring: p.Ring}
	outbox := &message.Outbox{Clock: p.Clock, Ring: p.Ring}
	s.Policies = &policy.Policies{Clock: p.Clock, DB: p.DB, Settings: s.Settings, Factors: factors, Accounts: s.Accounts}
	s.Gate = &access.Gate{DB: p.DB, Clock: p.Clock, Users: s.Users, Sessions: s.Sessions, Factors: factors, Audit: log}
	s.Notices = &notice.Notices{DB: p.DB, Clock: p.Clock, Users: s.Users, Audit: log, Outbox: outbox}
	s.Authn = &authn.Verifier{
		DB: p.DB, Users: s.Users, Browsers: &session.Browsers{Clock: p.Clock, Ring: p.Ring}, Factors: factors,
		Limiter: &throttle.Limiter{Clock: p.Clock}, Audit: log, Outbox: outbox, Hasher: p.Hasher, Settings: s.Settings,
		Notices: s.Notices, StrengthChecker: p.StrengthChecker, MinResponseTime: p.MinResponseTime,
	}
	s.Revoke = &revoke.Revoker{Users: s.Users, Sessions: s.Sessions, Browsers: s.Authn.Browsers, Challenges: s.Challenges, Authn: s.Authn}
	s.Credential = &credential.Service{
		Verifier: s.Authn, Gate: s.Gate, Revoke: s.Revoke, Clock: p.Clock, Sessions: s.Sessions, Challenges: s.Challenges,
	}
	s.Flow = &signin.Flow{Verifier: s.Authn, Sessions: s.Sessions, Challenges: s.Challenges}
	s.Links = &signin.Links{Service: s.Credential}
	s.Notices.OnNotMe(notice.NotMeNotice, s.Revoke.NotMe)
	s.Notices.OnNotMe(notice.NotMeContact, s.Credential.NotMe)
	return s
}
