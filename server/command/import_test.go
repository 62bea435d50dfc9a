package command

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"latchkey/internal/message"
	"latchkey/server/hosttest"
)

// importing writes a file and returns what imports it.
func importing(t *testing.T, s *hosttest.Server, text string) func(more ...string) hosttest.Said {
	t.Helper()
	file := filepath.Join(t.TempDir(), "clients.csv")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return func(more ...string) hosttest.Said {
		return latchkey(t, nil, "", append([]string{"account", "import", file, "--data", s.Data}, more...)...)
	}
}

// An import says what it would do, does it, and does nothing a second time.
func TestClientsAreImported(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("registration", "invitation")
	before := s.Count(`SELECT COUNT(*) FROM account`)
	run := importing(t, s, "\ufeffAccount Number;Name;E-Mail;Owner's name;Company;Country;LANGUAGE;Notes\r\n"+
		"K/1;\"Bits; \"\"Pieces\"\"\";ada@example.test;Ada;;de;EN;\"two\r\nlines\"\r\n"+
		"K/2;;eleni@example.test;Ελένη Παπαδοπούλου;;;;\r\n"+
		"\r\n"+
		"K/3;عمر للاستضافة;;;;;ar;\r\n"+
		"K/4;'=cmd|x;;;;;;\r\n")
	run("--dry-run").Succeeds(t, "line 2: K/1: would be made; its owner signs in already",
		"line 4: K/2: would be made; it waits for its owner",
		"line 6: K/3: would be made", "4 would be made, 0 would be changed, 0 as it is, 0 would be refused.")
	if n := s.Count(`SELECT COUNT(*) FROM account`); n != before {
		t.Errorf("a dry run made %d accounts", n-before)
	}
	run().Succeeds(t, "4 made, 0 changed, 0 as it was, 0 refused.")
	for _, want := range []string{`Bits; "Pieces"`, "Ελένη Παπαδοπούλου", "عمر للاستضافة", "=cmd|x"} {
		if s.Count(`SELECT COUNT(*) FROM account WHERE name = $1`, want) != 1 {
			t.Errorf("no account is called %s", want)
		}
	}
	run().Succeeds(t, "0 made, 0 changed, 4 as it was, 0 refused.")
	run("--invite").Succeeds(t, "line 4: K/2: changed; its owner is invited", "1 changed")
	s.Mail("eleni@example.test", message.AccountInvitation)
	run("--invite").Succeeds(t, "4 as it was")
	all := reads[[]map[string]any](t, run("--dry-run", "--json"))
	if len(all) != 4 || all[0]["does"] != "nothing" || all[0]["line"] != 2.0 || all[0]["number"] != "K/1" {
		t.Errorf("JSON: %v", all)
	}
}

// One line that can't be taken does not lose the others, whatever stands in it; and it is all or nothing.
func TestABadLineLosesNoOther(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	s.Set("registration", "closed")
	long := strings.Repeat("x", 3*mostOfRow)
	run := importing(t, s, strings.Join([]string{
		"number,name,email,country",
		"G-1,Good,,",
		"G-1,Twice,,",
		",No number,,",
		"B\x1b[2J,Steers,,",
		"B-1,N\x00UL,,",
		"B-2,\xff\xfe,,",
		"B-3,\"open,,",
		"G-2,Good,,",
		"B-4," + long + ",,",
		"B-5,\"" + long,
		"G-3,Good,,",
		"B-6,Fine,nobody,",
		"B-7,Fine,,Germany",
		"B-8,Fine,stranger@example.test,",
		"B-9,tur\u202ened,,",
		"G-4,\"5\"\" disks\",,DE",
		"G-5,Good,,DE,more,than,columns",
		"G-1,All wrong,eleni,Germany",
	}, "\n"))
	said := run("--invite")
	said.Refuses(t, 1, "can't be taken")
	for _, want := range []string{
		"line 3: G-1: refused: the number stands on line 2 too", "line 4: no number: refused", `line 5: "B\x1b[2J": refused`,
		"line 6: no number: refused: the row is not UTF-8", "line 7:", "line 8: no number: refused",
		"line 10: no number: refused: the row is longer", "line 13: B-6: refused: that is not an e-mail address",
		"line 14: B-7: refused: the country can't be that", "line 15: B-8: refused: nobody has that address, and registration is closed",
		"line 16: B-9: refused: the name", "5 made",
		"line 19: G-1: refused: the number stands on line 2 too; that is not an e-mail address", "; the country can't be that",
	} {
		if !strings.Contains(said.Out, want) {
			t.Errorf("does not say %q:\n%.4000s", want, said.Out)
		}
	}
	if n := s.Count(`SELECT COUNT(*) FROM account WHERE number LIKE 'G-%'`); n != 5 {
		t.Errorf("%d of 5 good lines were taken", n)
	}
	if s.Count(`SELECT COUNT(*) FROM account WHERE number LIKE 'B%'`) != 0 {
		t.Error("a bad line was taken in part")
	}
	if strings.ContainsAny(said.Out, "\x1b\x00") {
		t.Error("the terminal is steered by the file")
	}
	open := importing(t, s, "number,name\nQ-1,\"open\nQ-2,Good\nQ-3,B\"ad\nQ-4,Good")()
	if open.Status != 1 || !strings.Contains(open.Out, "line 2: no number: refused: a quotation mark") ||
		!strings.Contains(open.Out, "line 4: no number: refused: a quotation mark") || !strings.Contains(open.Out, "2 made") {
		t.Errorf("of an open quotation mark: %+v", open)
	}
	importing(t, s, "number,name\nTW-1,One\ntw-1,Other\n")().Refuses(t, 1, "")
	if n := s.Count(`SELECT COUNT(*) FROM account WHERE lower(number) = 'tw-1'`); n != 1 {
		t.Errorf("%d accounts in two cases of one number", n)
	}
}

// What is wrong with the names of the columns is said at once, and a column that is not read is named.
func TestTheNamesOfColumnsAreJudged(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	importing(t, s, "")().Refuses(t, 1, "the file is empty")
	importing(t, s, "name,email\nA,b@example.test\n")().Refuses(t, 1, "no column is called number")
	importing(t, s, "number,account\n1,2\n")().Refuses(t, 1, "two columns are the account's number")
	importing(t, s, "name,zip,postcode,Fax,\x1b[2J\nA,b,c,d,e\n")().Refuses(t, 1,
		"two columns are the account's postcode; no column is called number", `nothing of an account is called that: "Fax", "\x1b[2J"`)
	importing(t, s, "number,name,Fax\nGR-1,Good,5\n")().Succeeds(t,
		`that are not read, because nothing of an account is called that: "Fax"`, "1 made")
	with := importing(t, s, "number,name,Fax\nGR-1,Good,5\n")("--json")
	if reads[[]any](t, with); !strings.Contains(with.Err, `"Fax"`) {
		t.Errorf("with --json standard error says %q", with.Err)
	}
}

// Two who import the same file at once make each account once.
func TestTwoImportersAtOnce(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	var text bytes.Buffer
	text.WriteString("number\tname\n")
	for i := range 20 {
		fmt.Fprintf(&text, "T-%d\tTwin %d\n", i, i)
	}
	run := importing(t, s, text.String())
	for status, n := range hosttest.AtOnce(2, func(int) string { return fmt.Sprint(run().Status) }) {
		if status != "0" {
			t.Errorf("%d importers ended with %s", n, status)
		}
	}
	if n := s.Count(`SELECT COUNT(*) FROM account WHERE number LIKE 'T-%'`); n != 20 {
		t.Errorf("%d accounts for 20 numbers", n)
	}
	if n := s.Count(`SELECT COUNT(*) FROM audit_event WHERE event = 'account.added' AND actor = 'shell'`); n != 20 {
		t.Errorf("%d rows for 20 accounts", n)
	}
}
