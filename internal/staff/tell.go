package staff

import (
	"context"
	"slices"
	"strings"

	"latchkey/internal/access"
	"latchkey/internal/clock"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/policy"
	"latchkey/internal/user"
)

// hostChange is a change of who works for the host or of what it asks of people. Every administrator is told, so
// that nobody makes themselves one, or makes it easier to get in, unseen.
type hostChange struct {
	kind    message.Kind
	by      access.Caller // the zero Caller for the shell
	subject string        // the person, the setting's name, or the client account of a policy rule; "" for everybody
	choice  string        // the role, the value, or what became of the rule
	until   clock.Instant // the deadline of a rule
	also    []string      // the ids of people who are told although they are no administrators
}

// tellAdministrators tells the administrators of now, and those whom the change names. Who made it gets a link, for it
// may have been made in their name; the others are shown where to look.
func (c *Service) tellAdministrators(ctx context.Context, tx db.Tx, h hostChange) error {
	ids, err := c.Users.AdministratorIDs(ctx, tx)
	if err != nil {
		return err
	}
	ids = append(ids, h.also...)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	people, err := c.Users.ByIDs(ctx, tx, append(ids, h.by.UserID))
	if err != nil {
		return err
	}
	data := message.Data{By: message.ByShell, Subject: h.subject, Choice: h.choice, Until: h.until}
	if h.by.UserID != "" {
		data.By, data.Actor = message.ByDesk, people[h.by.UserID].Name
	}
	for _, id := range ids {
		u := people[id]
		if id == h.by.UserID {
			own := data
			own.By, own.Network, own.Agent = message.ByPerson, h.by.Client.Network(), h.by.Client.Agent
			err = c.Notices.Tell(ctx, tx, u, message.Message{Kind: h.kind, Data: own}, notice.NotMe{Kind: notice.NotMeNotice})
		} else {
			err = c.Notices.Show(ctx, tx, u, message.Message{Kind: h.kind, Data: data})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// roleChanged is told to the person, too, and to an administrator who is none any more.
func roleChanged(by access.Caller, u user.User, role user.Role) hostChange {
	return hostChange{
		kind: message.RoleChanged, by: by, subject: u.Name + " (" + user.PlainEmail(u.Email) + ")", choice: RoleName(role), also: []string{u.ID},
	}
}

// guards reports whether a setting bears on how people prove who they are, or get back in, or on what the log keeps of it.
func guards(name string) bool {
	return strings.HasPrefix(name, "recovery.") || strings.HasPrefix(name, "methods.") || strings.HasPrefix(name, "audit.")
}

func (c *Service) tellSetting(ctx context.Context, tx db.Tx, by access.Caller, name, value string) error {
	if !guards(name) {
		return nil
	}
	return c.tellAdministrators(ctx, tx, hostChange{kind: message.SettingChanged, by: by, subject: name, choice: value})
}

// tellPolicy names a client account as people know it.
func (c *Service) tellPolicy(ctx context.Context, tx db.Tx, by access.Caller, r policy.Requirement, choice string) error {
	h := hostChange{kind: message.PolicyChanged, by: by, choice: choice, until: r.Deadline()}
	if r.Scope != policy.Everyone {
		accounts, err := c.Policies.Accounts.ByIDs(ctx, tx, []string{r.Scope})
		if err != nil {
			return err
		}
		for _, a := range accounts {
			h.subject = a.Name
		}
	}
	return c.tellAdministrators(ctx, tx, h)
}
