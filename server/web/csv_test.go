package web

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// A table that can't be sent to its end must not look as if that were all.
func TestATableThatFailsIsCutOff(t *testing.T) {
	parts := func(most int, end error) func(*Request) error {
		return func(r *Request) error {
			n := 0
			return r.CSV("table.csv", func() ([][]string, error) {
				if n++; n > most {
					return nil, end
				}
				return [][]string{{strconv.Itoa(n), strings.Repeat("=", 5000)}}, nil
			})
		}
	}
	w := plug(t, nil,
		Route{Method: http.MethodGet, Path: "/whole", Handle: parts(20, io.EOF)},
		Route{Method: http.MethodGet, Path: "/failing", Handle: parts(20, errors.New("the disk is gone"))},
	)
	for path, whole := range map[string]bool{"/whole": true, "/failing": false} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+w.address+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = "latch.test"
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if (err == nil) != whole || strings.Count(string(body), "'===") > 20 || whole && strings.Count(string(body), "\r\n") != 20 {
			t.Errorf("%s: %d bytes, %v", path, len(body), err)
		}
		if !strings.HasPrefix(string(body), "\ufeff1,") || strings.Count(string(body), "\ufeff") != 1 {
			t.Errorf("%s begins with %.10q, not with the mark of UTF-8, once", path, body)
		}
	}
	if !strings.Contains(w.log.String(), "the disk is gone") {
		t.Errorf("it is not logged why: %s", w.log)
	}
}
