package letter

import (
	"strings"

	"latchkey/internal/locale"
	"latchkey/internal/message"
)

// about is whom or what a change of the host's is about, in words.
func about(l *locale.Locale, m message.Message) string {
	switch {
	case m.Kind == message.SettingChanged:
		return l.T("setting." + settingKey(m.Data.Subject))
	case m.Kind == message.PolicyChanged && m.Data.Subject == "":
		return l.T("policy.everyone")
	}
	return m.Data.Subject
}

// choice is what is so from now on, in words.
func choice(l *locale.Locale, m message.Message) string {
	switch m.Kind {
	case message.RoleChanged:
		return l.T("role." + m.Data.Choice)
	case message.PolicyChanged:
		return l.T("mail.policy_"+m.Data.Choice, "Until", l.DateTime(m.Data.Until.Time()))
	case message.SettingChanged:
		var said []string
		for value := range strings.SplitSeq(m.Data.Choice, ",") {
			if key := "option." + settingKey(m.Data.Subject) + "_" + strings.ReplaceAll(value, "-", "_"); l.Has(key) {
				value = l.T(key)
			}
			said = append(said, value)
		}
		return strings.Join(said, l.T("settings.comma"))
	}
	return m.Data.Choice
}

func settingKey(name string) string { return strings.NewReplacer("-", "_", ".", "_").Replace(name) }
