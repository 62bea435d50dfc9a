package browsertest

import "testing"

// A browser's own idea of an address keeps nobody out: addresses that exist reach the server, whichever way they are sent.
// Letters before the @ that no mail server passes on are named beside the field.
func TestAddressesThatExistReachTheServer(t *testing.T) {
	inEachBrowser(t, func(b *tab) {
		b.s.Set("registration", "open")
		for _, email := range []string{
			"a..b@docomo.example", ".ada@docomo.example", "ada.@docomo.example", "ada@ab--cd.example", "otto@bücher.example",
		} {
			b.open("/register")
			b.returns("/register", "Create an account")
			b.fill("Email address", email)
			b.press("Send the link")
			b.steps("/register/sent", "Check your email")
		}
		const known = `SELECT count(*) FROM message WHERE kind = 'register_confirm' AND recipient IN `
		for _, in := range []string{
			`('a..b@docomo.example')`, `('.ada@docomo.example')`, `('ada.@docomo.example')`, `('ada@ab--cd.example')`,
			`('otto@bücher.example', 'otto@xn--bcher-kva.example')`, // Chromium sends the second
		} {
			if n := b.s.Count(known + in); n != 1 {
				b.t.Errorf("%d mails to %s", n, in)
			}
		}
		b.open("/register")
		b.fill("Email address", "jürgen@example.com")
		b.press("Send the link")
		b.sees("letters before the @")
		b.shows("the field is marked", `document.getElementById("email").getAttribute("aria-invalid") === "true"`)
	})
}
