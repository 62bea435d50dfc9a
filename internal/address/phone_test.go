package address_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"latchkey/internal/address"

	"github.com/nyaruka/phonenumbers"
)

var update = flag.Bool("update", false, "write phones.txt anew")

const plans = "phones.txt"

// What we know of the world's numbers is what the library knows: whoever brings in a newer one writes the table anew.
func TestTheTableOfNumbersIsTheLibrarys(t *testing.T) {
	t.Parallel()
	want := table(t)
	if *update {
		if err := os.WriteFile(plans, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(plans)
	if err != nil || string(got) != want {
		t.Errorf("%s is not what the library says (%v): go test ./internal/address -update", plans, err)
	}
}

func table(t *testing.T) string {
	t.Helper()
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	text.WriteString("From the metadata of libphonenumber (Apache License 2.0), as of github.com/nyaruka/phonenumbers.\n")
	var codes []int
	for code := range phonenumbers.GetSupportedCallingCodes() {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		for _, region := range phonenumbers.GetRegionCodesForCountryCode(code) {
			i := slices.IndexFunc(all.GetMetadata(), func(m *phonenumbers.PhoneMetadata) bool {
				return m.GetId() == region && int(m.GetCountryCode()) == code
			})
			if i < 0 {
				t.Fatalf("nothing is known of %s", region)
			}
			text.WriteString(line(all.GetMetadata()[i]) + "\n")
		}
	}
	return text.String()
}

func line(m *phonenumbers.PhoneMetadata) string {
	mobile := m.GetMobile()
	if m.GetSameMobileAndFixedLinePattern() {
		mobile = nil
	}
	fields := []string{
		strconv.Itoa(int(m.GetCountryCode())), m.GetLeadingDigits(), m.GetNationalPrefixForParsing(), m.GetNationalPrefixTransformRule(),
	}
	for _, kind := range []*phonenumbers.PhoneNumberDesc{
		m.GetGeneralDesc(), m.GetPremiumRate(), m.GetTollFree(), m.GetSharedCost(), m.GetVoip(), m.GetPersonalNumber(),
		m.GetPager(), m.GetUan(), m.GetVoicemail(), m.GetFixedLine(), mobile,
	} {
		fields = append(fields, numbers(kind))
	}
	return strings.Join(fields, "\t")
}

// numbers are the lengths of some numbers, those for which more has to be dialled from afar, and their pattern.
func numbers(kind *phonenumbers.PhoneNumberDesc) string {
	if kind.GetNationalNumberPattern() == "" || slices.Equal(kind.GetPossibleLength(), []int32{-1}) {
		return ""
	}
	said := joined(kind.GetPossibleLength())
	if nearby := joined(kind.GetPossibleLengthLocalOnly()); nearby != "" {
		said += ";" + nearby
	}
	return said + " " + kind.GetNationalNumberPattern()
}

func joined(lengths []int32) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(lengths), "[]"), " ", ",")
}

// asked is what the library says of a text.
func asked(phone string) (address.Phone, error) {
	if rest, found := strings.CutPrefix(phone, "00"); found {
		phone = "+" + rest
	}
	if len(phone) > 40 {
		return address.Phone{}, address.ErrPhone
	}
	n, err := phonenumbers.Parse(phone, "")
	if err != nil || phonenumbers.IsPossibleNumberWithReason(n) != phonenumbers.IS_POSSIBLE || n.GetExtension() != "" {
		return address.Phone{}, address.ErrPhone
	}
	p := address.Phone{Number: phonenumbers.Format(n, phonenumbers.E164), Country: strconv.Itoa(int(n.GetCountryCode()))}
	switch phonenumbers.GetNumberType(n) {
	case phonenumbers.PREMIUM_RATE, phonenumbers.SHARED_COST, phonenumbers.TOLL_FREE, phonenumbers.PAGER, phonenumbers.VOICEMAIL:
		p.Service = true
	}
	return p, nil
}

// same compares one text: with letters and signs that begin an extension in it, we may refuse what the library takes.
func same(t *testing.T, typed string, strict bool) (read bool) {
	t.Helper()
	want, refused := asked(typed)
	got, err := address.ParsePhone(typed)
	if err != nil && !strict {
		return false
	}
	if got != want || (err == nil) != (refused == nil) {
		t.Errorf("%q is %+v, %v; the library says %+v, %v", typed, got, err, want, refused)
	}
	return err == nil
}

// Every kind of number of every region is read as the library reads it, and so is what comes close to one.
func TestNumbersAreReadAsTheLibraryReadsThem(t *testing.T) {
	t.Parallel()
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		t.Fatal(err)
	}
	examples, read := 0, 0
	random := rand.New(rand.NewPCG(1, 2))
	for _, m := range all.GetMetadata() {
		for _, kind := range []*phonenumbers.PhoneNumberDesc{
			m.GetFixedLine(), m.GetMobile(), m.GetTollFree(), m.GetPremiumRate(), m.GetSharedCost(), m.GetPersonalNumber(),
			m.GetVoip(), m.GetPager(), m.GetUan(), m.GetVoicemail(),
		} {
			digits := kind.GetExampleNumber()
			if digits == "" {
				continue
			}
			examples++
			for _, typed := range []string{
				digits, m.GetNationalPrefix() + digits, "(" + m.GetNationalPrefix() + ")" + digits, "0" + digits, "1" + digits,
				digits[1:], digits[:len(digits)-1], digits + "7", "00" + digits, changed(random, digits), changed(random, digits),
			} {
				if same(t, fmt.Sprintf("+%d%s", m.GetCountryCode(), typed), true) {
					read++
				}
			}
		}
	}
	if examples < 1000 || read < 5*examples {
		t.Errorf("%d examples, %d texts were numbers", examples, read)
	}
}

func changed(random *rand.Rand, digits string) string {
	b := []byte(digits)
	b[random.IntN(len(b))] = '0' + byte(random.IntN(10))
	return string(b)
}

// Whatever is typed: nothing is taken for another number than the library takes it for.
func TestWhateverIsTypedIsReadAsTheLibraryReadsIt(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	usual := []rune("0123456789012345678901234567890123456789-() ./[]–\u00a0+")
	odd := append([]rune("xX#~*;,=:extintomabc＋٠٩\u200e\n"), usual...)
	starts := []string{"+", "00", "(+", "++", "＋", "", "tel:+", "0", "1", "+4", "+1", "+39 0", "+7", "+44 (0)", "+54 9", "+52 1", "+55 0"}
	read := 0
	for n := range 40_000 {
		alphabet := [][]rune{usual, odd}[n%2]
		typed := []rune(starts[random.IntN(len(starts))])
		for range random.IntN(18) {
			typed = append(typed, alphabet[random.IntN(len(alphabet))])
		}
		if same(t, string(typed), n%2 == 0) {
			read++
		}
	}
	if read < 2000 {
		t.Errorf("only %d were numbers", read)
	}
}

func BenchmarkParsePhone(b *testing.B) {
	for _, typed := range []string{"+44 7700 900123", "+1 201-555-0123", "+49 170 1234567"} {
		b.Run(typed, func(b *testing.B) {
			for range b.N {
				_, _ = address.ParsePhone(typed)
			}
		})
	}
}
