package user

import (
	"errors"

	"latchkey/internal/address"
	"latchkey/internal/code"
)

// ErrBadPhone refuses a text that is not a complete international phone number.
var ErrBadPhone = errors.New("that is not a phone number; one begins with + and the country's code")

// CleanPhone returns a phone number in E.164, such as +447700900123. It accepts spaces, invisible marks, digits of any
// script, and 00 for +. It returns [ErrBadPhone] if the text is not a complete number of a subscriber.
func CleanPhone(phone string) (string, error) {
	p, err := address.ParsePhone(code.Number(phone))
	if err != nil || p.Service { // dear to send to
		return "", ErrBadPhone
	}
	return p.Number, nil
}

// CountryPrefix returns the country prefix of a number from [CleanPhone], such as 44.
func CountryPrefix(phone string) string {
	country, err := address.PhoneCountry(phone)
	if err != nil {
		return "?"
	}
	return country
}

// MaskPhone returns a number's country prefix and last digits: +44 ••• •• 123.
func MaskPhone(phone string) string {
	if len(phone) < 8 {
		return "•••"
	}
	return "+" + CountryPrefix(phone) + " ••• •• " + phone[len(phone)-3:]
}
