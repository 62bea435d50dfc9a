package user

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/locale"
	"latchkey/internal/search"

	"github.com/uptrace/bun"
)

const columns = `id, email, name, language, password_hash, password_changed_at, epoch, disabled_at, created_at,
	phone, role, frozen_at, reset_at, set_up_owed_at, set_up_by_password <> 0, staff_since, email_before, zone`

func insert(ctx context.Context, tx db.Tx, u User, key string) error {
	err := tx.DoOne(ctx, "creating user", ErrEmailTaken, `INSERT INTO users
		(id, email, email_key, name, language, password_hash, password_changed_at, epoch, disabled_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (email_key) DO NOTHING`,
		u.ID, u.Email, key, u.Name, u.Language, u.PasswordHash, int64(u.PasswordChangedAt), u.Epoch, int64(u.DisabledAt), int64(u.CreatedAt))
	if err != nil {
		return err
	}
	return search.Put(ctx, tx, u.document())
}

// ByEmail returns the person with that address, in any spelling with the same [EmailKey]; [ErrNotFound] if
// there is none.
func (us *Users) ByEmail(ctx context.Context, tx db.Reader, email string) (User, error) {
	key, err := EmailKey(email)
	if err != nil {
		return User{}, ErrNotFound
	}
	return scan(tx.Row(ctx, `SELECT `+columns+` FROM users WHERE email_key = $1`, key))
}

// ByAddress is [Users.ByEmail] for somebody who says which account is theirs: while an account is frozen, the address from
// before the disputed changes finds it too, unless that is somebody else's now.
func (us *Users) ByAddress(ctx context.Context, tx db.Reader, email string) (User, error) {
	key, err := EmailKey(email)
	if err != nil {
		return User{}, ErrNotFound
	}
	return scan(tx.Row(ctx, `SELECT `+columns+` FROM users WHERE email_key = $1 OR email_before_key = $1
		ORDER BY CASE WHEN email_key = $1 THEN 0 ELSE 1 END, frozen_at DESC LIMIT 1`, key))
}

// ByID returns the person with that id; [ErrNotFound] if there is none.
func (us *Users) ByID(ctx context.Context, tx db.Reader, id string) (User, error) {
	return scan(tx.Row(ctx, `SELECT `+columns+` FROM users WHERE id = $1`, id))
}

// ByIDs returns several people at once, by id. People who don't exist are left out.
func (us *Users) ByIDs(ctx context.Context, tx db.Reader, ids []string) (map[string]User, error) {
	found := map[string]User{}
	if len(ids) == 0 {
		return found, nil
	}
	rows, err := tx.NewSelect().ColumnExpr(columns).TableExpr("users").Where("id IN (?)", bun.List(ids)).Rows(ctx)
	if err != nil {
		return nil, fmt.Errorf("finding users: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		u, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found[u.ID] = u
	}
	return found, rows.Err()
}

// Taken returns which of these addresses, each in the form of [EmailKey], somebody signs in with.
func (us *Users) Taken(ctx context.Context, tx db.Reader, keys []string) (map[string]bool, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	var found []string
	err := tx.NewSelect().ColumnExpr("email_key").TableExpr("users").Where("email_key IN (?)", bun.List(keys)).Scan(ctx, &found)
	if err != nil {
		return nil, fmt.Errorf("finding addresses: %w", err)
	}
	taken := map[string]bool{}
	for _, key := range found {
		taken[key] = true
	}
	return taken, nil
}

// Epoch returns the person's present epoch, see [Standing]; [ErrNotFound] if there is no such person.
func (us *Users) Epoch(ctx context.Context, tx db.Reader, id string) (epoch int64, err error) {
	err = tx.Row(ctx, `SELECT epoch FROM users WHERE id = $1`, id).Scan(&epoch)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, ErrNotFound
	}
	if err != nil {
		return 0, fmt.Errorf("loading user: %w", err)
	}
	return epoch, nil
}

// List returns everybody, ordered by address.
func (us *Users) List(ctx context.Context, tx db.Reader) ([]User, error) {
	rows, err := tx.Rows(ctx, `SELECT `+columns+` FROM users ORDER BY email_key`)
	if err != nil {
		return nil, fmt.Errorf("listing users: %w", err)
	}
	defer rows.Close()
	var users []User
	for rows.Next() {
		u, err := scan(rows)
		if err != nil {
			return nil, err
		}
		users = append(users, u)
	}
	return users, rows.Err()
}

// SetProfile changes a person's profile. It may return [ErrBadName].
func (us *Users) SetProfile(ctx context.Context, tx db.Tx, id string, p Profile) error {
	p.Name = locale.Bare(p.Name)
	if err := CheckName(p.Name); err != nil {
		return err
	}
	err := exec(ctx, tx, `UPDATE users SET name = $1, language = $2, zone = $3 WHERE id = $4`, p.Name, p.Language, p.Zone, id)
	if err != nil {
		return err
	}
	return us.found(ctx, tx, id)
}

// Learn keeps the language that a person's browser shows, if none is known yet.
func (us *Users) Learn(ctx context.Context, tx db.Tx, id, language string) error {
	return exec(ctx, tx, `UPDATE users SET language = $1 WHERE id = $2 AND language = ''`, language, id)
}

// LearnZone keeps the time zone that a person's browser names, if none is known yet.
func (us *Users) LearnZone(ctx context.Context, tx db.Tx, id, zone string) error {
	if zone == "" {
		return nil
	}
	return exec(ctx, tx, `UPDATE users SET zone = $1 WHERE id = $2 AND zone = ''`, zone, id)
}

// SetPassword replaces the password hash and starts a new epoch, for a person who has proved who they are. For
// one who came through an e-mailed link, see [Users.SetPasswordByLink].
func (us *Users) SetPassword(ctx context.Context, tx db.Tx, id, hash string) error {
	return exec(ctx, tx, `UPDATE users SET password_hash = $1, password_changed_at = $2, reset_at = 0, epoch = epoch + 1 WHERE id = $3`,
		hash, int64(us.Clock.Now()), id)
}

// SetPasswordByLink is [Users.SetPassword] for a person who has proved the mailbox only; it records that.
func (us *Users) SetPasswordByLink(ctx context.Context, tx db.Tx, id, hash string) error {
	now := int64(us.Clock.Now())
	return exec(ctx, tx, `UPDATE users SET password_hash = $1, password_changed_at = $2, reset_at = $3, epoch = epoch + 1 WHERE id = $4`,
		hash, now, now, id)
}

// ResetProved records that the person has proved more than the mailbox since the password was set through an
// e-mailed link.
func (us *Users) ResetProved(ctx context.Context, tx db.Tx, id string) error {
	return exec(ctx, tx, `UPDATE users SET reset_at = 0 WHERE id = $1`, id)
}

// UpgradeHash replaces the hash of an unchanged password by a better one, unless the stored hash has changed
// meanwhile.
func (us *Users) UpgradeHash(ctx context.Context, tx db.Tx, u User, hash string) error {
	return exec(ctx, tx, `UPDATE users SET password_hash = $1 WHERE id = $2 AND password_hash = $3`, hash, u.ID, u.PasswordHash)
}

// NewEpoch ends everything that was granted to the person before, see [Standing].
func (us *Users) NewEpoch(ctx context.Context, tx db.Tx, id string) error {
	return exec(ctx, tx, `UPDATE users SET epoch = epoch + 1 WHERE id = $1`, id)
}

// SetDisabled disables a person or lets them sign in again. Both start a new epoch.
func (us *Users) SetDisabled(ctx context.Context, tx db.Tx, id string, disabled bool) error {
	var at clock.Instant
	if disabled {
		at = us.Clock.Now()
	}
	return exec(ctx, tx, `UPDATE users SET disabled_at = $1, epoch = epoch + 1 WHERE id = $2`, int64(at), id)
}

// SetEmail replaces the address with one that the person has confirmed, and starts a new epoch. It returns
// [ErrEmailTaken] if somebody else has it, in whatever spelling.
func (us *Users) SetEmail(ctx context.Context, tx db.Tx, id, email string) error {
	email = locale.Bare(email)
	key, err := EmailKey(email)
	if err != nil {
		return err
	}
	switch other, err := us.ByEmail(ctx, tx, key); {
	case err == nil && other.ID != id:
		return ErrEmailTaken
	case err != nil && !errors.Is(err, ErrNotFound):
		return err
	}
	err = exec(ctx, tx, `UPDATE users SET email = $1, email_key = $2, email_since = $3, epoch = epoch + 1 WHERE id = $4`,
		email, key, int64(us.Clock.Now()), id)
	if err != nil {
		return err
	}
	return us.found(ctx, tx, id)
}

// SetPhone replaces the number with one that the person has confirmed, in E.164, or removes it for "". It
// starts a new epoch.
func (us *Users) SetPhone(ctx context.Context, tx db.Tx, id, phone string) error {
	if err := exec(ctx, tx, `UPDATE users SET phone = $1, epoch = epoch + 1 WHERE id = $2`, phone, id); err != nil {
		return err
	}
	return us.found(ctx, tx, id)
}

// SetRole changes a person's role and starts a new epoch. It is for roles that are given from the server's shell or
// console: whoever gets there could do everything anyway, so the person counts as staff of old. For the others see
// [Users.Appoint]. Whoever becomes staff, however they do, ends the set-up link for good.
func (us *Users) SetRole(ctx context.Context, tx db.Tx, id string, role Role) error {
	return us.setRole(ctx, tx, id, role, 0)
}

// Appoint is [Users.SetRole] for a role that staff give: u is new staff, unless the role is one that asks for less than
// u had.
func (us *Users) Appoint(ctx context.Context, tx db.Tx, u User, role Role) error {
	since := us.Clock.Now()
	if u.Role == Administrator && role == Support {
		since = u.StaffSince
	}
	return us.setRole(ctx, tx, u.ID, role, since)
}

func (us *Users) setRole(ctx context.Context, tx db.Tx, id string, role Role, since clock.Instant) error {
	if role != Client {
		if err := us.KeepLink(ctx, tx, "", 0); err != nil {
			return err
		}
	}
	return exec(ctx, tx, `UPDATE users SET role = $1, staff_since = $2, epoch = epoch + 1 WHERE id = $3`, string(role), int64(since), id)
}

// RoleInEffect records that a person has set a second step up, without which a role has no effect. Whoever is new staff
// is so from now on.
func (us *Users) RoleInEffect(ctx context.Context, tx db.Tx, id string) error {
	return exec(ctx, tx, `UPDATE users SET staff_since = $1 WHERE id = $2 AND role <> '' AND staff_since > 0`, int64(us.Clock.Now()), id)
}

// SetFrozen freezes the account or ends the freeze.
func (us *Users) SetFrozen(ctx context.Context, tx db.Tx, id string, frozen bool) error {
	var at clock.Instant
	if frozen {
		at = us.Clock.Now()
	}
	return exec(ctx, tx, `UPDATE users SET frozen_at = $1, email_before = '', email_before_key = '' WHERE id = $2`, int64(at), id)
}

// SetEmailBefore says which address a frozen account had before the disputed changes, for as long as it is frozen.
func (us *Users) SetEmailBefore(ctx context.Context, tx db.Tx, id, email string) error {
	key, err := EmailKey(email)
	if err != nil {
		return err
	}
	return exec(ctx, tx, `UPDATE users SET email_before = $1, email_before_key = $2 WHERE id = $3`, email, key, id)
}

// SetEnrollmentRequired records that a person must set a new method up before anything else opens to them, or
// that they have done so. The password alone does not lead there.
func (us *Users) SetEnrollmentRequired(ctx context.Context, tx db.Tx, id string, owed bool) error {
	var at clock.Instant
	if owed {
		at = us.Clock.Now()
	}
	return exec(ctx, tx, `UPDATE users SET set_up_owed_at = $1, set_up_by_password = 0 WHERE id = $2`, int64(at), id)
}

// LetEnrollByPassword is [Users.SetEnrollmentRequired] for somebody whom the password leads to the set-up, and to
// nothing else.
func (us *Users) LetEnrollByPassword(ctx context.Context, tx db.Tx, id string) error {
	return exec(ctx, tx, `UPDATE users SET set_up_owed_at = $1, set_up_by_password = 1 WHERE id = $2`, int64(us.Clock.Now()), id)
}

type scanner interface{ Scan(dest ...any) error }

func scan(row scanner) (User, error) {
	var u User
	err := row.Scan(&u.ID, &u.Email, &u.Name, &u.Language, &u.PasswordHash, &u.PasswordChangedAt, &u.Epoch, &u.DisabledAt, &u.CreatedAt,
		&u.Phone, &u.Role, &u.FrozenAt, &u.ResetAt, &u.EnrollmentRequiredAt, &u.EnrollsByPassword, &u.StaffSince,
		&u.EmailBefore, &u.Zone)
	if errors.Is(err, sql.ErrNoRows) {
		return u, ErrNotFound
	}
	if err != nil {
		return u, fmt.Errorf("loading user: %w", err)
	}
	return u, nil
}

func exec(ctx context.Context, tx db.Tx, query string, args ...any) error {
	return tx.Do(ctx, "changing user", query, args...)
}
