package host

import (
	"net/url"
	"testing"
)

// Beyond this machine, passwords and codes must not travel in the clear.
func TestWhichAddressesAreInTheClear(t *testing.T) {
	t.Parallel()
	for base, warns := range map[string]bool{
		"http://my.example.com": true, "http://192.0.2.7:8080": true, "http://localhost.example.com": true, "http://10.0.0.1": true,
		"https://my.example.com": false, "http://localhost:8080": false,
		"http://127.0.0.1:8080": false, "http://127.8.8.8": false, "http://[::1]:8080": false,
	} {
		at, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		if got := inTheClear(at) != ""; got != warns {
			t.Errorf("%s: warns %v, want %v", base, got, warns)
		}
	}
}
