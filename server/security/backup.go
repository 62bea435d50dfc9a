package security

import (
	"errors"
	"strings"

	screen "latchkey/components/security"
	"latchkey/components/ui"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/server/web"

	"github.com/a-h/templ"
)

// BackupCodes shows a new set of backup codes, once; later it only says that they were shown. Because they are
// shown once, only a navigation within this site shows them: a link from elsewhere or a browser that preloads
// pages gets a button instead.
func (p *Pages) BackupCodes(r *web.Request) error {
	unseen, err := p.Factors.AreUnseen(r.Context(), r.Site.DB.Read(), r.Session.UserID)
	if err != nil {
		return err
	}
	if unseen && !r.FromOwnPage() {
		return r.Screen(0, section, "codes.title", screen.CodesReady(screen.CodesReadyProps{SetUp: r.Query("of") == "set-up"}))
	}
	codes, err := p.Credential.RevealBackupCodes(r.Context(), r.Caller())
	if errors.Is(err, factor.ErrShown) {
		return r.Screen(0, section, "codes.title", screen.CodesGone(screen.CodesGoneProps{}))
	}
	if err != nil {
		return err
	}
	return r.Screen(0, section, "codes.title", p.codesScreen(r, written(codes), ui.Form{}, r.Query("of") == "set-up"))
}

func (p *Pages) codesScreen(r *web.Request, codes []string, form ui.Form, setUp bool) templ.Component {
	return screen.BackupCodes(screen.BackupCodesProps{
		Form: form, Codes: codes, SetUp: setUp,
		Host: r.Site.Settings.Choices(r.Context()).BrandName, Address: r.Site.Base.Host,
		Account: r.Session.Email, Made: r.Date(r.Site.Clock.Now()),
	})
}

// ShowCodes is that button: it leads to the codes by a navigation within this site.
func (p *Pages) ShowCodes(r *web.Request) error {
	if r.Form("of") == "set-up" {
		return r.Go("/security/backup-codes?of=set-up")
	}
	return r.Go("/security/backup-codes")
}

// Saved records that the person has ticked "I saved these codes".
func (p *Pages) Saved(r *web.Request) error {
	setUp := r.Form("of") == "set-up"
	if r.Form("saved") != "" {
		if err := p.Credential.BackupCodesSaved(r.Context(), r.Session); err != nil {
			return err
		}
		if setUp {
			return p.isOn(r)
		}
		return r.Go(r.Saying("/security?done=codes"))
	}
	// The page brings the codes back, since nobody here can read them any more.
	codes := r.FormList("backup_code")
	ours, err := p.Credential.AreBackupCodes(r.Context(), r.Session, codes)
	if err != nil {
		return err
	}
	if !ours {
		return r.Go("/security")
	}
	form := r.Beside("saved", "refused.not_saved")
	return r.Screen(web.Unprocessable, section, "codes.title", p.codesScreen(r, codes, form, setUp))
}

// Download answers with the shown codes as a text file. The form brings the codes, and only codes that belong
// to this person are written into the file.
func (p *Pages) Download(r *web.Request) error {
	codes := r.FormList("backup_code")
	ours, err := p.Credential.AreBackupCodes(r.Context(), r.Session, codes)
	if err != nil {
		return err
	}
	if !ours {
		return r.Go("/security/backup-codes")
	}
	host := r.Site.Settings.Choices(r.Context()).BrandName
	lines := append([]string{
		r.Locale.T("download.title", "Host", host),
		r.Locale.T("download.address", "Address", r.Site.Base.String()),
		r.Locale.T("download.account", "Account", r.Session.Email),
		r.Locale.T("download.made", "Date", r.Date(r.Site.Clock.Now())),
		"", r.Locale.T("download.advice"), "",
	}, codes...)
	return r.Download("backup-codes.txt", strings.Join(lines, "\r\n")+"\r\n")
}

// NewCodes asks whether to replace the backup codes.
func (p *Pages) NewCodes(r *web.Request) error {
	state, err := p.state(r)
	if err != nil {
		return err
	}
	if !state.On() {
		return r.Go("/security")
	}
	if err := p.Gate.RequireStepUp(r.Context(), r.Session, state.Backup.Strength); err != nil {
		return err
	}
	return r.Screen(0, section, "new_codes.title", screen.NewCodes(screen.NewCodesProps{Left: state.Backup.Left}))
}

// MakeCodes replaces the backup codes.
func (p *Pages) MakeCodes(r *web.Request) error {
	err := p.Credential.MakeBackupCodes(r.Context(), r.Caller())
	if errors.Is(err, credential.ErrNotOn) {
		return r.Go("/security")
	}
	if err != nil {
		return r.RequireStepUp(err, web.PendingAction{Do: r.Locale.T("security.new_codes"), Page: "/security/backup-codes/new"})
	}
	return r.Go("/security/backup-codes")
}
