package locale

import (
	"strings"
	"testing"
	"time"
)

const nbsp = "\u00a0"

func TestDates(t *testing.T) {
	at := time.Date(2026, 11, 2, 9, 5, 59, 0, time.UTC)
	cairo := at.In(time.FixedZone("EET", 2*60*60))
	for _, c := range []struct{ name, got, want string }{
		{"English day", Of("en").Date(at), "2 November 2026"},
		{"Arabic day", Of("ar").Date(at), "٢ نوفمبر ٢٠٢٦"},
		{"English minute", Of("en").DateTime(at), "2 November 2026, 09:05 UTC"},
		{"Arabic minute", Of("ar").DateTime(at), "٢ نوفمبر ٢٠٢٦، ٠٩:٠٥ \u2068UTC\u2069"},
		{"Arabic minute in Western digits", Of("ar-u-nu-latn").DateTime(at), "2 نوفمبر 2026، 09:05 \u2068UTC\u2069"},
		{"in the zone it is given in", Of("en").DateTime(cairo), "2 November 2026, 11:05 EET"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("got %q, want %q", c.got, c.want)
			}
		})
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		n            int
		en, inArabic string
	}{
		{0, "0", "٠"}, {7, "7", "٧"}, {1234, "1,234", "١٬٢٣٤"},
	} {
		if got := Of("en").Number(c.n); got != c.en {
			t.Errorf("English %d is %q, want %q", c.n, got, c.en)
		}
		if got := Of("ar").Number(c.n); got != c.inArabic {
			t.Errorf("Arabic %d is %q, want %q", c.n, got, c.inArabic)
		}
	}
	if got := Of("ar-u-nu-latn").Number(1234); got != "1.234" {
		t.Errorf("in the Maghreb 1234 is %q", got)
	}
}

// Nothing of what is written in Western digits has others, not even a number in the words of a sentence.
func TestWesternDigitsStandEverywhere(t *testing.T) {
	l, other := Of("ar-u-nu-latn"), Of("ar")
	said := []string{l.Money(123456, "MAD"), l.Duration(45 * time.Minute), l.N("locale.days", 15)}
	changed := 0
	for key, words := range l.plain {
		said = append(said, words)
		if words != other.plain[key] {
			changed++
		}
	}
	for _, sentence := range l.filled {
		for _, p := range sentence {
			said = append(said, p.words)
		}
	}
	for _, s := range said {
		if strings.ContainsAny(s, "٠١٢٣٤٥٦٧٨٩") {
			t.Errorf("%q has other digits", s)
		}
	}
	if changed == 0 || len(l.plain) != len(other.plain) || len(l.forms) != len(other.forms) {
		t.Errorf("%d of %d sentences are written anew", changed, len(l.plain))
	}
}

func TestMoney(t *testing.T) {
	for _, c := range []struct {
		name, lang, currency string
		minor                int64
		want                 string
	}{
		{"euro", "en", "EUR", 2490, "€" + nbsp + "24.90"},
		{"euro in Arabic", "ar", "EUR", 2490, "٢٤٫٩٠" + nbsp + "€"},
		{"dirhams in Western digits", "ar-u-nu-latn", "MAD", 123456, "\u20681.234,56\u2069" + nbsp + "د.م.\u200f"},
		{"no decimals", "en", "JPY", 1500, "¥" + nbsp + "1,500"},
		{"three decimals", "en", "KWD", 1500, "KWD" + nbsp + "1.500"},
		{"no symbol but the code", "en", "CHF", 100, "CHF" + nbsp + "1.00"},
		{"cents only", "en", "EUR", 5, "€" + nbsp + "0.05"},
		{"thousands", "en", "USD", 123456789, "$" + nbsp + "1,234,567.89"},
		{"a credit", "en", "EUR", -250, "€" + nbsp + "-2.50"},
		{"a currency nobody knows", "en", "??", 250, "??" + nbsp + "2.50"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Of(c.lang).Money(c.minor, c.currency); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestMoneyIsExact(t *testing.T) {
	english := Of("en")
	for minor := range int64(10_000) {
		want := []byte("€" + nbsp + "00.00")
		n := len(want)
		want[n-1], want[n-2] = '0'+byte(minor%10), '0'+byte(minor/10%10)
		want[n-4], want[n-5] = '0'+byte(minor/100%10), '0'+byte(minor/1000)
		text := string(want)
		if minor < 1000 {
			text = "€" + nbsp + text[len("€"+nbsp)+1:]
		}
		if got := english.Money(minor, "EUR"); got != text {
			t.Fatalf("%d cents are %q, want %q", minor, got, text)
		}
	}
}

func TestDurationsAreRoundedUp(t *testing.T) {
	for _, c := range []struct {
		d            time.Duration
		en, inArabic string
	}{
		{0, "1 second", "ثانية واحدة"},
		{30 * time.Second, "30 seconds", "٣٠ ثانية"},
		{59*time.Second + time.Millisecond, "1 minute", "دقيقة واحدة"},
		{61 * time.Second, "2 minutes", "دقيقتان"},
		{3 * time.Minute, "3 minutes", "٣ دقائق"},
		{11 * time.Minute, "11 minutes", "١١ دقيقة"},
		{time.Hour, "1 hour", "ساعة واحدة"},
		{90 * time.Minute, "90 minutes", "٩٠ دقيقة"},
		{2 * time.Hour, "2 hours", "ساعتان"},
		{5*time.Hour + time.Second, "6 hours", "٦ ساعات"},
		{24 * time.Hour, "1 day", "يوم واحد"},
		{36 * time.Hour, "36 hours", "٣٦ ساعة"},
		{100 * 24 * time.Hour, "100 days", "١٠٠ يوم"},
	} {
		if got := Of("en").Duration(c.d); got != c.en {
			t.Errorf("English %s is %q, want %q", c.d, got, c.en)
		}
		if got := Of("ar").Duration(c.d); got != c.inArabic {
			t.Errorf("Arabic %s is %q, want %q", c.d, got, c.inArabic)
		}
	}
}
