package arch

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// tables says whose each table is: nobody else reads or writes it. Who needs to know what stands there asks its owner.
var tables = map[string]string{
	"schema_migration": "internal/db",
	"search_state":     "internal/search", "search_document": "internal/search", "search_word": "internal/search",
	"setting":         "internal/setting",
	"attachment":      "internal/attachment",
	"audit_event":     "internal/audit",
	"throttle_streak": "internal/throttle", "throttle_day": "internal/throttle",
	"message": "internal/message",
	"users":   "internal/user", "set_up_link": "internal/user", "removed_user": "internal/user",
	"challenge": "internal/challenge",
	"factor":    "internal/factor", "factor_step": "internal/factor", "backup_set": "internal/factor", "backup_code": "internal/factor",
	"sent_code": "internal/factor",
	"passkey":   "internal/factor/passkey", "passkey_owner": "internal/factor/passkey", "passkey_ceremony": "internal/factor/passkey",
	"session": "internal/session", "browser": "internal/session", "trusted_browser": "internal/session",
	"lost_session":   "internal/session",
	"trusted_secret": "internal/session", "link_browser": "internal/session",
	"account": "internal/account", "membership": "internal/account", "account_series": "internal/account",
	"account_email": "internal/account", "account_email_change": "internal/account", "account_invitation": "internal/account",
	"withdrawn_invitation": "internal/account", "account_given": "internal/account",
	"account_contact": "internal/account", "account_handover": "internal/account",
	"service": "internal/service", "domain": "internal/domain", "invoice": "internal/invoice", "ticket": "internal/ticket",
	"department": "internal/ticket", "department_text": "internal/ticket", "department_member": "internal/ticket",
	"ticket_message": "internal/ticket", "ticket_follower": "internal/ticket", "ticket_read": "internal/ticket",
	"ticket_answering": "internal/ticket", "ticket_link": "internal/ticket", "blocked_sender": "internal/ticket",
	"canned_reply": "internal/ticket", "account_note": "internal/ticket", "staff_switch": "internal/ticket", "staff_alert": "internal/ticket",
	"announcement": "internal/announcement",
	"requirement":  "internal/policy",
	"not_me":       "internal/notice", "former_email": "internal/notice",
	"contact_change": "internal/contact", "contact_history": "internal/contact", "dispute": "internal/contact",
	"reset_link": "internal/signin", "registration": "internal/signin",
	"recovery_link": "internal/recovery", "recovery_case": "internal/recovery", "recovery_step": "internal/recovery",
	"recovery_key": "internal/recovery", "recovery_proof": "internal/recovery", "recovery_check": "internal/recovery",
}

// shared is who reads a table of somebody else's all the same, and why.
var shared = []struct{ table, file, why string }{
	{"users", "internal/session/store.go", "a session and its person are loaded at every request, in one statement"},
	{"recovery_case", "internal/session/store.go", "every page says that a case is under way, without a statement more"},
}

var (
	created = regexp.MustCompile(`CREATE TABLE (\w+)`)
	dropped = regexp.MustCompile(`DROP TABLE (\w+)`)
	// What SQL names a table after. A table in a list after a comma would be missed: joins are written JOIN here.
	named = regexp.MustCompile(`\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)`)
	comma = regexp.MustCompile(`\bFROM\s+\w+(?:\s+AS\s+\w+)?\s*,\s*\w`)
	// What Bun is given a table's name by.
	builders = []string{"TableExpr", "ModelTableExpr", "Table", "Join"}
)

func TestEveryTableHasAnOwner(t *testing.T) {
	there := map[string]bool{
		"schema_migration": true,                                               // db makes it before the first migration
		"search_state":     true, "search_document": true, "search_word": true, // of SQLite alone: search makes them
	}
	gone := map[string]bool{}
	for _, f := range sources(t).files {
		if f.ext() != ".sql" {
			continue
		}
		for _, match := range created.FindAllSubmatch(f.text, -1) {
			there[string(match[1])] = true
		}
		for _, match := range dropped.FindAllSubmatch(f.text, -1) {
			gone[string(match[1])] = true
		}
	}
	for table := range gone {
		delete(there, table)
	}
	for table := range there {
		if tables[table] == "" {
			t.Errorf("%s has no owner: name it in the tables of internal/arch/table_test.go", table)
		}
	}
	for table, owner := range tables {
		if !there[table] {
			t.Errorf("%s owns %s, which no migration makes", owner, table)
		}
	}
}

func TestEachTableIsReadByItsOwnerAlone(t *testing.T) {
	asked, excused := map[string]bool{}, map[string]bool{}
	for _, f := range sources(t).files {
		if f.syntax == nil || f.test || f.generated || forTestsOnly(f.dir()) {
			continue
		}
		for _, table := range tablesIn(t, f) {
			switch owner := tables[table]; {
			case owner == f.dir():
				asked[table] = true
			case excuse(table, f.path):
				excused[table+f.path] = true
			case owner != "":
				t.Errorf("%s asks for %s, which is %s's: ask that package", f.path, table, owner)
			}
		}
	}
	for table, owner := range tables {
		if !asked[table] {
			t.Errorf("%s never asks for its table %s: either this test has gone blind, or the table is of no use", owner, table)
		}
	}
	for _, s := range shared {
		if !excused[s.table+s.file] {
			t.Errorf("%s asks for %s no more: take the exception away", s.file, s.table)
		}
	}
}

func excuse(table, path string) bool {
	for _, s := range shared {
		if s.table == table && s.file == path {
			return true
		}
	}
	return false
}

// forTestsOnly reports whether a package helps tests, which may look wherever they like.
func forTestsOnly(dir string) bool {
	return strings.HasSuffix(dir, "test") || slices.Contains(forTests, room(dir)) && strings.HasPrefix(dir, "internal/")
}

// tablesIn lists the tables that a file's texts name, by SQL and to Bun.
func tablesIn(t *testing.T, f *file) (all []string) {
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if n.Kind != token.STRING {
				return true
			}
			if query := text(n); comma.MatchString(query) {
				t.Errorf("%s: %q lists tables with a comma; write JOIN", f.path, query)
			} else {
				for _, match := range named.FindAllStringSubmatch(query, -1) {
					all = append(all, match[1])
				}
			}
		case *ast.CallExpr:
			if slices.Contains(builders, called(n)) && len(n.Args) > 0 {
				if name, ok := n.Args[0].(*ast.BasicLit); ok {
					all = append(all, strings.Fields(text(name) + " ")[0])
				}
			}
		}
		return true
	})
	return all
}
