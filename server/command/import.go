package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"latchkey/internal/account"
	"latchkey/internal/staff"
	"latchkey/internal/user"
	"latchkey/server/host"
)

// columnNames are the names of columns that are read, in any case and with any spaces, dashes and underscores.
var columnNames = map[string]string{
	"number": "number", "account": "number", "accountnumber": "number", "customernumber": "number", "clientnumber": "number",
	"name": "name", "accountname": "name", "clientname": "name",
	"email": "email", "owner": "email", "owneremail": "email", "ownersemail": "email",
	"ownername": "owner_name", "ownersname": "owner_name", "contactname": "owner_name",
	"company": "company", "companyname": "company", "organisation": "company", "organization": "company",
	"street": "street", "address": "street", "address1": "street", "streetaddress": "street",
	"postcode": "postcode", "postalcode": "postcode", "zip": "postcode", "zipcode": "postcode",
	"city": "city", "town": "city",
	"region": "region", "state": "region", "province": "region", "county": "region",
	"country": "country", "countrycode": "country",
	"taxid": "tax_id", "vat": "tax_id", "vatid": "tax_id", "vatnumber": "tax_id",
	"currency": "currency", "language": "language", "lang": "language",
	"timezone": "zone", "zone": "zone",
}

// imported is what a row does: an element of the answer of "account import".
type imported struct {
	Line    int      `json:"line"`
	Number  string   `json:"number"`
	Does    string   `json:"does"` // make, change, nothing or refuse
	Changed []string `json:"changed"`
	Owner   string   `json:"owner"` // same, joins, invited, other or waits
	Reason  string   `json:"reason"`
}

// importer reads one file.
type importer struct {
	h           *host.Host
	out, err    io.Writer
	json        bool
	dry, invite bool
	columns     map[string]int // where each field stands
	seed        maphash.Seed
	seen        map[uint64]int // the line of each number
	did         map[string]int
}

func accountImport(ctx context.Context, c Console, args []string) error {
	k := newCall(c, "account import FILE [--dry-run] [--invite]")
	dry := k.flags.Bool("dry-run", false, "say line by line what would be done, and do nothing")
	invite := k.flags.Bool("invite", false, "invite owners who don't sign in yet; without it their accounts wait for an owner")
	return k.run(ctx, args, []string{"FILE"}, nil, func(h *host.Host) (answer, error) {
		in := c.In
		if name := k.flags.Arg(0); name != "-" {
			file, err := os.Open(name)
			if err != nil {
				return nil, err
			}
			defer file.Close()
			in = file
		}
		i := &importer{
			h: h, out: c.Out, err: c.Err, json: *k.json, dry: *dry, invite: *invite,
			seed: maphash.MakeSeed(), seen: map[uint64]int{}, did: map[string]int{},
		}
		return nil, i.run(ctx, in)
	})
}

func (i *importer) run(ctx context.Context, in io.Reader) error {
	t, err := newTable(in)
	if err != nil {
		return err
	}
	if err := i.head(t); err != nil {
		return err
	}
	if i.json {
		fmt.Fprint(i.out, "[")
	}
	for {
		values, err := t.row()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !slices.Contains([]error{errRowLong, errRowQuotes, errRowText}, err) {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		done := imported{Line: t.line, Does: "refuse", Changed: []string{}}
		if err == nil {
			err = i.row(ctx, values, &done)
		}
		if err != nil {
			done.Does, done.Reason = "refuse", err.Error()
		}
		if err := i.say(done); err != nil {
			return err
		}
	}
	return i.end()
}

// head reads the names of the columns.
func (i *importer) head(t *table) error {
	names, err := t.row()
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("the file is empty")
		}
		return fmt.Errorf("the first line names the columns: %w", err)
	}
	i.columns = map[string]int{}
	var unknown, wrong []string
	for at, name := range names {
		field := columnNames[strings.NewReplacer(" ", "", "_", "", "-", "", "'", "", "’", "").Replace(strings.ToLower(name))]
		if field == "" {
			if strings.TrimSpace(name) != "" {
				unknown = append(unknown, shortly(name))
			}
			continue
		}
		if _, twice := i.columns[field]; twice {
			wrong = append(wrong, "two columns are the account's "+strings.ReplaceAll(field, "_", " "))
		}
		i.columns[field] = at
	}
	if _, there := i.columns["number"]; !there {
		wrong = append(wrong,
			"no column is called number, so no account could be told from another; the first line names the columns")
	}
	said := ""
	if len(unknown) > 0 {
		said = "columns that are not read, because nothing of an account is called that: " + strings.Join(unknown, ", ")
	}
	if len(wrong) > 0 {
		return errors.New(strings.Trim(strings.Join(wrong, "; ")+"; "+said, "; "))
	}
	if to := map[bool]io.Writer{false: i.out, true: i.err}[i.json]; said != "" {
		fmt.Fprintln(to, said)
	}
	return nil
}

// value returns what a row says of a field, without the mark that an export puts before what a spreadsheet would run.
func (i *importer) value(values []string, field string) string {
	at, there := i.columns[field]
	if !there || at >= len(values) {
		return ""
	}
	v := strings.TrimSpace(values[at])
	rest, marked := strings.CutPrefix(v, "'")
	if marked && strings.IndexAny(strings.TrimLeftFunc(rest, unicode.IsSpace), "=+-@|%＝＋－＠﹢﹣﹦﹫") == 0 {
		return rest
	}
	return v
}

// row does what one row says.
func (i *importer) row(ctx context.Context, values []string, done *imported) error {
	of := func(field string) string { return i.value(values, field) }
	d := staff.AccountDraft{
		Number: of("number"), OwnerEmail: of("email"),
		Data: account.Data{
			Name: of("name"), Company: of("company"), Street: of("street"), Postcode: of("postcode"), City: of("city"),
			Region: of("region"), Country: of("country"), TaxID: of("tax_id"), Currency: of("currency"),
			Language: strings.ToLower(of("language")), Zone: of("zone"),
		},
	}
	done.Number = d.Number
	twice := i.twice(d.Number, done.Line)
	_, err := i.h.Accounts.ByNumber(ctx, i.h.DB.Read(), d.Number)
	isNew := errors.Is(err, account.ErrNotFound)
	if err != nil && !isNew {
		return err
	}
	for _, instead := range []string{d.Company, of("owner_name")} {
		if isNew && d.Name == "" {
			d.Name = instead
		}
	}
	waits, err := i.waits(ctx, &d)
	if err != nil {
		return err
	}
	did, err := i.h.Staff.ImportAccount(ctx, d, i.dry || twice != nil)
	if err != nil {
		err = accountWords(err)
	}
	if err := allOf(twice, err); err != nil {
		return err
	}
	done.Owner = string(did.Owner)
	if waits {
		done.Owner = "waits"
	}
	done.Changed = append(done.Changed, did.Changed...)
	done.Does = does(did)
	return nil
}

// twice returns an error for a number that stood on an earlier line.
func (i *importer) twice(number string, line int) error {
	key := maphash.String(i.seed, account.NumberKey(number))
	if earlier := i.seen[key]; earlier > 0 && number != "" {
		return fmt.Errorf("the number stands on line %d too", earlier)
	}
	i.seen[key] = line
	return nil
}

// allOf says what each of several errors says, in one sentence; nil if none is one.
func allOf(all ...error) error {
	var words []string
	for _, err := range all {
		if err != nil {
			words = append(words, err.Error())
		}
	}
	if len(words) == 0 {
		return nil
	}
	return errors.New(strings.Join(words, "; "))
}

func does(did staff.AccountImport) string {
	switch {
	case did.New:
		return "make"
	case len(did.Changed) > 0 || did.Owner == staff.OwnerJoins || did.Owner == staff.OwnerInvited:
		return "change"
	}
	return "nothing"
}

// waits reports whether the row names an owner who does not sign in and is not to be invited, whom it takes out of d.
func (i *importer) waits(ctx context.Context, d *staff.AccountDraft) (bool, error) {
	if d.OwnerEmail == "" || i.invite {
		return false, nil
	}
	if _, err := user.CleanEmail(d.OwnerEmail); err != nil {
		return false, nil // refused with all else that is wrong with the row
	}
	_, err := i.h.Users.ByEmail(ctx, i.h.DB.Read(), d.OwnerEmail)
	if errors.Is(err, user.ErrNotFound) {
		d.OwnerEmail = ""
		return true, nil
	}
	return false, err
}

// doing are the words for what a row does, and for what it would do.
var doing = map[string][2]string{
	"make": {"made", "would be made"}, "change": {"changed", "would be changed"}, "nothing": {"as it was", "as it is"},
	"refuse": {"refused", "would be refused"},
}

var ownerDoing = map[string]string{
	"joins": "; its owner signs in already", "invited": "; its owner is invited",
	"waits": "; it waits for its owner, who does not sign in yet", "other": "; somebody else owns it, and stays the owner",
}

func (i *importer) words(does string) string {
	if i.dry {
		return doing[does][1]
	}
	return doing[does][0]
}

func (i *importer) say(done imported) error {
	first := len(i.did) == 0
	i.did[done.Does]++
	if i.json {
		if !first {
			fmt.Fprint(i.out, ",")
		}
		text, err := json.Marshal(done)
		if err == nil {
			_, err = fmt.Fprintf(i.out, "\n%s", text)
		}
		return err
	}
	words := i.words(done.Does)
	if done.Reason != "" {
		words += ": " + done.Reason
	}
	if len(done.Changed) > 0 {
		words += ": " + strings.Join(done.Changed, ", ")
	}
	_, err := fmt.Fprintf(i.out, "line %d: %s: %s%s\n", done.Line, plainNumber(done.Number), words, ownerDoing[done.Owner])
	return err
}

// plainNumber is a number as a terminal can be shown it, whatever stands in the file.
func plainNumber(number string) string {
	if number == "" {
		return "no number"
	}
	if quoted := shortly(number); quoted != `"`+number+`"` {
		return quoted
	}
	return number
}

// shortly is the beginning of a text of the file in quotation marks, without what steers a terminal.
func shortly(text string) string {
	quoted := strconv.QuoteToASCII(text)
	if len(quoted) > 60 {
		quoted = quoted[:60] + "…"
	}
	return quoted
}

// end says how much was done of what.
func (i *importer) end() error {
	if i.json {
		fmt.Fprintln(i.out, "\n]")
	} else {
		var all []string
		for _, does := range []string{"make", "change", "nothing", "refuse"} {
			all = append(all, fmt.Sprintf("%d %s", i.did[does], i.words(does)))
		}
		fmt.Fprintln(i.out, strings.Join(all, ", ")+".")
	}
	if n := i.did["refuse"]; n > 0 {
		return fmt.Errorf("of %d lines %d can't be taken; see above", i.did["make"]+i.did["change"]+i.did["nothing"]+n, n)
	}
	return nil
}
