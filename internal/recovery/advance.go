package recovery

import (
	"cmp"
	"context"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/seal"
	"latchkey/internal/session"
)

// advance makes a move: judged by what the transaction sees, written only if the case is
// still as it was read, with one row in the case's history and one in the audit log, and
// the notice with them. c becomes what it is then.
func (cs *Cases) advance(ctx context.Context, tx db.Tx, c *Case, m move, by session.Client) error {
	f, err := cs.facts(ctx, tx, *c)
	if err != nil {
		return err
	}
	if m.actor == Staff { // as they are now, not as the page was told
		if m.staff, err = cs.Users.ByID(ctx, tx, m.staff.ID); err != nil {
			return err
		}
	}
	t, err := judge(*c, f, m)
	if err != nil {
		return err
	}
	before := *c
	secret := cs.apply(c, f, m, t.to)
	if before.State == None {
		err = insertCase(ctx, tx, *c)
	} else {
		err = updateCase(ctx, tx, *c, before)
	}
	if err != nil {
		return err
	}
	if err := cs.record(ctx, tx, *c, f, m, by); err != nil {
		return err
	}
	if err := cs.after(ctx, tx, *c, f, m); err != nil {
		return err
	}
	return cs.notify(ctx, tx, *c, f, t.tells, secret, m, by)
}

// apply changes c as the move does, and returns the secret of the link if one is made.
func (cs *Cases) apply(c *Case, f facts, m move, to State) (secret string) {
	c.State, c.StateAt = to, f.now
	c.Version++
	switch m.event {
	case Start:
		c.email, c.cautious = f.person.Email, f.emailChanged
	case Approve:
		c.ApprovedAt = f.now
		c.ReadyAt = f.now.Add(wait(*c, f))
	case Delay:
		c.ReadyAt = c.ApprovedAt.Add(wait(*c, f))
	case Release:
		c.LinkUntil = f.now.Add(FinishFor)
		secret, c.linkHash = seal.NewToken()
	case Stop:
		c.Reason = m.reason
	case Enter, Lapse:
		c.Reason = cmp.Or(m.reason, string(m.event))
	case Pause:
		c.Reason = string(m.actor)
	case Resume:
		c.Reason = ""
	case Finish:
		if f.person.Disabled() { // they set a new method up once staff let them in again
			c.LinkUntil = f.now.Add(Lifetime)
		}
	}
	if to != Ready {
		c.linkHash = "" // what was sent opens nothing any more
	}
	if to.Over() && c.ClosedAt.IsZero() {
		c.ClosedAt = f.now
	}
	return secret
}

// after writes what belongs to the move beside the case itself.
func (cs *Cases) after(ctx context.Context, tx db.Tx, c Case, f facts, m move) error {
	now := cs.Clock.Now()
	switch m.event {
	case Prove, Vouch:
		target := ""
		switch m.proof {
		case Phone:
			target = f.person.Phone
		case Browser:
			target = m.browser
		}
		return insertProof(ctx, tx, m.key, m.proof, target, m.staff.ID, now)
	case Tick:
		return insertCheck(ctx, tx, c.ID, m.item, m.staff.ID, now)
	case SendBack, Resume: // the checklist begins again; who worked it before still did
		return clearChecks(ctx, tx, c.ID)
	case Finish: // whoever reads only now that it was begun still has something to end; and only this browser comes back
		if err := dropOtherProofs(ctx, tx, c.ID, m.key); err != nil {
			return err
		}
		if err := cs.Contact.DropUntrusted(ctx, tx, f.person, c.ID); err != nil {
			return err
		}
		return cs.Notices.NotMeTooLate(ctx, tx, c.ID)
	}
	return nil
}

func (cs *Cases) record(ctx context.Context, tx db.Tx, c Case, f facts, m move, by session.Client) error {
	item := m.item + string(m.proof) + m.reason
	s := Step{Version: c.Version, Event: m.event, State: c.State, Actor: m.actor, StaffID: m.staff.ID, Item: item, At: f.now}
	if err := insertStep(ctx, tx, c.ID, s); err != nil {
		return err
	}
	detail := map[string]string{"case": c.ID, "state": string(c.State), "role": string(m.actor)}
	if item != "" {
		detail["item"] = item
	}
	if m.event == Approve {
		detail["approval"] = f.choices.RecoveryApproval
	}
	who := m.staff.ID
	if m.actor == Owner || m.event == Finish || m.event == ComeBack {
		who = c.UserID
	}
	return cs.Audit.Append(ctx, tx, audit.Event{
		Kind: "recovery." + string(m.event), Actor: who, Subject: c.UserID, Network: by.Network(), Detail: detail,
	})
}

// notify writes to the registered address and, for a week after a change, to the one before
// it: that one gets no link, only word of it.
func (cs *Cases) notify(ctx context.Context, tx db.Tx, c Case, f facts, kind message.Kind, secret string, m move, by session.Client) error {
	if kind == "" {
		return nil
	}
	facts := message.Data{Name: f.person.Name, Reference: c.Reference()}
	if m.actor == Staff {
		facts.By = message.ByDesk
	} else {
		facts.Network, facts.Agent = by.Network(), by.Agent
	}
	if c.State == Waiting {
		facts.Until, facts.Caution = c.ReadyAt, string(longer(c, f))
		stops, err := cs.ownerStops(ctx, tx, c)
		if err != nil {
			return err
		}
		facts.Stops = stops
	}
	if c.State == Ready {
		facts.Until = c.LinkUntil
	}
	if c.OpenedBy != "" {
		secret = "" // the mailbox is said to be lost: a link there would be for whoever has it now
	}
	to := map[string]string{f.person.Email: secret}
	for _, former := range f.formerEmails {
		to[former] = ""
	}
	for address, link := range to {
		n := notMe(c, kind)
		n.MailedTo = address
		token, err := cs.Notices.NotMeToken(ctx, tx, n)
		if err != nil {
			return err
		}
		err = cs.Outbox.Add(ctx, tx, message.Message{
			UserID: c.UserID, Recipient: address, Kind: kind, Language: f.person.Language, Data: facts, Secret: link, NotMe: token,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// notMe is what "this wasn't me" does: it pauses a case, and once a case is done it ends
// what came of it.
func notMe(c Case, kind message.Kind) notice.NotMe {
	n := notice.NotMe{UserID: c.UserID, Kind: notice.NotMeRecovery, Told: kind, Ref: c.ID}
	switch c.State {
	case Done:
		n.Kind, n.Ref = notice.NotMeMethod, ""
	case Stopped:
		n.Kind, n.Ref = notice.NotMeNotice, ""
	}
	return n
}
