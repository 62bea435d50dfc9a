// Package prompt draws how people are asked for a proof: a code of an app, a code that was sent, a passkey or a
// backup code, and the choice between them. The areas that ask draw the screen around it and decide what the
// proof is for.
package prompt

import (
	"context"
	"fmt"
	"slices"

	"latchkey/components/ui"
)

// The kinds of methods that components draw, with the values of package factor.
const (
	App      = "totp"
	Email    = "email"
	WhatsApp = "whatsapp"
	Passkey  = "passkey"
	Backup   = "backup"
)

// Props is the method that a form asks a code of. The zero value is an authenticator app.
type Props struct {
	Kind   string // totp, email, whatsapp or backup; "" is totp
	Method string // the method's id, posted with every form as "way"
	Name   string // the person's own name for it; "" if it is not needed
	Added  string // the date on which an app without a name was added, where there are others; "" if it is not needed
	Where  string // the masked address or number that the code is sent to
	Sent   *Sent  // the code that was sent last; nil if none was
	Send   string // where the form that sends a code is posted
	// Trouble is the page that helps when a code is refused; "" for none.
	Trouble string
	// Methods is the page that lists all methods; Rows are these methods, for direct links to the others.
	Methods string
	Rows    []Method
	Carried []ui.Choice
}

// Sent is a code that was sent, as the page knows it.
type Sent struct {
	Wait  int   // seconds until another can be sent
	Again int64 // when that is by the server's clock, in milliseconds since 1970
	Now   int64 // when the page was drawn, by the same clock
	State DeliveryProps
}

// Sends reports whether the method's codes are sent, by e-mail or WhatsApp.
func (a Props) Sends() bool { return a.Kind == Email || a.Kind == WhatsApp }

// Awaits reports whether the page shows a field for a code: always, unless the code must be sent first and has
// not been.
func (a Props) Awaits() bool { return !a.Sends() || a.Sent != nil }

// TakesBackup reports whether a backup code can be used in place of the method.
func (a Props) TakesBackup() bool {
	return slices.ContainsFunc(a.Rows, func(m Method) bool { return m.Kind == Backup })
}

// Lead returns the sentence above the field.
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
	case a.Added != "":
		return ui.T(ctx, "asked.app_added", "Date", a.Added)
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
