package membership

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/user"
)

// tellOwner tells the owner what was done to their account, and whoever did it, if that is somebody else. Who did it
// gets a link, for it
// may have been done in their name: see [Service.NotMe]. The other is shown who it was.
func (s *Service) tellOwner(ctx context.Context, tx db.Tx, a acting, m message.Message) error {
	m.Data.Account = a.account.Name
	if a.owner.ID != "" && a.owner.ID != a.by.UserID {
		shown := m
		shown.Data.Actor = a.by.Name
		if err := s.Notices.Show(ctx, tx, a.owner, shown); err != nil {
			return err
		}
	}
	u, err := s.Users.ByID(ctx, tx, a.by.UserID)
	if err != nil {
		return err
	}
	m.Data.Network, m.Data.Agent = a.by.Client.Network(), a.by.Client.Agent
	return s.Notices.Tell(ctx, tx, u, m, notice.NotMe{Kind: notice.NotMeAccount, Ref: a.account.ID})
}

// showAt writes to an address of an account that is nobody's who signs in.
func (s *Service) showAt(ctx context.Context, tx db.Tx, a acting, address string, m message.Message) error {
	if address == "" || user.SameEmail(address, a.owner.Email) {
		return nil
	}
	m.Recipient, m.Language, m.Data.Account = address, a.account.Language, a.account.Name
	if m.Language == "" {
		m.Language = a.owner.Language
	}
	return s.Outbox.Add(ctx, tx, m)
}
