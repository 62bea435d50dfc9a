package letter

import "latchkey/internal/message"

// paths is where the links in messages lead, without their tokens.
var paths = map[message.Kind]string{
	message.ResetPassword: "/reset-password/", message.EmailConfirm: "/confirm-email/",
	message.RegisterConfirm: "/register/", message.Invitation: "/invitation/",
	message.AccountInvitation: "/account-invitation/", message.ContactConfirm: "/account-contact/",
	message.AccountEmailConfirm: "/account-email/", message.HandoverAsked: "/handover/",
	message.RecoveryOpen: "/recovery/open/", message.RecoveryReady: "/recovery/finish/",
}

// Path returns the path of the link in messages of a kind, without its token; "" if they have no link.
func Path(k message.Kind) string { return paths[k] }

// NotMePath is the path of the "This wasn't me" link in every notice, without its token.
const NotMePath = "/not-me/"
