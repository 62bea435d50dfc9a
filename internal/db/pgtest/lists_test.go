package pgtest

// few are the tables that don't grow with the people, the accounts and what they do: a host has tens of rows of each.
var few = map[string]string{
	"setting":           "one for each choice of the host",
	"requirement":       "one for each rule of the host's; the rules are kept in memory",
	"department":        "made by hand",
	"department_text":   "made by hand",
	"department_member": "staff",
	"canned_reply":      "written by staff",
	"staff_key":         "staff",
	"schema_migration":  "one a version",
	"set_up_link":       "one",
}

// fewIn are the indexes that hold few of a table's rows: those that wait for somebody, or staff.
var fewIn = map[string]string{
	"users_staff":          "staff",
	"users_without_method": "counted up to 1,001",
	"users_disabled":       "people whom staff have disabled",
	"users_frozen":         "people whose contacts are in dispute",
	"message_held":         "after a backup was put back",
	"recovery_case_open":   "cases under way, which staff work through",
	"recovery_case_active": "cases under way, which staff work through",
	"message_stuck":        "what waits in the outbox",
	"account_handover_due": "hand-overs that wait",
}

const (
	atOnce  = "of the whole database, for the shell or once in its life"
	person  = "what one person has"
	account = "what one client account has"
	ticket  = "what one ticket has"
	one     = "the first that the table gives, and no more"
	shown   = "what one page shows"
)

// whole are the texts that read a growing table whole, each with its reason.
var whole = map[string]string{
	"attachment.contents: attachment": atOnce, "user.List: users": atOnce,
	"factor.Kept: factor": atOnce, "factor.Kept: backup_set": atOnce, "factor.Kept: backup_code": atOnce,
	"factor.CodesIn: backup_set": atOnce, "factor.DoubtCodes: backup_set": atOnce,
	"factor.Kept: sent_code": atOnce, "message.Kept: message": atOnce, "passkey.Kept: passkey": atOnce,

	"account.Restored: account_contact": atOnce, "contact.undecideAll: dispute": atOnce,
	"factor.Restored: factor": atOnce, "factor.Restored: sent_code": atOnce, "message.HoldAll: message": atOnce,

	"user.Count: users": "stops at 1,001", "audit.last: audit_event": one, "message.Latest: message": one,
}

// sorted are the texts that sort what they have read, each with what bounds it.
var sorted = map[string]string{
	"account.Belongings: sort": person, "account.MembershipsOf: sort": person, "account.Of: sort": person,
	"account.InvitedTo: sort": person, "account.ContactWith: sort": person, "factor.keepOldest: sort": person,
	"session.list: sort": person, "session.listTrusted: sort": person, "recovery.renewLink: sort": person,
	"user.ByAddress: sort": person, "message.gathering: sort": person,

	"account.ContactsOf: sort": account, "account.InvitationsOf: sort": account, "account.MembersOf: sort": account,

	"recovery.checksOf: sort": "what one case has", "recovery.keysOf: sort": "what one case has",
	"recovery.workersOf: sort": "what one case has", "ticket.Followers: sort": ticket, "ticket.NewLink: sort": ticket,

	"attachment.of: sort": shown, "recovery.openKeys: sort": shown,
	"ticket.page: sort":      "never with all of its conditions; see the test of its views",
	"message.Warnings: sort": "a few reasons", "audit.Kinds: sort": "one row of each kind", "ticket.CannedReplies: sort": "written by staff",
	"ticket.Departments: sort": "made by hand", "policy.load: sort": "the rules of the host", "attachment.contents: sort": atOnce,
}
