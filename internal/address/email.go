package address

import (
	"errors"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

var (
	// ErrEmail refuses a text that is not an address to which mail can be sent.
	ErrEmail = errors.New("that is not an e-mail address; one is written like ada@example.com")
	// ErrLocal is the [ErrEmail] of an address with other letters than ASCII before the @ (RFC 6531): many mail servers on
	// the way can't pass it on, and what looks like one of its letters may be another.
	ErrLocal error = localError{}
)

type localError struct{}

func (localError) Error() string {
	return "before the @ an address takes only the letters a to z, digits and signs such as . _ + -"
}

func (localError) Unwrap() error { return ErrEmail }

// Email is the address of a mailbox, as it goes over the wire.
type Email struct {
	Local  string // before the @, as it is written: only its mail server knows whether Ada is ada
	Domain string // in ASCII and lower case
}

var (
	// RFC 5321 has dots only between other characters, and otherwise the whole in quotes. Large providers gave out addresses
	// with dots at the end and in pairs, without quotes, and people have them still.
	local = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+$") })
	// a name with a dot, whose parts begin and end with a letter or a digit (RFC 5321, section 4.1.2)
	domain = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`)
	})
)

// numeric are hosts that browsers and resolvers read as an IP address, 127.1 and 0x7f.1 among them (WHATWG URL, "ends in a
// number"): no domain ends so, and mail there would reach machines that nobody can name from outside.
var numeric = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(^|\.)([0-9]+|0x[0-9a-f]*)$`) })

// most is how long an address may be (RFC 5321, section 4.5.3.1.3, without its angle brackets).
const most = 254

// ParseEmail reads an address as people write it, with nothing around it. It returns [ErrEmail] for what is none, and
// [ErrLocal] for one with letters before the @ that can't be mailed to.
func ParseEmail(text string) (Email, error) {
	before, after, found := strings.Cut(text, "@")
	if !found || len(text) > most || !utf8.ValidString(text) || strings.HasSuffix(after, ".") {
		return Email{}, ErrEmail
	}
	host, err := Host(after)
	if err != nil || !domain().MatchString(host) || numeric().MatchString(host) ||
		len(before)+1+len(host) > most || strings.Trim(before, ".") == "" {
		return Email{}, ErrEmail
	}
	if !local().MatchString(before) {
		if strings.ContainsFunc(before, func(r rune) bool { return r >= utf8.RuneSelf }) {
			return Email{}, ErrLocal
		}
		return Email{}, ErrEmail
	}
	return Email{Local: before, Domain: host}, nil
}

// Key returns the one form under which an address is looked up and counted. Only ASCII is folded, so addresses that merely
// look alike stay apart.
func (e Email) Key() string { return strings.ToLower(e.Local) + "@" + e.Domain }

// Mail returns the address for a header and an envelope: its String puts what needs it in quotes.
func (e Email) Mail() *mail.Address { return &mail.Address{Address: e.Local + "@" + e.Domain} }

// URL returns a link that begins a mail to the address (RFC 6068).
func (e Email) URL() string {
	written := strings.TrimSuffix(strings.TrimPrefix(e.Mail().String(), "<"), "@"+e.Domain+">")
	return "mailto:" + url.QueryEscape(written) + "@" + e.Domain
}
