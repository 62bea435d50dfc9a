package address

import (
	"errors"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// ErrPhone refuses a text that is not a complete international phone number.
var ErrPhone = errors.New("that is not a phone number; one begins with + and the country's code")

// Phone is a phone number.
type Phone struct {
	Number  string // in E.164, such as +447700900123
	Service bool   // it is nobody's own: it costs extra, is free to call, or is a pager's or a mailbox's
}

// ParsePhone reads a complete international number, written with + or 00 before the country's code, in ASCII digits with any
// signs between that people write there. It returns [ErrPhone] if the text is none.
func ParsePhone(phone string) (Phone, error) {
	if rest, found := strings.CutPrefix(phone, "00"); found {
		phone = "+" + rest
	}
	if len(phone) > 40 {
		return Phone{}, ErrPhone
	}
	n, err := phonenumbers.Parse(phone, "")
	if err != nil || phonenumbers.IsPossibleNumberWithReason(n) != phonenumbers.IS_POSSIBLE || n.GetExtension() != "" {
		return Phone{}, ErrPhone
	}
	p := Phone{Number: phonenumbers.Format(n, phonenumbers.E164)}
	switch phonenumbers.GetNumberType(n) {
	case phonenumbers.PREMIUM_RATE, phonenumbers.SHARED_COST, phonenumbers.TOLL_FREE, phonenumbers.PAGER, phonenumbers.VOICEMAIL:
		p.Service = true
	}
	return p, nil
}
