package notice

import (
	"context"
	"errors"
	"fmt"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/seal"
	"latchkey/internal/session"
)

// NotMeKind is the kind of action of a "This wasn't me" link.
type NotMeKind string

// The kinds of action.
const (
	NotMeNotice   NotMeKind = "notice"         // ends all sessions and trusted browsers
	NotMeMethod   NotMeKind = "method"         // does the same and undoes what was done to the methods in the last week
	NotMeContact  NotMeKind = "contact-change" // does the same and freezes the account
	NotMeAccount  NotMeKind = "account"        // does the same as NotMeMethod and undoes what was done to a client account in the last week
	NotMeRecovery NotMeKind = "recovery"       // pauses a recovery case
)

// NotMeFor is how long a "This wasn't me" link works.
const NotMeFor = 7 * 24 * time.Hour

// ErrNoLink says that a link is unknown, incomplete, used or too old, or that the account has changed since.
var ErrNoLink = errors.New("no such link")

// NotMe is what a "This wasn't me" link is about.
type NotMe struct {
	UserID   string
	Kind     NotMeKind
	Told     message.Kind // the kind of the notice that it is in
	MailedTo string       // the address that the notice goes to
	Ref      string       // an id that the kind needs, such as a recovery case's
	At       clock.Instant
	Used     bool
}

// NotMeToken makes the token of a "This wasn't me" link, in the transaction that adds its notice. It signs
// nobody in.
func (ns *Notices) NotMeToken(ctx context.Context, tx db.Tx, n NotMe) (token string, err error) {
	token, hash := seal.NewToken()
	now := ns.Clock.Now()
	return token, insertNotMe(ctx, tx, hash, n, now, now.Add(NotMeFor))
}

// NotMeOf returns what a link is about and changes nothing; [ErrNoLink] if the link does not work.
func (ns *Notices) NotMeOf(ctx context.Context, token string) (NotMe, error) {
	return loadNotMe(ctx, ns.DB.Read(), seal.HashToken(token), ns.Clock.Now())
}

// NotMeAct is what following the link does, in the transaction that marks the link as used.
type NotMeAct func(ctx context.Context, tx db.Tx, n NotMe, by session.Client) error

// OnNotMe registers what links of a kind do. Call it before the first request.
func (ns *Notices) OnNotMe(kind NotMeKind, act NotMeAct) {
	if ns.notMe == nil {
		ns.notMe = map[NotMeKind]NotMeAct{}
	}
	ns.notMe[kind] = act
}

// SayNotMe does what the link is for; a second call changes nothing more. It returns [ErrNoLink] if the link
// does not work.
func (ns *Notices) SayNotMe(ctx context.Context, token string, by session.Client) (n NotMe, err error) {
	err = ns.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		hash, now := seal.HashToken(token), ns.Clock.Now()
		if n, err = loadNotMe(ctx, tx, hash, now); err != nil || n.Used {
			return err
		}
		if err := useNotMe(ctx, tx, hash, now); err != nil {
			return err
		}
		err := ns.Audit.Append(ctx, tx, audit.Event{
			Kind: "not-me.said", Subject: n.UserID, Network: by.Network(),
			Detail: map[string]string{"of": string(n.Told), "kind": string(n.Kind)},
		})
		if err != nil {
			return err
		}
		if ns.OnSaid != nil {
			if err := ns.OnSaid(ctx, tx, n, by); err != nil {
				return err
			}
		}
		act := ns.notMe[n.Kind]
		if act == nil {
			return fmt.Errorf("nothing is done about a notice of the kind %q", n.Kind)
		}
		return act(ctx, tx, n, by)
	})
	return n, err
}
