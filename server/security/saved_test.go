package security_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"latchkey/server/hosttest"
)

const unsaved = "You haven’t confirmed that you saved your backup codes."

// Who signs in with a backup code has kept it: the codes count as saved.
func TestACodeThatIsUsedWasSaved(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	b.Post("/security/two-factor/start")
	secret := hosttest.Between(t, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
	b.Post("/security/two-factor/verify", "code", s.Code(secret)).Leads(t, "/security/backup-codes?of=set-up")
	codes := b.Get("/security/backup-codes?of=set-up").Codes(t)
	b.Get("/security").Says(t, http.StatusOK, unsaved)
	other := s.Browser()
	other.SignIn().Leads(t, "/sign-in/code")
	other.Post("/sign-in/backup-code", "backup_code", "k7f3-9mzt-2xqa")
	b.Get("/security").Says(t, http.StatusOK, unsaved) // a wrong one proves nothing
	other.Post("/sign-in/backup-code", "backup_code", codes[0]).Leads(t, "/security?said=backup-code")
	if strings.Contains(b.Get("/security").Body, unsaved) {
		t.Error("the warning stays after one of them was used")
	}
}

// Where a name is asked for, a complete code does not send the form by itself; elsewhere it does.
func TestTheNameOfAFurtherMethodIsNotPassedOver(t *testing.T) {
	t.Parallel()
	const sends = "data-autosubmit"
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	b.Post("/security/two-factor/start")
	b.Get("/security/two-factor/scan").Says(t, http.StatusOK, sends)
	b = s.Browser()
	b.TurnOn()
	for method, page := range map[string]string{"totp": "/security/two-factor/scan", "email": "/security/methods/email"} {
		at := b.Post("/security/methods/new", "method", method)
		at.Leads(t, page)
		p := b.Get(at.Location)
		p.Says(t, http.StatusOK, `name="name"`)
		if strings.Contains(p.Body, sends) {
			t.Errorf("%s sends itself", page)
		}
	}
}

// Nobody can have saved what nobody has seen: a form from another tab, or sent again,
// does away with neither the codes nor the warning.
func TestCodesThatWereNotShownCannotBeSaved(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := s.Browser()
	b.SignIn()
	b.Post("/security/two-factor/start")
	secret := hosttest.Between(t, b.Get("/security/two-factor/scan").Body, `data-text="`, `"`)
	b.Post("/security/two-factor/verify", "code", s.Code(secret)).Leads(t, "/security/backup-codes?of=set-up")

	b.Post("/security/backup-codes/saved", "saved", "yes", "of", "set-up")
	b.Get("/security").Says(t, http.StatusOK, unsaved)
	shown := b.Get("/security/backup-codes?of=set-up")
	shown.Codes(t)
	said, codes := strings.Index(shown.Body, "Two-factor authentication is on."), strings.Index(shown.Body, `id="codes"`)
	if said < 0 || said > codes {
		t.Error("the page does not say first that it is on")
	}
	b.Get("/security/backup-codes?of=set-up").Says(t, http.StatusOK, "We’ve already shown you these codes")
	b.Get("/security").Says(t, http.StatusOK, unsaved)

	b.Post("/security/backup-codes/saved", "saved", "yes", "of", "set-up").Leads(t, "/security?done=on")
	if strings.Contains(b.Get("/security").Body, unsaved) {
		t.Error("the warning stays after the codes were saved")
	}
}

// The page brings its codes back to be written into a file, or drawn again. That is no
// place to find out whether a single code is right.
func TestOnlyAWholeSetOfCodesIsGivenBack(t *testing.T) {
	t.Parallel()
	for _, layout := range []string{"stepwise", "dialog"} {
		t.Run(layout, func(t *testing.T) {
			s := hosttest.Boot(t)
			s.Set("two-factor.set-up", layout)
			b := s.Browser()
			codes := shownCodes(t, b, layout)
			for name, some := range map[string][]string{
				"one": codes[:1], "all but one": codes[1:], "none": nil,
				"one ten times": slices.Repeat(codes[:1], 10), "nine and one made up": append(slices.Clone(codes[:9]), "k7f3-9mzt-2xqa"),
			} {
				p := b.Post("/security/backup-codes/download", asFields(some)...)
				if p.Status != http.StatusSeeOther || p.Location != "/security/backup-codes" {
					t.Errorf("%s: the download answers %d:\n%s", name, p.Status, p.Body)
				}
				if p := b.Post("/security/backup-codes/saved", asFields(some)...); p.Status != http.StatusSeeOther || p.Location != "/security" {
					t.Errorf("%s: saved without a tick answers %d:\n%s", name, p.Status, p.Body)
				}
			}
			b.Post("/security/backup-codes/download", asFields(codes)...).Says(t, http.StatusOK, strings.Join(codes, "\r\n"))
			b.Post("/security/backup-codes/saved", asFields(codes)...).Says(t, http.StatusUnprocessableEntity, codes[9])
		})
	}
}

// shownCodes are Ada's codes as the page of this layout shows them.
func shownCodes(t *testing.T, b *hosttest.Browser, layout string) []string {
	t.Helper()
	if layout == "stepwise" {
		_, codes := b.TurnOn()
		return codes
	}
	b.SignIn()
	b.Post("/security/two-factor/start")
	return b.Get("/security/two-factor/scan").Codes(t)
}

func asFields(codes []string) (fields []string) {
	for _, c := range codes {
		fields = append(fields, "backup_code", c)
	}
	return fields
}
