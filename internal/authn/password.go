package authn

import (
	"context"
	"errors"
	"time"

	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/notice"
	"latchkey/internal/password"
	"latchkey/internal/session"
	"latchkey/internal/throttle"
	"latchkey/internal/user"
)

// How many passwords of one person are hashed at the same moment: with the right one
// there is no other limit, and the machine is everybody's.
const atOnce = 8

// How often the holder of one link to choose a new password may be told that it is the present one.
const comparedDaily = 5

// WeakError refuses a new password and says why.
type WeakError struct{ Reason password.Reason }

func (e WeakError) Error() string { return "the new password is refused: " + string(e.Reason) }

// Password checks a password. If it is right, it calls then with the owner of the address, in the transaction
// that also takes back the count. It returns [password.ErrBusy] if too many passwords are being hashed.
func (p *Verifier) Password(ctx context.Context, email, pass string, v session.Client,
	then func(ctx context.Context, tx db.Tx, u user.User) error,
) (Verdict, error) {
	began := time.Now()
	verdict, err := p.password(ctx, email, pass, v, false, then)
	if err != nil || verdict.OK {
		return verdict, err
	}
	return verdict, wait(ctx, p.MinResponseTime-time.Since(began))
}

// PasswordOfAnybody is [Verifier.Password] for what signs nobody in: it takes a disabled person's password too.
func (p *Verifier) PasswordOfAnybody(ctx context.Context, email, pass string, v session.Client,
	then func(ctx context.Context, tx db.Tx, u user.User) error,
) (Verdict, error) {
	began := time.Now()
	verdict, err := p.password(ctx, email, pass, v, true, then)
	if err != nil || verdict.OK {
		return verdict, err
	}
	return verdict, wait(ctx, p.MinResponseTime-time.Since(began))
}

func (p *Verifier) password(ctx context.Context, email, pass string, v session.Client, anybody bool,
	then func(context.Context, db.Tx, user.User) error,
) (Verdict, error) {
	key, err := user.EmailKey(email)
	if err != nil {
		key = email // no such address can exist; it is counted and hashed like any other
	}
	leave, ok := p.concurrency.Enter(key, atOnce)
	if !ok {
		return Verdict{}, password.ErrBusy
	}
	defer leave()
	u, limits, refusal, err := p.countPassword(ctx, key, v)
	if err != nil || refusal != nil {
		return Verdict{Refusal: refusal}, err
	}
	right, upgraded, err := p.checkPassword(ctx, u, pass, anybody)
	if errors.Is(err, password.ErrBusy) {
		refund := func(ctx context.Context, tx db.Tx) error { return p.Limiter.Refund(ctx, tx, limits...) }
		return Verdict{}, errors.Join(err, p.DB.InTx(ctx, refund))
	}
	if err != nil {
		return Verdict{}, err
	}
	if !right {
		return Verdict{}, p.noteWrong(ctx, "sign-in.password-wrong", u.ID, v)
	}
	err = p.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		// Hashing took time: what was right may have been changed or shut out meanwhile.
		epoch, err := p.Users.Epoch(ctx, tx, u.ID)
		if errors.Is(err, user.ErrNotFound) || err == nil && epoch != u.Epoch {
			right = false
			return nil
		}
		if err != nil {
			return err
		}
		if err := p.Limiter.Succeed(ctx, tx, limits...); err != nil {
			return err
		}
		if upgraded != "" {
			if err := p.Users.UpgradeHash(ctx, tx, u, upgraded); err != nil {
				return err
			}
		}
		return then(ctx, tx, u)
	})
	return Verdict{OK: right && err == nil}, err
}

func (p *Verifier) countPassword(
	ctx context.Context, key string, v session.Client,
) (u user.User, limits []throttle.Limit, refusal *throttle.Refusal, err error) {
	err = p.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		u, err = p.Users.ByAddress(ctx, tx, key)
		if err != nil && !errors.Is(err, user.ErrNotFound) {
			return err
		}
		if u.EmailBefore != "" { // whichever address it was found by, it is guessed at in one limit
			if key, err = user.EmailKey(u.Email); err != nil {
				return err
			}
		}
		known, linked, err := p.Browsers.Met(ctx, tx, v.Browser, u.ID)
		if err != nil {
			return err
		}
		limits, refusal, err = p.Limiter.ReserveFirst(ctx, tx, passwordLimits(key, v, known, linked)...)
		return err
	})
	return u, limits, refusal, err
}

// checkPassword spends exactly one hash on anybody, known or not, disabled or not.
func (p *Verifier) checkPassword(ctx context.Context, u user.User, pass string, anybody bool) (right bool, upgraded string, err error) {
	if u.ID == "" {
		return false, "", p.Hasher.VerifyDummy(ctx, pass)
	}
	right, outdated, err := p.Hasher.Verify(ctx, u.PasswordHash, pass)
	if errors.Is(err, password.ErrStoredHash) {
		return false, "", nil // an error page would tell that the address is somebody's
	}
	if err != nil || !right || u.Disabled() && !anybody {
		return false, "", err
	}
	if outdated {
		upgraded, err = p.Hasher.Hash(ctx, pass)
	}
	return true, upgraded, err
}

// noteWrong writes a row for nobody's address too, which is as much work as for somebody's.
func (p *Verifier) noteWrong(ctx context.Context, kind, userID string, v session.Client) error {
	return p.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		return p.Audit.Append(ctx, tx, audit.Event{Kind: kind, Subject: userID, Network: v.Network()})
	})
}

// HashNew checks the strength of a new password and returns its hash, or a [WeakError].
func (p *Verifier) HashNew(ctx context.Context, pass string, personal ...string) (hash string, err error) {
	if err := p.strong(ctx, pass, personal...); err != nil {
		return "", err
	}
	return p.Hasher.Hash(ctx, pass)
}

// HashOther is [Verifier.HashNew] for whoever holds a link to choose a new password for u: the one that u has is refused as
// [password.Current], because others may know it. What is compared is counted first, by the link's hash, or requests at
// once would guess at that password outside its limit. It returns [notice.ErrNoLink] when a link has been used for too
// many comparisons.
func (p *Verifier) HashOther(ctx context.Context, u user.User, link, pass string) (hash string, err error) {
	if err := p.strong(ctx, pass, u.Email, u.Name); err != nil {
		return "", err
	}
	limit := perDay("reset-link/"+link, comparedDaily)
	err = p.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		refusal, err := p.Limiter.Reserve(ctx, tx, limit)
		if err == nil && refusal != nil {
			err = notice.ErrNoLink
		}
		return err
	})
	if err != nil {
		return "", err
	}
	same, _, err := p.Hasher.Verify(ctx, u.PasswordHash, pass)
	switch {
	case same:
		return "", WeakError{Reason: password.Current}
	case errors.Is(err, password.ErrBusy):
		refund := func(ctx context.Context, tx db.Tx) error { return p.Limiter.Refund(ctx, tx, limit) }
		return "", errors.Join(err, p.DB.InTx(ctx, refund))
	case err != nil && !errors.Is(err, password.ErrStoredHash): // which no password matches
		return "", err
	}
	return p.Hasher.Hash(ctx, pass)
}

func (p *Verifier) strong(ctx context.Context, pass string, personal ...string) error {
	if v := p.StrengthChecker.Check(pass, append(personal, p.Settings.Choices(ctx).BrandName)...); !v.OK {
		return WeakError{Reason: v.Reason}
	}
	return nil
}
