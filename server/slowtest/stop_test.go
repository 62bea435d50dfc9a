package slowtest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"latchkey/server/hosttest"
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
			status, location, _, err := n.ask(n.stranger(), "/sign-in", "email", n.email, "password", hosttest.TenantPassword)
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

// Connections on which nothing is said, or half of something, keep nobody waiting.
func TestSilentConnectionsDoNotDelayTheEnd(t *testing.T) {
	listen := freePort(t)
	p := launch(t, listen, filepath.Join(t.TempDir(), "data"))
	for _, said := range []string{"", "GET /heal", "POST /sign-in HTTP/1.1\r\nHost: " + listen + "\r\nContent-Length: 10\r\n\r\nem"} {
		c, err := net.Dial("tcp", listen)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := c.Write([]byte(said)); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(50 * time.Millisecond)
	began := time.Now()
	if err := p.quit(); err != nil {
		t.Errorf("ended with %v: %s", err, p.said.String())
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("took %v to end", took)
	}
}

// By mistake, a second program is started on a folder that is served. It says so and
// ends; the first goes on, and so do the commands beside it.
func TestAFolderIsServedOnce(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	first := launch(t, freePort(t), data)
	defer first.kill()
	shell(t, "", "serve", "--listen", freePort(t), "--data", data).Refuses(t, 1, "another latchkey serves "+data+" already")
	shell(t, "", "demo", "--listen", freePort(t), "--data", data).Refuses(t, 1, "another latchkey serves "+data+" already")
	shell(t, hosttest.TenantPassword+"\n", "user", "add", "--data", data,
		"--email", "ada@example.com", "--name", "Ada", "--password-stdin").Succeeds(t, "can sign in now")
	shell(t, "", "settings", "set", "--data", data, "trust.days", "30").Succeeds(t, "")
	shell(t, "", "check", "--data", data).Succeeds(t, "ok   the key fits the database")
	if answer, err := http.Get(first.url + "/readyz"); err != nil || answer.StatusCode != http.StatusOK {
		t.Errorf("the first: %v", err)
	}
	first.kill() // without a chance to tidy up
	again := launch(t, freePort(t), data)
	if err := again.quit(); err != nil {
		t.Errorf("after a crash: %v: %s", err, again.said.String())
	}
	allWell(t, data)
}

// Several start at once on a folder that is not there yet: one makes it and serves.
func TestOfServersStartingAtOnceOneServes(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	program := executable(t)
	outcomes := make(chan string, 4)
	var all []*exec.Cmd
	for range cap(outcomes) {
		c := exec.Command(program, "serve", "--listen", freePort(t), "--data", data)
		var said bytes.Buffer
		c.Stderr = &said
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
		go func() { outcomes <- fmt.Sprint(c.Wait() == nil, " ", said.String()) }()
	}
	for range cap(outcomes) - 1 {
		if outcome := <-outcomes; !strings.HasPrefix(outcome, "false") || !strings.Contains(outcome, "another latchkey serves") {
			t.Errorf("one of those that came second: %s", outcome)
		}
	}
	for _, c := range all {
		_ = c.Process.Signal(syscall.SIGTERM)
	}
	if outcome := <-outcomes; !strings.HasPrefix(outcome, "true") {
		t.Errorf("the one that serves: %s", outcome)
	}
	allWell(t, data)
}
