package components

import (
	"context"
	"fmt"
)

// The kinds of methods that components draw; they are the words of package factor.
const (
	kindApp      = "totp"
	kindEmail    = "email"
	kindWhatsApp = "whatsapp"
	kindPasskey  = "passkey"
	kindBackup   = "backup"
)

// PromptProps is the method whose code a form asks for. The zero one is an authenticator app.
type PromptProps struct {
	Kind   string // totp, email, whatsapp or backup; "" is totp
	Method string // which one of the person's methods: goes with every form as "way"
	Name   string // as the person calls it; "" where that tells nothing
	Where  string // masked: where a code is sent
	Sent   *Sent  // a code that was sent; nil: none yet
	// Send is the address of the form that sends a code; Delivery of the partial that says what became of it.
	Send, Delivery string
	Methods        string         // the page that lists all ways
	Rows           []PromptMethod // these ways, for links straight to the others
	Carried        []Choice
}

// Sent is a code that was sent a while ago.
type Sent struct {
	Wait  int   // seconds until a new one can be asked for
	Again int64 // the same as a time of the server's, in milliseconds since 1970
	Now   int64 // the server's time when the page was drawn, likewise
	State DeliveryProps
}

// sent reports whether the method's codes are sent rather than computed.
func (a PromptProps) sent() bool { return a.Kind == kindEmail || a.Kind == kindWhatsApp }

// awaits reports whether there is a code to type: always, but for one that has not been sent.
func (a PromptProps) awaits() bool { return !a.sent() || a.Sent != nil }

// lead is the sentence above the field.
func (a PromptProps) lead(ctx context.Context) string {
	switch {
	case a.Kind == kindBackup:
		return t(ctx, "backup_code.lead")
	case a.sent() && a.Sent == nil:
		return t(ctx, "asked."+a.Kind+"_unsent", "Where", ltr(a.Where))
	case a.sent():
		return t(ctx, "asked."+a.Kind+"_sent", "Where", ltr(a.Where))
	case a.Name != "":
		return t(ctx, "asked.app_named", "Name", a.Name)
	}
	return t(ctx, "code.lead")
}

// others are the ways that get a link of their own beside the one at hand: of apps and of passkeys one, since the answer
// of another is as good, and no backup codes, whose link is there anyway.
func others(rows []PromptMethod, kind, way string) (links []PromptMethod) {
	any := map[string]bool{kindApp: true, kindPasskey: true}
	leftOut := map[string]bool{kindBackup: true, kind: any[kind]}
	for _, row := range rows {
		if leftOut[row.Kind] || row.Method == way {
			continue
		}
		links = append(links, row)
		leftOut[row.Kind] = any[row.Kind]
	}
	return links
}

var kindIcons = map[string]string{
	kindApp: "smartphone", kindEmail: "mail", kindWhatsApp: "message-circle", kindPasskey: "fingerprint", kindBackup: "key-round",
}

// left writes seconds as a clock does: 0:28.
func left(ctx context.Context, seconds int) string {
	text := ""
	ten := []rune(digits(ctx))
	for _, r := range fmt.Sprintf("%d:%02d", seconds/60, seconds%60) {
		if r >= '0' && r <= '9' {
			r = ten[r-'0']
		}
		text += string(r)
	}
	return text
}

// ltr keeps a masked address or number in its order within a sentence that runs the other way.
func ltr(text string) string {
	const isolate, end = "\u2066", "\u2069"
	return isolate + text + end
}
