package user

import (
	"errors"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// ErrBadPhone refuses what is not a number that can be called from anywhere.
var ErrBadPhone = errors.New("that is not a phone number; one begins with + and the country's code")

// CleanPhone is a number in E.164, as +447700900123, from however it is written: with
// spaces, in any script's digits, with 00 for +. ErrBadPhone refuses what is no
// complete number of somebody's own.
func CleanPhone(phone string) (string, error) {
	phone = strings.TrimSpace(phone)
	if rest, found := strings.CutPrefix(phone, "00"); found {
		phone = "+" + rest
	}
	if len(phone) > 40 {
		return "", ErrBadPhone
	}
	n, err := phonenumbers.Parse(phone, "")
	if err != nil || phonenumbers.IsPossibleNumberWithReason(n) != phonenumbers.IS_POSSIBLE || n.GetExtension() != "" {
		return "", ErrBadPhone
	}
	switch phonenumbers.GetNumberType(n) {
	case phonenumbers.PREMIUM_RATE, phonenumbers.SHARED_COST, phonenumbers.TOLL_FREE, phonenumbers.PAGER, phonenumbers.VOICEMAIL:
		return "", ErrBadPhone // nobody's own, and dear to send to
	}
	return phonenumbers.Format(n, phonenumbers.E164), nil
}

// CountryPrefix is the prefix of a number that CleanPhone gave, such as 44.
func CountryPrefix(phone string) string {
	n, err := phonenumbers.Parse(phone, "")
	if err != nil {
		return "?"
	}
	return strconv.Itoa(int(n.GetCountryCode()))
}

// MaskPhone shows a number's country and last digits: +44 ••• •• 123.
func MaskPhone(phone string) string {
	if len(phone) < 8 {
		return "•••"
	}
	return "+" + CountryPrefix(phone) + " ••• •• " + phone[len(phone)-3:]
}
