package web

import "testing"

const (
	webKit       = "AppleWebKit/537.36 (KHTML, like Gecko) "
	mobileWebKit = "AppleWebKit/605.1.15 (KHTML, like Gecko) "
)

func TestABrowserIsNamedAndNothingOfItsOwnWordsIsKept(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0":                            "Firefox, Windows",
		"Mozilla/5.0 (X11; Linux x86_64) " + webKit + "Chrome/156.0.0.0 Safari/537.36":                                "Chrome, Linux",
		"Mozilla/5.0 (Windows NT 10.0) " + webKit + "Chrome/156.0.0.0 Safari/537.36 Edg/156.0":                        "Edge, Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) " + mobileWebKit + "Version/19.0 Mobile Safari/604.1": "Safari, iOS",
		"Your account is locked, go to https://evil.example \u202e":                                                   "?",
		"": "?",
	} {
		if got := browserOf(agent); got != want {
			t.Errorf("%q: got %q, want %q", agent, got, want)
		}
	}
}
