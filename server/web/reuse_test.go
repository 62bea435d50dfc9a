package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
)

// Fiber reuses the buffers of a request for the next. What a handler keeps must not
// turn into somebody else's while it waits.
func TestValuesOfOneRequestAreNeverSeenInAnother(t *testing.T) {
	var mu sync.Mutex
	var outlived [][]string // what handlers kept, and the same as it was
	w := plug(t, nil, Route{Method: "POST", Path: "/keep/:name", Access: Anyone, Handle: func(r *Request) error {
		kept := []string{r.Form("value"), r.Query("q"), r.Param("name"), r.Cookie(SessionCookie), r.Locale.Lang()}
		kept = append(kept, r.FormList("many")...)
		mu.Lock()
		outlived = append(outlived, append(kept, strings.Join(kept, "|")))
		mu.Unlock()
		time.Sleep(2 * time.Millisecond)
		return r.c.SendString(strings.Join(kept, "|"))
	}})
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	defer client.CloseIdleConnections() // else the server, asked to end, waits for what they might still send
	var wg sync.WaitGroup
	for worker := range 16 {
		wg.Go(func() {
			for round := range 60 {
				// Lengths differ, so that a leftover of a longer value would show.
				mark := fmt.Sprintf("%d-%d-%s", worker, round, strings.Repeat("x", (worker*7+round*3)%40))
				lang := []string{"en", "ar"}[worker%2]
				body := url.Values{"value": {mark}, "many": {"a" + mark, "b" + mark}}.Encode()
				request, _ := http.NewRequest("POST", "http://"+w.address+"/keep/p"+mark+"?q=q"+mark, strings.NewReader(body))
				request.Host = "latch.test"
				request.Header.Set("Content-Type", fiber.MIMEApplicationForm)
				request.Header.Set("Cookie", "session=s"+mark)
				request.Header.Set("Accept-Language", lang)
				want := strings.Join([]string{mark, "q" + mark, "p" + mark, "s" + mark, lang, "a" + mark, "b" + mark}, "|")
				if got := bodyOf(t, client, request); got != want {
					t.Errorf("got  %s\nwant %s", got, want)
					return
				}
			}
		})
	}
	wg.Wait()
	for _, values := range outlived {
		last := len(values) - 1
		if now := strings.Join(values[:last], "|"); now != values[last] {
			t.Fatalf("what was kept has turned from\n%s into\n%s", values[last], now)
		}
	}
}

func bodyOf(t *testing.T, client *http.Client, request *http.Request) string {
	response, err := client.Do(request)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer response.Body.Close()
	var body strings.Builder
	_ = response.Write(&body)
	_, text, _ := strings.Cut(body.String(), "\r\n\r\n")
	return text
}
