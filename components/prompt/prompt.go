// Package prompt asks people for a proof: a code of an app or one that is sent, a passkey, a backup code, and which of
// these it is to be. It draws the fields, the forms and what became of a code; the screen around them, and what the
// answer is for, are those of the areas that ask.
package prompt

import (
	"context"
	"fmt"

	"latchkey/components/ui"
)

// The kinds of methods that components draw; they are the words of package factor.
const (
	App      = "totp"
	Email    = "email"
	WhatsApp = "whatsapp"
	Passkey  = "passkey"
	Backup   = "backup"
)

// Props is the method whose code a form asks for. The zero one is an authenticator app.
type Props struct {
	Kind   string // totp, email, whatsapp or backup; "" is totp
	Method string // which one of the person's methods: goes with every form as "way"
	Name   string // as the person calls it; "" where that tells nothing
	Where  string // masked: where a code is sent
	Sent   *Sent  // a code that was sent; nil: none yet
	Send   string // the address of the form that sends a code
	// Methods is the page that lists all ways, and Rows are these ways, for links straight to the others.
	Methods string
	Rows    []Method
	Carried []ui.Choice
}

// Sent is a code that was sent a while ago.
type Sent struct {
	Wait  int   // seconds until a new one can be asked for
	Again int64 // the same as a time of the server's, in milliseconds since 1970
	Now   int64 // the server's time when the page was drawn, likewise
	State DeliveryProps
}

// Sends reports whether the method's codes are sent rather than computed.
func (a Props) Sends() bool { return a.Kind == Email || a.Kind == WhatsApp }

// Awaits reports whether there is a code to type: always, but for one that has not been sent.
func (a Props) Awaits() bool { return !a.Sends() || a.Sent != nil }

// Lead is the sentence above the field.
func (a Props) Lead(ctx context.Context) string {
	switch {
	case a.Kind == Backup:
		return ui.T(ctx, "backup_code.lead")
	case a.Sends() && a.Sent == nil:
		return ui.T(ctx, "asked."+a.Kind+"_unsent", "Where", ui.LTR(a.Where))
	case a.Sends():
		return ui.T(ctx, "asked."+a.Kind+"_sent", "Where", ui.LTR(a.Where))
	case a.Name != "":
		return ui.T(ctx, "asked.app_named", "Name", a.Name)
	}
	return ui.T(ctx, "code.lead")
}

var icons = map[string]string{
	App: "smartphone", Email: "mail", WhatsApp: "message-circle", Passkey: "fingerprint", Backup: "key-round",
}

// left writes seconds as a clock does: 0:28.
func left(ctx context.Context, seconds int) string {
	text := ""
	ten := []rune(ui.Digits(ctx))
	for _, r := range fmt.Sprintf("%d:%02d", seconds/60, seconds%60) {
		if r >= '0' && r <= '9' {
			r = ten[r-'0']
		}
		text += string(r)
	}
	return text
}
