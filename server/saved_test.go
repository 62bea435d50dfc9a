package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

const unsaved = "You have not confirmed that your backup codes are saved."

// Nobody can have saved what nobody has seen: a form from another tab, or sent again,
// does away with neither the codes nor the warning.
func TestCodesThatWereNotShownCannotBeSaved(t *testing.T) {
	s := boot(t)
	b := s.browser()
	b.signIn()
	b.post("/security/two-factor/start")
	secret := between(t, b.get("/security/two-factor/scan").body, `data-text="`, `"`)
	b.post("/security/two-factor/verify", "code", s.code(secret)).leads(t, "/security/backup-codes?of=set-up")

	b.post("/security/backup-codes/saved", "saved", "yes", "of", "set-up")
	b.get("/security").says(t, http.StatusOK, unsaved)
	b.get("/security/backup-codes?of=set-up").codes(t)
	b.get("/security/backup-codes?of=set-up").says(t, http.StatusOK, "These codes were shown already")
	b.get("/security").says(t, http.StatusOK, unsaved)

	b.post("/security/backup-codes/saved", "saved", "yes", "of", "set-up").leads(t, "/security?done=on")
	if strings.Contains(b.get("/security").body, unsaved) {
		t.Error("the warning stays after the codes were saved")
	}
}

// The page brings its codes back to be written into a file, or drawn again. That is no
// place to find out whether a single code is right.
func TestOnlyAWholeSetOfCodesIsGivenBack(t *testing.T) {
	for _, layout := range []string{"stepwise", "dialog"} {
		t.Run(layout, func(t *testing.T) {
			s := boot(t)
			s.set("two-factor.set-up", layout)
			b := s.browser()
			codes := shownCodes(t, b, layout)
			for name, some := range map[string][]string{
				"one": codes[:1], "all but one": codes[1:], "none": nil,
				"one ten times": slices.Repeat(codes[:1], 10), "nine and one made up": append(slices.Clone(codes[:9]), "k7f3-9mzt-2xqa"),
			} {
				if p := b.post("/security/backup-codes/download", asFields(some)...); p.status != http.StatusSeeOther || p.location != "/security/backup-codes" {
					t.Errorf("%s: the download answers %d:\n%s", name, p.status, p.body)
				}
				if p := b.post("/security/backup-codes/saved", asFields(some)...); p.status != http.StatusSeeOther || p.location != "/security" {
					t.Errorf("%s: saved without a tick answers %d:\n%s", name, p.status, p.body)
				}
			}
			b.post("/security/backup-codes/download", asFields(codes)...).says(t, http.StatusOK, strings.Join(codes, "\r\n"))
			b.post("/security/backup-codes/saved", asFields(codes)...).says(t, http.StatusUnprocessableEntity, codes[9])
		})
	}
}

// shownCodes are Ada's codes as the page of this layout shows them.
func shownCodes(t *testing.T, b *browser, layout string) []string {
	t.Helper()
	if layout == "stepwise" {
		_, codes := b.turnOn()
		return codes
	}
	b.signIn()
	b.post("/security/two-factor/start")
	return b.get("/security/two-factor/scan").codes(t)
}

func asFields(codes []string) (fields []string) {
	for _, c := range codes {
		fields = append(fields, "backup_code", c)
	}
	return fields
}
