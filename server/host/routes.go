package host

import (
	"slices"

	"latchkey/internal/setting"
	pageclient "latchkey/server/client"
	pagedesk "latchkey/server/desk"
	"latchkey/server/mailbox"
	pagerecovery "latchkey/server/recovery"
	pagesecurity "latchkey/server/security"
	pagesignin "latchkey/server/signin"
	"latchkey/server/web"
	"latchkey/server/webhook"
)

// routes is everything that can be requested, and by whom. Of two paths that fit, the one that stands first is taken.
func (h *Host) routes(o Options, site *web.Site, by Channels) []web.Route {
	security, account := h.security(), h.account()
	table := slices.Concat(
		signInRoutes(h.signIn()),
		recoveryRoutes(&pagerecovery.Pages{Cases: h.Cases}),
		clientRoutes(h.client()), accountRoutes(account), ownerRoutes(account), accountLinkRoutes(account),
		ticketRoutes(h.tickets()), guestRoutes(h.tickets()),
		securityRoutes(security), methodRoutes(security), proofRoutes(security),
		deskRoutes(h.desk()), deskAccountRoutes(h.deskAccounts()), caseRoutes(h.casePages()),
		queueRoutes(h.ticketPages()), supportRoutes(h.ticketPages()), mailRoutes(h.desk()),
		webhookRoutes(h.webhook(o.Delivery, by)),
	)
	if o.Demo {
		table = append(table, demoRoutes(h.mailbox(site.URL))...)
	}
	return table
}

type handler = func(*web.Request) error

// flag is what a route has besides: see [web.Route].
type flag func(*web.Route)

func withoutMethod(r *web.Route)  { r.WithoutMethod = true }
func upload(r *web.Route)         { r.Upload = true }
func json(r *web.Route)           { r.JSON = true }
func streams(r *web.Route)        { r.Streams = true }
func quiet(r *web.Route)          { r.Quiet = true }
func draft(fields ...string) flag { return func(r *web.Route) { r.Draft = fields } }
func on(page string) flag         { return func(r *web.Route) { r.Stands = page } }

// settingFields are those of the pages of the settings, the file aside.
func settingFields() []string {
	fields := []string{"shown"}
	for _, d := range setting.Definitions {
		if d.Name != "brand.logo" {
			fields = append(fields, d.Name)
		}
	}
	return fields
}

// about says by which link, as its cookie is called, people come to the page that asks for the route; linked, that it is the page.
func about(link string) flag  { return func(r *web.Route) { r.Link = link } }
func linked(link string) flag { return func(r *web.Route) { r.Link, r.Linked = link, true } }

func mostBody(bytes int) flag { return func(r *web.Route) { r.MostBody = bytes } }

func get(path string, access web.Access, handle handler, flags ...flag) web.Route {
	return route("GET", path, access, handle, flags)
}

func post(path string, access web.Access, handle handler, flags ...flag) web.Route {
	return route("POST", path, access, handle, flags)
}

func route(method, path string, access web.Access, handle handler, flags []flag) web.Route {
	r := web.Route{Method: method, Path: path, Access: access, Handle: handle}
	for _, set := range flags {
		set(&r)
	}
	return r
}

func signInRoutes(p *pagesignin.Pages) []web.Route {
	return []web.Route{
		get("/", web.Anyone, p.Start),
		post("/language", web.Anyone, p.Language),
		get("/.well-known/change-password", web.Anyone, p.WellKnownPassword),
		get("/.well-known/passkey-endpoints", web.Anyone, p.WellKnownPasskeys),

		get("/sign-in", web.Anyone, p.Password),
		post("/sign-in", web.Anyone, p.CheckPassword),
		get("/sign-in/with-passkey", web.Anyone, web.To("/sign-in")),
		post("/sign-in/with-passkey", web.Anyone, p.PasskeySignIn),
		post("/sign-in/with-passkey/options", web.Anyone, p.PasskeySignInOptions),
		get("/sign-in/code", web.Challenged, p.Code),
		get("/sign-in/verify", web.Challenged, web.To("/sign-in/code")),
		post("/sign-in/verify", web.Challenged, p.CheckCode),
		get("/sign-in/passkey", web.Challenged, p.Passkey),
		post("/sign-in/passkey", web.Challenged, p.CheckPasskey),
		post("/sign-in/passkey/options", web.Challenged, p.AskForPasskey),
		get("/sign-in/backup-code", web.Challenged, p.BackupCode),
		post("/sign-in/backup-code", web.Challenged, p.CheckBackupCode),
		get("/sign-in/ways", web.Challenged, p.Methods),
		get("/sign-in/send", web.Challenged, web.To("/sign-in/code")),
		post("/sign-in/send", web.Challenged, p.Send),
		get("/sign-in/delivery", web.Challenged, p.Delivery),
		get("/sign-in/help", web.Challenged, p.Help),
		post("/sign-in/leave", web.Challenged, p.SomeoneElse),
		post("/sign-out", web.SignedIn, p.SignOut, withoutMethod),

		get("/forgot-password", web.Anyone, p.Forgot),
		post("/forgot-password", web.Anyone, p.SendReset),
		get("/forgot-password/sent", web.Anyone, p.ResetSent),
		get("/reset-password", web.Anyone, p.Reset, linked(web.ResetCookie)),
		post("/reset-password", web.Anyone, p.ApplyReset, about(web.ResetCookie)),
		post("/reset-password/strength", web.Anyone, p.ResetStrength, about(web.ResetCookie)),
		get("/reset-password/:token", web.Anyone, web.TokenToCookie(web.ResetCookie, "/reset-password")),
		get("/register", web.Anyone, p.Register),
		post("/register", web.Anyone, p.SendRegister),
		get("/register/sent", web.Anyone, p.RegisterSent),
		get("/register/finish", web.Anyone, p.FinishRegister, linked(web.RegisterCookie)),
		post("/register/finish", web.Anyone, p.ApplyRegister, about(web.RegisterCookie)),
		post("/register/finish/strength", web.Anyone, p.RegisterStrength, about(web.RegisterCookie)),
		get("/register/:token", web.Anyone, web.TokenToCookie(web.RegisterCookie, "/register/finish")),
		get("/invitation/:token", web.Anyone, web.TokenToCookie(web.RegisterCookie, "/register/finish")),
		get("/confirm-email", web.Anyone, p.ConfirmEmail, linked(web.EmailCookie)),
		post("/confirm-email", web.Anyone, p.ApplyEmail, about(web.EmailCookie)),
		get("/confirm-email/:token", web.Anyone, web.TokenToCookie(web.EmailCookie, "/confirm-email")),
		get("/not-me", web.Anyone, p.NotMe, linked(web.NotMeCookie)),
		post("/not-me", web.Anyone, p.SayNotMe, about(web.NotMeCookie)),
		get("/not-me/:token", web.Anyone, web.TokenToCookie(web.NotMeCookie, "/not-me")),
	}
}

func recoveryRoutes(p *pagerecovery.Pages) []web.Route {
	return []web.Route{
		get("/recovery", web.Anyone, p.Ask),
		post("/recovery", web.Anyone, p.Send),
		get("/recovery/sent", web.Anyone, p.Sent),
		get("/recovery/open/:token", web.Anyone, web.TokenToCookie(web.CaseLinkCookie, "/recovery/open")),
		get("/recovery/open", web.Anyone, p.ConfirmOpen, linked(web.CaseLinkCookie)),
		post("/recovery/open", web.Anyone, p.Open, about(web.CaseLinkCookie)),
		get("/recovery/join", web.Anyone, p.Join),
		post("/recovery/join", web.Anyone, p.CheckJoin),
		get("/recovery/case", web.Anyone, p.Show),
		post("/recovery/case/browser", web.Anyone, p.ProveBrowser),
		post("/recovery/case/phone", web.Anyone, p.SendCode),
		get("/recovery/case/code", web.Anyone, p.Code),
		post("/recovery/case/code", web.Anyone, p.CheckCode),
		get("/recovery/case/delivery", web.Anyone, p.Delivery),
		get("/recovery/case/stop", web.Anyone, p.ConfirmStop),
		post("/recovery/case/stop", web.Anyone, p.Stop),
		get("/recovery/finish/:token", web.Anyone, web.TokenToCookie(web.CaseLinkCookie, "/recovery/finish")),
		get("/recovery/finish", web.Anyone, p.ShowFinish, linked(web.CaseLinkCookie)),
		post("/recovery/finish", web.Anyone, p.Finish, about(web.CaseLinkCookie)),
		get("/security/recovery", web.SignedIn, p.Own),
		post("/security/recovery", web.SignedIn, p.StopOwn),
	}
}

func clientRoutes(p *pageclient.Pages) []web.Route {
	return []web.Route{
		get("/dashboard", web.SignedIn, p.Dashboard),
		get("/services", web.SignedIn, p.ListServices),
		get("/domains", web.SignedIn, p.ListDomains),
		get("/invoices", web.SignedIn, p.ListInvoices),
		get("/search", web.SignedIn, p.Search),
		get("/search/results", web.SignedIn, p.SearchResults),
		get("/search/panel", web.SignedIn, p.SearchPanel),
		get("/profile", web.SignedIn, p.Profile),
		post("/profile", web.SignedIn, p.SaveProfile, draft("name", "language", "zone")),
		get("/profile/email", web.SignedIn, p.Email),
		post("/profile/email", web.SignedIn, p.ChangeEmail, draft("email")),
		post("/profile/email/drop", web.SignedIn, p.DropEmail),
		get("/profile/phone", web.SignedIn, p.Phone),
		post("/profile/phone", web.SignedIn, p.ChangePhone, draft("phone")),
		post("/profile/phone/drop", web.SignedIn, p.DropPhone),
		post("/profile/phone/remove", web.SignedIn, p.RemovePhone),
		get("/profile/phone/code", web.SignedIn, p.PhoneCode),
		post("/profile/phone/code", web.SignedIn, p.CheckPhoneCode),
		get("/profile/phone/send", web.SignedIn, web.To("/profile/phone/code")),
		post("/profile/phone/send", web.SignedIn, p.SendPhoneCode),
		get("/profile/phone/delivery", web.SignedIn, p.PhoneCodeDelivery),
	}
}

func securityRoutes(p *pagesecurity.Pages) []web.Route {
	return []web.Route{
		get("/security", web.SignedIn, p.Overview),
		get("/security/password", web.SignedIn, p.Password),
		post("/security/password", web.SignedIn, p.ChangePassword),
		post("/security/password/strength", web.SignedIn, p.Strength),
		get("/security/sessions", web.SignedIn, p.Sessions),
		get("/security/sessions/others/end", web.SignedIn, p.AskEndOthers),
		post("/security/sessions/others/end", web.SignedIn, p.EndOthers),
		get("/security/sessions/:id/end", web.SignedIn, p.AskEnd),
		post("/security/sessions/:id/end", web.SignedIn, p.End),
		post("/security/trusted/:id/end", web.SignedIn, p.Distrust),
		get("/security/check-up", web.SignedIn, p.CheckUp),
		post("/security/check-up", web.SignedIn, p.TryCode),
		get("/security/check-up/dismiss", web.SignedIn, web.To("/security/check-up")),
		post("/security/check-up/dismiss", web.SignedIn, p.DismissCheckUp),
		get("/security/frozen", web.SignedIn, p.Frozen),
		post("/security/frozen", web.SignedIn, p.Settle),
	}
}

// methodRoutes are the set-up of methods, which stays open to whoever must have one by now, and what is done with them
// afterwards, which does not: taking a method off sets none up.
func methodRoutes(p *pagesecurity.Pages) []web.Route {
	return []web.Route{
		get("/security/two-factor", web.SignedIn, p.Explain, withoutMethod),
		get("/security/two-factor/start", web.SignedIn, web.To("/security/two-factor"), withoutMethod),
		post("/security/two-factor/start", web.SignedIn, p.Begin, withoutMethod),
		get("/security/two-factor/scan", web.SignedIn, p.Scan, withoutMethod),
		get("/security/two-factor/verify", web.SignedIn, web.To("/security/two-factor/scan"), withoutMethod),
		post("/security/two-factor/verify", web.SignedIn, p.CheckScan, withoutMethod),
		get("/security/help", web.SignedIn, p.Help, withoutMethod),
		get("/security/two-factor/cancel", web.SignedIn, p.AskDiscard, withoutMethod),
		post("/security/two-factor/cancel", web.SignedIn, p.Discard, withoutMethod),
		get("/security/backup-codes", web.SignedIn, p.BackupCodes, withoutMethod),
		post("/security/backup-codes", web.SignedIn, p.ShowCodes, withoutMethod),
		get("/security/backup-codes/saved", web.SignedIn, web.To("/security/backup-codes"), withoutMethod),
		post("/security/backup-codes/saved", web.SignedIn, p.Saved, withoutMethod),
		post("/security/backup-codes/download", web.SignedIn, p.Download, withoutMethod),
		get("/security/backup-codes/new", web.SignedIn, p.NewCodes),
		post("/security/backup-codes/new", web.SignedIn, p.MakeCodes),

		get("/security/passkeys/new", web.SignedIn, p.NewPasskey, withoutMethod),
		post("/security/passkeys/new", web.SignedIn, p.CheckNewPasskey, withoutMethod),
		post("/security/passkeys/new/options", web.SignedIn, p.CreatePasskey, withoutMethod),
		get("/security/methods/new", web.SignedIn, p.Choose, withoutMethod),
		post("/security/methods/new", web.SignedIn, p.Chosen, withoutMethod),
		get("/security/methods/email", web.SignedIn, p.EmailSetUp, withoutMethod),
		post("/security/methods/email", web.SignedIn, p.CheckEmailSetUp, withoutMethod),
		get("/security/methods/whatsapp", web.SignedIn, p.Phone, withoutMethod),
		post("/security/methods/whatsapp", web.SignedIn, p.BeginPhone, withoutMethod, draft("phone")),
		get("/security/methods/whatsapp/code", web.SignedIn, p.PhoneSetUp, withoutMethod),
		post("/security/methods/whatsapp/code", web.SignedIn, p.CheckPhoneSetUp, withoutMethod),
		get("/security/methods/send", web.SignedIn, web.To("/security/methods/new"), withoutMethod),
		post("/security/methods/send", web.SignedIn, p.SendSetUpAgain, withoutMethod),
		get("/security/methods/delivery", web.SignedIn, p.SetUpDelivery, withoutMethod),

		get("/security/methods/:id", web.SignedIn, p.Method),
		post("/security/methods/:id", web.SignedIn, p.RenameMethod, draft("name")),
		get("/security/methods/:id/prefer", web.SignedIn, p.ToMethod),
		post("/security/methods/:id/prefer", web.SignedIn, p.PreferMethod),
		get("/security/methods/:id/remove", web.SignedIn, p.AskRemove),
		post("/security/methods/:id/remove", web.SignedIn, p.RemoveMethod),
		get("/security/methods/:id/restore", web.SignedIn, web.To("/security")),
		post("/security/methods/:id/restore", web.SignedIn, p.RestoreMethod),
	}
}

// proofRoutes ask for a second step again: "Confirm it's you", which setting a method up takes too, and turning all off.
func proofRoutes(p *pagesecurity.Pages) []web.Route {
	confirm, disable := p.ToConfirm(), p.ToDisable()
	return []web.Route{
		get("/confirm", web.SignedIn, p.Confirm, withoutMethod),
		post("/confirm", web.SignedIn, p.CheckConfirm, withoutMethod),
		get("/confirm/ways", web.SignedIn, confirm.Methods, withoutMethod),
		get("/confirm/send", web.SignedIn, web.To("/confirm"), withoutMethod),
		post("/confirm/send", web.SignedIn, confirm.Send, withoutMethod),
		get("/confirm/delivery", web.SignedIn, confirm.Delivery, withoutMethod),
		get("/confirm/passkey", web.SignedIn, confirm.Passkey, withoutMethod),
		post("/confirm/passkey", web.SignedIn, confirm.CheckPasskey, withoutMethod),
		post("/confirm/passkey/options", web.SignedIn, confirm.AskPasskey, withoutMethod),

		get("/security/two-factor/disable", web.SignedIn, p.Disable),
		post("/security/two-factor/disable", web.SignedIn, p.CheckDisable),
		get("/security/two-factor/disable/ways", web.SignedIn, disable.Methods),
		get("/security/two-factor/disable/send", web.SignedIn, web.To("/security/two-factor/disable")),
		post("/security/two-factor/disable/send", web.SignedIn, disable.Send),
		get("/security/two-factor/disable/delivery", web.SignedIn, disable.Delivery),
		get("/security/two-factor/disable/passkey", web.SignedIn, disable.Passkey),
		post("/security/two-factor/disable/passkey", web.SignedIn, disable.CheckPasskey),
		post("/security/two-factor/disable/passkey/options", web.SignedIn, disable.AskPasskey),
		get("/security/two-factor/disable/confirm", web.SignedIn, p.ConfirmDisable),
		post("/security/two-factor/disable/confirm", web.SignedIn, p.ApplyDisable),
	}
}

func deskRoutes(p *pagedesk.Pages) []web.Route {
	return []web.Route{
		get("/set-up", web.Anyone, p.Start, linked(web.SetUpCookie)),
		post("/set-up", web.Anyone, p.MakeFirst, about(web.SetUpCookie)),
		post("/set-up/strength", web.Anyone, p.StartStrength, about(web.SetUpCookie)),
		get("/set-up/:token", web.Anyone, web.TokenToCookie(web.SetUpCookie, "/set-up")),

		get("/desk", web.Staff, p.Overview),
		get("/desk/search", web.Staff, p.Search),
		get("/desk/search/results", web.Staff, p.SearchResults),
		get("/desk/search/panel", web.Staff, p.SearchPanel),
		get("/desk/people", web.Staff, p.People),
		get("/desk/people/invite", web.Staff, p.Invitation),
		post("/desk/people/invite", web.Staff, p.SendInvitation, draft("email")),
		post("/desk/people/invitations/send-again", web.Staff, p.SendInvitationAgain),
		post("/desk/people/invitations/withdraw", web.Staff, p.WithdrawInvitation),
		get("/desk/people/:id", web.Staff, p.Person),
		get("/desk/people/:id/disable", web.Staff, p.ConfirmDisable),
		post("/desk/people/:id/disable", web.Staff, p.Disable),
		post("/desk/people/:id/enable", web.Staff, p.Enable),
		get("/desk/people/:id/end-sessions", web.Staff, p.ConfirmEndSessions),
		post("/desk/people/:id/end-sessions", web.Staff, p.EndSessions),
		post("/desk/people/:id/unlock", web.Staff, p.Unlock),
		post("/desk/people/:id/unfreeze", web.Staff, p.Unfreeze),
		post("/desk/people/:id/put-back", web.Staff, p.PutBack),
		post("/desk/people/:id/dispute/approve", web.Staff, p.ApproveDispute),
		post("/desk/people/:id/dispute/take-back", web.Staff, p.TakeBackDispute),
		post("/desk/people/:id/role", web.Administrator, p.SetRole),
		get("/desk/messages", web.Staff, p.Messages),
		post("/desk/messages/:id/retry", web.Staff, p.Retry),
		get("/desk/restored", web.Staff, p.Restored),
		get("/desk/restored/acknowledge", web.Administrator, web.To("/desk/restored")),
		post("/desk/restored/acknowledge", web.Administrator, p.AcknowledgeRestored),
		get("/desk/restored/send", web.Administrator, web.To("/desk/restored")),
		post("/desk/restored/send", web.Administrator, p.SendHeld),
		get("/desk/restored/drop", web.Administrator, p.ConfirmDropHeld),
		post("/desk/restored/drop", web.Administrator, p.DropHeld),
		get("/desk/audit", web.Staff, p.Audit),
		get("/desk/audit/verify", web.Staff, p.Verified),
		post("/desk/audit/verify", web.Staff, p.Verify),
		get("/desk/audit/verify/state", web.Staff, p.Verifying, quiet),
		get("/desk/audit/export", web.Administrator, web.To("/desk/audit")),
		post("/desk/audit/export", web.Administrator, p.Export),
		get("/desk/policy", web.Administrator, p.Policy),
		get("/desk/policy/require", web.Administrator, web.To("/desk/policy")),
		post("/desk/policy/require", web.Administrator, p.Require, draft("scope", "account", "from", "grace"), on("/desk/policy")),
		get("/desk/policy/change", web.Administrator, web.To("/desk/policy")),
		post("/desk/policy/change", web.Administrator, p.ChangeRule),
		get("/desk/policy/release", web.Administrator, p.ConfirmRelease),
		post("/desk/policy/release", web.Administrator, p.Release),
		get("/desk/settings", web.Administrator, p.Settings),
		get("/desk/settings/:page", web.Administrator, p.SettingsPage),
		post("/desk/settings/:page", web.Administrator, p.SaveSettings, streams, draft(settingFields()...)),
	}
}

// caseRoutes are open to every member of staff. What each may do to which case is internal/recovery's.
func caseRoutes(p *pagedesk.CasePages) []web.Route {
	return []web.Route{
		get("/desk/cases", web.Staff, p.List),
		post("/desk/cases", web.Staff, p.OpenFor),
		get("/desk/cases/new", web.Staff, p.ConfirmOpenFor),
		get("/desk/cases/:id", web.Staff, p.Show),
		post("/desk/cases/:id/proof", web.Staff, p.Vouch),
		post("/desk/cases/:id/tick", web.Staff, p.Tick),
		post("/desk/cases/:id/submit", web.Staff, p.Submit),
		post("/desk/cases/:id/send-back", web.Staff, p.SendBack),
		post("/desk/cases/:id/resume", web.Staff, p.Resume),
		get("/desk/cases/:id/stop", web.Staff, p.ConfirmStop),
		post("/desk/cases/:id/stop", web.Staff, p.Stop),
		post("/desk/cases/:id/approve", web.Staff, p.Approve),
	}
}

// webhookRoutes are called by WhatsApp, which proves itself by the signature of what it says.
func webhookRoutes(p *webhook.Pages) []web.Route {
	return []web.Route{
		get("/hooks/whatsapp", web.Anyone, p.Subscribe),
		post("/hooks/whatsapp", web.Anyone, p.Receive, json, mostBody(p.MostBody())),
	}
}

// demoRoutes only a demo has: its made-up mail is for everybody.
func demoRoutes(p *mailbox.Pages) []web.Route {
	return []web.Route{
		get("/demo/mailbox", web.Anyone, p.List),
		get("/demo/mailbox/:id", web.Anyone, p.One),
	}
}
