package locale

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
	"golang.org/x/text/number"
	"golang.org/x/text/unicode/bidi"
)

// Number returns a count in the locale's digits, grouped: "1,234", "١٬٢٣٤".
func (l *Locale) Number(n int) string {
	if 0 <= n && n < 1000 {
		return l.digits(n, 1)
	}
	return l.printer.Sprint(number.Decimal(n))
}

// Date returns the day of t in t's own time zone: "22 November 2026".
func (l *Locale) Date(t time.Time) string {
	year, month, day := t.Date()
	return l.T("locale.date",
		"Day", l.digits(day, 1), "Month", l.T(monthKeys[month-1]), "Year", l.digits(year, 1))
}

// DateTime returns the minute of t in t's own time zone, and the zone's name: "22 November 2026, 14:05 UTC".
func (l *Locale) DateTime(t time.Time) string {
	return l.T("locale.date_time", "Date", l.Date(t),
		"Hour", l.digits(t.Hour(), 2), "Minute", l.digits(t.Minute(), 2), "Zone", zoneName(t))
}

// Ago says how long ago something was that was d ago: "3 minutes ago". What lies ahead, by a clock that was moved, is "just now";
// ok is false from a week on, when a date says more.
func (l *Locale) Ago(d time.Duration) (said string, ok bool) {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return l.T("locale.ago_now"), true
	case d < time.Hour:
		return l.N("locale.ago_minutes", int(d/time.Minute)), true
	case d < day:
		return l.N("locale.ago_hours", int(d/time.Hour)), true
	case d < 7*day:
		return l.N("locale.ago_days", int(d/day)), true
	}
	return "", false
}

var monthKeys = [...]string{
	"locale.month.01", "locale.month.02", "locale.month.03", "locale.month.04", "locale.month.05", "locale.month.06",
	"locale.month.07", "locale.month.08", "locale.month.09", "locale.month.10", "locale.month.11", "locale.month.12",
}

// Money returns an amount in minor units (cents) of an ISO 4217 currency: "€ 24.90", "٢٤٫٩٠ €". For an unknown
// currency it writes the code and two decimals.
func (l *Locale) Money(minor int64, code string) string {
	symbol, scale := code, 2
	if unit, err := currency.ParseISO(code); err == nil {
		symbol = l.printer.Sprint(currency.Symbol(unit))
		scale, _ = currency.Standard.Rounding(unit)
	}
	major := float64(minor)
	for range scale {
		major /= 10
	}
	return l.T("locale.money", "Symbol", symbol, "Amount", l.printer.Sprint(number.Decimal(major, number.Scale(scale))))
}

// Size returns the size of a file: "12 KiB", "1.5 MiB". Less than a kibibyte counts as one.
func (l *Locale) Size(bytes int64) string {
	const kib, mib = 1 << 10, 1 << 20
	if bytes < mib {
		return l.T("locale.size_kib", "Size", l.Number(int(max(1, (bytes+kib-1)/kib))))
	}
	return l.T("locale.size_mib", "Size", l.printer.Sprint(number.Decimal(float64(bytes)/mib, number.MaxFractionDigits(1))))
}

// Duration returns a length of time in one unit, rounded up, so that somebody who waits that long has waited
// long enough: "30 seconds", "3 minutes", "1 hour", "2 days". Less than a second counts as one second.
func (l *Locale) Duration(d time.Duration) string {
	seconds, minutes, hours := ceil(d, time.Second), ceil(d, time.Minute), ceil(d, time.Hour)
	switch {
	case seconds < 60:
		return l.N("locale.seconds", max(1, seconds))
	case minutes < 120 && minutes != 60: // "90 minutes" says more than "2 hours"
		return l.N("locale.minutes", minutes)
	case hours < 48 && hours != 24:
		return l.N("locale.hours", hours)
	default:
		return l.N("locale.days", ceil(d, 24*time.Hour))
	}
}

func ceil(d, unit time.Duration) int { return int((d + unit - 1) / unit) }

// digits writes a whole number from 0 on in the locale's digits, without grouping and with at least so many digits.
// Pages are full of dates: this takes a tenth of what the printer takes.
func (l *Locale) digits(n, least int) string {
	latin := strconv.Itoa(n)
	var text strings.Builder
	for range least - len(latin) {
		text.WriteString(l.digit[0])
	}
	for _, d := range []byte(latin) {
		text.WriteString(l.digit[d-'0'])
	}
	return text.String()
}

const firstStrongIsolate, popDirectionalIsolate = "\u2068", "\u2069"

// Isolate wraps what would turn around in a line of the locale in FSI and PDI (Unicode UAX #9): text with letters of the other
// direction, and in a sentence from right to left also what is written in Western digits and signs, such as a phone number,
// whose parts would change places. [Locale.T] does so with its arguments.
func (l *Locale) Isolate(text string) string {
	var left, right, digits, signs bool
	for _, r := range text {
		switch properties, _ := bidi.LookupRune(r); properties.Class() {
		case bidi.L:
			left = true
		case bidi.R, bidi.AL:
			right = true
		case bidi.EN:
			digits = true
		default:
			signs = true
		}
	}
	if l.rtl && (left || digits && signs && !right) || !l.rtl && right {
		return firstStrongIsolate + text + popDirectionalIsolate
	}
	return text
}

func rightToLeft(tag language.Tag) bool {
	switch script, _ := tag.Script(); script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo":
		return true
	}
	return false
}
