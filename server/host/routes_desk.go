package host

import (
	pagedesk "latchkey/server/desk"
	"latchkey/server/web"
)

// queueRoutes are open to every member of staff. What each may do is internal/support's.
func queueRoutes(p *pagedesk.TicketPages) []web.Route {
	return []web.Route{
		get("/desk/queue", web.Staff, p.Queue),
		post("/desk/queue", web.Staff, p.Bulk),
		get("/desk/queue/close", web.Staff, p.AskClose),
		post("/desk/queue/close", web.Staff, p.CloseChosen),
		get("/desk/keys", web.Staff, p.Keys),

		get("/desk/tickets/new", web.Staff, p.New),
		post("/desk/tickets/new", web.Staff, p.OpenFor, streams, draft("account", "person", "department", "subject", "body")),
		get("/desk/tickets/:number", web.Staff, p.Ticket),
		post("/desk/tickets/:number", web.Staff, p.Write, streams, draft("body", "kind")),
		get("/desk/tickets/:number/pulse", web.Staff, p.Pulse, quiet),
		get("/desk/tickets/:number/files/:file", web.Staff, p.File),
		post("/desk/tickets/:number/assign", web.Staff, p.Assign),
		post("/desk/tickets/:number/sort", web.Staff, p.Sort),
		post("/desk/tickets/:number/close", web.Staff, p.Close),
		post("/desk/tickets/:number/reopen", web.Staff, p.Resume),
		get("/desk/tickets/:number/merge", web.Staff, p.AskMerge),
		post("/desk/tickets/:number/merge", web.Staff, p.Merge, draft("body", "kind", "note")),
		get("/desk/tickets/:number/spam", web.Staff, p.AskSpam),
		post("/desk/tickets/:number/spam", web.Staff, p.Spam, draft("body", "kind", "note")),
		post("/desk/tickets/:number/not-spam", web.Staff, p.NotSpam),
		get("/desk/tickets/:number/redact/:message", web.Staff, p.AskRedact),
		post("/desk/tickets/:number/redact/:message", web.Staff, p.Redact, draft("body", "kind", "note", "subject")),
		post("/desk/tickets/:number/notes", web.Staff, p.AddNote),
		post("/desk/tickets/:number/notes/:note/remove", web.Staff, p.RemoveNote),
	}
}

// supportRoutes are what staff work with beside the tickets. Departments are for administrators.
func supportRoutes(p *pagedesk.TicketPages) []web.Route {
	return []web.Route{
		get("/desk/canned", web.Staff, p.CannedReplies),
		get("/desk/canned/new", web.Staff, p.Canned),
		post("/desk/canned/new", web.Staff, p.SaveCanned, draft("title", "body", "language", "department")),
		get("/desk/canned/:id", web.Staff, p.Canned),
		post("/desk/canned/:id", web.Staff, p.SaveCanned, draft("title", "body", "language", "department")),
		get("/desk/canned/:id/remove", web.Staff, p.AskRemoveCanned),
		post("/desk/canned/:id/remove", web.Staff, p.RemoveCanned),

		get("/desk/announcements", web.Staff, p.ListAnnouncements),
		get("/desk/announcements/new", web.Staff, p.Announcement),
		post("/desk/announcements/new", web.Staff, p.SaveAnnouncement, draft("title", "body", "language", "from", "until")),
		get("/desk/announcements/:id", web.Staff, p.Announcement),
		post("/desk/announcements/:id", web.Staff, p.SaveAnnouncement, draft("title", "body", "language", "from", "until")),
		get("/desk/announcements/:id/remove", web.Staff, p.AskRemoveAnnouncement),
		post("/desk/announcements/:id/remove", web.Staff, p.RemoveAnnouncement),

		get("/desk/alerts", web.Staff, p.Alerts),
		post("/desk/alerts", web.Staff, p.SetSwitches),
		post("/desk/alerts/seen", web.Staff, p.SeeAlerts),
		get("/desk/blocked", web.Staff, p.Blocked),
		post("/desk/blocked", web.Staff, p.Unblock),

		get("/desk/departments", web.Administrator, p.Departments),
		get("/desk/departments/new", web.Administrator, p.Department),
		post("/desk/departments/new", web.Administrator, p.SaveDepartment, draft("name", "email", "position")),
		get("/desk/departments/:id", web.Administrator, p.Department),
		post("/desk/departments/:id", web.Administrator, p.SaveDepartment, draft("name", "email", "position")),
		get("/desk/departments/:id/remove", web.Administrator, p.AskRemoveDepartment),
		post("/desk/departments/:id/remove", web.Administrator, p.RemoveDepartment),
	}
}

// mailRoutes are the messages to a person.
func mailRoutes(p *pagedesk.Pages) []web.Route {
	return []web.Route{
		get("/desk/people/:id/mails", web.Staff, p.Mails),
		post("/desk/people/:id/mails/:mail/resend", web.Staff, p.SendAgain),
	}
}
