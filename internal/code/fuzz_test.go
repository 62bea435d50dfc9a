package code

import (
	"strings"
	"testing"
)

// What holds for every input: no panic, ASCII of the right length or nothing, and what is shown is read back as it was.
func checkParse(t *testing.T, input, allowed string, length int,
	parse func(string) (string, Problem), format func(string) string,
) {
	code, problem := parse(input)
	if strings.Trim(code, allowed) != "" {
		t.Fatalf("%q gives %q, with more than %q in it", input, code, allowed)
	}
	switch problem {
	case None:
		if len(code) != length {
			t.Fatalf("%q gives %q without a problem", input, code)
		}
	case TooShort:
		if len(code) == 0 || len(code) >= length {
			t.Fatalf("%q is too short, but gives %q", input, code)
		}
	default:
		if code != "" {
			t.Fatalf("%q has problem %d, but gives %q", input, problem, code)
		}
		return
	}
	if again, problemAgain := parse(format(code)); again != code || problemAgain != problem {
		t.Fatalf("%q gives %q, shown as %q, read back as %q", input, code, format(code), again)
	}
}

func FuzzParseOneTime(f *testing.F) {
	for _, seed := range []string{"", "123456", "123 456", "١٢٣٤٥٦", "１２３４５６", "12345\xff", "\u2068123456\u2069", "1234567"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		checkParse(t, input, "0123456789", Digits, ParseOneTime, FormatOneTime)
	})
}

func FuzzParseBackup(f *testing.F) {
	for _, seed := range []string{"", "7k2m-9qxw-t4hd", "OIL0", "７Ｋ２Ｍ", "7k2m—9qxw—t4hd", "\xc0\x80", "u"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		checkParse(t, input, alphabet, Symbols, ParseBackup, FormatBackup)
	})
}

func FuzzEncodeBackup(f *testing.F) {
	f.Add([]byte("8 octets"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var bits [8]byte
		copy(bits[:], data)
		code := EncodeBackup(bits)
		if again, problem := ParseBackup(FormatBackup(code)); again != code || problem != None {
			t.Fatalf("%x gives %q, read back as %q with problem %d", bits, code, again, problem)
		}
	})
}

func FuzzStep(f *testing.F) {
	f.Add(int64(0))
	f.Add(int64(1234567890123))
	f.Add(int64(-1))
	f.Fuzz(func(t *testing.T, millis int64) {
		if millis < -1<<62 || millis > 1<<62 {
			return
		}
		remaining := Remaining(millis)
		if remaining < 1 || remaining > periodMillis {
			t.Fatalf("%d ms left at %d", remaining, millis)
		}
		if Step(millis+remaining) != Step(millis)+1 || Step(millis+remaining-1) != Step(millis) {
			t.Fatalf("the step of %d does not end in %d ms", millis, remaining)
		}
	})
}
