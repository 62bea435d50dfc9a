package recovery

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"time"

	"latchkey/internal/access"
	"latchkey/internal/audit"
	"latchkey/internal/authn"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/phrase"
	"latchkey/internal/seal"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
	"latchkey/internal/user"

	"github.com/google/uuid"
)

// Ask mails the link that opens a case to a registered address, if a case can help its owner. Of many requests
// only some are mailed; each of the others has the newest link that was not used work again for [OpenLinkFor].
// Neither the answer nor its timing tells what was done.
func (cs *Cases) Ask(ctx context.Context, email string, by session.Client) (refusal *throttle.Refusal, err error) {
	if !On(cs.Settings.Choices(ctx)) {
		return nil, ErrOff
	}
	began := time.Now()
	err = cs.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		key, err := user.EmailKey(email)
		if err != nil {
			key = email // it is counted like any other
		}
		u, err := cs.Users.ByEmail(ctx, tx, key)
		if err != nil && !errors.Is(err, user.ErrNotFound) {
			return err
		}
		sent, network, err := cs.Authn.MayMail(ctx, tx, authn.MailRequest{
			Purpose: authn.RecoveryMail, EmailKey: key, UserID: u.ID, By: by,
		})
		if refusal = network; err != nil || refusal != nil {
			return err
		}
		return cs.sendLink(ctx, tx, u, sent, by)
	})
	if err != nil {
		return nil, err
	}
	return refusal, cs.Authn.WaitMinResponseTime(ctx, began)
}

// sendLink writes the audit row in any case, so that nobody's address is as much work.
func (cs *Cases) sendLink(ctx context.Context, tx db.Tx, u user.User, sent bool, by session.Client) error {
	err := cs.Audit.Append(ctx, tx, audit.Event{Kind: "recovery.asked", Subject: u.ID, Network: by.Network()})
	if err != nil || u.ID == "" || u.Disabled() {
		return err
	}
	on, err := cs.Factors.IsOn(ctx, tx, u.ID)
	if err != nil || !on && u.EnrollmentRequiredAt.IsZero() {
		return err
	}
	now := cs.Clock.Now()
	if !sent {
		return renewLink(ctx, tx, u.ID, u.Email, now)
	}
	token, hash := seal.NewToken()
	until := now.Add(OpenLinkFor)
	if err := insertLink(ctx, tx, hash, u.ID, u.Email, now, until); err != nil {
		return err
	}
	return cs.Outbox.Add(ctx, tx, message.Message{
		UserID: u.ID, Recipient: u.Email, Kind: message.RecoveryOpen, Language: u.Language, Secret: token, ExpiresAt: until,
		Data: message.Data{Name: u.Name, Network: by.Network(), Agent: by.Agent},
	})
}

// LinkOwner returns the id of the person whose case the link with this token can open, or [ErrNoCase].
func (cs *Cases) LinkOwner(ctx context.Context, token string) (userID string, err error) {
	userID, _, err = link(ctx, cs.DB.Read(), seal.HashToken(token), cs.Clock.Now())
	return userID, err
}

// Open uses the link up and opens a case, or joins the one that is open. It returns the secret of this
// browser's key, or [ErrNoCase] if the link does not work.
func (cs *Cases) Open(ctx context.Context, token string, by session.Client) (secret string, err error) {
	err = cs.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		userID, email, err := useLink(ctx, tx, seal.HashToken(token), cs.Clock.Now())
		if err != nil {
			return err
		}
		u, err := cs.Users.ByID(ctx, tx, userID)
		if err != nil {
			return err
		}
		if u.Email != email { // the mailbox is not theirs any more
			return ErrNoCase
		}
		c, err := cs.begin(ctx, tx, u.ID, move{event: Start, actor: Person}, by)
		if err != nil {
			return err
		}
		var keyID string
		if secret, keyID, err = cs.join(ctx, tx, &c, by); err != nil {
			return err
		}
		if !accepts(cs.Settings.Choices(ctx), Mailbox) || transitions[c.State][Prove].to == None {
			return nil
		}
		return cs.advance(ctx, tx, &c, move{event: Prove, actor: Person, proof: Mailbox, key: keyID}, by)
	})
	return secret, err
}

// OpenFor opens a case for a person who has lost their mailbox too. Its waiting time is the longest. It returns
// [ErrDone] if a case is open, and [access.ErrNewStaff] if the caller became staff a short while ago.
func (cs *Cases) OpenFor(ctx context.Context, by access.Caller, userID string) (id string, err error) {
	err = cs.Gate.InSession(ctx, by.Session, func(ctx context.Context, tx db.Tx) error {
		switch _, err := activeCase(ctx, tx, userID); {
		case err == nil:
			return ErrDone
		case !errors.Is(err, ErrNoCase):
			return err
		}
		c, err := cs.begin(ctx, tx, userID, move{event: Start, actor: Staff, staff: user.User{ID: by.UserID}}, by.Client)
		id = c.ID
		return err
	})
	return id, err
}

// begin is the case that the person has under way, or a new one.
func (cs *Cases) begin(ctx context.Context, tx db.Tx, userID string, m move, by session.Client) (Case, error) {
	c, err := activeCase(ctx, tx, userID)
	if !errors.Is(err, ErrNoCase) {
		return c, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return c, fmt.Errorf("naming case: %w", err)
	}
	c = Case{ID: id.String(), UserID: userID, OpenedAt: cs.Clock.Now(), OpenedBy: m.staff.ID}
	return c, cs.advance(ctx, tx, &c, m, by)
}

// JoinWithPassword lets a browser follow a case that staff opened for a person whom no link can reach. It
// returns the secret of the browser's key if the password is right and there is such a case. Otherwise it does
// not tell which was wrong: a right password without a case counts as a guess and takes as long.
func (cs *Cases) JoinWithPassword(ctx context.Context, email, pass string, by session.Client) (secret string, v authn.Verdict, err error) {
	began := time.Now()
	var whose string
	var tooOften *throttle.Refusal
	v, err = cs.Authn.PasswordOfAnybody(ctx, email, pass, by, func(ctx context.Context, tx db.Tx, u user.User) error {
		whose = u.ID
		c, err := activeCase(ctx, tx, u.ID)
		if err != nil {
			return err
		}
		if c.OpenedBy == "" {
			return ErrNoCase
		}
		if f, err := cs.facts(ctx, tx, c); err != nil || !takesCase(c, f) {
			return errors.Join(err, ErrNoCase)
		}
		if tooOften, err = cs.mayJoin(ctx, tx, c, by); err != nil || tooOften != nil {
			return err
		}
		secret, _, err = cs.join(ctx, tx, &c, by)
		return err
	})
	if tooOften != nil {
		v = authn.Verdict{Refusal: tooOften}
	}
	if !errors.Is(err, ErrNoCase) {
		return secret, v, err
	}
	err = cs.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		return cs.Audit.Append(ctx, tx, audit.Event{Kind: "recovery.no-case", Subject: whose, Network: by.Network()})
	})
	return "", authn.Verdict{}, errors.Join(err, cs.Authn.WaitMinResponseTime(ctx, began))
}

// mayJoin bounds how often browsers join: whoever has the password could change the case
// faster than staff can look at it. A browser that has signed in before has a limit of its own.
func (cs *Cases) mayJoin(ctx context.Context, tx db.Tx, c Case, by session.Client) (*throttle.Refusal, error) {
	known, err := cs.Browsers.Knows(ctx, tx, by.Browser, c.UserID)
	if err != nil {
		return nil, err
	}
	limit := throttle.Limit{
		Name: "recovery-join/" + c.ID, Rule: throttle.Rule{Free: 5, First: time.Minute, Most: 15 * time.Minute, Forget: 24 * time.Hour},
	}
	if known {
		limit.Name += "/" + by.Browser
	}
	return cs.Limiter.Reserve(ctx, tx, limit)
}

func (cs *Cases) join(ctx context.Context, tx db.Tx, c *Case, by session.Client) (secret, id string, err error) {
	if err := cs.advance(ctx, tx, c, move{event: Join, actor: Person}, by); err != nil {
		return "", "", err
	}
	named, err := uuid.NewV7()
	if err != nil {
		return "", "", fmt.Errorf("naming key: %w", err)
	}
	number, err := cs.newNumber(ctx, tx, *c)
	if err != nil {
		return "", "", err
	}
	secret, hash := seal.NewToken()
	return secret, named.String(), insertKey(ctx, tx, named.String(), c.ID, hash, number, cs.Clock.Now())
}

// manyTries is how often a phrase is drawn that has no word in common with the others of the case, before one will do that
// is none of them.
const manyTries = 1000

// newNumber is that of a phrase which neither the case nor another of its browsers has. It shares no word with theirs either
// while there are few, so that one misheard word gives no proof to another browser, a thief's.
func (cs *Cases) newNumber(ctx context.Context, tx db.Reader, c Case) (string, error) {
	numbers, err := numbersOf(ctx, tx, c.ID)
	if err != nil {
		return "", err
	}
	others := []int{reference(c)}
	for number := range numbers {
		others = append(others, phraseOf(number))
	}
	for try := 0; ; try++ {
		drawn, err := rand.Int(rand.Reader, big.NewInt(phrase.Count))
		if err != nil {
			return "", err
		}
		n := int(drawn.Int64())
		taken := slices.Contains(others, n)
		alike := slices.ContainsFunc(others, func(other int) bool { return phrase.Alike(n, other) })
		if !alike || !taken && try > manyTries {
			return fmt.Sprintf("%06d", n), nil
		}
	}
}

// phraseOf is the number of the phrase that a browser shows: those of cases from before there were phrases are longer.
func phraseOf(number string) int {
	n, _ := strconv.Atoi(number)
	return n % phrase.Count
}

func ignore(err, known error) error {
	if errors.Is(err, known) {
		return nil
	}
	return err
}

// Of returns the id of a person's open case. It returns [ErrNoCase] if there is none and staff may open one,
// [ErrNotNow] if there is none and no method to remove, or [ErrOff].
func (cs *Cases) Of(ctx context.Context, userID string) (id string, err error) {
	tx := cs.DB.Read()
	c, err := activeCase(ctx, tx, userID)
	if !errors.Is(err, ErrNoCase) {
		return c.ID, err
	}
	f, err := cs.facts(ctx, tx, Case{UserID: userID})
	if err != nil {
		return "", err
	}
	if err := mayStart(Case{OpenedBy: "staff"}, f, move{actor: Staff}); errors.Is(err, ErrNoCase) {
		return "", ErrNotNow
	} else if err != nil {
		return "", err
	}
	return "", ErrNoCase
}
