package host

import (
	pageticket "latchkey/server/ticket"
	"latchkey/server/web"
)

// mostPreview is how large a message to be previewed may be: no files come with it, and each letter of some scripts is sent
// as nine.
const mostPreview = 256 << 10

// ticketRoutes are open to everybody who is signed in. What each may see and do is internal/support's.
func ticketRoutes(p *pageticket.Pages) []web.Route {
	return []web.Route{
		get("/tickets", web.SignedIn, p.List),
		get("/tickets/new", web.SignedIn, p.New),
		post("/tickets/new", web.SignedIn, p.Send, streams, draft("once", "account", "department", "subject", "about", "message")),
		get("/tickets/preview", web.SignedIn, web.To("/tickets/new")),
		post("/tickets/preview", web.SignedIn, p.Preview, mostBody(mostPreview)),
		get("/tickets/:number", web.SignedIn, p.Thread),
		post("/tickets/:number", web.SignedIn, p.Reply, streams, draft("once", "message")),
		get("/tickets/:number/news", web.SignedIn, p.News, quiet),
		get("/tickets/:number/close", web.SignedIn, p.ToThread),
		post("/tickets/:number/close", web.SignedIn, p.Close),
		get("/tickets/:number/reopen", web.SignedIn, p.ToThread),
		post("/tickets/:number/reopen", web.SignedIn, p.Resume),
		get("/tickets/:number/followers", web.SignedIn, p.ToThread),
		post("/tickets/:number/followers", web.SignedIn, p.Followers),
		get("/tickets/:number/files/:id", web.SignedIn, p.File),
	}
}

// guestRoutes are for people who can't sign in. The link of a ticket shows that ticket alone.
func guestRoutes(p *pageticket.Pages) []web.Route {
	return []web.Route{
		get("/contact", web.Anyone, p.Contact),
		post("/contact", web.Anyone, p.Write, upload),
		get("/contact/sent", web.Anyone, p.Sent),
		get("/contact/ticket", web.Anyone, p.Guest, linked(web.TicketCookie)),
		post("/contact/ticket", web.Anyone, p.GuestReply, upload, about(web.TicketCookie)),
		get("/contact/ticket/news", web.Anyone, p.GuestNews, quiet, about(web.TicketCookie)),
		get("/contact/ticket/confirm", web.Anyone, web.To("/contact/ticket")),
		post("/contact/ticket/confirm", web.Anyone, p.ConfirmGuest, about(web.TicketCookie)),
		get("/contact/ticket/close", web.Anyone, web.To("/contact/ticket")),
		post("/contact/ticket/close", web.Anyone, p.GuestClose, about(web.TicketCookie)),
		get("/contact/ticket/:token", web.Anyone, web.TokenToCookie(web.TicketCookie, "/contact/ticket")),
		get("/contact/ticket/files/:id", web.Anyone, p.GuestFile, about(web.TicketCookie)),
	}
}
