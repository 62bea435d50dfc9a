package demo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"latchkey/internal/account"
	"latchkey/internal/announcement"
	"latchkey/internal/attachment"
	"latchkey/internal/db"
	"latchkey/internal/domain"
	"latchkey/internal/invoice"
	"latchkey/internal/service"
	"latchkey/internal/ticket"
	"latchkey/internal/user"
)

// FillAll is [Host.Fill] with the other clients of the made-up host as well, who are not printed: forty accounts, the desk's
// tickets, its canned replies and an announcement. A database that has them already stays as it is.
func (h *Host) FillAll(ctx context.Context) (err error) {
	if err := h.Fill(ctx); err != nil {
		return err
	}
	all := firms()
	_, err = h.Accounts.ByNumber(ctx, h.DB.Read(), all[0].number)
	if !errors.Is(err, account.ErrNotFound) {
		return err
	}
	var people []Person
	for _, c := range Colleagues {
		people = append(people, c.Person)
	}
	hashes, err := h.hash(ctx, people)
	if err != nil {
		return fmt.Errorf("filling the demo: %w", err)
	}
	said := slices.Concat(talks(english, "en"), talks(arabic, "ar"))
	files, err := h.stage(ctx, said)
	defer func() {
		for _, s := range files {
			s.Discard()
		}
	}()
	if err != nil {
		return fmt.Errorf("filling the demo: %w", err)
	}
	err = h.DB.InTx(ctx, func(ctx context.Context, tx db.Tx) error { return h.others(ctx, tx, all, said, files, people, hashes) })
	if err == nil && h.Lost != nil {
		u, found := user.User{}, error(nil)
		if u, found = h.Users.ByEmail(ctx, h.DB.Read(), lost); found == nil {
			err = h.Lost(ctx, u)
		}
	}
	if err != nil {
		return fmt.Errorf("filling the demo: %w", err)
	}
	return nil
}

// lost is the address of somebody who has lost the phone and the backup codes.
const lost = "katrin.voss@example.test"

func (h *Host) others(
	ctx context.Context, tx db.Tx, all []firm, said []talk, files map[step]*attachment.Staged, colleagues []Person, hashes []string,
) error {
	f := h.filling(tx)
	if err := f.known(ctx); err != nil {
		return err
	}
	for _, do := range []func(context.Context) error{f.people(colleagues, hashes), f.staff(Colleagues)} {
		if err := do(ctx); err != nil {
			return err
		}
	}
	for i, c := range all { // whoever is not printed has the password of the first colleague
		if err := f.firm(ctx, c, i, hashes[0]); err != nil {
			return fmt.Errorf("%s: %w", c.number, err)
		}
	}
	if err := f.speak(ctx, said, files); err != nil {
		return err
	}
	return f.desk(ctx, all)
}

// known looks up who is there from [Host.Fill]. Some may have been renamed since.
func (f *filling) known(ctx context.Context) error {
	for _, e := range Staff {
		u, err := f.Users.ByEmail(ctx, f.tx, e.Email)
		if err != nil && !errors.Is(err, user.ErrNotFound) {
			return err
		}
		f.employees[strings.TrimSuffix(e.Email, addressEnd)] = u
	}
	for _, c := range clients {
		a, err := f.Accounts.ByNumber(ctx, f.tx, c.number)
		if err != nil {
			return err
		}
		id, err := f.Accounts.OwnerOf(ctx, f.tx, a.ID)
		if err != nil {
			return err
		}
		u, err := f.Users.ByID(ctx, f.tx, id)
		if err != nil {
			return err
		}
		f.ids[c.number], f.owners[c.number] = a.ID, u
	}
	return nil
}

// firm writes an account with its people and what it owns.
func (f *filling) firm(ctx context.Context, c firm, place int, hash string) error {
	f.past.Set(f.day(c.since).Time())
	currency := "EUR"
	if c.language == "ar" {
		currency = "AED"
	}
	a, err := f.accounts().Add(ctx, f.tx, account.Account{Number: c.number, Data: account.Data{
		Name: c.name, City: c.city, Country: c.country, Currency: currency, Language: c.language,
	}})
	if err != nil {
		return err
	}
	f.ids[c.number] = a.ID
	owner, err := f.person(ctx, c.owner, c.email, c.language, hash)
	if err != nil {
		return err
	}
	f.owners[c.number] = owner
	if err := f.accounts().Join(ctx, f.tx, account.Membership{AccountID: a.ID, UserID: owner.ID, Role: account.Owner}); err != nil {
		return err
	}
	for _, m := range c.members {
		u, err := f.person(ctx, m.name, m.email, c.language, hash)
		if err != nil {
			return err
		}
		err = f.accounts().Join(ctx, f.tx, account.Membership{
			AccountID: a.ID, UserID: u.ID, Role: account.Member, Permissions: m.permissions(), InvitedBy: owner.ID,
		})
		if err != nil {
			return err
		}
	}
	return errors.Join(f.reach(ctx, a, c, owner), f.holds(ctx, a, c, currency, place))
}

func (f *filling) person(ctx context.Context, name, email, language, hash string) (user.User, error) {
	users := &user.Users{Clock: f.past}
	u, err := users.Create(ctx, f.tx, email, name, hash)
	if err != nil {
		return u, err
	}
	return u, users.SetProfile(ctx, f.tx, u.ID, user.Profile{Name: name, Language: language})
}

// reach adds contacts, who have confirmed their address, and invitations that wait. No token leads to what stands for a hash.
func (f *filling) reach(ctx context.Context, a account.Account, c firm, owner user.User) error {
	for _, m := range c.contacts {
		key, err := user.EmailKey(m.email)
		if err != nil {
			return err
		}
		_, err = f.accounts().AddContact(ctx, f.tx, account.Contact{
			AccountID: a.ID, Name: m.name, Email: m.email, Language: c.language, Mail: m.mail(), AddedBy: owner.ID,
		}, key, "demo "+m.email)
		if err != nil {
			return err
		}
		contact, err := f.accounts().ConfirmContact(ctx, f.tx, "demo "+m.email)
		if err != nil {
			return err
		}
		if slices.Contains(m.words, string(account.InvoiceMail)) {
			if err := f.accounts().SetBilling(ctx, f.tx, a.ID, contact.ID); err != nil {
				return err
			}
		}
	}
	f.past.Set(f.day(-1).Time())
	for _, m := range c.invited {
		key, err := user.EmailKey(m.email)
		if err != nil {
			return err
		}
		_, err = f.accounts().PutInvitation(ctx, f.tx, account.Invitation{
			AccountID: a.ID, Email: m.email, Role: account.Member, Permissions: m.permissions(), Language: c.language, InvitedBy: owner.ID,
		}, key, "demo "+m.email)
		if err != nil {
			return err
		}
	}
	return nil
}

// prices are what a month of a plan costs, and what the hosting is called.
var prices = map[string]struct {
	name  string
	price int64
}{
	"Starter": {"Web hosting", 590}, "Business": {"Web hosting", 1490}, "أساسي": {"استضافة مواقع", 2300}, "أعمال": {"استضافة مواقع", 5900},
}

// holds writes what an account owns and what it was billed.
func (f *filling) holds(ctx context.Context, a account.Account, c firm, currency string, place int) error {
	p := prices[c.plan]
	renews := 3 + place*7%27
	status := service.Active
	if c.closed {
		status = service.Cancelled
	}
	_, err := f.Services.Add(ctx, f.tx, service.Service{
		AccountID: a.ID, Name: p.name, Plan: c.plan, Domain: c.domain, Status: status, Price: p.price, Currency: currency,
		RenewsAt: f.day(renews),
	})
	if err != nil {
		return err
	}
	_, err = f.Domains.Add(ctx, f.tx, domain.Domain{
		AccountID: a.ID, Name: c.domain, AutoRenew: place%5 != 0, ExpiresAt: f.day(20 + place*37%330),
	})
	if err != nil {
		return err
	}
	for i, issued := range []int{renews - 30, renews - 60} {
		if issued < c.since || c.closed && i == 0 {
			continue
		}
		bill := invoice.Invoice{
			AccountID: a.ID, Number: fmt.Sprintf("INV-%d", 1990-100*i-place), Description: p.name + ", " + c.plan, Amount: p.price,
			Currency: currency, IssuedAt: f.day(issued), DueAt: f.day(issued + 14),
		}
		if i == 1 || place%6 != 0 && issued < -4 {
			bill.PaidAt = f.day(issued + 2)
		}
		if _, err := f.Invoices.Add(ctx, f.tx, bill); err != nil {
			return err
		}
	}
	return nil
}

// departments gives both departments an address, and a signature in each language.
func (f *filling) departments(ctx context.Context) error {
	all, err := f.tickets().Departments(ctx, f.tx)
	if err != nil {
		return err
	}
	for _, d := range all {
		made, known := prepared[d.ID]
		if !known {
			continue
		}
		d.Email, d.Texts = made.Email, maps.Clone(d.Texts)
		for language, signature := range made.signatures {
			text := d.Texts[language]
			text.Signature = signature
			d.Texts[language] = text
		}
		if _, err := f.tickets().SaveDepartment(ctx, f.tx, d); err != nil {
			return err
		}
	}
	return nil
}

// prepared are the addresses and signatures of departments.
var prepared = map[string]struct {
	Email      string
	signatures map[string]string
}{
	ticket.Support: {"support@example.test", map[string]string{
		"en": "Fjordlight Support\nMonday to Saturday, 07:00 to 20:00 UTC",
		"ar": "فريق الدعم في Fjordlight\nمن الاثنين إلى السبت، ٧:٠٠ إلى ٢٠:٠٠ بالتوقيت العالمي",
	}},
	ticket.Billing: {"billing@example.test", map[string]string{
		"en": "Fjordlight Billing\nMonday to Friday, 08:00 to 16:00 UTC",
		"ar": "قسم الفواتير في Fjordlight\nمن الاثنين إلى الجمعة، ٨:٠٠ إلى ١٦:٠٠ بالتوقيت العالمي",
	}},
}

// desk writes what the staff have prepared, and closes the account that is closed.
func (f *filling) desk(ctx context.Context, all []firm) error {
	if err := f.departments(ctx); err != nil {
		return err
	}
	f.past.Set(f.day(-2).Time())
	noor := f.employees["noor"]
	for _, c := range parts(canned) {
		words := strings.Fields(c[0])
		reply := ticket.Canned{
			DepartmentID: departments[words[1]], Language: words[0], Title: c[1], Body: strings.ReplaceAll(c[2], `\n`, "\n"), UpdatedBy: noor.ID,
		}
		if _, err := f.tickets().SaveCanned(ctx, f.tx, reply); err != nil {
			return err
		}
	}
	announcements := &announcement.Announcements{Clock: f.past}
	for _, a := range announced {
		a.From, a.Until, a.CreatedBy = f.day(-2), f.day(12), noor.ID
		if _, err := announcements.Save(ctx, f.tx, a); err != nil {
			return err
		}
	}
	for _, c := range all {
		if c.closed {
			if err := f.accounts().SetClosed(ctx, f.tx, f.ids[c.number], true); err != nil {
				return err
			}
		}
	}
	return nil
}

var departments = map[string]string{"support": ticket.Support, "billing": ticket.Billing}

// announced is one announcement in both languages.
var announced = []announcement.Announcement{
	{
		Language: "en", Title: "Maintenance on Sunday morning",
		Body: "On Sunday between 04:00 and 05:00 UTC we update the mail servers. Mail that arrives then is delivered a little later; " +
			"nothing is lost. Websites stay up.",
	},
	{
		Language: "ar", Title: "صيانة صباح الأحد",
		Body: "نحدّث خوادم البريد يوم الأحد بين الرابعة والخامسة صباحًا بالتوقيت العالمي. " +
			"الرسائل التي تصل حينها تتأخر قليلًا ولا يضيع منها شيء، وتبقى المواقع تعمل.",
	},
}
