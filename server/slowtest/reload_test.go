package slowtest

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	chromium "latchkey/internal/browser"
)

// bar is how soon an open browser must show a component that changed: after it was saved, when only its text changed;
// after the server was built anew, when its code did.
const bar = time.Second

// TestAnOpenBrowserShowsAChangedComponent works in a copy of the repository with the tasks that `task dev` runs.
func TestAnOpenBrowserShowsAChangedComponent(t *testing.T) {
	if testing.Short() {
		t.Skip("building the server four times takes a while")
	}
	chromium.Need(t)
	dir := copyRepository(t)
	ports := freePorts(t, 3)
	startDevelopment(t, dir, ports)
	tab := chromium.New(t)
	if err := chromedp.Do(tab, chromedp.Navigate(fmt.Sprintf("http://127.0.0.1:%d/sign-in", ports[2]))); err != nil {
		t.Fatal(err)
	}
	component := filepath.Join(dir, "components", "ui", "heading.templ")
	source, err := os.ReadFile(component)
	if err != nil {
		t.Fatal(err)
	}
	edit := func(heading string) time.Time {
		changed := strings.Replace(string(source), "{ title }", heading, 1)
		if err := os.WriteFile(component, []byte(changed), 0o644); err != nil {
			t.Fatal(err)
		}
		return time.Now()
	}
	text, code := time.Hour, time.Hour
	for i := range 3 {
		mark := "text" + strconv.Itoa(i)
		saved := edit(mark + " { title }")
		text = min(text, shownInTab(t, tab, mark).Sub(saved))
		time.Sleep(500 * time.Millisecond) // the page opens its line to the proxy anew
	}
	for i := range 2 {
		mark := "code" + strconv.Itoa(i)
		saved := edit(`{ "` + mark + ` " + title }`)
		built := make(chan time.Time, 1)
		go func() { built <- servedByServer(ports[0], ports[2], mark) }()
		shown, ready := shownInTab(t, tab, mark), <-built
		t.Logf("changed code: built and served after %v, shown after %v", ready.Sub(saved), shown.Sub(saved))
		code = min(code, shown.Sub(ready))
		time.Sleep(500 * time.Millisecond)
	}
	t.Logf("at best, changed text is shown %v after it is saved, changed code %v after the server is built", text, code)
	if text > bar || code > bar {
		t.Errorf("a changed component takes longer than %v", bar)
	}
}

// copyRepository copies the working tree without what is built.
func copyRepository(t *testing.T) string {
	t.Helper()
	root, dir := filepath.Join("..", ".."), t.TempDir()
	built := map[string]bool{".git": true, ".task": true, "bin": true, "data": true, "node_modules": true, "dist": true}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && built[entry.Name()] {
			return filepath.SkipDir
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.MkdirAll(filepath.Join(dir, name), 0o755)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, name), content, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func freePorts(t *testing.T, n int) []int {
	t.Helper()
	var ports []int
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		ports = append(ports, listener.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

// startDevelopment runs the server, the gate and templ's proxy until the test ends, and waits until a page is served.
func startDevelopment(t *testing.T, dir string, ports []int) {
	t.Helper()
	cmd := exec.Command("go", "tool", "-modfile=internal/tools/go.mod", "task", "--parallel", "dev:gate", "dev:server",
		fmt.Sprintf("PORT=%d", ports[0]), fmt.Sprintf("GATE_PORT=%d", ports[1]), fmt.Sprintf("DEV_PORT=%d", ports[2]))
	var log strings.Builder
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &log, &log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) // what Ctrl-C does
		cmd.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	for end := time.Now().Add(5 * time.Minute); !strings.Contains(page(ports[2], ports[2]), "</h1>"); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("no page was served within 5 minutes")
		}
	}
}

// page is the sign-in page as it is served at a port; "" while nobody serves it.
func page(port, host int) string {
	request, err := http.NewRequest(http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/sign-in", port), nil)
	if err != nil {
		return ""
	}
	request.Host = fmt.Sprintf("127.0.0.1:%d", host)
	client := http.Client{Timeout: 10 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		return ""
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return ""
	}
	return string(body)
}

// servedByServer is when the server itself answered with the mark.
func servedByServer(port, host int, mark string) time.Time {
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if strings.Contains(page(port, host), mark) {
			break
		}
	}
	return time.Now()
}

// shownInTab is when the tab's heading held the mark. While the page is reloaded a script may fail.
func shownInTab(t *testing.T, tab context.Context, mark string) time.Time {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		heading, err := chromedp.Run(tab, chromedp.Evaluate[string](`document.querySelector("h1")?.textContent ?? ""`))
		if err == nil && strings.Contains(heading, mark) {
			return time.Now()
		}
	}
	t.Fatalf("the browser never showed %q", mark)
	return time.Time{}
}
