package code

import (
	"encoding/json"
	"os"
	"testing"
)

// parseCase is one line of testdata/cases.json. The same file is played natively, as WebAssembly under Node.js and in
// the fields of a page in a browser.
type parseCase struct{ Name, Input, Code, Problem string }

var problems = map[string]Problem{
	"none": None, "empty": Empty, "not digits": NotDigits, "bad character": BadCharacter,
	"too short": TooShort, "too long": TooLong,
}

func TestParse(t *testing.T) {
	data, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases struct{ OneTime, Backup []parseCase }
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	t.Run("one-time code", func(t *testing.T) { play(t, cases.OneTime, ParseOneTime) })
	t.Run("backup code", func(t *testing.T) { play(t, cases.Backup, ParseBackup) })
}

func play(t *testing.T, cases []parseCase, parse func(string) (string, Problem)) {
	if len(cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			want, known := problems[c.Problem]
			if !known {
				t.Fatalf("the table names an unknown problem %q", c.Problem)
			}
			if code, problem := parse(c.Input); code != c.Code || problem != want {
				t.Errorf("%q gives %q and problem %d, want %q and %d (%s)", c.Input, code, problem, c.Code, want, c.Problem)
			}
		})
	}
}

func TestInvalidUTF8IsNoCode(t *testing.T) {
	if code, problem := ParseOneTime("12345\xff"); code != "" || problem != NotDigits {
		t.Errorf("one-time code: %q, %d", code, problem)
	}
	if code, problem := ParseBackup("7k2m9qxwt4h\xc0"); code != "" || problem != BadCharacter {
		t.Errorf("backup code: %q, %d", code, problem)
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		name, got, want string
	}{
		{"one-time code", FormatOneTime("123456"), "123 456"},
		{"the beginning of one", FormatOneTime("1234"), "123 4"},
		{"half of one", FormatOneTime("123"), "123"},
		{"no code", FormatOneTime(""), ""},
		{"backup code", FormatBackup("7k2m9qxwt4hd"), "7k2m-9qxw-t4hd"},
		{"the beginning of a backup code", FormatBackup("7k2m9"), "7k2m-9"},
		{"secret key", Group("GEZDGNBVGY3TQOJQ", 4), "GEZD GNBV GY3T QOJQ"},
		{"a short last group", Group("ABCDEF", 4), "ABCD EF"},
		{"no groups", Group("ABCD", 0), "ABCD"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestEncodeBackup(t *testing.T) {
	for _, c := range []struct {
		name string
		bits [8]byte
		want string
	}{
		{"zero", [8]byte{}, "000000000000"},
		{"one", [8]byte{7: 1}, "000000000001"},
		{"the low 60 bits", [8]byte{255, 255, 255, 255, 255, 255, 255, 255}, "zzzzzzzzzzzz"},
		{"the four high bits are left out", [8]byte{0xf0}, "000000000000"},
		{"the highest that counts", [8]byte{0x08}, "g00000000000"},
		{"big-endian", [8]byte{0, 0, 0, 0, 0, 0, 4, 0x21}, "000000000111"},
	} {
		if got := EncodeBackup(c.bits); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestStep(t *testing.T) {
	for _, c := range []struct {
		name                    string
		millis, step, remaining int64
	}{
		{"the beginning", 0, 0, 30_000},
		{"the last millisecond of a step", 29_999, 0, 1},
		{"the first of the next", 30_000, 1, 30_000},
		{"RFC 6238, appendix B: 2009-02-13", 1234567890_000, 0x273EF07, 30_000},
		{"RFC 6238, appendix B: 2603-10-11", 20000000000_000, 0x27BC86AA, 10_000},
		{"before 1970", -1, -1, 1},
		{"a whole step before 1970", -30_000, -1, 30_000},
	} {
		if step, remaining := Step(c.millis), Remaining(c.millis); step != c.step || remaining != c.remaining {
			t.Errorf("%s: step %d with %d ms left, want %d with %d", c.name, step, remaining, c.step, c.remaining)
		}
	}
}
