package setting

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"latchkey/internal/address"
	"latchkey/internal/locale"
)

// Definition describes one setting.
type Definition struct {
	Name    string
	Default string
	Help    string                     // one line for `latchkey settings list`
	Options []string                   // the values to choose from; nil: any value that passes Check
	Many    bool                       // several Options can be chosen, separated by commas
	Check   func(value string) error   // returns what is wrong with a value, in words for the host
	apply   func(c *Choices, v string) // never sees a value that Check refused, or kept where there is one
	kept    func(value string) error   // Check of what was stored by a version that took more; nil: the same
}

// Layouts of the two-factor set-up.
const (
	Stepwise = "stepwise" // a page for each step
	Dialog   = "dialog"   // everything on one page
)

// Who may register.
const (
	Open       = "open"       // everybody
	Invitation = "invitation" // people whom the host invites
	Closed     = "closed"     // nobody
)

// Definitions lists every setting, in the order of the settings page.
var Definitions = []Definition{
	text(
		"brand.name", "Latchkey", "the host's name, on every page and in authenticator apps",
		1, 40, func(c *Choices) *string { return &c.BrandName },
	),
	{
		Name:  "brand.accent",
		Help:  "the accent colour, as #rrggbb; empty: Latchkey's own",
		Check: optional(matches(`^#[0-9a-fA-F]{6}$`, "a colour is written like #0f766e")),
		apply: func(c *Choices, v string) { c.Accent = strings.ToLower(v) },
	},
	{
		Name:  LogoName,
		Help:  "a data: URL of an SVG, PNG or WebP image, at most 32 KiB; `set brand.logo @FILE` makes it from a file",
		Check: optional(checkLogo),
		apply: func(c *Choices, v string) { c.Logo = v },
	},
	{
		Name:  "support.email",
		Help:  "where people who can't sign in write to, and where replies to mails go",
		Check: optional(checkEmail),
		apply: func(c *Choices, v string) { c.SupportEmail = v },
	},
	supportPhone(),
	{
		Name:  "support.url",
		Help:  "a page that says how to reach you, beginning with https://",
		Check: optional(checkURL),
		apply: func(c *Choices, v string) { c.SupportURL = v },
	},
	hostLanguage(), hostZone(),
	length(
		"session.idle", "1h", "a session ends after this long without a request",
		5*time.Minute, 30*24*time.Hour, func(c *Choices) *time.Duration { return &c.SessionIdle },
	),
	length(
		"session.lifetime", "24h", "a session ends this long after sign-in, whatever happens",
		15*time.Minute, 90*24*time.Hour, func(c *Choices) *time.Duration { return &c.SessionLifetime },
	),
	trustedFor(),
	{
		Name:    "security.hsts-subdomains",
		Default: "off",
		Options: []string{"off", "on"},
		Help:    "whether browsers that were here open every subdomain of this site's address by HTTPS only: on or off",
		Check:   matches(`^(on|off)$`, "security.hsts-subdomains is on or off"),
		apply:   func(c *Choices, v string) { c.HSTSSubdomains = v == "on" },
	},
	{
		Name:    "two-factor.set-up",
		Default: Stepwise,
		Options: []string{Stepwise, Dialog},
		Help:    "how two-factor set-up is laid out: stepwise or dialog",
		Check:   matches(`^(stepwise|dialog)$`, "the layout is either stepwise or dialog"),
		apply:   func(c *Choices, v string) { c.SetUp = v },
	},
	{
		Name:    "registration",
		Default: Closed,
		Options: []string{"open", "invitation", "closed"},
		Help:    "who may create a sign-in: open (everybody), invitation (whom you invite) or closed (nobody)",
		Check:   matches(`^(open|invitation|closed)$`, "registration is open, invitation or closed"),
		apply:   func(c *Choices, v string) { c.Registration = v },
	},
	registrationAccount(), accountPrefix(),
	recoveryMode, recoveryProofs, recoveryNeeded, recoveryApproval,
	length(
		"recovery.wait", "24h", "how long an approved recovery case waits before its link is sent; 72h at least where caution is called for",
		time.Hour, 14*24*time.Hour, func(c *Choices) *time.Duration { return &c.RecoveryWait },
	),
	methodsAllowed, minimumMethod, staffMinimum, whatsAppDaily,
	keepPersonal(),
	attachmentSize, attachmentCount, attachmentTotal,
}

// trustedFor is how many days a browser may go without the second step.
func trustedFor() Definition {
	return days(
		"trust.days", "0", "how many days people may choose to trust a browser, which then asks for no second step: 1 to 30; 0: nobody may",
		1, 30, "none", func(c *Choices) *time.Duration { return &c.TrustFor },
	)
}

// keepPersonal is how many days the audit log keeps addresses and details. The rows themselves are kept for ever.
func keepPersonal() Definition {
	return days(
		"audit.keep_personal", "365", "how many days the audit log keeps addresses and details of what happened: 30 to 3650; 0: for ever",
		30, 3650, "ever", func(c *Choices) *time.Duration { return &c.KeepPersonal },
	)
}

// days is a number of days, or 0, which means something of its own.
func days(name, value, help string, least, most int, zero string, field func(*Choices) *time.Duration) Definition {
	read := func(v string) (int, bool) {
		n, err := strconv.Atoi(v)
		return n, err == nil && (n == 0 || n >= least && n <= most) && v == strconv.Itoa(n)
	}
	return Definition{
		Name:    name,
		Default: value,
		Help:    help,
		Check: func(v string) error {
			if _, ok := read(v); !ok {
				return fmt.Errorf("%s takes a whole number of days from %d to %d, or 0 for %s", name, least, most, zero)
			}
			return nil
		},
		apply: func(c *Choices, v string) {
			n, _ := read(v)
			*field(c) = time.Duration(n) * 24 * time.Hour
		},
	}
}

func text(name, value, help string, least, most int, field func(*Choices) *string) Definition {
	return Definition{
		Name:    name,
		Default: value,
		Help:    help,
		Check: func(v string) error {
			n := len([]rune(strings.TrimSpace(v)))
			if n < least || n > most || n > 0 && !locale.Visible(v) || !utf8.ValidString(v) || strings.ContainsFunc(v, hidden) {
				return fmt.Errorf("%s takes one line of %d to %d characters", name, least, most)
			}
			return nil
		},
		apply: func(c *Choices, v string) { *field(c) = v },
	}
}

// hidden tells what nobody sees, and what commands a terminal or turns the text around
// it; the joiners that Persian and Indian scripts need are none of these.
func hidden(r rune) bool { return !unicode.IsGraphic(r) && r != 0x200c && r != 0x200d }

func length(name, value, help string, least, most time.Duration, field func(*Choices) *time.Duration) Definition {
	return Definition{
		Name:    name,
		Default: value,
		Help:    help,
		Check: func(v string) error {
			if d, err := time.ParseDuration(v); err != nil || d < least || d > most {
				return fmt.Errorf("%s takes a time from %s to %s, such as 90m or 12h", name, brief(least), brief(most))
			}
			return nil
		},
		apply: func(c *Choices, v string) { *field(c), _ = time.ParseDuration(v) },
	}
}

// brief writes whole minutes and hours as people type them: 336h, not 336h0m0s.
func brief(d time.Duration) string {
	if d%time.Hour == 0 {
		return fmt.Sprintf("%dh", int(d.Hours()))
	}
	return fmt.Sprintf("%dm", int(d.Minutes()))
}

func optional(check func(string) error) func(string) error {
	return func(v string) error {
		if v == "" {
			return nil
		}
		return check(v)
	}
}

func matches(pattern, complaint string) func(string) error {
	form := sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
	return func(v string) error {
		if !form().MatchString(v) {
			return errors.New(complaint)
		}
		return nil
	}
}

func checkEmail(v string) error {
	if _, err := address.ParseEmail(v); errors.Is(err, address.ErrLocal) {
		return err
	} else if err != nil {
		return errors.New("an address is written like support@example.com")
	}
	return nil
}

func checkURL(v string) error {
	u, err := url.Parse(v)
	if err == nil && u.Scheme == "https" {
		_, err = address.Host(u.Hostname())
	}
	if err != nil || u.Scheme != "https" || strings.ContainsFunc(v, func(r rune) bool { return !unicode.IsGraphic(r) }) {
		return errors.New("a page's address begins with https://")
	}
	return nil
}
