package setting

import "strconv"

var methodsAllowed = Definition{
	Name:    "methods.allowed",
	Default: "totp,passkey,whatsapp,email",
	Options: []string{"totp", "passkey", "whatsapp", "email"},
	Many:    true,
	Help:    "which second-step methods people may set up, with commas between: totp, passkey, whatsapp, email",
	Check: matches(`^(totp|passkey|whatsapp|email)(,(totp|passkey|whatsapp|email))*$`,
		"methods are written like totp,passkey,email; at least one must be allowed"),
	apply: func(c *Choices, v string) { c.Methods = v },
}

var whatsAppDaily = Definition{
	Name:    "whatsapp.daily",
	Default: "500",
	Help:    "how many WhatsApp codes may be sent in a day to browsers not seen before; to others, twice as many",
	Check:   matches(`^[1-9][0-9]{0,5}$`, "whatsapp.daily takes a whole number from 1 to 999999"),
	apply:   func(c *Choices, v string) { c.WhatsAppDaily, _ = strconv.ParseInt(v, 10, 64) },
}
