package web

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"latchkey/internal/attachment"
	"latchkey/internal/db"
)

const boundary = "----latch"

// field and file are parts of a form; filled puts them together.
func field(name, value string) string {
	return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
}

func file(name, content string) string {
	return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + name + "\"\r\n" +
		"Content-Type: application/octet-stream\r\n\r\n" + content + "\r\n"
}

func filled(parts ...string) string { return strings.Join(parts, "") + "--" + boundary + "--\r\n" }

// carrying is a POST of a form as a browser sends it, with its line ends.
func carrying(path, body string, headers ...string) string {
	lines := append([]string{
		"POST " + path + " HTTP/1.1", "Host: latch.test", "Content-Type: multipart/form-data; boundary=" + boundary,
		"Content-Length: " + itoa(len(body)),
	}, headers...)
	return strings.Join(lines, "\r\n") + "\r\n\r\n" + body
}

// desk is a server with a route that takes files.
type desk struct {
	*wire
	files   *attachment.Files
	reached chan struct{} // by the handler, before the body is read
}

func takesFiles(t *testing.T) *desk {
	t.Helper()
	d := &desk{reached: make(chan struct{}, 1000)}
	takes := Route{Method: "POST", Path: "/tickets/:id", Access: Anyone, Streams: true, Handle: func(r *Request) error {
		d.reached <- struct{}{}
		if r.Param("id") == "foreign" {
			return ErrNotFound
		}
		up, err := r.Upload(d.files)
		defer up.Discard()
		if err != nil {
			return err
		}
		var said []string
		for _, f := range up.Files {
			said = append(said, fmt.Sprintf("%s %s %d", f.Name, f.Type, f.Size))
		}
		return r.c.SendString(r.Field("text") + "|" + strings.Join(said, ",") + "|" + r.RefusedWords(up))
	}}
	d.wire = plug(t, nil, takes, text("POST", "/form", func(r *Request) string { return "form " + r.Form("a") }))
	d.files = filesOf(d.site)
	return d
}

func filesOf(s *Site) *attachment.Files { return attachment.New(s.DB, s.Clock, s.Settings) }

func (d *desk) set(name, value string) {
	d.t.Helper()
	err := d.site.DB.InTx(d.t.Context(), func(ctx context.Context, tx db.Tx) error { return d.site.Settings.Set(ctx, tx, name, value) })
	if err != nil {
		d.t.Fatal(err)
	}
	d.site.Settings.Refresh()
}

// left lists the temporary files that no request has any more.
func (d *desk) left() []string {
	d.t.Helper()
	var names []string
	for range 100 {
		names = nil
		entries, _ := os.ReadDir(filepath.Join(d.site.DB.Folder(), attachment.Folder))
		for _, e := range entries {
			names = append(names, e.Name())
		}
		if len(names) == 0 {
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return names
}

// said is the text of the only answer.
func (d *desk) said(body string, headers ...string) string {
	d.t.Helper()
	a := d.sendRaw(carrying("/tickets/1", body, append(headers, "Connection: close")...))
	if len(a) != 1 {
		d.t.Fatalf("%d answers to %.200q", len(a), body)
	}
	if a[0].status != http.StatusOK {
		return itoa(a[0].status)
	}
	return a[0].body
}

func TestAFormWithFilesIsTaken(t *testing.T) {
	d := takesFiles(t)
	d.set("attachment.size", "1")
	d.set("attachment.total", "2")
	large, near := strings.Repeat("x", 1<<20+1), strings.Repeat("x", 1<<20)
	for name, c := range map[string]struct{ body, want string }{
		"a file and text":       {filled(field("text", "hello "), file("a.txt", "abc")), "hello|a.txt text/plain 3|"},
		"text after the file":   {filled(file("a.txt", "abc"), field("text", "later")), "later|a.txt text/plain 3|"},
		"no file chosen":        {filled(field("text", "x"), file("", "")), "x||"},
		"no part at all":        {filled(), "||"},
		"a path":                {filled(file(`C:\fakepath\..\a.txt`, "abc")), "|a.txt text/plain 3|"},
		"a quoted name":         {filled(file("a%22b.txt", "abc")), "|a_b.txt text/plain 3|"},
		"a wrong declared type": {filled(file("a.png", "<html><script>x</script>")), "|a.png text/html 24|"},
		"an empty file": {
			filled(field("text", "x"), file("a", ""), file("b", "b")),
			"x|b text/plain 1|Not attached: \u2068a\u2069. There’s nothing in it.",
		},
		"a large file": {
			filled(file("a", large), file("b", "b"), field("text", "kept")),
			"kept|b text/plain 1|Not attached: \u2068a\u2069. A file can be up to 1 MiB.",
		},
		"a far larger file": {
			filled(file("a", strings.Repeat("x", 3<<20)), file("b", "b"), field("text", "kept")),
			"kept|b text/plain 1|Not attached: \u2068a\u2069. A file can be up to 1 MiB.",
		},
		"large together": {
			filled(file("a", near), file("b", near), file("c", "c")),
			"|a text/plain 1048576,b text/plain 1048576|Not attached: \u2068c\u2069. Together, your files can be up to 2 MiB.",
		},
		"six files": {
			filled(file("1", "1"), file("2", "2"), file("3", "3"), file("4", "4"), file("5", "5"), file("6", "6"), file("7", "7")),
			"|1 text/plain 1,2 text/plain 1,3 text/plain 1,4 text/plain 1,5 text/plain 1|" +
				"Not attached: \u20686\u2069, \u20687\u2069. The most files you can attach to a message is 5.",
		},
		"a field twice":       {filled(field("text", "a"), field("text", "b")), "||"},
		"a field of no text":  {filled(field("text", "\xff")), "||"},
		"text without end":    {filled(field("text", strings.Repeat("x", BodyLimit+1))), "413"},
		"text in many fields": {filled(strings.Repeat(field("x", strings.Repeat("x", 1<<10)), 65)), "413"},
		"more parts than any": {filled(strings.Repeat(field("x", ""), mostParts+1)), "400"},
		"many files":          {filled(strings.Repeat(file("x", ""), mostParts+1)), "400"},
		"headers without end": {filled(strings.Replace(field("x", "x"), "name=", "x="+strings.Repeat("x", 1<<20)+"; name=", 1)), "413"},
		"no end":              {field("text", "x"), "400"},
		"no form":             {"nonsense", "400"},
		"another boundary":    {strings.ReplaceAll(filled(field("text", "x")), boundary, "other"), "400"},
		"broken disposition":  {filled("--" + boundary + "\r\nContent-Disposition: form-data; name=\"x\r\n\r\nx\r\n"), "400"},
	} {
		if got := d.said(c.body); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := d.said(filled(field("text", "x")), "Content-Encoding: gzip"); got != "415" {
		t.Errorf("packed: %s", got)
	}
	if left := d.left(); left != nil {
		t.Errorf("left: %v", left)
	}
}

// Whoever may not write here is told so before their files come in, and so are other sites' forms.
func TestWhoMayNotWriteIsToldBeforeTheFilesComeIn(t *testing.T) {
	d := takesFiles(t)
	for name, c := range map[string]struct {
		path, header string
		want         int
	}{
		"another's ticket":  {"/tickets/foreign", "X: x", http.StatusNotFound},
		"no route":          {"/tickets/1/x", "X: x", http.StatusRequestEntityTooLarge},
		"another site":      {"/tickets/1", "Sec-Fetch-Site: cross-site", http.StatusForbidden},
		"another origin":    {"/tickets/1", "Origin: https://evil.test", http.StatusForbidden},
		"another host":      {"/tickets/1", "Host: evil.test", http.StatusBadRequest}, // two hosts
		"two lengths":       {"/tickets/1", "Content-Length: 5", http.StatusBadRequest},
		"length and chunks": {"/tickets/1", "Transfer-Encoding: chunked", http.StatusBadRequest},
	} {
		head, body, _ := strings.Cut(carrying(c.path, filled(file("a", strings.Repeat("x", 1<<20))), c.header), "\r\n\r\n")
		answers := d.sendRaw(head + "\r\n\r\n" + body[:1]) // and no more
		if len(answers) != 1 || answers[0].status != c.want {
			t.Errorf("%s: %+v, want %d", name, answers, c.want)
		}
	}
}

// What a route has not read of a body is never taken for a request.
func TestWhatIsLeftUnreadIsNoRequest(t *testing.T) {
	d := takesFiles(t)
	smuggled := "POST /form HTTP/1.1\r\nHost: latch.test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=1"
	for name, request := range map[string]string{
		"refused":         carrying("/tickets/foreign", smuggled),
		"behind the form": carrying("/tickets/1", filled(field("text", "x"))+strings.Repeat("x", 8<<10)+smuggled),
		"broken":          carrying("/tickets/1", smuggled),
		"too many parts":  carrying("/tickets/1", filled(strings.Repeat(field("x", ""), mostParts+1))+smuggled),
	} {
		for _, a := range d.sendRaw(request)[1:] {
			t.Errorf("%s: answered as a request of its own: %d %q", name, a.status, a.body)
		}
	}
	one, two := carrying("/tickets/1", filled(field("text", "one"))), carrying("/tickets/1", filled(field("text", "two")))
	answers := d.sendRaw(one + two + smuggled)
	if len(answers) != 3 || answers[0].body != "one||" || answers[1].body != "two||" || answers[2].body != "form 1" {
		t.Errorf("one after the other: %+v", answers)
	}
	inChunks := "POST /tickets/1 HTTP/1.1\r\nHost: latch.test\r\nContent-Type: multipart/form-data; boundary=" + boundary +
		"\r\nTransfer-Encoding: chunked\r\n\r\n"
	body := filled(field("text", "chunks"), file("a", "abc"))
	inChunks += fmt.Sprintf("%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", 20, body[:20], len(body)-20, body[20:])
	answers = d.sendRaw(inChunks + smuggled)
	if len(answers) != 2 || answers[0].body != "chunks|a text/plain 3|" || answers[1].body != "form 1" {
		t.Errorf("in chunks: %+v", answers)
	}
}

// A route that takes files takes any other body as every route does.
func TestOnlyFormsWithFilesAreReadAsTheyCome(t *testing.T) {
	d := takesFiles(t)
	if a := d.one(submit("/tickets/1", "text=plain")); a.body != "plain||" {
		t.Errorf("without files: %+v", a)
	}
	if a := d.one(submit("/tickets/1", "text="+strings.Repeat("x", BodyLimit))); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("without end: %d", a.status)
	}
	for _, kind := range []string{"application/json", "text/plain", "multipart/mixed; boundary=x"} {
		a := d.one(strings.ReplaceAll(submit("/tickets/1", "text=x"), "application/x-www-form-urlencoded", kind))
		if a.status != http.StatusUnsupportedMediaType {
			t.Errorf("%s: %d", kind, a.status)
		}
	}
}

func (d *desk) dial() net.Conn {
	d.t.Helper()
	c, err := net.Dial("tcp", d.address)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	return c
}

// Whoever keeps coming is waited for; whoever has stopped, or drips, is told so.
func TestWhoIsTooSlowIsTold(t *testing.T) {
	d := takesFiles(t)
	d.site.uploads.patience = 500 * time.Millisecond
	large := carrying("/tickets/1", filled(field("text", "x"), file("a", strings.Repeat("x", 64<<10))), "Connection: close")
	for name, c := range map[string]struct {
		step int
		wait time.Duration
		want int
	}{
		"keeps coming": {8 << 10, 100 * time.Millisecond, http.StatusOK}, // 80 KiB/s, for longer than the patience
		"drips":        {1 << 10, 100 * time.Millisecond, http.StatusRequestTimeout},
		"stops":        {40 << 10, time.Minute, http.StatusRequestTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connection := d.dial()
			ended := make(chan struct{})
			go func() {
				for rest := large; rest != ""; {
					n := min(c.step, len(rest))
					if _, err := io.WriteString(connection, rest[:n]); err != nil {
						return
					}
					rest = rest[n:]
					select {
					case <-ended:
						return
					case <-time.After(c.wait):
					}
				}
			}()
			answers := readAnswers(connection, "POST")
			close(ended)
			if len(answers) != 1 || answers[0].status != c.want {
				t.Errorf("%+v, want %d", answers, c.want)
			}
			if c.want != http.StatusOK && !strings.Contains(answers[0].body, "too slowly") {
				t.Errorf("it says %s", answers[0].body)
			}
		})
	}
}

func TestAFormThatBreaksOffLeavesNothing(t *testing.T) {
	d := takesFiles(t)
	whole := carrying("/tickets/1", filled(field("text", "x"), file("a", strings.Repeat("x", 100<<10))))
	connection := d.dial()
	_, _ = io.WriteString(connection, whole[:60<<10])
	<-d.reached
	_ = connection.(*net.TCPConn).CloseWrite()
	if answers := readAnswers(connection, "POST"); len(answers) != 1 || answers[0].status != http.StatusBadRequest {
		t.Errorf("cut off: %+v", answers)
	}
	if left := d.left(); left != nil {
		t.Errorf("left: %v", left)
	}
	plain := d.dial()
	_, _ = io.WriteString(plain, strings.ReplaceAll(strings.ReplaceAll(submit("/form", "a=1"), "Length: 3", "Length: 9"), "\n", "\r\n"))
	_ = plain.(*net.TCPConn).CloseWrite()
	if answers := readAnswers(plain, "POST"); len(answers) != 1 || answers[0].status != http.StatusBadRequest {
		t.Errorf("a form that broke off is taken for whole: %+v", answers)
	}
}

// One person's files keep nobody else's out.
func TestNobodyTakesEveryUpload(t *testing.T) {
	var u uploads
	taken := func(whose string) (n int) {
		for u.enter(whose) {
			n++
		}
		return n
	}
	if ada, bob, eve := taken("ada"), taken("bob"), taken("eve"); ada != mostUploads/2 || bob != mostUploads/4 || eve != mostUploads/8 {
		t.Errorf("they get %d, %d and %d", ada, bob, eve)
	}
	u.leave("eve")
	if !u.enter("eve") || len(u.of) != 3 {
		t.Error("one that has come in counts still")
	}
}

// Twenty uploads of 10 MiB at once take a few buffers each.
func TestUploadsAreNotHeldInMemory(t *testing.T) {
	d := takesFiles(t)
	const many, size, most = 20, 10 << 20, 64 << 20
	inUse := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapInuse + m.StackInuse
	}
	runtime.GC()
	before := inUse()
	var peak atomic.Uint64
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(2 * time.Millisecond):
				peak.Store(max(peak.Load(), inUse()))
			}
		}
	}()
	block := strings.Repeat("x", 64<<10)
	head, tail, _ := strings.Cut(filled(file("a", "CONTENT")), "CONTENT")
	var wg sync.WaitGroup
	for range many {
		connection := d.dial()
		wg.Go(func() {
			request := carrying("/tickets/1", "", "Connection: close")
			request = strings.Replace(request, "Length: 0", "Length: "+itoa(len(head)+size+len(tail)), 1)
			_, _ = io.WriteString(connection, request+head)
			for range size / len(block) {
				_, _ = io.WriteString(connection, block)
			}
			_, _ = io.WriteString(connection, tail)
			if a := readAnswers(connection, "POST"); len(a) != 1 || a[0].status != http.StatusOK || !strings.Contains(a[0].body, "10485760") {
				t.Errorf("%+v", a)
			}
		})
	}
	wg.Wait()
	close(done)
	if grew := int64(peak.Load()) - int64(before); grew > most {
		t.Errorf("%d uploads of %d MiB raise the peak by %d MiB", many, size>>20, grew>>20)
	} else {
		t.Logf("the peak rose by %d KiB", grew>>10)
	}
}
