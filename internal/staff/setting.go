package staff

import (
	"context"
	"errors"
	"slices"
	"strings"

	"latchkey/internal/access"
	"latchkey/internal/attachment"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/policy"
	"latchkey/internal/setting"
	"latchkey/internal/user"
)

// ErrShutsOut refuses a choice of methods after which nobody who looks after the host would have one that suffices.
var ErrShutsOut = errors.New("no administrator would have a second step that suffices any more, and the desk would be shut to them; " +
	"one of them adds a stronger method first, in Security Settings")

// ErrTooManyProofs refuses a choice after which no recovery case could ever be finished.
var ErrTooManyProofs = errors.New("a recovery case would need more proofs than are accepted, and nobody could ever finish one; " +
	"accept more of them with recovery.proofs, or ask for fewer with recovery.proofs_needed")

// ErrSettingsChanged says that somebody else has changed settings since they were shown.
var ErrSettingsChanged = errors.New("the settings have changed since they were shown")

// Change is a new value of the setting with that name.
type Change struct {
	Name, Value string
	Logo        *attachment.Staged // the image that brand.logo is to be, where it has come in as a file
}

// ChangeSettings stores settings, all of them or none; for administrators. Shown is what those of the page were when it was
// shown: if one is not that any more, it returns [ErrSettingsChanged], so that nobody undoes unseen what another has changed.
// It returns [ErrShutsOut] if the caller would have no method that suffices, and [ErrTooManyProofs]. The error for a value that
// is not allowed says why, in words for the host.
func (c *Service) ChangeSettings(ctx context.Context, by access.Caller, shown map[string]string, changes ...Change) error {
	defer c.Settings.Refresh() // once it is committed: until then others read the old value, and keep it for a moment
	return c.Gate.Do(ctx, by, c.Gate.Administrator, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		stored, err := c.Settings.All(ctx, tx)
		if err != nil {
			return access.Nothing, err
		}
		for name, value := range shown {
			if stored[name] != value {
				return access.Nothing, ErrSettingsChanged
			}
		}
		if err := c.set(ctx, tx, changes, by.UserID); err != nil {
			return access.Nothing, err
		}
		for _, change := range changes {
			// A value may be long, and some day a secret: the log says which choice was made, and the page what holds.
			event := audit.Event{
				Kind: "setting.changed", Actor: by.UserID, Network: by.Client.Network(), Detail: map[string]string{"name": change.Name},
			}
			if err := c.Audit.Append(ctx, tx, event); err != nil {
				return access.Nothing, err
			}
			if err := c.tellSetting(ctx, tx, by, change.Name, change.Value); err != nil {
				return access.Nothing, err
			}
		}
		return access.Nothing, nil
	})
}

// ChangeSettingFromShell stores a setting from the shell. It returns [ErrShutsOut] if the new value
// would leave no administrator with a method that suffices, unless none has a method yet, and [ErrTooManyProofs]. Shown is
// the value as the audit log keeps it.
func (c *Service) ChangeSettingFromShell(ctx context.Context, name, value, shown string) error {
	defer c.Settings.Refresh()
	return c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		administrators, err := c.Users.AdministratorIDs(ctx, tx)
		if err != nil {
			return err
		}
		if err := c.set(ctx, tx, []Change{{Name: name, Value: value}}, administrators...); err != nil {
			return err
		}
		if err := c.tellSetting(ctx, tx, access.Caller{}, name, value); err != nil {
			return err
		}
		return c.Audit.Append(ctx, tx, audit.Event{
			Kind: "setting.changed", Actor: Shell, Detail: map[string]string{"name": name, "value": shown},
		})
	})
}

// bearing are the settings that say which methods suffice.
var bearing = []string{"methods.allowed", "methods.minimum", "methods.staff_minimum"}

// proving are the settings that say which proofs a recovery case takes, and how many.
var proving = []string{"recovery.proofs", "recovery.proofs_needed"}

// set stores choices that nobody is shut out by.
func (c *Service) set(ctx context.Context, tx db.Tx, changes []Change, administrators ...string) error {
	choices, bears, proves := c.Settings.Choices(ctx), false, false
	for _, change := range changes {
		if change.Name == setting.LogoName {
			kept, err := c.keepLogo(ctx, tx, change)
			if err != nil {
				return err
			}
			change.Value = kept
		}
		choices = choices.With(change.Name, change.Value)
		if err := c.Settings.Set(ctx, tx, change.Name, change.Value); err != nil {
			return err
		}
		bears = bears || slices.Contains(bearing, change.Name)
		proves = proves || slices.Contains(proving, change.Name)
	}
	if proves && choices.RecoveryNeeded > len(strings.Split(choices.RecoveryProofs, ",")) {
		return ErrTooManyProofs
	}
	if !bears {
		return nil
	}
	return c.shutsOut(ctx, tx, choices, administrators)
}

func (c *Service) keepLogo(ctx context.Context, tx db.Tx, change Change) (string, error) {
	if change.Logo != nil {
		return c.Files.KeepLogo(ctx, tx, change.Logo)
	}
	return c.Files.KeepLogoValue(ctx, tx, change.Value)
}

// shutsOut returns [ErrShutsOut] if no administrator has a method that suffices: staff always need one, so the desk would be
// shut to them at once.
func (c *Service) shutsOut(ctx context.Context, tx db.Reader, choices setting.Choices, administrators []string) error {
	some := false
	for _, id := range administrators {
		methods, err := c.Factors.Enrolled(ctx, tx, id)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(methods, func(m factor.Enrolled) bool { return policy.Suffices(choices, user.Administrator, m.Kind) }) {
			return nil
		}
		some = some || len(methods) > 0
	}
	if some {
		return ErrShutsOut
	}
	return nil
}
