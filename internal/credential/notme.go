package credential

import (
	"context"
	"errors"
	"strconv"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/user"
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
func (p *Verifier) NotMeToken(ctx context.Context, tx db.Tx, n NotMe) (token string, err error) {
	token, hash := seal.NewToken()
	now := p.Users.Clock.Now()
	return token, insertNotMe(ctx, tx, hash, n, now, now.Add(NotMeFor))
}

// NotMeOf tells what a link is about, and changes nothing. ErrNoLink.
func (p *Verifier) NotMeOf(ctx context.Context, token string) (NotMe, error) {
	return loadNotMe(ctx, p.DB.Read(), seal.HashToken(token), p.Users.Clock.Now())
}

// OnNotMe registers what saying it does for a kind, in the transaction that notes it.
// It is called while the program is wired, not later.
func (c *Service) OnNotMe(kind NotMeKind, do func(ctx context.Context, tx db.Tx, n NotMe, by session.Client) error) {
	if c.notMe == nil {
		c.notMe = map[NotMeKind]func(context.Context, db.Tx, NotMe, session.Client) error{}
	}
	c.notMe[kind] = do
}

// SayNotMe does what the link is for. Saying it again changes nothing more. ErrNoLink.
func (c *Service) SayNotMe(ctx context.Context, token string, by session.Client) (n NotMe, err error) {
	err = c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		hash, now := seal.HashToken(token), c.Clock.Now()
		if n, err = loadNotMe(ctx, tx, hash, now); err != nil || n.Used {
			return err
		}
		if err := useNotMe(ctx, tx, hash, now); err != nil {
			return err
		}
		err := c.Audit.Append(ctx, tx, audit.Event{
			Kind: "not-me.said", Subject: n.UserID, Network: by.Network(),
			Detail: map[string]string{"of": string(n.Told), "kind": string(n.Kind)},
		})
		if err != nil {
			return err
		}
		return c.actOnNotMe(ctx, tx, n, by)
	})
	return n, err
}

func (c *Service) actOnNotMe(ctx context.Context, tx db.Tx, n NotMe, by session.Client) error {
	if do := c.notMe[n.Kind]; do != nil {
		return do(ctx, tx, n, by)
	}
	if err := c.Users.NewEpoch(ctx, tx, n.UserID); err != nil {
		return err
	}
	if err := c.revokeAll(ctx, tx, n.UserID); err != nil {
		return err
	}
	if n.Kind != NotMeContact {
		return nil
	}
	return c.freeze(ctx, tx, n.UserID, by)
}

// Notify adds a notice for a person at every address that notices go to: the one in
// force and those given up a short while ago. Each carries a "this wasn't me" link of its own.
func (p *Verifier) Notify(ctx context.Context, tx db.Tx, u user.User, m message.Message, n NotMe) error {
	former, err := formerEmails(ctx, tx, u.ID, p.Users.Clock.Now())
	if err != nil {
		return err
	}
	event := m.Event
	for i, email := range append([]string{u.Email}, former...) {
		m.UserID, m.Recipient, m.Language, m.Data.Name = u.ID, email, u.Language, u.Name
		if i > 0 && event != "" {
			m.Event = event + "/" + strconv.Itoa(i)
		}
		n.UserID, n.Told = u.ID, m.Kind
		if m.NotMe, err = p.NotMeToken(ctx, tx, n); err != nil {
			return err
		}
		if err := p.Outbox.Add(ctx, tx, m); err != nil {
			return err
		}
	}
	return p.notifyByWhatsApp(ctx, tx, u, m, event)
}

// notifyByWhatsApp adds the notice once more where the host has a template for that. It
// carries no link: a template has room for one sentence.
func (p *Verifier) notifyByWhatsApp(ctx context.Context, tx db.Tx, u user.User, m message.Message, event string) error {
	if !p.Outbox.NoticesByWhatsApp || u.Phone == "" || m.Secret != "" {
		return nil
	}
	m.Channel, m.Recipient, m.NotMe, m.Event = message.WhatsApp, u.Phone, "", ""
	if event != "" {
		m.Event = event + "/whatsapp"
	}
	return p.Outbox.Add(ctx, tx, m)
}
