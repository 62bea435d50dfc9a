package letter

import (
	"strings"

	"latchkey/components/mail"
)

// Text returns a letter as plain text: paragraphs, with codes and addresses on lines of their own.
func Text(p mail.LetterProps) string {
	parts := []string{
		p.Greeting, p.Body, strings.Join(p.Quoted, "\n\n"), compared(p.Compared), p.Code, p.Link.URL, p.Lasts,
		strings.Join(p.Details, "\n"), strings.Join(p.Earlier, "\n"),
	}
	if p.NotMe != "" {
		parts = append(parts, p.NotMe+"\n"+p.NotMeLink.URL)
	}
	if p.Stop != "" {
		parts = append(parts, p.Stop+"\n"+p.StopLink.URL)
	}
	parts = append(parts, p.Notes...)
	parts = append(parts, "-- \n"+p.Brand)
	said := parts[:0]
	for _, part := range parts {
		if part != "" {
			said = append(said, part)
		}
	}
	return strings.Join(said, "\n\n") + "\n"
}

// compared marks in brackets what the HTML form marks in colour.
func compared(c *mail.Compared) string {
	if c == nil {
		return ""
	}
	lines := []string{c.Says}
	for _, a := range []mail.Address{c.Was, c.Is} {
		lines = append(lines, a.Label+" "+a.Before+"["+a.Differs+"]"+a.After)
	}
	return strings.Join(lines, "\n")
}
