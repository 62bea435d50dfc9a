package host

import "testing"

// However a base URL is written, it is compared with what browsers send.
func TestABaseURLIsWrittenAsBrowsersWriteIt(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]string{
		"https://My.Example.com:443": "https://my.example.com", "https://my.example.com/": "https://my.example.com",
		"http://MY.example.com:80": "http://my.example.com", "https://my.example.com:80": "https://my.example.com:80",
		"https://my.example.com:8443": "https://my.example.com:8443", "http://[2001:DB8::1]:80": "http://[2001:db8::1]",
		"https://[2001:db8::1]:8443": "https://[2001:db8::1]:8443", "https://my.example.com:": "https://my.example.com",
	} {
		base, _, err := Options{Listen: "127.0.0.1:0", Base: written}.check()
		if err != nil || base.String() != want {
			t.Errorf("%s becomes %v, %v; want %s", written, base, err, want)
		}
	}
	for written, want := range map[string]string{"Other.example:443": "other.example", "other.example:8443": "other.example:8443"} {
		if got := plainHost("https", written); got != want {
			t.Errorf("--host %s becomes %s, want %s", written, got, want)
		}
	}
}
