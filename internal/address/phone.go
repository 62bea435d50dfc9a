package address

import (
	"errors"
	"slices"
	"strings"
)

// ErrPhone refuses a text that is not a complete international phone number.
var ErrPhone = errors.New("that is not a phone number; one begins with + and the country's code")

// Phone is a phone number.
type Phone struct {
	Number  string // in E.164, such as +447700900123
	Country string // the country's code at its beginning, such as 44
	Service bool   // it is nobody's own: it costs extra, is free to call, or is a pager's or a mailbox's
}

// ParsePhone reads a complete international number, written with + or 00 before the country's code, in ASCII digits with any
// signs between that people write there. It returns [ErrPhone] if the text is none.
func ParsePhone(phone string) (Phone, error) {
	country, dialled := dial(phone)
	if len(country) == 0 {
		return Phone{}, ErrPhone
	}
	main := country[0]
	national := main.withoutPrefix(dialled)
	if !main.possible(national) {
		return Phone{}, ErrPhone
	}
	p := Phone{Number: "+" + main.code + national, Country: main.code}
	if found := slices.IndexFunc(country, func(p plan) bool { return len(country) == 1 || p.has(national) }); found >= 0 {
		p.Service = country[found].service(national)
	}
	return p, nil
}

// PhoneCountry returns the country's code at the beginning of a number, such as 44, without looking at what follows. It
// returns [ErrPhone] if no country has it.
func PhoneCountry(phone string) (string, error) {
	country, _ := dial(phone)
	if len(country) == 0 {
		return "", ErrPhone
	}
	return country[0].code, nil
}

// signs are what people write between digits. What begins an extension, such as x, # and ~, is none of them: nobody can send
// a message there.
const signs = "-‐‑‒–—―−ー－．／ \u00a0\u00ad\u200b\u2060\u3000()（）［］.[]/"

const mostTyped = 40

// dial takes a text apart: the plans of the country that a number begins with, none if it is no number, and what follows.
func dial(phone string) (country []plan, dialled string) {
	if rest, found := strings.CutPrefix(phone, "00"); found {
		phone = "+" + rest
	}
	start := strings.IndexAny(phone, "+＋;0123456789")
	if len(phone) > mostTyped || start < 0 {
		return nil, ""
	}
	typed := strings.TrimLeft(phone[start:], "+＋")
	digits, fits := onlyDigits(typed)
	if !fits || typed == phone[start:] { // without + it begins with no country
		return nil, ""
	}
	return plansOf(digits)
}

func onlyDigits(typed string) (digits string, fits bool) {
	kept := make([]byte, 0, len(typed))
	for _, r := range typed {
		switch {
		case '0' <= r && r <= '9':
			kept = append(kept, byte(r))
		case !strings.ContainsRune(signs, r):
			return "", false
		}
	}
	return string(kept), true
}
