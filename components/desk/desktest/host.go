package desktest

import (
	"latchkey/components/canned"
	"latchkey/components/desk"
	"latchkey/components/ui"
)

func host(v canned.Values) []canned.State {
	screen := screen(v)
	row := func(name, value string) desk.SettingRow {
		return desk.SettingRow{URL: "/desk/settings/" + name, Label: v.T("setting." + name), Value: value}
	}
	brand := []desk.SettingRow{row("brand_name", canned.Brand.Name), row("brand_accent", "#0f766e"), row("brand_logo", v.T("settings.none"))}
	brand[1].Default = true
	setting := func(name string, p desk.SettingProps) desk.SettingProps {
		p.URL, p.Label, p.Help = "/desk/settings/"+name, v.T("setting."+name), v.T("setting."+name+"_help")
		return p
	}
	layouts := []ui.Choice{
		{Value: "stepwise", Label: v.T("option.two_factor_set_up_stepwise")},
		{Value: "dialog", Label: v.T("option.two_factor_set_up_dialog")},
	}
	return []canned.State{
		screen("desk-settings", "settings", desk.Settings(desk.SettingsProps{
			Done:   v.T("settings.done"),
			Groups: []desk.SettingGroup{{ID: "brand", Title: v.T("settings.group_brand"), Rows: brand}},
		})),
		screen("desk-setting", "settings", desk.Setting(setting("brand_name", desk.SettingProps{Value: canned.Brand.Name}))),
		screen("desk-setting-colour", "settings", desk.Setting(setting("brand_accent", desk.SettingProps{Value: "#1d4ed8", Colour: true}))),
		screen("desk-setting-refused", "settings", desk.Setting(setting("session_idle", desk.SettingProps{Form: ui.Form{
			Values: map[string]string{"value": "1 day"}, Errors: map[string]string{"value": v.T("setting.session_idle_wrong")},
		}}))),
		screen("desk-setting-choice", "settings", desk.Setting(setting("two_factor_set_up", desk.SettingProps{
			Options: layouts,
			Chosen:  map[string]bool{"dialog": true},
		}))),
		screen("desk-setting-logo", "settings", desk.Setting(setting("brand_logo", desk.SettingProps{Upload: true}))),
	}
}
