package host_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"latchkey/internal/clock"
	"latchkey/internal/password"
	"latchkey/server/host"
)

func starting(t *testing.T) host.Options {
	t.Helper()
	return host.Options{
		Listen: "127.0.0.1:0", Data: filepath.Join(t.TempDir(), "data"), Clock: clock.System(),
		Hashing: password.Options{Memory: 64}, Log: io.Discard,
	}
}

// Nobody waits for what need not be there before they are answered, such as the link that makes the first administrator.
func TestTheFirstAreAnsweredBeforeTheRestIsDone(t *testing.T) {
	t.Parallel()
	o := starting(t)
	ctx, stop := context.WithCancel(t.Context())
	answered := 0
	o.Answering = func(_ context.Context, r *host.Running) error {
		defer stop()
		client := http.Client{Timeout: 10 * time.Second}
		for _, path := range []string{"/readyz", "/sign-in"} {
			answer, err := client.Get(r.URL + path)
			if err != nil {
				return err
			}
			if answer.StatusCode == http.StatusOK {
				answered++
			}
			_ = answer.Body.Close()
		}
		return nil
	}
	if err := o.Serve(ctx); err != nil || answered != 2 {
		t.Errorf("%d of 2 requests were answered; error %v", answered, err)
	}
}

// What fails then ends the server, as what fails before does: it does not stand there half begun.
func TestWhatFailsAfterTheStartEndsTheServer(t *testing.T) {
	t.Parallel()
	o, wrong := starting(t), errors.New("the link could not be made")
	var url string
	o.Answering = func(_ context.Context, r *host.Running) error {
		url = r.URL
		return wrong
	}
	ended := make(chan error, 1)
	go func() { ended <- o.Serve(t.Context()) }()
	select {
	case err := <-ended:
		if !errors.Is(err, wrong) {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it goes on")
	}
	if _, err := http.Get(url + "/readyz"); err == nil {
		t.Error("it still answers")
	}
}
