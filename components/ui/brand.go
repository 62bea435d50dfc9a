package ui

// Brand is the host's name, colour and support addresses.
type Brand struct {
	Name         string
	LogoURL      string // "" draws a monogram of the name's first letter
	Accent       string // the host's colour as #rrggbb; "" for the house's own
	SupportEmail string
	SupportMail  string // the link that begins a mail to SupportEmail
	SupportPhone string
	SupportURL   string
}
