package host

import (
	"os"
	"path/filepath"
	"testing"
)

// What a program whose hashes are nearly free may listen on, and open.
func TestWhatIsMeasuredServesNobody(t *testing.T) {
	t.Parallel()
	for host, may := range map[string]bool{
		"127.0.0.1": true, "127.8.0.1": true, "::1": true,
		"": false, "0.0.0.0": false, "::": false, "192.0.2.7": false, "example.test": false, "localhost": false, "127.0.0.1.example.test": false,
	} {
		if err := onLoopback(host); (err == nil) != may {
			t.Errorf("listening on %q: %v", host, err)
		}
	}
	data := t.TempDir()
	if madeToBeMeasured(data) == nil {
		t.Error("it opens the folder of a real host")
	}
	if err := os.WriteFile(filepath.Join(data, measuredFile), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := madeToBeMeasured(data); err != nil {
		t.Error(err)
	}
	if nearlyFree(true) == "" || nearlyFree(false) != "" {
		t.Error("it doesn't say loudly what it is, or every program says so")
	}
}
