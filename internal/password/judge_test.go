package password

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/bits-and-blooms/bloom/v3"
)

// list returns a Bloom filter of a few stolen passwords, as the build writes it.
func list(t testing.TB, passwords ...string) []byte {
	t.Helper()
	filter := bloom.NewWithEstimates(1000, 1e-6)
	for _, p := range passwords {
		filter.AddString(p)
	}
	var file bytes.Buffer
	if _, err := filter.WriteTo(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// kept is a filter as the program keeps it.
func kept(filter []byte) *io.SectionReader {
	return io.NewSectionReader(bytes.NewReader(filter), 0, int64(len(filter)))
}

func TestVerdicts(t *testing.T) {
	t.Parallel()
	judge := NewStrengthChecker(kept(list(t, "elephant", "kalte.hand77", "TrustNobody99")))
	about := []string{"Ada Lovelace", "ada.lovelace@example.test", "Northwind Hosting"}
	for _, c := range []struct {
		name, password string
		reason         Reason
	}{
		{"seven characters", "x9$Kp2!", TooShort},
		{"seven characters of an alphabet of two bytes", "كلمةسرط", TooShort},
		{"an accent is not a character of its own", "e\u0301e\u0301e\u0301e\u0301", TooShort},
		{"257 characters", strings.Repeat("xkcd!9", 43)[:257], TooLong},
		{"the most common of all", "password", Common},
		{"decorated", "Password2024!", Common},
		{"disguised", "P@$$w0rd", Common},
		{"disguised and decorated", "!W3lc0me!!", Common},
		{"digits in a row", "12345678", Common},
		{"digits in a long row", "12345678901234567890", Common},
		{"one letter", "aaaaaaaaaaaaaaaaaaaa", Common},
		{"a short block again and again", "aB3$aB3$aB3$aB3$", Common},
		{"the keyboard", "qwertyuiop", Common},
		{"the person's name", "AdaLovelace", Personal},
		{"and the year of birth", "lovelace1815", Personal},
		{"backwards order", "lovelace.ada", Personal},
		{"the host's name", "northwind!!", Personal},
		{"stolen elsewhere", "kalte.hand77", Breached},
		{"stolen, in capitals", "Kalte.Hand77", Breached},
		{"stolen with capitals, as it was typed", "TrustNobody99", Breached},
		{"a name with much beside it", "ada likes the sea in winter", ""},
		{"no composition rules: letters only", "correct horse battery", ""},
		{"no composition rules: digits only", "739104862915", ""},
		{"any script", "سبعة عصافير على السطح", ""},
		{"256 characters", strings.Repeat("k7!Wq_", 42) + "zzzz", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := judge.Check(c.password, about...)
			if got.Reason != c.reason || got.OK != (c.reason == "") {
				t.Errorf("%q: %+v, want the reason %q", c.password, got, c.reason)
			}
		})
	}
}

func TestScoresRiseWithTheWorkOfGuessing(t *testing.T) {
	t.Parallel()
	judge := NewStrengthChecker(kept(list(t, "elephant")))
	for _, c := range []struct {
		password string
		score    int
	}{
		{"elephant1", 0},
		{"xkqzvbnw", 1},
		{"elephant2024", 1},
		{"Tr7pelmo", 2},
		{"x9$Kp2!vQz", 3},
		{"correct horse battery staple", 4},
		{"x9$Kp2!vQz7m", 4},
	} {
		if got := judge.Check(c.password); got.Score != c.score {
			t.Errorf("%q scores %d, want %d", c.password, got.Score, c.score)
		}
	}
}

func TestALongPasswordIsJudgedQuickly(t *testing.T) {
	judge := NewStrengthChecker(nil)
	start := time.Now()
	judge.Check(strings.Repeat("aA1!", 64), strings.Repeat("aA1 ", 60))
	judge.Check(strings.Repeat("x", 1<<16))
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %s", took)
	}
}

func TestWithoutTheListTheShortOneIsLeft(t *testing.T) {
	t.Parallel()
	full := list(t, "elephant")
	for name, filter := range map[string][]byte{
		"none": nil, "empty": {}, "cut short": full[:len(full)-1], "rubbish": []byte(strings.Repeat("x", 4096)),
	} {
		t.Run(name, func(t *testing.T) {
			judge := NewStrengthChecker(kept(filter))
			if judge.Complete() {
				t.Error("claims to be complete")
			}
			if got := judge.Check("password1"); got.Reason != Common {
				t.Errorf("password1: %+v", got)
			}
			if got := judge.Check("correct horse battery"); !got.OK {
				t.Errorf("a good password is refused: %+v", got)
			}
		})
	}
	if !NewStrengthChecker(kept(full)).Complete() {
		t.Error("a whole list is not taken as complete")
	}
}

func BenchmarkCheck(b *testing.B) {
	judge := NewStrengthChecker(kept(list(b, "elephant")))
	for b.Loop() {
		judge.Check("correct horse battery staple 42", "Ada Lovelace", "ada@example.test")
	}
}

func BenchmarkReadingTheList(b *testing.B) {
	filter := bloom.NewWithEstimates(600_000, 1e-4)
	var file bytes.Buffer
	_, _ = filter.WriteTo(&file)
	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		NewStrengthChecker(kept(file.Bytes())).breached()
	}
}
