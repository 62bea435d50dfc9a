package user

import (
	"errors"
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

// MaskPhone shows a number's country and last digits: +44 ••• •• 123.
func MaskPhone(phone string) string {
	n, err := phonenumbers.Parse(phone, "")
	if err != nil || len(phone) < 8 {
		return "•••"
	}
	country := strings.TrimPrefix(phone, "+")[:countryDigits(n.GetCountryCode())]
	return "+" + country + " ••• •• " + phone[len(phone)-3:]
}

func countryDigits(code int32) int {
	switch {
	case code < 10:
		return 1
	case code < 100:
		return 2
	}
	return 3
}
