package desk

import (
	"strings"
	"testing"

	"latchkey/internal/audit"
	"latchkey/internal/factor"
	"latchkey/internal/locale"
	"latchkey/internal/message"
	"latchkey/internal/notice"
	"latchkey/internal/recovery"
	"latchkey/internal/restore"
	"latchkey/internal/setting"
	"latchkey/internal/staff"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// What the program may write as a fact is read in words too, in every language, and never as it stands in the log.
func TestEveryValueOfAFactHasWords(t *testing.T) {
	t.Parallel()
	type told struct {
		kind, fact string
		values     []string
	}
	all := []told{
		{"code.sent", "method", texts(factor.TOTP, factor.Email, factor.WhatsApp, factor.Passkey)},
		{"sign-in.done", "second-step", texts(factor.TOTP, factor.Email, factor.WhatsApp, factor.Passkey, factor.Backup)},
		{"sign-in.done", "browser", []string{"trusted"}},
		{"policy.required", "scope", []string{"everyone"}},
		{"policy.changed", "from", []string{"2026-12-01"}},
		{"policy.changed", "until", []string{"2026-12-01"}},
		{"policy.changed", "was-from", []string{"2026-12-01"}},
		{"policy.changed", "was-until", []string{"2026-12-01"}},
		{"user.role", "role", []string{staff.RoleName(user.Client), staff.RoleName(user.Support), staff.RoleName(user.Administrator)}},
		{"user.added", "by", []string{"set-up link"}},
		{"recovery.start", "role", texts(recovery.Person, recovery.Staff, recovery.Notice, recovery.Owner, recovery.Time)},
		{"recovery.start", "state", texts(recovery.States...)},
		{"recovery.prove", "item", texts(recovery.Mailbox, recovery.Phone, recovery.Browser)},
		{"recovery.vouch", "item", texts(recovery.Document, recovery.Answers)},
		{"recovery.tick", "item", recovery.Checklist},
		{"recovery.stop", "item", []string{"person", "staff"}},
		{"recovery.approve", "approval", []string{setting.Single, setting.Second}},
		{"database.restored", "why", texts(restore.Copy, restore.Behind, restore.Unmarked, restore.Unreadable)},
		{"not-me.said", "kind", texts(notice.NotMeNotice, notice.NotMeMethod, notice.NotMeContact, notice.NotMeRecovery)},
		{"not-me.said", "of", texts(message.PasswordChanged, message.MethodNewBrowser, message.RecoveryOpened)},
	}
	for _, d := range setting.Definitions {
		all = append(all, told{"setting.changed", "name", []string{d.Name}})
	}
	for _, l := range locale.All() {
		n := &naming{r: &web.Request{Locale: l}}
		for _, c := range all {
			for _, value := range c.values {
				said := n.details(audit.Record{Event: audit.Event{Kind: c.kind, Detail: map[string]string{c.fact: value}}})
				_, words, _ := strings.Cut(strings.Join(said, ""), ": ")
				if len(said) != 1 || strings.Trim(words, "\u2068\u2069") == value {
					t.Errorf("%s: %s %s=%s reads %q", l.Lang(), c.kind, c.fact, value, said)
				}
			}
		}
	}
}

// What the server does by itself is nobody's who is not signed in.
func TestWhatTheServerDoesIsTheServers(t *testing.T) {
	t.Parallel()
	by := func(kind, role string) audit.Record {
		return audit.Record{Event: audit.Event{Kind: kind, Detail: map[string]string{"role": role}}}
	}
	for _, l := range locale.All() {
		n := &naming{r: &web.Request{Locale: l}}
		for _, e := range []audit.Record{
			by(audit.KeepingMarks, ""), by(audit.RedactionAnnounced, ""), by("audit.rechained", ""), by("database.restored", ""),
			by("codes.breaker", ""), by("recovery.delay", ""), by("recovery.release", ""), by("recovery.lapse", ""),
			by("recovery.pause", string(recovery.Time)),
		} {
			if got := n.actor(e); got != l.T("audit.server") {
				t.Errorf("%s: %s is by %q", l.Lang(), e.Kind, got)
			}
		}
		for _, e := range []audit.Record{
			by("recovery.pause", string(recovery.Notice)), by("sign-in.password-wrong", ""), by("recovery.prove", string(recovery.Person)),
		} {
			if got := n.actor(e); got != l.T("audit.nobody") {
				t.Errorf("%s: %s is by %q", l.Lang(), e.Kind, got)
			}
		}
	}
}

func texts[T ~string](values ...T) (all []string) {
	for _, v := range values {
		all = append(all, string(v))
	}
	return all
}
