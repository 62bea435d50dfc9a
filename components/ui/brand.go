package ui

// Brand is the host whose name stands on the pages.
type Brand struct {
	Name         string
	LogoURL      string // "" draws a monogram of the name's first letter
	Accent       string // the host's colour as #rrggbb; "" for the house's own
	SupportEmail string
	SupportPhone string
	SupportURL   string
}
