package components

import "context"

// lead is the sentence above the button.
func (p PasskeyProps) lead(ctx context.Context) string {
	if p.Name != "" {
		return t(ctx, "passkey.lead_named", "Name", p.Name)
	}
	return t(ctx, "passkey.lead")
}

// signInName is what a browser may fill into the e-mail field: with passkeys, the choice
// of one of them too.
func signInName(passkeys bool) string {
	if passkeys {
		return "username webauthn"
	}
	return "username"
}
