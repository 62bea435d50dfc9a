package account

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"latchkey/internal/code"
	"latchkey/internal/locale"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
)

// Data is what an account says of itself. All but the name may be "".
type Data struct {
	Name                                    string
	Company                                 string
	Street, Postcode, City, Region, Country string // the country as ISO 3166 writes it, such as "DE"
	TaxID                                   string
	Currency                                string // as ISO 4217 writes it, such as "EUR"
	Language                                string // a tag that locale.Find knows
	Zone                                    string // a name that locale.Zone knows
}

// InvalidError says which fields of [Data] can't be what they were given as, all of them in the order of the form.
type InvalidError struct{ Fields []string }

func (e InvalidError) Error() string {
	return "the account's " + strings.Join(e.Fields, ", ") + " can't be that"
}

// What an account's fields are called in an [InvalidError], in forms and in the audit log.
const (
	FieldName     = "name"
	FieldCompany  = "company"
	FieldStreet   = "street"
	FieldPostcode = "postcode"
	FieldCity     = "city"
	FieldRegion   = "region"
	FieldCountry  = "country"
	FieldTaxID    = "tax_id"
	FieldCurrency = "currency"
	FieldLanguage = "language"
	FieldZone     = "zone"
)

type field struct {
	name  string
	value *string
	most  int // characters
	takes func(string) bool
}

func (d *Data) fields() []field {
	return []field{
		{FieldName, &d.Name, 100, nil},
		{FieldCompany, &d.Company, 100, nil},
		{FieldStreet, &d.Street, 200, nil},
		{FieldPostcode, &d.Postcode, 20, nil},
		{FieldCity, &d.City, 100, nil},
		{FieldRegion, &d.Region, 100, nil},
		{FieldCountry, &d.Country, 2, isCountry},
		{FieldTaxID, &d.TaxID, 40, nil},
		{FieldCurrency, &d.Currency, 3, isCurrency},
		{FieldLanguage, &d.Language, 35, func(v string) bool { _, found := locale.Find(v); return found }},
		{FieldZone, &d.Zone, 60, func(v string) bool { _, found := locale.Zone(v); return found }},
	}
}

// Clean returns d as it is stored, or an [InvalidError].
func (d Data) Clean() (Data, error) {
	d.Country, d.Currency = strings.ToUpper(d.Country), strings.ToUpper(d.Currency)
	var wrong []string
	for _, f := range d.fields() {
		*f.value = locale.Bare(*f.value)
		v := *f.value
		if v == "" && f.name != FieldName {
			continue
		}
		if !oneLine(v, f.most) || f.takes != nil && !f.takes(v) {
			wrong = append(wrong, f.name)
		}
	}
	if len(wrong) > 0 {
		return d, InvalidError{wrong}
	}
	return d, nil
}

// Differs returns the names of the fields in which d and other differ.
func (d Data) Differs(other Data) (names []string) {
	others := other.fields()
	for i, f := range d.fields() {
		if *f.value != *others[i].value {
			names = append(names, f.name)
		}
	}
	return names
}

// oneLine reports whether a text shows something, in at most so many characters, and neither breaks a line nor turns the
// text around it.
func oneLine(v string, most int) bool {
	return locale.Visible(v) && utf8.ValidString(v) && utf8.RuneCountInString(v) <= most && !strings.ContainsFunc(v, steers)
}

func steers(r rune) bool {
	return unicode.IsControl(r) || r == 0x2028 || r == 0x2029 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

func isCountry(v string) bool {
	region, err := language.ParseRegion(v)
	return err == nil && region.IsCountry() && region.String() == v
}

func isCurrency(v string) bool {
	unit, err := currency.ParseISO(v)
	return err == nil && unit.String() == v
}

// NumberKey is one key for every writing of an account's number: in any case, with any spaces and in the digits of any
// script.
func NumberKey(number string) string { return strings.ToLower(code.Number(number)) }

// numberLooks is what an account's number is made of.
var numberLooks = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9./-]{0,39}$`) })

// Mark is a short text that is the same for the same data: a form that was filled from d carries it.
func (d Data) Mark() string {
	var all []string
	for _, f := range d.fields() {
		all = append(all, *f.value)
	}
	return mark(all...)
}

// Mark says what a form was filled from that changes what a member may do.
func (m Membership) Mark() string { return mark(words(m.Permissions)) }

// Mark says what a form was filled from that changes the contact.
func (c Contact) Mark() string { return mark(c.Name, c.Language, words(c.Mail)) }

func mark(all ...string) string {
	h := sha256.New()
	for _, text := range all {
		fmt.Fprintf(h, "%d:%s", len(text), text)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
