package attachment

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestNamesAreCleaned(t *testing.T) {
	for name, want := range map[string]string{
		"error.log":                          "error.log",
		"../../etc/passwd":                   "passwd",
		`..\..\windows\system32\cmd.exe`:     "cmd.exe",
		`C:\Users\ada\a.txt`:                 "a.txt",
		"/":                                  "file",
		"":                                   "file",
		".":                                  "file",
		"..":                                 "file",
		"...  ":                              "file",
		".htaccess":                          "htaccess",
		"a\x00.png":                          "a.png",
		"a.png\x00.exe":                      "a.png.exe",
		"invoice\u202egnp.exe":               "invoicegnp.exe",
		"a\u2066b\u200bc\ufeff.txt":          "abc.txt",
		"a\r\nContent-Type: text/html\r\n.x": "html  .x",
		"CON":                                "_CON",
		"nul.txt":                            "_nul.txt",
		"Com1.tar.gz":                        "_Com1.tar.gz",
		"LPT¹":                               "_LPT¹",
		"con .txt":                           "_con .txt",
		"console.txt":                        "console.txt",
		"a.txt.":                             "a.txt",
		"a.txt ":                             "a.txt",
		`a"b<c>d|e?f*g:h;i%j.txt`:            "a_b_c_d_e_f_g_h_i_j.txt",
		"a／b＼c∕d":                            "a_b_c_d",
		"فاتورة شهر ٣.pdf":                   "فاتورة شهر ٣.pdf",
		"می\u200cخواهم.txt":                  "می\u200cخواهم.txt",
		"e\u0301.txt":                        "\u00e9.txt",
		"\xff\xfe.txt":                       "_.txt",
	} {
		if got := CleanName(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
	for _, long := range []string{strings.Repeat("a", 10_000) + ".pdf", strings.Repeat("م", 10_000) + ".pdf"} {
		if got := CleanName(long); len(got) > mostName || !strings.HasSuffix(got, ".pdf") {
			t.Errorf("a long one becomes %d bytes, %q", len(got), got)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	for _, name := range []string{
		"a.txt", "../x", "CON", "a\x00b", "\u202ex", strings.Repeat("é", 200) + ".tar", ".", "a. . .", "\u200d.\u200c", "𝄞.x", "ﬁ／x",
	} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := CleanName(name)
		if got == "" || len(got) > mostName || !utf8.ValidString(got) || strings.ContainsAny(got, "/\\\x00\r\n\"<>:|?*%;") {
			t.Fatalf("%q becomes %q", name, got)
		}
		if device.MatchString(got) || strings.HasPrefix(got, ".") || strings.HasSuffix(got, ".") || strings.HasSuffix(got, " ") {
			t.Fatalf("%q becomes %q, which a system takes for something else", name, got)
		}
		for _, r := range got {
			if !unicode.IsGraphic(r) && r != 0x200c && r != 0x200d {
				t.Fatalf("%q becomes %q, with %U", name, got, r)
			}
		}
		if again := CleanName(got); again != got {
			t.Fatalf("%q becomes %q, and that %q", name, got, again)
		}
	})
}
