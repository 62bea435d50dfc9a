package web

import (
	"slices"

	"latchkey/components"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/user"
)

// AccountCookie names the client account that this browser shows; it proves nothing.
const AccountCookie = "account"

// clientSections are those that show the chosen account.
var clientSections = []string{"dashboard", "services", "domains", "invoices", "tickets", "account"}

// Accounts returns the client accounts of the signed-in person, by number. It asks the database once a request.
func (r *Request) Accounts() ([]account.Belonging, error) {
	if r.Session.ID == "" || r.Site.Accounts == nil || r.belonged {
		return r.belongings, nil
	}
	var err error
	r.belongings, err = r.Site.Accounts.Belongings(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	r.belonged = err == nil
	return r.belongings, err
}

// Account returns the client account that the person looks at: the one that this browser has chosen, if they belong to
// it, or else the first that they own, or that they belong to. It reports false if they belong to none. What they may do
// there is in its As; a form names its account itself, because the choice may have changed since it was drawn.
func (r *Request) Account() (chosen account.Belonging, belongs bool, err error) {
	all, err := r.Accounts()
	if err != nil || len(all) == 0 {
		return chosen, false, err
	}
	first := slices.IndexFunc(all, func(b account.Belonging) bool { return b.As.Role == account.Owner })
	if i := slices.IndexFunc(all, func(b account.Belonging) bool { return b.ID == r.chosenAccount() }); i >= 0 {
		first = i
	}
	return all[max(first, 0)], true, nil
}

func (r *Request) chosenAccount() string {
	if r.chosen != "" {
		return r.chosen
	}
	return r.Cookie(AccountCookie)
}

// ChooseAccount makes an account the one that this browser shows, from this page on. A page that is about an object of
// another account than the chosen one, as from a link in a mail, calls it once it is known that the person may see the object.
func (r *Request) ChooseAccount(id string) {
	if id != r.chosenAccount() {
		r.chosen = id
		r.SetCookie(AccountCookie, id)
	}
}

// wear gives the frame the account that the page shows, and the others to choose from. A page that says that the database
// can't be read is drawn without them.
func (r *Request) wear(f *components.Frame) {
	shown, belongs, err := r.Account()
	if err != nil || !belongs {
		return
	}
	for _, b := range r.belongings {
		f.Person.Accounts = append(f.Person.Accounts, components.Account{
			ID: b.ID, Name: b.Name, Number: b.Number, Shown: b.ID == shown.ID, Parts: partsOf(b.As),
		})
	}
	if !slices.Contains(clientSections, f.Section) {
		return
	}
	if shown.Closed() {
		f.Banners = append(f.Banners, ui.Banner{
			Kind: "info", Text: r.Locale.T("accounts.closed", "Date", r.Date(shown.ClosedAt)),
			LinkText: r.Locale.T("contact.ask"), LinkURL: "/contact",
		})
	}
	if shown.HandedOver() {
		words, to := "accounts.handover_from", ""
		if shown.Handover.ToID == r.Session.UserID {
			words = "accounts.handover_to"
		} else if u, err := r.Site.Users.ByID(r.Context(), r.Site.DB.Read(), shown.Handover.ToID); err == nil {
			to = u.Name + " (" + user.PlainEmail(u.Email) + ")"
		} else {
			return
		}
		f.Banners = append(f.Banners, ui.Banner{
			Kind: "warning", Text: r.Locale.T(words, "To", to, "Until", r.DateTime(shown.Handover.DueAt)),
			LinkText: r.Locale.T("accounts.handover_stop"), LinkURL: "/account/" + shown.ID + "/hand-over/stop",
		})
	}
}

// partsOf are the sections of the client area that a member may see.
func partsOf(m account.Membership) (parts []string) {
	for _, p := range []account.Permission{account.Services, account.Domains, account.Invoices, account.Tickets} {
		if m.Allows(p) {
			parts = append(parts, string(p))
		}
	}
	return parts
}
