package signintest

import (
	"github.com/a-h/templ"

	"latchkey/components/canned"
	"latchkey/components/signin"
)

// notMe is what a link from a notice opens, before and after it is said.
func notMe(v canned.Values) []canned.State {
	public := func(name, title string, c templ.Component) canned.State {
		return canned.Public(name, v.T(title), c)
	}
	notice := signin.NotMeProps{What: v.T("mail.password_changed_subject"), When: v.DateTime(canned.Now)}
	frozen := signin.NotMeProps{What: v.T("mail.email_changing_subject"), When: v.DateTime(canned.Now), Freezes: true, CanSettle: true}
	dispute := signin.NotMeProps{What: v.T("mail.email_changed_subject"), When: v.DateTime(canned.Now), Freezes: true, InForce: true}
	later := signin.NotMeProps{What: v.T("mail.email_changed_subject"), When: v.DateTime(canned.Now), Later: true, InForce: true}
	method := signin.NotMeProps{What: v.T("mail.method_added_subject"), When: v.DateTime(canned.Now), Methods: true}
	inside, noCase, member, left := method, method, method, method
	left.Left, left.What = true, v.T("mail.member_invited_subject")
	member.Account, member.What = true, v.T("mail.member_invited_subject")
	inside.Freezes, inside.InForce, inside.CanSettle, noCase.NoCase = true, true, true, true
	recovery := signin.NotMeProps{What: v.T("mail.recovery_opened_subject"), When: v.DateTime(canned.Now), Recovery: true, Case: "paused"}
	recoveryOwn, recoveryOver := recovery, recovery
	recoveryOwn.CanStop, recoveryOver.Case = true, "over"
	return []canned.State{
		public("not-me", "not_me.title", signin.NotMe(notice)),
		public("not-me-freeze", "not_me.title", signin.NotMe(frozen)),
		public("not-me-dispute", "not_me.title", signin.NotMe(dispute)),
		public("not-me-later", "not_me.title", signin.NotMe(later)),
		public("not-me-method", "not_me.title", signin.NotMe(method)),
		public("not-me-inside", "not_me.title", signin.NotMe(inside)),
		public("not-me-no-case", "not_me.title", signin.NotMe(noCase)),
		public("not-me-done-no-case", "not_me.done_title", signin.NotMeDone(noCase)),
		public("not-me-account", "not_me.title", signin.NotMe(member)),
		public("not-me-account-left", "not_me.title", signin.NotMe(left)),
		public("not-me-recovery", "not_me.title", signin.NotMe(recovery)),
		public("not-me-done", "not_me.done_title", signin.NotMeDone(notice)),
		public("not-me-done-freeze", "not_me.done_title", signin.NotMeDone(frozen)),
		public("not-me-done-dispute", "not_me.done_title", signin.NotMeDone(dispute)),
		public("not-me-done-later", "not_me.done_title", signin.NotMeDone(later)),
		public("not-me-done-method", "not_me.done_title", signin.NotMeDone(method)),
		public("not-me-done-recovery", "not_me.done_title", signin.NotMeDone(recoveryOwn)),
		public("not-me-done-recovery-support", "not_me.done_title", signin.NotMeDone(recovery)),
		public("not-me-done-recovery-over", "not_me.done_title", signin.NotMeDone(recoveryOver)),
	}
}
