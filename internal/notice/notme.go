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

// NotMeKind is what "this wasn't me" does.
type NotMeKind string

// The kinds there are.
const (
	NotMeNotice   NotMeKind = "notice"         // ends all sessions and trusted browsers
	NotMeContact  NotMeKind = "contact-change" // and freezes the account
	NotMeRecovery NotMeKind = "recovery"       // pauses a recovery case
)

// NotMeFor is how long "this wasn't me" can be said.
const NotMeFor = 7 * 24 * time.Hour

// ErrNoLink says that a link is unknown, cut short, used, too old, or that what it
// rested on has changed.
var ErrNoLink = errors.New("no such link")

// NotMe is what a "this wasn't me" link is about.
type NotMe struct {
	UserID string
	Kind   NotMeKind
	Told   message.Kind // the notice that it stood in
	Ref    string       // whatever the kind needs, such as a case's id
	At     clock.Instant
	Used   bool
}

// NotMeToken makes a token for a "this wasn't me" link, in the transaction that adds
// the notice it stands in. It never signs anybody in.
func (ns *Notices) NotMeToken(ctx context.Context, tx db.Tx, n NotMe) (token string, err error) {
	token, hash := seal.NewToken()
	now := ns.Clock.Now()
	return token, insertNotMe(ctx, tx, hash, n, now, now.Add(NotMeFor))
}

// NotMeOf tells what a link is about, and changes nothing. [ErrNoLink].
func (ns *Notices) NotMeOf(ctx context.Context, token string) (NotMe, error) {
	return loadNotMe(ctx, ns.DB.Read(), seal.HashToken(token), ns.Clock.Now())
}

// NotMeAct is what saying it does, in the transaction that notes it.
type NotMeAct func(ctx context.Context, tx db.Tx, n NotMe, by session.Client) error

// OnNotMe registers what saying it does for a kind. It is called while the program is wired, not later.
func (ns *Notices) OnNotMe(kind NotMeKind, act NotMeAct) {
	if ns.notMe == nil {
		ns.notMe = map[NotMeKind]NotMeAct{}
	}
	ns.notMe[kind] = act
}

// SayNotMe does what the link is for. Saying it again changes nothing more. [ErrNoLink].
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
		act := ns.notMe[n.Kind]
		if act == nil {
			return fmt.Errorf("nothing is done about a notice of the kind %q", n.Kind)
		}
		return act(ctx, tx, n, by)
	})
	return n, err
}
