package setting

// registrationAccount says whether who registers has a client account from then on.
func registrationAccount() Definition {
	return Definition{
		Name:    "registration.account",
		Default: "off",
		Options: []string{"off", "on"},
		Help:    "whether creating a sign-in makes a client account too, whose owner the person is: on or off",
		Check:   matches(`^(on|off)$`, "registration.account is on or off"),
		apply:   func(c *Choices, v string) { c.RegistrationAccount = v == "on" },
	}
}

// accountPrefix is what the numbers of new client accounts begin with. Each prefix is a series of its own.
func accountPrefix() Definition {
	return Definition{
		Name:    "registration.prefix",
		Default: "C-",
		Help:    "what the numbers of new client accounts begin with: 1 to 10 letters, digits, dots, dashes and slashes, beginning with a letter",
		Check:   matches(`^[A-Za-z][A-Za-z0-9./-]{0,9}$`, "a prefix is written like C- or HOST/"),
		apply:   func(c *Choices, v string) { c.AccountPrefix = v },
	}
}
