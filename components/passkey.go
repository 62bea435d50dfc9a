package components

import "context"

// passkeyLead is the sentence above the button.
func passkeyLead(ctx context.Context, name string) string {
	if name != "" {
		return t(ctx, "passkey.lead_named", "Name", name)
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
