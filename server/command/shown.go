package command

import (
	"fmt"
	"io"
	"strings"

	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/staff"
	"latchkey/internal/user"
)

// personJSON names somebody.
type personJSON struct {
	Email string `json:"email"`
	Name  string `json:"name"`
}

// accountJSON is a client account without its people, as a list shows it.
type accountJSON struct {
	Number             string      `json:"number"`
	Name               string      `json:"name"`
	State              string      `json:"state"` // open or closed
	Company            string      `json:"company"`
	Street             string      `json:"street"`
	Postcode           string      `json:"postcode"`
	City               string      `json:"city"`
	Region             string      `json:"region"`
	Country            string      `json:"country"`
	TaxID              string      `json:"tax_id"`
	Currency           string      `json:"currency"`
	Language           string      `json:"language"`
	Zone               string      `json:"time_zone"`
	Email              string      `json:"email"` // "" is the owner's
	RequiresSecondStep bool        `json:"requires_second_step"`
	Created            *string     `json:"created"`
	Closed             *string     `json:"closed"`
	Owner              *personJSON `json:"owner"`
}

func accountOf(a account.Account, owner user.User) accountJSON {
	shown := accountJSON{
		Number: a.Number, Name: a.Name, State: stateOf(a), Company: a.Company, Street: a.Street, Postcode: a.Postcode, City: a.City,
		Region: a.Region, Country: a.Country, TaxID: a.TaxID, Currency: a.Currency, Language: a.Language, Zone: a.Zone, Email: a.Email,
		RequiresSecondStep: a.RequiresSecondStep(), Created: when(a.CreatedAt), Closed: when(a.ClosedAt),
	}
	if owner.ID != "" {
		shown.Owner = &personJSON{owner.Email, owner.Name}
	}
	return shown
}

func stateOf(a account.Account) string {
	if a.Closed() {
		return string(account.ClosedAccounts)
	}
	return string(account.OpenAccounts)
}

// accountsJSON is the answer of "account list".
type accountsJSON []accountJSON

func (all accountsJSON) Text(w io.Writer) error {
	var rows [][]any
	for _, a := range all {
		owner := "nobody yet"
		if a.Owner != nil {
			owner = a.Owner.Email
		}
		rows = append(rows, []any{a.Number, a.Name, owner, a.State, day(a.Created)})
	}
	return columns(w, "NUMBER\tNAME\tOWNER\tSTATE\tADDED", rows, "%s\t%s\t%s\t%s\t%s")
}

type memberJSON struct {
	personJSON
	Role        string   `json:"role"` // owner or member
	Permissions []string `json:"permissions"`
	Since       *string  `json:"since"`
}

type invitationJSON struct {
	Email       string   `json:"email"`
	Role        string   `json:"role"`
	Permissions []string `json:"permissions"`
	Sent        *string  `json:"sent"`
	Expires     *string  `json:"expires"`
	over        bool     // its link opens nothing any more
}

type contactJSON struct {
	personJSON
	Confirmed bool     `json:"confirmed"`
	Billing   bool     `json:"billing"`
	Mail      []string `json:"mail"`
}

// accountShown is a client account with its people: the answer of "account show", and of what changes one. Said is what
// was done, for people.
type accountShown struct {
	accountJSON
	Members     []memberJSON     `json:"members"`
	Invitations []invitationJSON `json:"invitations"`
	Contacts    []contactJSON    `json:"contacts"`
	said        string
}

func shownAccount(s staff.AccountShown, now clock.Instant) accountShown {
	shown := accountShown{
		accountJSON: accountOf(s.Account, user.User{}), Members: []memberJSON{}, Invitations: []invitationJSON{}, Contacts: []contactJSON{},
	}
	for _, m := range s.Members {
		who := personJSON{m.Email, m.Name}
		if m.Role == account.Owner {
			shown.Owner = &who
		}
		shown.Members = append(shown.Members, memberJSON{who, string(m.Role), texts(m.Permissions), when(m.CreatedAt)})
	}
	for _, i := range s.Invitations {
		shown.Invitations = append(shown.Invitations,
			invitationJSON{i.Email, string(i.Role), texts(i.Permissions), when(i.SentAt), when(i.ExpiresAt), !i.ExpiresAt.After(now)})
	}
	for _, c := range s.Contacts {
		shown.Contacts = append(shown.Contacts, contactJSON{personJSON{c.Email, c.Name}, c.Confirmed(), c.Billing, texts(c.Mail)})
	}
	return shown
}

func texts[T ~string](all []T) []string {
	plain := make([]string, len(all))
	for i, v := range all {
		plain[i] = string(v)
	}
	return plain
}

// waits says for whom an account without an owner waits, and what to do.
func (a accountShown) waits() string {
	for _, i := range a.Invitations {
		if i.Role != string(account.Owner) {
			continue
		}
		if i.over {
			return "waits for " + i.Email + ", whose invitation ran out; `latchkey user invite --email " + i.Email +
				" --account " + a.Number + "` sends another"
		}
		return "waits for " + i.Email + ", who is invited and has not accepted yet"
	}
	return "waits for one; `latchkey user invite --email E --account " + a.Number + "` invites one, " +
		"and the desk makes somebody the owner who signs in already"
}

// Text says what was done or, where nothing was, what there is.
func (a accountShown) Text(w io.Writer) error {
	if a.said != "" {
		_, err := fmt.Fprintln(w, a.said)
		return err
	}
	rows := [][]any{{"number", a.Number}, {"name", a.Name}, {"state", a.State}, {"added", day(a.Created)}}
	for _, f := range [][2]string{
		{"company", a.Company},
		{"street", a.Street},
		{"postcode", a.Postcode},
		{"city", a.City},
		{"region", a.Region},
		{"country", a.Country},
		{"tax id", a.TaxID},
		{"currency", a.Currency},
		{"language", a.Language},
		{"time zone", a.Zone},
		{"e-mail", a.Email},
	} {
		if f[1] != "" {
			rows = append(rows, []any{f[0], f[1]})
		}
	}
	if a.RequiresSecondStep {
		rows = append(rows, []any{"second step", "required of everybody"})
	}
	if a.Owner == nil {
		rows = append(rows, []any{"owner", a.waits()})
	}
	for _, m := range a.Members {
		rows = append(rows, []any{m.Role, strings.TrimSpace(m.Email + "  " + strings.Join(m.Permissions, ","))})
	}
	for _, i := range a.Invitations {
		until := "until"
		if i.over {
			until = "ran out on"
		}
		rows = append(rows, []any{"invited", strings.TrimSpace(fmt.Sprintf("%s as %s, %s %s  %s",
			i.Email, i.Role, until, day(i.Expires), strings.Join(i.Permissions, ",")))})
	}
	for _, c := range a.Contacts {
		rows = append(rows, []any{"contact", c.Email})
	}
	return columns(w, "FIELD\tVALUE", rows, "%s\t%s")
}
