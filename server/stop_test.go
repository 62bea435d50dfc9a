package main

import (
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Asked to end, the program finishes what is under way, takes nothing new, and is not
// kept waiting by a browser that merely keeps its connection.
func TestASignInUnderWayIsFinishedBeforeTheEnd(t *testing.T) {
	data, listen := filepath.Join(t.TempDir(), "data"), freePort(t)
	n := settle(t, data, listen, 1)[0]
	p := launch(t, listen, data)
	kept := &http.Client{Transport: &http.Transport{}}
	if answer, err := kept.Get(p.url + "/healthz"); err == nil {
		_, _ = io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
	defer kept.CloseIdleConnections()

	outcome := make(chan error, 5)
	for range cap(outcome) {
		go func() {
			status, location, _, err := n.ask(n.stranger(), "/sign-in", "email", n.email, "password", tenantPassword)
			if err == nil && (status != http.StatusSeeOther || location != "/sign-in/code") {
				err = errors.New(location)
			}
			outcome <- err
		}()
	}
	time.Sleep(30 * time.Millisecond) // they are being hashed
	began := time.Now()
	if err := p.quit(); err != nil {
		t.Errorf("ended with %v: %s", err, p.said.String())
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %v to end", took)
	}
	for range cap(outcome) {
		if err := <-outcome; err != nil {
			t.Errorf("a sign-in under way was dropped: %v", err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(data, "latchkey.db-*")); len(left) > 0 {
		t.Errorf("the log was not folded into the database: %v", left)
	}
}

// By mistake, two programs run on one folder. Nothing breaks, and no code works in both.
func TestTwoServersOnOneFolderShareIt(t *testing.T) {
	data, first, second := filepath.Join(t.TempDir(), "data"), freePort(t), freePort(t)
	people := settle(t, data, first, 2)
	a, b := launch(t, first, data), launch(t, second, data)
	defer a.kill()
	defer b.kill()
	var wg sync.WaitGroup
	for i, n := range people {
		wg.Go(func() {
			for round := range 5 {
				use := answer{"/sign-in/backup-code", "backup_code", n.codes[round]}
				here, there := n.stranger(), n.stranger()
				urls := map[*http.Client]string{here: a.url, there: b.url}
				entered := 0
				for c, url := range urls {
					// The book's own address differs by server; cookies do not know of ports.
					at := *n
					at.url = url
					if _, location, _, err := at.ask(c, "/sign-in", "email", n.email, "password", tenantPassword); err != nil || location != "/sign-in/code" {
						t.Errorf("person %d: %q, %v", i, location, err)
					}
				}
				got := atOnce(2, func(k int) string {
					c, at := here, *n
					if at.url = a.url; k == 1 {
						c, at.url = there, b.url
					}
					_, location, _, err := at.ask(c, use.path, use.field, use.code)
					if err != nil {
						return err.Error()
					}
					return location
				})
				for location, times := range got {
					if strings.HasPrefix(location, "/security") {
						entered += times
					}
				}
				if entered != 1 {
					t.Errorf("person %d: one code, two servers: %v", i, got)
				}
			}
		})
	}
	wg.Wait()
	for _, p := range []*process{a, b} {
		if err := p.quit(); err != nil || strings.Contains(p.said.String(), "request failed") {
			t.Errorf("%v: %s", err, p.said.String())
		}
	}
	allWell(t, data)
}

// Several start at once on a folder that is not there yet: one makes it, all serve.
func TestServersStartingAtOnceAgree(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	executable(t)
	var wg sync.WaitGroup
	for range 4 {
		listen := freePort(t)
		wg.Go(func() {
			p := launch(t, listen, data)
			if err := p.quit(); err != nil {
				t.Errorf("%v: %s", err, p.said.String())
			}
		})
	}
	wg.Wait()
	allWell(t, data)
}
