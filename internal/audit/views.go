package audit

// The kinds of rows that say that staff looked at something, and changed nothing.
const (
	PersonViewed     = "person.viewed"
	AccountViewed    = "account.viewed"
	TicketViewed     = "ticket.viewed"
	AttachmentViewed = "attachment.viewed"
	DeskSearched     = "desk.searched"
)

// Views are all of them. Where what happened is told, they are left out: looking is told to whoever asks for it.
var Views = []string{PersonViewed, AccountViewed, TicketViewed, AttachmentViewed, DeskSearched}
