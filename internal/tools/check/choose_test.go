package main

import (
	"fmt"
	"testing"
)

func TestWhatIsChosen(t *testing.T) {
	all := []pkg{
		{ImportPath: "latchkey/internal/locale"},
		{ImportPath: "latchkey/internal/fault"},
		{ImportPath: "latchkey/internal/browser"},
		{ImportPath: "latchkey/components/client", Imports: []string{"latchkey/internal/locale"}},
		{
			ImportPath: "latchkey/server/client", Imports: []string{"latchkey/components/client"},
			XTestImports: []string{"latchkey/server/hosttest"},
		},
		{ImportPath: "latchkey/server/host", Imports: []string{"latchkey/server/client"}},
		{ImportPath: "latchkey/server/browsertest", TestImports: []string{"latchkey/internal/browser"}},
		{ImportPath: "latchkey/server/slowtest"},
	}
	for name, c := range map[string]struct {
		files []string
		want  plan
	}{
		"nothing": {nil, plan{nil, nil, rules, nil}},
		"a page": {
			[]string{"server/client/lists.go"},
			plan{
				[]string{"server/client/lists.go"},
				[]string{"./server/client", "./server/host"},
				append(rules[:2:2], "./server/client"),
				[]string{"./server/host"},
			},
		},
		"a component and its picture": {
			[]string{"components/client/lists.templ", "components/client/lists_templ.go", "components/client/testdata/golden/lists.html"},
			plan{nil, []string{"./components/client", "./server/client"}, append(rules[:2:2], "./components/client"), []string{"./server/client"}},
		},
		"a catalogue": {
			[]string{"internal/locale/catalogue/desk.ar.json"},
			plan{
				nil,
				[]string{"./internal/locale", "./components/client"},
				append(rules[:2:2], "./internal/locale", "./components/client"),
				nil,
			},
		},
		"a journey in a browser": {
			[]string{"server/browsertest/main_test.go"},
			plan{[]string{"server/browsertest/main_test.go"}, []string{"./server/browsertest"}, rules, []string{"./server/browsertest"}},
		},
		"what no package holds": {[]string{"README.md", ".github/decisions/001.md"}, plan{nil, nil, rules, nil}},
	} {
		if got := choose(all, c.files); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s:\n%v, want\n%v", name, got, c.want)
		}
	}
}
