package locale

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A worn word may not stand on a page: it is terse, old or translated, and a first reader stumbles over it. Better is
// what to write instead.
type worn struct {
	old    *regexp.Regexp
	better string
}

func word(pattern, better string) worn { return worn{regexp.MustCompile("(?i)" + pattern), better} }

// Pages speak to "you" in the words that other sites use: subject, verb, object, one idea a sentence.
var wornWords = map[string][]worn{
	"en": {
		word(`\bwhoever\b`, "“someone who” or “anyone who”"),
		word(`\bwhom\b`, "“who”; as the name of a column “applies to”"),
		word(`\b(some|any|every)body\b`, "“someone”, “anyone”, “everyone”"),
		word(`\bmend(s|ed|ing)?\b`, "“fix”"),
		word(`\bgood for\b`, "“works once”, “expires in 10 minutes”"),
		word(`\bby hand\b`, "“manual”, or say what to enter"),
		word(`\bsuffic(es?|ient)\b`, "“is enough”, “minimum”"),
		word(`\bkept out\b|\bothers out\b`, "“sign-in disabled”, “keeps people out”"),
		word(`\bshuts? (\w+ )?out\b`, "“lock out”"),
		word(`\balone (opens?|will open|is not)\b`, "“with just your password”"),
		word(`\bmailbox(es)?\b`, "“inbox” or “email”"),
		word(`\be-mails?\b`, "“email”"),
		word(`\bset-up\b`, "“setup”"),
		word(`\bat once\b`, "“immediately”"),
		word(`\w just now\b`, "“right now” or “a moment ago”"),
		word(`\bmeanwhile\b`, "“in the meantime”"),
		word(`\b(a|is|are|was|were|be) refused\b|\bnot accepted\b`, "“didn’t work”; of a person’s choice “declined”"),
		word(`\b(is|are) dead\b`, "“no longer works”"),
		word(`\bno such\b`, "“not found”"),
		word(`\b(do|does|did|is|are|was|were|has|have|had|will|would|could|should) not\b|\bcannot\b`, "“don’t”, “isn’t”, “can’t”"),
		word(`'`, "the curly apostrophe ’"),
		word(`\btype (the|your|it|this|one|what|them|two|in)\b`, "“enter”"),
		word(`\b(go|goes|went|carry|carries|handed|hand) on\b`, "“continue”; of work “send”"),
		word(`\b(many|wrong|five) tries\b`, "“attempts”"),
		word(`\b(a|the|this|our) notices?\b`, "“security alert”"),
		word(`\bwaiting time\b`, "“waiting period”"),
		word(`\bin force\b`, "“current”, “ready”"),
		word(`\btaken? off\b`, "“remove”"),
		word(`\blook(s|ing)? after\b`, "“manage”"),
		word(`\bunder way\b`, "“open”, “in progress”"),
		word(`\bway back in\b`, "“get back in”"),
		word(`\bput back\b`, "“restored”"),
		word(`\bunseen\b`, "“without anyone noticing”"),
		word(`;`, "two sentences"),
	},
	"ar": {
		word(`(^|[^\p{L}])[تي]صلح`, "«تنتهي صلاحيته خلال»"),
		word(`مضيف`, "«شركة الاستضافة»"),
		word(`(^|[^\p{L}])أحدهم([^\p{L}]|$)`, "«شخص ما»"),
		word(`صندوق بريد|صندوقك`, "«بريدك الإلكتروني»"),
		word(`عندئذ|حينئذ`, "«عندها», or leave it out"),
		word(`بوسع`, "«يمكن»"),
		word(`لا غير`, "«فقط»"),
		word(`ملف استعادة|ملفات الاستعادة|ملفك([^\p{L}]|$)[^ا]`, "«طلب استعادة»"),
		word(`(^|[^\p{L}])(ال)?مدير(ون|ين|ًا)?([^\p{L}]|$)[^ك]`, "«مسؤول»"),
		word(`اتصل بالدعم`, "«تواصل مع فريق الدعم»"),
		word(`مدة الانتظار`, "«فترة الانتظار»"),
		word(`اعتُمد|اعتماد|اعتمِد|(^|[^\p{L}])يعتمد`, "«الموافقة», «وافق على»"),
		word(`وحدها تفتح|تفتح وحدها`, "«باستخدام كلمة المرور فقط»"),
		word(`(^|[^\p{L}])المكتب([^\p{L}]|$)`, "«لوحة الموظفين»"),
		word(`؛`, "two sentences"),
	},
}

func TestNoPageSpeaksInWornWords(t *testing.T) {
	for name, spoken := range areas(t) {
		for lang, messages := range spoken {
			for key, m := range messages {
				if key == "whatsapp.code" {
					continue // the words are WhatsApp's
				}
				for _, text := range formsOf(m) {
					for _, say := range wornIn(lang, text) {
						t.Errorf("%s.%s.json: %q %s: %s", name, lang, key, say, text)
					}
				}
			}
		}
	}
}

// Words stand in the catalogue and not in templates; what the gallery's made-up values say is read by the same people.
func TestNoMadeUpValueSpeaksInWornWords(t *testing.T) {
	said := regexp.MustCompile(`\.Say\(\s*"([^"]*)",\s*"([^"]*)"\)`)
	read := 0
	err := filepath.WalkDir("../../components", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		text, err := os.ReadFile(path)
		for _, found := range said.FindAllStringSubmatch(string(text), -1) {
			read++
			for _, say := range append(wornIn("en", found[1]), wornIn("ar", found[2])...) {
				t.Errorf("%s: %q %s", path, found[0], say)
			}
		}
		return err
	})
	if err != nil || read < 10 {
		t.Errorf("%d texts were read: %v", read, err)
	}
}

// wornIn says of each worn word in a text what is better.
func wornIn(lang, text string) (say []string) {
	for _, w := range wornWords[lang] {
		if found := w.old.FindString(text); found != "" {
			say = append(say, "says “"+strings.TrimSpace(found)+"”, better is "+w.better)
		}
	}
	return say
}
