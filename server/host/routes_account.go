package host

import (
	pageaccount "latchkey/server/account"
	"latchkey/server/web"
)

// accountRoutes are the pages of client accounts, and what people do there with each other. The account of an act stands in
// its path; the pages above it show the one that the browser has chosen.
func accountRoutes(p *pageaccount.Pages) []web.Route {
	levels := []string{"services", "domains", "invoices", "tickets", "members"}
	return []web.Route{
		get("/account", web.SignedIn, p.Overview),
		get("/account/choose", web.SignedIn, web.To("/account")),
		post("/account/choose", web.SignedIn, p.Choose),
		get("/account/members", web.SignedIn, p.Members),
		get("/account/contacts", web.SignedIn, p.Contacts),
		get("/account/activity", web.SignedIn, p.Activity),
		get("/security/activity", web.SignedIn, p.OwnActivity),

		get("/account/:account/invite", web.SignedIn, p.Invite),
		post("/account/:account/invite", web.SignedIn, p.SendInvitation, draft(append([]string{"email", "language"}, levels...)...)),
		get("/account/:account/invitations/:id/resend", web.SignedIn, web.To("/account/members")),
		post("/account/:account/invitations/:id/resend", web.SignedIn, p.Resend),
		get("/account/:account/invitations/:id/withdraw", web.SignedIn, p.AskWithdraw),
		post("/account/:account/invitations/:id/withdraw", web.SignedIn, p.Withdraw),
		get("/account/:account/members/:id", web.SignedIn, p.Member),
		post("/account/:account/members/:id", web.SignedIn, p.Change, draft(append([]string{"seen"}, levels...)...)),
		get("/account/:account/members/:id/remove", web.SignedIn, p.AskRemove),
		post("/account/:account/members/:id/remove", web.SignedIn, p.Remove),

		get("/account/:account/contacts/new", web.SignedIn, p.NewContact),
		post("/account/:account/contacts/new", web.SignedIn, p.AddContact, draft("email", "name", "language", "mail")),
		get("/account/:account/contacts/:id", web.SignedIn, p.Contact),
		post("/account/:account/contacts/:id", web.SignedIn, p.SaveContact, draft("seen", "name", "language", "mail")),
		get("/account/:account/contacts/:id/resend", web.SignedIn, web.To("/account/contacts")),
		post("/account/:account/contacts/:id/resend", web.SignedIn, p.ResendContact),
		get("/account/:account/contacts/:id/billing", web.SignedIn, web.To("/account/contacts")),
		post("/account/:account/contacts/:id/billing", web.SignedIn, p.MakeBilling),
		get("/account/:account/contacts/:id/billing/end", web.SignedIn, web.To("/account/contacts")),
		post("/account/:account/contacts/:id/billing/end", web.SignedIn, p.EndBilling),
		get("/account/:account/contacts/:id/remove", web.SignedIn, p.AskRemoveContact),
		post("/account/:account/contacts/:id/remove", web.SignedIn, p.RemoveContact),
	}
}

// ownerRoutes are what an account says of itself, and what its people do about themselves in it.
func ownerRoutes(p *pageaccount.Pages) []web.Route {
	fields := []string{"name", "company", "street", "postcode", "city", "region", "country", "tax_id", "language", "zone"}
	return []web.Route{
		get("/account/:account/data", web.SignedIn, p.Data),
		post("/account/:account/data", web.SignedIn, p.SaveData, draft(fields...)),
		get("/account/:account/email", web.SignedIn, p.Email),
		post("/account/:account/email", web.SignedIn, p.ChangeEmail, draft("email")),
		get("/account/:account/email/drop", web.SignedIn, web.To("/account")),
		post("/account/:account/email/drop", web.SignedIn, p.DropEmail),
		get("/account/:account/mail", web.SignedIn, web.To("/account")),
		post("/account/:account/mail", web.SignedIn, p.SetMail),
		get("/account/:account/second-step", web.SignedIn, p.AskSecondStep),
		get("/account/:account/second-step/require", web.SignedIn, web.To("/account")),
		post("/account/:account/second-step/require", web.SignedIn, p.RequireSecondStep),
		get("/account/:account/second-step/release", web.SignedIn, web.To("/account")),
		post("/account/:account/second-step/release", web.SignedIn, p.ReleaseSecondStep),
		get("/account/:account/hand-over", web.SignedIn, p.AskHandOver),
		post("/account/:account/hand-over", web.SignedIn, p.HandOver),
		get("/account/:account/hand-over/stop", web.SignedIn, p.AskStopHandover),
		post("/account/:account/hand-over/stop", web.SignedIn, p.StopHandover),
		get("/account/:account/leave", web.SignedIn, p.AskLeave, withoutMethod),
		post("/account/:account/leave", web.SignedIn, p.Leave, withoutMethod),
	}
}

// accountLinkRoutes are where links in mails about accounts lead.
func accountLinkRoutes(p *pageaccount.Pages) []web.Route {
	toStop := web.TokenToCookie(web.AccountStopCookie, "/account-contact/stop")
	return []web.Route{
		get("/account-invitation", web.Anyone, p.Invitation, linked(web.AccountInvitationCookie)),
		get("/account/join", web.SignedIn, web.To("/account-invitation")),
		post("/account/join", web.SignedIn, p.Accept, about(web.AccountInvitationCookie)),
		get("/account-invitation/decline", web.Anyone, web.To("/account-invitation")),
		post("/account-invitation/decline", web.Anyone, p.DeclineInvitation, about(web.AccountInvitationCookie)),
		get("/account-invitation/register", web.Anyone, web.To("/account-invitation")),
		post("/account-invitation/register", web.Anyone, p.RegisterInvited, about(web.AccountInvitationCookie)),
		get("/account-invitation/:token", web.Anyone, web.TokenToCookie(web.AccountInvitationCookie, "/account-invitation")),
		get("/account-contact", web.Anyone, p.ContactLink, linked(web.AccountContactCookie)),
		post("/account-contact", web.Anyone, p.ConfirmContact, about(web.AccountContactCookie)),
		get("/account-contact/decline", web.Anyone, web.To("/account-contact")),
		post("/account-contact/decline", web.Anyone, p.DeclineContact, about(web.AccountContactCookie)),
		get("/account-contact/stop", web.Anyone, p.StopLink, linked(web.AccountStopCookie)),
		post("/account-contact/stop", web.Anyone, p.StopContact, about(web.AccountStopCookie)),
		get("/account-contact/stop/:token", web.Anyone, toStop),
		post("/account-contact/stop/:token", web.Anyone, p.StopAtOnce(toStop), upload),
		get("/account-contact/:token", web.Anyone, web.TokenToCookie(web.AccountContactCookie, "/account-contact")),
		get("/account-email", web.Anyone, p.EmailLink, linked(web.AccountEmailCookie)),
		post("/account-email", web.Anyone, p.ConfirmEmail, about(web.AccountEmailCookie)),
		get("/account-email/:token", web.Anyone, web.TokenToCookie(web.AccountEmailCookie, "/account-email")),
		get("/handover", web.Anyone, p.HandoverLink, linked(web.HandoverCookie)),
		post("/handover", web.Anyone, p.StopByLink, about(web.HandoverCookie)),
		get("/handover/:token", web.Anyone, web.TokenToCookie(web.HandoverCookie, "/handover")),
	}
}
