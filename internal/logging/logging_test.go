package logging

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// Whoever gathers logs reads JSON; text is for a terminal, or for whoever asks for it. A line stays one, whatever stands in it.
func TestALineIsWrittenInTheFormThatWasAskedFor(t *testing.T) {
	t.Parallel()
	for format, isJSON := range map[string]bool{"": true, "auto": true, "json": true, "text": false} {
		var out bytes.Buffer
		log, err := Form{Format: format}.New(&out)
		if err != nil {
			t.Fatal(err)
		}
		log.Debug("not asked for")
		log.Warn("sign-in failed", "network", "192.0.2.7\nlevel=INFO msg=ready")
		if strings.Count(out.String(), "\n") != 1 {
			t.Errorf("%q: more than one line:\n%s", format, out.String())
		}
		var line map[string]any
		if got := json.Unmarshal(out.Bytes(), &line) == nil; got != isJSON {
			t.Errorf("%q: JSON: %v, want %v:\n%s", format, got, isJSON, out.String())
		}
	}
}

// A word that the program doesn't know is refused, with those that it does.
func TestOtherFormsAreRefused(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]Form{"--log-level": {Level: "loud"}, "--log-format": {Format: "xml"}} {
		if _, err := f.New(&bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", f, err)
		}
	}
	var out bytes.Buffer
	log, err := Form{Level: "WARN"}.New(&out)
	if err != nil {
		t.Fatal(err)
	}
	if log.Info("quiet"); out.Len() > 0 {
		t.Errorf("a line below the level was written: %s", out.String())
	}
}
