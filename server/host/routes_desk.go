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
		get("/desk/keys", web.Staff, p.Keys),

		get("/desk/tickets/:number", web.Staff, p.Ticket),
		post("/desk/tickets/:number", web.Staff, p.Write, streams, draft("body", "kind")),
		get("/desk/tickets/:number/pulse", web.Staff, p.Pulse),
		get("/desk/tickets/:number/files/:file", web.Staff, p.File),
		post("/desk/tickets/:number/assign", web.Staff, p.Assign),
		post("/desk/tickets/:number/sort", web.Staff, p.Sort),
		post("/desk/tickets/:number/close", web.Staff, p.Close),
		post("/desk/tickets/:number/reopen", web.Staff, p.Resume),
		get("/desk/tickets/:number/merge", web.Staff, p.AskMerge),
		post("/desk/tickets/:number/merge", web.Staff, p.Merge),
		get("/desk/tickets/:number/spam", web.Staff, p.AskSpam),
		post("/desk/tickets/:number/spam", web.Staff, p.Spam),
		post("/desk/tickets/:number/not-spam", web.Staff, p.NotSpam),
		get("/desk/tickets/:number/redact/:message", web.Staff, p.AskRedact),
		post("/desk/tickets/:number/redact/:message", web.Staff, p.Redact),
		post("/desk/tickets/:number/notes", web.Staff, p.AddNote),
		post("/desk/tickets/:number/notes/:note/remove", web.Staff, p.RemoveNote),
	}
}
