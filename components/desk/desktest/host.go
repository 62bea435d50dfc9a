package desktest

import (
	"latchkey/components/canned"
	"latchkey/components/desk"
	"latchkey/components/ui"
)

func host(v canned.Values) []canned.State {
	screen := screen(v)
	pages := []ui.Choice{
		{Value: "/desk/settings/brand", Label: v.T("settings.page_brand")},
		{Value: "/desk/settings/sign-in", Label: v.T("settings.page_sign_in")},
		{Value: "/desk/settings/sessions", Label: v.T("settings.page_sessions")},
		{Value: "/desk/settings/recovery", Label: v.T("settings.page_recovery")},
	}
	field := func(name, words, value string) desk.SettingField {
		return desk.SettingField{Name: name, Label: v.T("setting." + words), Help: v.T("setting." + words + "_help"), Value: value}
	}
	colour, logo, email := field("brand.accent", "brand_accent", "#1d4ed8"), field("brand.logo", "brand_logo", ""),
		field("support.email", "support_email", canned.Brand.SupportEmail)
	colour.Colour, colour.Optional, logo.Upload, logo.Optional, email.Optional = true, true, true, true, true
	brand := desk.SettingsProps{URL: "/desk/settings/brand", Pages: pages, Shown: "1", Upload: true, Groups: []desk.SettingGroup{
		{
			ID: "brand", Title: v.T("settings.group_brand"),
			Fields: []desk.SettingField{field("brand.name", "brand_name", canned.Brand.Name), colour},
		},
		{ID: "support", Title: v.T("settings.group_support"), Fields: []desk.SettingField{email}},
		{ID: "file", Title: logo.Label, Fields: []desk.SettingField{logo}},
	}}
	saved, previewed := brand, brand
	saved.Done = v.T("settings.done")
	previewed.Preview, previewed.Values = "/brand/preview-d97706.css", map[string]string{"brand.accent": "#d97706"}
	return []canned.State{
		screen("desk-settings", "settings", desk.Settings(saved)),
		screen("desk-settings-preview", "settings", desk.Settings(previewed)),
		screen("desk-settings-refused", "settings", desk.Settings(sessions(v, pages))),
		screen("desk-settings-choices", "settings", desk.Settings(choices(v, pages))),
	}
}

func sessions(v canned.Values, pages []ui.Choice) desk.SettingsProps {
	return desk.SettingsProps{
		URL: "/desk/settings/sessions", Pages: pages, Shown: "1",
		Form: ui.Form{
			Alert: v.T("settings.nothing_saved"), Values: map[string]string{"session.idle": "1 day", "session.lifetime": "a day"},
			Errors: map[string]string{"session.idle": v.T("setting.session_idle_wrong"), "session.lifetime": v.T("setting.session_lifetime_wrong")},
		},
		Groups: []desk.SettingGroup{{ID: "session", Title: v.T("settings.group_session"), Fields: []desk.SettingField{
			{Name: "session.idle", Label: v.T("setting.session_idle"), Help: v.T("setting.session_idle_help"), Value: "1h"},
			{Name: "session.lifetime", Label: v.T("setting.session_lifetime"), Help: v.T("setting.session_lifetime_help"), Value: "24h"},
		}}},
	}
}

func choices(v canned.Values, pages []ui.Choice) desk.SettingsProps {
	option := func(name, value string) ui.Choice {
		return ui.Choice{Value: value, Label: v.T("option." + name + "_" + value)}
	}
	return desk.SettingsProps{
		URL: "/desk/settings/sign-in", Pages: pages, Shown: "1",
		Groups: []desk.SettingGroup{{ID: "two_factor", Title: v.T("settings.group_two_factor"), Fields: []desk.SettingField{
			{
				Name: "two-factor.set-up", Label: v.T("setting.two_factor_set_up"), Help: v.T("setting.two_factor_set_up_help"),
				Options: []ui.Choice{option("two_factor_set_up", "stepwise"), option("two_factor_set_up", "dialog")},
				Chosen:  map[string]bool{"dialog": true},
			},
			{
				Name: "methods.allowed", Label: v.T("setting.methods_allowed"), Help: v.T("setting.methods_allowed_help"), Many: true,
				Options: []ui.Choice{option("methods_allowed", "totp"), option("methods_allowed", "email")},
				Chosen:  map[string]bool{"totp": true, "email": true},
			},
		}}},
	}
}
