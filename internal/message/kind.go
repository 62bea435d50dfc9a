package message

import (
	"maps"
	"slices"
)

// Kind is what a message is about.
type Kind string

// Messages that carry a code.
const (
	SignInCode  Kind = "sign_in_code" // for the second step of a sign-in
	ConfirmCode Kind = "confirm_code" // for a fresh proof, or for setting a method or a phone number up
)

// Messages with a link, whose token is Secret.
const (
	ResetPassword   Kind = "reset_password"
	EmailConfirm    Kind = "email_confirm"
	RegisterConfirm Kind = "register_confirm"
	Invitation      Kind = "invitation"
	RecoveryOpen    Kind = "recovery_open"
	RecoveryReady   Kind = "recovery_ready"

	AccountInvitation   Kind = "account_invitation"    // to belong to a client account
	ContactConfirm      Kind = "contact_confirm"       // to a contact, who gets no other mail before
	AccountEmailConfirm Kind = "account_email_confirm" // to the account's own new address
	HandoverAsked       Kind = "handover_asked"        // stops it
)

// DatabaseRestored tells administrators that the database was put back, or that its end was cut off.
const DatabaseRestored Kind = "database_restored"

// RegisterKnown answers a registration with an address that has an account already.
const RegisterKnown Kind = "register_known"

// Mails about tickets. What was written stands in none of them as they are kept: Data.Post says which message it is.
const (
	TicketAnswered      Kind = "ticket_answered" // to somebody who signs in
	TicketFollowed      Kind = "ticket_followed" // to who was made to follow one, a member or a contact
	TicketCopied        Kind = "ticket_copied"   // the same to a contact, who doesn't
	TicketOpened        Kind = "ticket_opened"   // staff have opened it for somebody who signs in
	TicketOpenedCopy    Kind = "ticket_opened_copy"
	GuestConfirm        Kind = "guest_confirm" // to the address that somebody gave without signing in
	GuestAnswered       Kind = "guest_answered"
	StaffTicketNew      Kind = "staff_ticket_new"
	StaffTicketReply    Kind = "staff_ticket_reply"
	StaffTicketAssigned Kind = "staff_ticket_assigned"
)

// Mails to the owner of an account: a contact has stopped the account's mail, in the second one that which the invoices went to.
const (
	ContactStopped Kind = "contact_stopped"
	BillingStopped Kind = "billing_stopped"
)

// ContactReset answers a forgotten password of somebody who gets an account's mail and does not sign in.
const ContactReset Kind = "contact_reset"

// Notices about client accounts, to their owners and to whom it concerns.
const (
	AccountMade          Kind = "account_made"
	AccountClosed        Kind = "account_closed"
	AccountReopened      Kind = "account_reopened"
	AccountEmailChanging Kind = "account_email_changing" // asked for, and not confirmed yet
	AccountEmailChanged  Kind = "account_email_changed"
	AccountSecondStepOn  Kind = "account_second_step_on"
	AccountSecondStepOff Kind = "account_second_step_off"
	MemberInvited        Kind = "member_invited"
	MemberJoined         Kind = "member_joined"
	MemberChanged        Kind = "member_changed"
	MemberRemoved        Kind = "member_removed"
	MemberLeft           Kind = "member_left"
	ContactAdded         Kind = "contact_added"
	AccessChanged        Kind = "access_changed" // to the member
	AccessRemoved        Kind = "access_removed" // to who was one
	HandoverToYou        Kind = "handover_to_you"
	HandoverStopped      Kind = "handover_stopped"
	HandoverDone         Kind = "handover_done"
)

// Notices: each tells a person of a change to their account's security, or of an attempt.
const (
	TwoFactorOn        Kind = "two_factor_on"
	TwoFactorOff       Kind = "two_factor_off"
	TwoFactorReset     Kind = "two_factor_reset"
	BackupCodeUsed     Kind = "backup_code_used"
	BackupCodesMade    Kind = "backup_codes_made"
	PasswordChanged    Kind = "password_changed"
	CodesLocked        Kind = "codes_locked"
	UserDisabled       Kind = "user_disabled"
	UserEnabled        Kind = "user_enabled"
	UserRemoved        Kind = "user_removed"   // to who was one
	EmailChanging      Kind = "email_changing" // asked for, and not confirmed yet
	EmailChanged       Kind = "email_changed"
	PhoneChanging      Kind = "phone_changing"
	PhoneChanged       Kind = "phone_changed"
	PhoneRemoved       Kind = "phone_removed"
	MethodAdded        Kind = "method_added"
	MethodRemoved      Kind = "method_removed"
	MethodRestored     Kind = "method_restored"
	MethodsUndone      Kind = "methods_undone" // "this wasn't me" suspended some and brought others back
	MethodNewBrowser   Kind = "method_new_browser"
	PasswordNewBrowser Kind = "password_new_browser"
	BrowserCopied      Kind = "browser_copied" // an old copy of a trusted browser's secret was used
	SignInUnfinished   Kind = "sign_in_unfinished"
	RecoveryOpened     Kind = "recovery_opened"
	RecoveryApproved   Kind = "recovery_approved"
	RecoveryStopped    Kind = "recovery_stopped"
	RecoveryDone       Kind = "recovery_done"
	ContactFrozen      Kind = "contact_frozen"
	ContactKept        Kind = "contact_kept"     // the dispute is settled; the present address and number stay
	ContactPutBack     Kind = "contact_put_back" // the dispute is settled; the earlier address or number is back
	ContactDeciding    Kind = "contact_deciding" // staff mean to settle the dispute, after a wait
)

// Notices to the host's administrators: each tells of a change of who works there, or of what is asked of people.
const (
	RoleChanged    Kind = "role_changed"
	SettingChanged Kind = "setting_changed"
	PolicyChanged  Kind = "policy_changed"
)

// nature is what a kind's messages have in common.
type nature struct {
	code   bool // Secret is a code
	link   bool // Secret is the token of a link
	notice bool // says when and where from, and has a "this wasn't me" link
	host   bool // is about the host, not about the person who gets it
}

var natures = map[Kind]nature{
	SignInCode: {code: true}, ConfirmCode: {code: true},
	ResetPassword: {link: true}, EmailConfirm: {link: true}, RegisterConfirm: {link: true}, Invitation: {link: true},
	RecoveryOpen: {link: true}, RecoveryReady: {link: true, notice: true},
	AccountInvitation: {link: true}, ContactConfirm: {link: true}, AccountEmailConfirm: {link: true},
	HandoverAsked: {link: true, notice: true}, ContactReset: {}, ContactStopped: {}, BillingStopped: {},
	AccountMade: {notice: true}, AccountClosed: {notice: true}, AccountReopened: {notice: true},
	AccountEmailChanging: {notice: true}, AccountEmailChanged: {notice: true},
	AccountSecondStepOn: {notice: true}, AccountSecondStepOff: {notice: true},
	MemberInvited: {notice: true}, MemberJoined: {notice: true}, MemberChanged: {notice: true}, MemberRemoved: {notice: true},
	MemberLeft: {notice: true}, ContactAdded: {notice: true}, AccessChanged: {notice: true}, AccessRemoved: {notice: true},
	HandoverToYou: {notice: true}, HandoverStopped: {notice: true}, HandoverDone: {notice: true},
	RegisterKnown: {}, DatabaseRestored: {},
	TicketAnswered: {}, TicketCopied: {},
	TicketOpened: {}, TicketOpenedCopy: {}, TicketFollowed: {}, GuestConfirm: {link: true}, GuestAnswered: {link: true},
	StaffTicketNew: {}, StaffTicketReply: {}, StaffTicketAssigned: {},
	TwoFactorOn: {notice: true}, TwoFactorOff: {notice: true}, TwoFactorReset: {notice: true},
	BackupCodeUsed: {notice: true}, BackupCodesMade: {notice: true}, PasswordChanged: {notice: true}, CodesLocked: {notice: true},
	UserDisabled: {notice: true}, UserEnabled: {notice: true}, UserRemoved: {notice: true},
	EmailChanged: {notice: true}, PhoneChanged: {notice: true},
	EmailChanging: {notice: true}, PhoneChanging: {notice: true}, PhoneRemoved: {notice: true},
	MethodAdded: {notice: true}, MethodRemoved: {notice: true}, MethodRestored: {notice: true}, MethodsUndone: {notice: true},
	MethodNewBrowser: {notice: true}, SignInUnfinished: {notice: true},
	PasswordNewBrowser: {notice: true}, BrowserCopied: {notice: true},
	RecoveryOpened: {notice: true}, RecoveryApproved: {notice: true}, RecoveryStopped: {notice: true}, RecoveryDone: {notice: true},
	ContactFrozen: {notice: true}, ContactKept: {notice: true}, ContactPutBack: {notice: true}, ContactDeciding: {notice: true},
	RoleChanged: {notice: true, host: true}, SettingChanged: {notice: true, host: true}, PolicyChanged: {notice: true, host: true},
}

// Kinds returns every kind, in alphabetical order.
func Kinds() []Kind { return slices.Sorted(maps.Keys(natures)) }

// Coded reports whether Secret is a code to type.
func (k Kind) Coded() bool { return natures[k].code }

// Notice reports whether messages of this kind tell of an event: when it happened, and from where.
func (k Kind) Notice() bool { return natures[k].notice }

// Host reports whether messages of this kind are about the host, and go to its administrators.
func (k Kind) Host() bool { return natures[k].host }

// OfMembers reports whether messages of this kind tell of who belongs to a client account, or gets its mail: the account's
// own people can change that.
func (k Kind) OfMembers() bool {
	return slices.Contains([]Kind{MemberInvited, MemberJoined, MemberChanged, MemberRemoved, MemberLeft, ContactAdded}, k)
}

// Linked reports whether Secret is the token of a link. Where the link leads is up to whoever writes the message out.
func (k Kind) Linked() bool { return natures[k].link }
