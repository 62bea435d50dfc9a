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
		for _, page := range settingsPages {
			if !l.Has("settings.page_" + key(page.name)) {
				t.Errorf("%s: the page %s has no name", l.Lang(), page.name)
			}
			for _, g := range page.groups {
				if !l.Has("settings.group_" + g) {
					t.Errorf("%s: the group %s has no heading", l.Lang(), g)
				}
			}
		}
	}
}

// Every setting stands on one page, and its name still leads there.
func TestEverySettingStandsOnOnePage(t *testing.T) {
	t.Parallel()
	for _, d := range setting.Definitions {
		on := 0
		for _, page := range settingsPages {
			for _, other := range page.settings() {
				if other.Name == d.Name {
					on++
				}
			}
		}
		if _, moved, err := pageNamed(d.Name); on != 1 || !moved || err != nil {
			t.Errorf("%s stands on %d pages, and is found: %v, %v", d.Name, on, moved, err)
		}
	}
	if len(settingsPages) != 5 {
		t.Errorf("there are %d pages", len(settingsPages))
	}
}
