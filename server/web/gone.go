package web

import (
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/user"
)

// GoneContacts are the contacts that go with a member, as a page lists them.
func GoneContacts(all []account.Contact) (gone []ui.GoneContact) {
	for _, c := range all {
		gone = append(gone, ui.GoneContact{Name: c.Name, Email: user.PlainEmail(c.Email)})
	}
	return gone
}
