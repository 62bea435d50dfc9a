package arch

import (
	"go/build"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rulesOf is which rooms of internal a package of pages may know. Whoever needs one more says so here, and why should be
// plain from the page's matter: a page about tickets has no business with policy.
var rulesOf = map[string][]string{
	"server/web": {
		"access", "account", "address", "attachment", "audit", "challenge", "clock", "db", "factor", "locale", "password", "phrase", "policy",
		"search", "session", "setting", "throttle", "user",
	},
	"server/prompt": {"address", "authn", "clock", "code", "credential", "factor", "message", "password", "seal", "throttle"},
	"server/signin": {"access", "authn", "challenge", "contact", "credential", "factor", "message", "notice", "setting", "signin", "user"},
	"server/security": {
		"access", "authn", "challenge", "clock", "code", "contact", "credential", "factor", "policy", "session", "setting", "user",
	},
	"server/recovery": {"access", "authn", "factor", "message", "recovery", "user"},
	"server/client": {
		"account", "announcement", "authn", "contact", "credential", "db", "domain", "factor",
		"invoice", "locale", "markdown", "message", "notice", "search", "service", "ticket", "user",
	},
	"server/ticket":  {"account", "attachment", "code", "db", "markdown", "seal", "support", "ticket", "user"},
	"server/account": {"account", "locale", "membership", "setting", "signin", "user"},
	"server/desk": {
		"access", "account", "address", "announcement", "attachment", "audit", "authn", "clock", "code", "contact", "db", "domain",
		"factor", "invoice", "locale", "markdown", "membership", "message", "pace", "policy", "recovery", "restore", "search", "service",
		"session", "setting", "signin", "staff", "support", "ticket", "user",
	},
	"server/letter":  {"locale", "markdown", "message", "phrase", "setting", "support", "ticket", "user"},
	"server/webhook": {"message"},
	"server/mailbox": {"db", "message"},
	"server/gallery": {"locale"},
}

// A page asks the rules that it shows, and no others, so that what a rule's change can reach is seen from this table.
func TestPagesKnowTheRulesOfTheirMatter(t *testing.T) {
	for dir, may := range rulesOf {
		imported, err := build.Default.ImportDir(filepath.Join(root, dir), 0)
		if err != nil {
			t.Fatal(err)
		}
		known := map[string]bool{}
		for _, name := range imported.Imports {
			if to, own := strings.CutPrefix(name, module+"internal/"); own {
				known[room("internal/"+to)] = true
			}
		}
		for rule := range known {
			if !slices.Contains(may, rule) {
				t.Errorf("%s imports internal/%s, which rulesOf does not name for it", dir, rule)
			}
		}
		for _, rule := range may {
			if !known[rule] {
				t.Errorf("rulesOf names internal/%s for %s, which does not use it: take it out", rule, dir)
			}
		}
	}
}

func TestEveryPackageOfPagesIsNamed(t *testing.T) {
	others := []string{"server", "server/command", "server/host", "server/hosttest", "server/browsertest", "server/slowtest"}
	for dir := range sources(t).packages() {
		if area, _, _ := strings.Cut(dir, "/"); area == "server" && rulesOf[dir] == nil && !slices.Contains(others, dir) {
			t.Errorf("%s: rulesOf does not say which rules its pages may know", dir)
		}
	}
}
