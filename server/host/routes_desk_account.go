package host

import (
	pagedesk "latchkey/server/desk"
	"latchkey/server/web"
)

// deskAccountRoutes are what staff do with client accounts.
func deskAccountRoutes(p *pagedesk.AccountPages) []web.Route {
	data := []string{
		"name", "company", "street", "postcode", "city", "region", "country", "tax_id", "currency", "language", "zone",
	}
	return []web.Route{
		get("/desk/accounts", web.Staff, p.List),
		get("/desk/accounts/new", web.Staff, p.New),
		post("/desk/accounts/new", web.Staff, p.Add, draft(append([]string{"owner", "number"}, data...)...)),
		get("/desk/accounts/:id", web.Staff, p.Show),
		get("/desk/accounts/:id/edit", web.Staff, p.Edit),
		post("/desk/accounts/:id/edit", web.Staff, p.Save, draft(append([]string{"seen"}, data...)...)),
		get("/desk/accounts/:id/owner", web.Staff, p.Show),
		post("/desk/accounts/:id/owner", web.Staff, p.SetOwner, draft("owner")),
		get("/desk/accounts/:id/email", web.Staff, p.Email),
		post("/desk/accounts/:id/email", web.Staff, p.SaveEmail, draft("email")),
		get("/desk/accounts/:id/invite", web.Staff, p.Invite),
		post("/desk/accounts/:id/invite", web.Staff, p.SendInvitation, draft(web.PartFields("email")...)),
		get("/desk/accounts/:id/members/:member", web.Staff, p.Member),
		post("/desk/accounts/:id/members/:member", web.Staff, p.Change, draft(web.PartFields("seen")...)),
		get("/desk/accounts/:id/members/:member/remove", web.Staff, p.AskRemove),
		post("/desk/accounts/:id/members/:member/remove", web.Staff, p.Remove),
		post("/desk/accounts/:id/invitations/:invitation/resend", web.Staff, p.Resend),
		get("/desk/accounts/:id/invitations/:invitation/withdraw", web.Staff, p.AskWithdraw),
		post("/desk/accounts/:id/invitations/:invitation/withdraw", web.Staff, p.Withdraw),
		get("/desk/accounts/:id/notes", web.Staff, p.Show),
		post("/desk/accounts/:id/notes", web.Staff, p.AddNote, draft("note")),
		get("/desk/accounts/:id/notes/:note/remove", web.Staff, p.AskRemoveNote),
		post("/desk/accounts/:id/notes/:note/remove", web.Staff, p.RemoveNote),
		get("/desk/accounts/:id/close", web.Staff, p.AskClose),
		post("/desk/accounts/:id/close", web.Staff, p.Close),
		get("/desk/accounts/:id/reopen", web.Staff, p.AskResume),
		post("/desk/accounts/:id/reopen", web.Staff, p.Resume),
	}
}
