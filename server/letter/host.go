package letter

import (
	"strings"

	"latchkey/internal/message"
)

// hostChange says what is so from now on.
func hostChange(l reader, k message.Kind, o message.Occurrence) string {
	return l.T("mail."+string(k)+"_body", "Subject", about(l, k, o.Subject), "Choice", choice(l, k, o))
}

// about is whom or what a change of the host's is about, in words.
func about(l reader, k message.Kind, subject string) string {
	switch {
	case k == message.SettingChanged:
		return l.T("setting." + settingKey(subject))
	case k == message.PolicyChanged && subject == "":
		return l.T("policy.everyone")
	}
	return subject
}

// choice is what is so from now on, in words.
func choice(l reader, k message.Kind, o message.Occurrence) string {
	switch k {
	case message.RoleChanged:
		return l.T("role." + o.Choice)
	case message.PolicyChanged:
		return l.T("mail.policy_"+o.Choice, "Until", l.at(o.Until.Time()))
	case message.SettingChanged:
		var said []string
		for value := range strings.SplitSeq(o.Choice, ",") {
			if key := "option." + settingKey(o.Subject) + "_" + strings.ReplaceAll(value, "-", "_"); l.Has(key) {
				value = l.T(key)
			}
			said = append(said, value)
		}
		return strings.Join(said, l.T("settings.comma"))
	}
	return o.Choice
}

func settingKey(name string) string { return strings.NewReplacer("-", "_", ".", "_").Replace(name) }
