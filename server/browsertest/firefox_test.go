package browsertest

import (
	"testing"

	"latchkey/internal/browser"
	"latchkey/server/hosttest"
)

// openFirefox opens a tab in a Firefox of its own.
func openFirefox(t *testing.T, s *hosttest.Server, scripts bool) *tab {
	t.Helper()
	if scripts {
		needScripts(t)
	}
	return &tab{t: t, s: s, engine: browser.NewFirefox(t, s.URL, scripts), scripts: scripts}
}

// inEachBrowser plays a walk with and without scripts, in Chromium and in Firefox, each on a server of its own.
func inEachBrowser(t *testing.T, play func(b *tab)) {
	t.Parallel()
	for engine, open := range map[string]func(*testing.T, *hosttest.Server, bool) *tab{"Chromium": openTab, "Firefox": openFirefox} {
		for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
			t.Run(engine+" "+name, func(t *testing.T) {
				t.Parallel()
				play(open(t, inStep(hosttest.Boot(t)), scripts))
			})
		}
	}
}
