package staff

import (
	"context"
	"errors"
	"slices"

	"latchkey/internal/access"
	"latchkey/internal/audit"
	"latchkey/internal/db"
	"latchkey/internal/factor"
	"latchkey/internal/policy"
	"latchkey/internal/user"
)

// ErrShutsOut refuses a choice of methods after which nobody who looks after the host would have one that suffices.
var ErrShutsOut = errors.New("no administrator would have a second step that suffices any more, and the desk would be shut to them; " +
	"one of them adds a stronger method first, in Security Settings")

// ChangeSetting stores a setting; for administrators. The error for a value that is not allowed says why, in
// words for the host.
func (c *Service) ChangeSetting(ctx context.Context, by access.Caller, name, value string) error {
	defer c.Settings.Refresh() // once it is committed: until then others read the old value, and keep it for a moment
	return c.Gate.Do(ctx, by, c.Gate.Administrator, func(ctx context.Context, tx db.Tx) (audit.Event, error) {
		// A value may be long, and some day a secret: the log says which choice was made, and the page what holds.
		if err := c.set(ctx, tx, name, value, by.UserID); err != nil {
			return access.Nothing, err
		}
		return audit.Event{Kind: "setting.changed", Detail: map[string]string{"name": name}}, c.tellSetting(ctx, tx, by, name, value)
	})
}

// ChangeSettingFromShell is [Service.ChangeSetting] from the shell. It returns [ErrShutsOut] if the new value
// would leave no administrator with a method that suffices, unless none has a method yet. Shown is the value as
// the audit log keeps it.
func (c *Service) ChangeSettingFromShell(ctx context.Context, name, value, shown string) error {
	defer c.Settings.Refresh()
	return c.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error {
		administrators, err := c.Users.AdministratorIDs(ctx, tx)
		if err != nil {
			return err
		}
		if err := c.set(ctx, tx, name, value, administrators...); err != nil {
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

// set stores a choice, unless it shuts these administrators out: staff always need a method that suffices, so the desk
// would be shut to them at once.
func (c *Service) set(ctx context.Context, tx db.Tx, name, value string, administrators ...string) error {
	choices := c.Settings.Choices(ctx).With(name, value)
	if err := c.Settings.Set(ctx, tx, name, value); err != nil {
		return err
	}
	if name != "methods.allowed" && name != "methods.minimum" && name != "methods.staff_minimum" {
		return nil
	}
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
