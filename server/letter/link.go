package letter

import "latchkey/internal/message"

// paths is where the links in messages lead, without their tokens.
var paths = map[message.Kind]string{
	message.ResetPassword: "/reset-password/", message.EmailConfirm: "/confirm-email/",
	message.RegisterConfirm: "/register/", message.Invitation: "/invitation/",
	message.AccountInvitation: "/account-invitation/", message.ContactConfirm: "/account-contact/",
	message.AccountEmailConfirm: "/account-email/", message.HandoverAsked: "/handover/",
	message.RecoveryOpen: "/recovery/open/", message.RecoveryReady: "/recovery/finish/",
	message.GuestConfirm: "/contact/ticket/", message.GuestAnswered: "/contact/ticket/",
}

// tickets is where mails about tickets lead that carry no token, without the ticket's number.
var tickets = map[message.Kind]string{
	message.TicketAnswered: "/tickets/", message.TicketFollowed: "/tickets/", message.TicketOpened: "/tickets/",
	message.StaffTicketNew: "/desk/tickets/", message.StaffTicketReply: "/desk/tickets/", message.StaffTicketAssigned: "/desk/tickets/",
}

// Path returns the path of the link in messages of a kind, without its token; "" if they have no link.
func Path(k message.Kind) string { return paths[k] }

// StopPath is the path of the link with which contacts stop their mails, without its token.
const StopPath = "/account-contact/stop/"

// NotMePath is the path of the "This wasn't me" link in every notice, without its token.
const NotMePath = "/not-me/"
