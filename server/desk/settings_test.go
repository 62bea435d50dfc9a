package desk

import (
	"strings"
	"testing"

	"latchkey/internal/locale"
	"latchkey/internal/setting"
)

// What the shell explains in English, the desk explains in every language.
func TestEverySettingHasItsWordsInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, l := range locale.All() {
		for _, d := range setting.Definitions {
			keys := []string{"setting." + words(d.Name), "setting." + words(d.Name) + "_help", "setting." + words(d.Name) + "_wrong"}
			for _, o := range d.Options {
				keys = append(keys, "option."+words(d.Name)+"_"+strings.ReplaceAll(o, "-", "_"))
			}
			for _, k := range keys {
				if !l.Has(k) {
					t.Errorf("%s: %s lacks %s", l.Lang(), d.Name, k)
				}
			}
		}
		for _, g := range groups {
			if !l.Has("settings.group_" + g) {
				t.Errorf("%s: the group %s has no heading", l.Lang(), g)
			}
		}
	}
}
