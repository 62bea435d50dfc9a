package setting

// minimumMethod is the weakest method that meets what the policy requires. Nothing
// weaker is taken off: it just does not count.
var minimumMethod = Definition{
	Name:    "methods.minimum",
	Default: "email",
	Options: []string{"email", "whatsapp", "totp", "passkey"},
	Help:    "the weakest method that suffices where a second step is required: email, whatsapp, totp or passkey",
	Check:   matches(`^(email|whatsapp|totp|passkey)$`, "the weakest method that suffices is email, whatsapp, totp or passkey"),
	apply:   func(c *Choices, v string) { c.MinimumMethod = v },
}

// staffMinimum is the weakest method by which staff come to the desk, and act there: what they may do to others takes
// more than a mailbox.
var staffMinimum = Definition{
	Name:    "methods.staff_minimum",
	Default: "totp",
	Options: []string{"email", "whatsapp", "totp", "passkey"},
	Help:    "the weakest method that suffices for staff, where it is stronger than methods.minimum: email, whatsapp, totp or passkey",
	Check:   matches(`^(email|whatsapp|totp|passkey)$`, "the weakest method that suffices is email, whatsapp, totp or passkey"),
	apply:   func(c *Choices, v string) { c.StaffMinimum = v },
}
