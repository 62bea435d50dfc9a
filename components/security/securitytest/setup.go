package securitytest

import (
	_ "embed"

	"github.com/a-h/templ"

	"latchkey/components"
	"latchkey/components/canned"
	"latchkey/components/security"
	"latchkey/components/ui"
)

//go:embed qr.svg
var qr string

var codes = []string{
	"4f7k-9m2x-q0wd", "h3tz-v8c1-rj5n", "b6ye-0p4s-kw9g", "z2xa-m7qf-3d8h", "t9nv-c5rj-y1e6",
	"q4mb-8h0t-ws2p", "k7fd-x3gz-95va", "e1ck-r6yn-b4j0", "w8pq-2s5h-mt7z", "v3jg-d9xe-f0kr",
}

func setUp(v canned.Values) []canned.State {
	wrong := ui.Form{Errors: map[string]string{"code": v.T("refused.totp_wrong")}}
	unsaved := ui.Form{Errors: map[string]string{"saved": v.T("refused.not_saved")}}
	dialog := func(f ui.Form) templ.Component {
		return security.SetUpDialog(security.DialogProps{
			Scan: scan(v, f), Codes: codes, Host: canned.Brand.Name, Address: "my.northwind.example", Account: canned.Ada.Email,
			Made: v.On(11, 22),
		})
	}
	sheet := security.BackupCodesProps{
		Codes: codes, Host: canned.Brand.Name, Address: "my.northwind.example", Account: canned.Ada.Email, Made: v.On(11, 22), SetUp: true,
	}
	refusedSheet := sheet
	refusedSheet.Form = unsaved
	adding := scan(v, ui.Form{})
	adding.Adding, adding.Name = true, v.T("method.next_totp", "Number", v.Locale.Number(2))
	return []canned.State{
		screen("explain", v.T("explain.title"), security.Explain(security.ExplainProps{})),
		screen("explain-dialog", v.T("explain.title"), security.Explain(security.ExplainProps{Dialog: true})),
		screen("scan", v.T("scan.title"), security.Scan(scan(v, ui.Form{}))),
		screen("scan-refused", v.T("scan.title"), security.Scan(scan(v, wrong))),
		screen("help", v.T("help.refused"), security.Help(security.HelpProps{Host: canned.Brand.Name, Kind: "totp"})),
		screen("help-sent", v.T("help.refused"), security.Help(security.HelpProps{Host: canned.Brand.Name, Kind: "email"})),
		screen("discard", v.T("discard.title"), security.Discard(security.DiscardProps{})),
		screen("discard-dialog", v.T("discard.title"), security.Discard(security.DiscardProps{Dialog: true})),
		screen("scan-adding", v.T("scan.title"), security.Scan(adding)),
		screen("dialog", v.T("scan.title"), dialog(ui.Form{})),
		screen("dialog-refused", v.T("scan.title"), dialog(unsaved)),
		screen("backup-codes", v.T("codes.title"), security.BackupCodes(sheet)),
		screen("backup-codes-unsaved", v.T("codes.title"), security.BackupCodes(refusedSheet)),
		screen("codes-ready", v.T("codes.title"), security.CodesReady(security.CodesReadyProps{SetUp: true})),
		screen("codes-gone", v.T("codes_gone.title"), security.CodesGone(security.CodesGoneProps{})),
		screen("new-codes", v.T("new_codes.title"), security.NewCodes(security.NewCodesProps{Left: 7})),
		screen("new-codes-none", v.T("new_codes.title"), security.NewCodes(security.NewCodesProps{})),
	}
}

func scan(v canned.Values, f ui.Form) security.ScanProps {
	return security.ScanProps{
		Form: f, SetUp: "1", QR: qr, Secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP", Clock: canned.Clock,
		SetupURL: "otpauth://totp/Northwind%20Hosting:ada@example.test?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Northwind%20Hosting",
	}
}

// required is the page before the set-up as those see it who must set a second step up, now or in a few days.
func required(v canned.Values) []canned.State {
	locked := screen("policy-locked", v.T("explain.title"), security.Explain(security.ExplainProps{Forced: true}))
	locked.Person = &components.Person{Name: canned.Ada.Name, Email: canned.Ada.Email, Locked: true}
	locked.Banners = []ui.Banner{{Kind: "warning", Text: v.T("policy.now")}}
	counting := screen("policy-counting", v.T("explain.title"), security.Explain(security.ExplainProps{}))
	counting.Banners = []ui.Banner{{
		Kind: "warning", Text: v.N("policy.days", 3, "Date", v.On(11, 25)),
		LinkText: v.T("policy.link"), LinkURL: "/security/two-factor",
	}}
	asked := locked
	asked.Name = "policy-locked-account"
	asked.Banners = []ui.Banner{{
		Kind: "warning", Text: v.T("policy.now_account", "Account", "Hartwell Studio"),
		LinkText: v.T("policy.leave", "Account", "Hartwell Studio"), LinkURL: "/account/1/leave",
	}}
	return []canned.State{locked, asked, counting}
}
