package factor

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

var _ = register(WhatsApp, func(f *Factors) Method { return sent{f, WhatsApp} })

// ErrBadPhone refuses what is not a phone number with its country's prefix.
var ErrBadPhone = errors.New("that is not a phone number with its country's prefix; one is written like +44 20 7183 8750")

// PhoneNumber is the one form in which a number is kept and counted: E.164, such as
// +442071838750. Spaces, brackets and any script's digits are taken. ErrBadPhone.
func PhoneNumber(input string) (string, error) {
	input = strings.TrimSpace(input)
	if len(input) > 60 {
		return "", ErrBadPhone
	}
	n, err := phonenumbers.Parse(input, "ZZ") // no country is guessed: the prefix must be there
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "", ErrBadPhone
	}
	switch phonenumbers.GetNumberType(n) {
	case phonenumbers.PREMIUM_RATE, phonenumbers.SHARED_COST, phonenumbers.TOLL_FREE, phonenumbers.PAGER, phonenumbers.VOICEMAIL:
		return "", ErrBadPhone // nobody's own, and dear to send to
	}
	return phonenumbers.Format(n, phonenumbers.E164), nil
}

// CountryPrefix is the prefix of a number that PhoneNumber gave, such as 44.
func CountryPrefix(phone string) string {
	n, err := phonenumbers.Parse(phone, "ZZ")
	if err != nil {
		return "?"
	}
	return strconv.Itoa(int(n.GetCountryCode()))
}

// maskPhone shows the country and the last three digits.
func maskPhone(phone string) string {
	if len(phone) < 6 {
		return "•••"
	}
	return fmt.Sprintf("+%s ••• •• %s", CountryPrefix(phone), phone[len(phone)-3:])
}

// masked is where a method's codes go to, as it may be shown.
func (r row) masked() string {
	switch {
	case r.target == "":
		return ""
	case r.kind == Email:
		return maskEmail(r.target)
	}
	return maskPhone(r.target)
}
