package canned

import (
	"github.com/a-h/templ"

	"latchkey/components/security"
)

type component = templ.Component

func (v values) setUp() []State {
	wrong := form{Errors: map[string]string{"code": v.say("That code is not right. Use the latest one.", "هذا الرمز غير صحيح. استخدم أحدث رمز.")}}
	unsaved := form{Errors: map[string]string{"saved": v.say("Save your backup codes, then tick this box.", "احفظ رموزك الاحتياطية ثم ضع علامة هنا.")}}
	screen := func(name, title string, c component) State {
		return State{Name: name, Title: title, Section: "security", Screen: c}
	}
	dialog := func(f form) component {
		return security.SetUpDialog(security.DialogProps{Scan: v.scan(f), Codes: codes, Host: Brand.Name, Account: Ada.Email})
	}
	sheet := security.BackupCodesProps{Codes: codes, Host: Brand.Name, Account: Ada.Email, Made: v.on(11, 22), SetUp: true}
	refusedSheet := sheet
	refusedSheet.Form = unsaved
	return []State{
		screen("explain", v.T("explain.title"), security.Explain(security.ExplainProps{})),
		screen("explain-dialog", v.T("explain.title"), security.Explain(security.ExplainProps{Dialog: true})),
		screen("scan", v.T("scan.title"), security.Scan(v.scan(form{}))),
		screen("scan-refused", v.T("scan.title"), security.Scan(v.scan(wrong))),
		screen("dialog", v.T("scan.title"), dialog(form{})),
		screen("dialog-refused", v.T("scan.title"), dialog(unsaved)),
		screen("backup-codes", v.T("codes.title"), security.BackupCodes(sheet)),
		screen("backup-codes-unsaved", v.T("codes.title"), security.BackupCodes(refusedSheet)),
		screen("codes-ready", v.T("codes.title"), security.CodesReady(security.CodesReadyProps{SetUp: true})),
		screen("codes-gone", v.T("codes_gone.title"), security.CodesGone(security.CodesGoneProps{})),
		screen("new-codes", v.T("new_codes.title"), security.NewCodes(security.NewCodesProps{Left: 7})),
		screen("new-codes-none", v.T("new_codes.title"), security.NewCodes(security.NewCodesProps{})),
	}
}

func (v values) scan(f form) security.ScanProps {
	return security.ScanProps{
		Form: f, QR: qr, Secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP", Clock: clock,
		SetupURL: "otpauth://totp/Northwind%20Hosting:ada@example.test?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Northwind%20Hosting",
	}
}
