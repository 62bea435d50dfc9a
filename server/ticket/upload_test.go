package ticket_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"latchkey/internal/account"
	"latchkey/internal/attachment"
	"latchkey/internal/db"
	"latchkey/internal/message"
	"latchkey/internal/support"
	"latchkey/server/hosttest"
)

// halting sends a form with a file of which the second half is sent once meanwhile has returned.
func halting(b *hosttest.Browser, path, text string, meanwhile func()) hosttest.Page {
	b.T.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("message", text)
	_ = form.WriteField("once", text)
	part, _ := form.CreateFormFile("files", "half.txt")
	_, _ = part.Write(bytes.Repeat([]byte("x"), 300<<10))
	_ = form.Close()
	all := body.Bytes()
	out, in := io.Pipe()
	go func() {
		_, _ = in.Write(all[:200<<10])
		meanwhile()
		_, _ = in.Write(all[200<<10:])
		_ = in.Close()
	}()
	request, err := http.NewRequest(http.MethodPost, b.Server.URL+path, out)
	if err != nil {
		b.T.Fatal(err)
	}
	request.ContentLength = int64(len(all))
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("Origin", b.Server.URL)
	return b.Do(request)
}

// kept lists what stands in the folder of attachments and is nobody's: drafts of what came in.
func (w *walked) kept() []string {
	w.t.Helper()
	drafts, err := filepath.Glob(filepath.Join(w.Folder(), attachment.Folder, "draft-*"))
	if err != nil {
		w.t.Fatal(err)
	}
	return drafts
}

// Folder is where the host's database stands.
func (w *walked) Folder() string { return w.Host.DB.Folder() }

// Minutes pass while a file comes in. What is so once it has come in is what counts, and nothing is left of one that was refused.
func TestWhatChangesWhileFilesComeIn(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	page := "/tickets/" + w.number
	closes := func(closed bool) func() {
		return func() {
			w.write(func(ctx context.Context, tx db.Tx) error {
				return w.Host.Accounts.SetClosed(ctx, tx, w.account, closed)
			})
		}
	}
	for _, c := range []struct {
		name      string
		meanwhile func()
		status    int
	}{
		{"nothing", func() {}, http.StatusSeeOther},
		{"the account is closed", closes(true), http.StatusConflict},
		{"they may only read from now on", func() { closes(false)(); w.joins(account.Tickets) }, http.StatusForbidden},
		{"they are removed", func() { w.joins() }, http.StatusNotFound},
		{"the ticket is closed", func() {
			if _, err := w.Host.Support.CloseAll(t.Context(), noorAgain(w.Server), w.number); err != nil {
				t.Error(err)
			}
		}, http.StatusSeeOther},
		{"they are signed out", func() {
			w.write(func(ctx context.Context, tx db.Tx) error {
				return w.Host.Sessions.EndAll(ctx, tx, w.IDOf("zoe@example.test"))
			})
		}, http.StatusUnauthorized},
	} {
		if c.name != "the account is closed" {
			closes(false)()
		}
		w.joins(account.TicketsManage, account.Tickets)
		before := w.Count(`SELECT COUNT(*) FROM attachment`)
		p := halting(w.zoe, page, c.name, c.meanwhile)
		if p.Status != c.status {
			t.Errorf("%s: %d to %q", c.name, p.Status, p.Location)
		}
		sent := strings.Contains(p.Location, "done=sent")
		if n := w.Count(`SELECT COUNT(*) FROM ticket_message WHERE body = $1`, c.name); n == 1 != sent {
			t.Errorf("%s: %d messages", c.name, n)
		}
		if n := w.Count(`SELECT COUNT(*) FROM attachment`) - before; n == 1 != sent {
			t.Errorf("%s: %d files", c.name, n)
		}
		if left := w.kept(); len(left) > 0 {
			t.Errorf("%s: left are %q", c.name, left)
		}
		if c.name == "nothing" != sent && c.name != "the ticket is closed" {
			t.Errorf("%s: %d to %q", c.name, p.Status, p.Location)
		}
	}
}

// A ticket that is merged while a file comes in takes it all the same, in the whole; a page that was open leads there.
func TestATicketIsMergedWhileFilesComeIn(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	b := ada(w.Server)
	whole := opens(b, "The whole", "Here.")
	p := halting(b, "/tickets/"+w.number, "late", func() {
		if err := w.Host.Support.Merge(t.Context(), noorAgain(w.Server), w.number, strings.TrimPrefix(whole, "/tickets/")); err != nil {
			t.Error(err)
		}
	})
	p.Leads(t, whole+"?done=sent")
	for _, act := range []string{"/close", "/reopen"} { // of a page that was drawn before
		b.Post("/tickets/"+w.number+act).Leads(t, "/tickets/"+w.number+"?done="+map[string]string{"/close": "closed", "/reopen": "reopened"}[act])
	}
	b.Get("/tickets/"+w.number+"?done=closed").Leads(t, whole)
	b.Get(whole).Says(t, 200, "half.txt")
	file := hosttest.Between(t, b.Get(whole).Body, `href="`+whole+`/files/`, `"`)
	b.Get(whole+"/files/"+file).Says(t, 200, "")
	if p := w.zoe.Get(whole + "/files/" + file); p.Status != http.StatusNotFound {
		t.Errorf("a stranger gets %d", p.Status)
	}
}

// Who may not write is told so while nothing of the files has come in: nobody fills the disk of a host with what is refused.
func TestWhoMayNotWriteToATicketIsToldBeforeTheFilesComeIn(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	closed := ada(w.Server)
	w.joins(account.Tickets)
	for _, c := range []struct {
		who, path string
		b         *hosttest.Browser
		status    int
	}{
		{"who may only read", "/tickets/" + w.number, w.zoe, http.StatusForbidden},
		{"of a ticket that there is not", "/tickets/T-1", w.zoe, http.StatusNotFound},
		{"who opens none", "/tickets/new", w.zoe, http.StatusSeeOther},
		{"a client at the desk", "/desk/tickets/" + w.number, closed, http.StatusNotFound},
		{"a guest", "/tickets/" + w.number, w.Browser(), http.StatusSeeOther},
	} {
		stops := make(chan struct{})
		began := time.Now()
		p := halting(c.b, c.path, "never", func() { <-stops })
		if p.Status != c.status || time.Since(began) > 5*time.Second {
			t.Errorf("%s: %d to %q after %s", c.who, p.Status, p.Location, time.Since(began))
		}
		close(stops)
		if left := w.kept(); len(left) > 0 {
			t.Errorf("%s: left are %q", c.who, left)
		}
	}
}

// Whatever a file is called and however it begins, it is saved and never shown, under a name that is only a name.
func TestFilesThatAreSeveralThings(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := ada(s)
	path := opens(b, "Files", "Here they are.")
	const script = `<script>alert(document.domain)</script>`
	for i, f := range []file{
		{"page.gif", "GIF89a/*" + script + "*/=1;"},
		{"page.png", "\x89PNG\r\n\x1a\n" + script},
		{"page.pdf", "%PDF-1.7\n" + script},
		{"page.jpg", "\xff\xd8\xff\xe0" + script},
		{"page.zip", "PK\x03\x04" + script},
		{"page.html", "\ufeff <!doctype html>" + script},
		{"page.xhtml", `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">` + script + `</html>`},
		{"page.svg", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`},
		{"page.mht", "MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + script},
		{"utf16.txt", "\xff\xfe<\x00s\x00c\x00r\x00i\x00p\x00t\x00>\x00"},
		{"page.js", "alert(document.domain)"},
		{"page.css", "*{background:url(//evil.example)}"},
		{"a.swf", "FWS\x0a" + script},
		{"../../../../etc/cron.d/evil", "* * * * * root id"},
		{`..\..\evil.bat`, "start evil"},
		{"invoice\u202egnp.exe", "MZ"},
		{"a\r\nContent-Type: text/html\r\n\r\n.txt", script},
		{`a"; filename="evil.html`, script},
		{"CON.txt", "con"},
		{".htaccess", "AddType text/html .png"},
		{strings.Repeat("ن", 400) + ".txt", "long"},
		{"\u200b\u200d", "nothing to see"},
		{"=cmd|'/c calc'!A1.csv", "=1+1"},
	} {
		body := fmt.Sprint("file ", i)
		p := sends(b, path, []file{f}, "message", body, "once", body)
		s.Clock.Advance(time.Minute)
		if p.Status != http.StatusSeeOther {
			t.Errorf("%q: %d", f.name, p.Status)
			continue
		}
		page := b.Get(path).Body
		at := page[strings.LastIndex(page, path+"/files/"):]
		id, _, _ := strings.Cut(strings.TrimPrefix(at, path+"/files/"), `"`)
		got := b.Get(path + "/files/" + id)
		isSaved(t, f, got)
	}
	if entries, err := os.ReadDir(filepath.Join(s.Host.DB.Folder(), attachment.Folder)); err != nil || len(entries) < 20 {
		t.Errorf("%d contents, %v", len(entries), err)
	}
}

// isSaved fails the test unless an answer has a browser save the file under a name that is only a name, and show it nowhere.
func isSaved(t *testing.T, f file, got hosttest.Page) {
	t.Helper()
	kind, how := got.Header.Get("Content-Type"), got.Header.Get("Content-Disposition")
	disposition, named, err := mime.ParseMediaType(how)
	if got.Status != 200 || got.Body != f.content || strings.ContainsAny(how, "\r\n/\\") || strings.Contains(how, "..") ||
		err != nil || disposition != "attachment" || len(named) != 1 || strings.ContainsAny(named["filename"], "/\\\u202e\"") ||
		got.Header.Get("X-Content-Type-Options") != "nosniff" ||
		got.Header.Get("Content-Security-Policy") != "sandbox; default-src 'none'" ||
		got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%q: %d %s %s\n%v", f.name, got.Status, kind, how, got.Header)
	}
	for _, runs := range []string{"html", "xml", "script", "css", "flash", "multipart", "message", "charset"} {
		if strings.Contains(kind, runs) {
			t.Errorf("%q is called %s", f.name, kind)
		}
	}
}

// What may be attached has an end, to the byte; what was typed comes back, and a file that was refused is kept nowhere.
func TestHowMuchATicketTakes(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	b := ada(w.Server)
	path := "/tickets/" + w.number
	most := w.Host.Files.Limits(t.Context())
	for name, c := range map[string]struct {
		files []file
		words string
	}{
		"as large as may be": {[]file{{"a.bin", strings.Repeat("a", int(most.Size))}}, ""},
		"a byte more":        {[]file{{"b.bin", strings.Repeat("b", int(most.Size)+1)}}, "b.bin"},
		"empty":              {[]file{{"c.bin", ""}}, "There’s nothing in it."},
		"one file too many":  {many(most.Count+1, 1), "file-5"},
		"together too large": {many(3, int(most.Total/3)+1), "file-2"},
	} {
		before := w.Count(`SELECT COUNT(*) FROM attachment`)
		p := sends(b, path, c.files, "message", "With "+name, "once", name)
		switch n := w.Count(`SELECT COUNT(*) FROM attachment`) - before; {
		case c.words == "" && (p.Status != http.StatusSeeOther || n != 1):
			t.Errorf("%s: %d, %d files", name, p.Status, n)
		case c.words != "" && (p.Status != 422 || !strings.Contains(p.Body, c.words) || !strings.Contains(p.Body, "With "+name) || n != 0):
			t.Errorf("%s: %d, %d files\n%s", name, p.Status, n, p.Body)
		}
		if left := w.kept(); len(left) > 0 {
			t.Errorf("%s: left are %q", name, left)
		}
	}
}

func many(count, size int) (files []file) {
	for i := range count {
		files = append(files, file{fmt.Sprintf("file-%d", i), strings.Repeat("x", size)})
	}
	return files
}

// The files of a message whose text staff took away are the host's alone from then on: they are not named any more.
func TestTheFilesOfARedactedMessageAreNotNamed(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	b, page := ada(w.Server), "/tickets/"+w.number
	b.Get(page).Says(t, 200, "secret.txt")
	var id string
	err := w.Host.DB.Read().Row(t.Context(), `SELECT owner_id FROM attachment WHERE name = 'secret.txt'`).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Host.Support.Redact(t.Context(), noorAgain(w.Server), support.Redaction{MessageID: id}); err != nil {
		t.Fatal(err)
	}
	if p := b.Get(page); p.Status != 200 || strings.Contains(p.Body, "secret.txt") || strings.Contains(p.Body, w.files["own"]) {
		t.Errorf("%d: the page names the file", p.Status)
	}
	if p := b.Get(page + "/files/" + w.files["own"]); p.Status != http.StatusNotFound {
		t.Errorf("the file is sent: %d", p.Status)
	}
}

// Whoever holds the link of an address that nobody has confirmed gets nothing of the ticket: no answer, and no file of one.
func TestAGuestsFileWaitsForTheAddress(t *testing.T) {
	t.Parallel()
	w := hasTickets(t)
	writes(w.Browser(), mina, "Locked out", "I lost everything.").Leads(t, "/contact/sent")
	g := w.Browser()
	g.Get(w.Link(mina, message.GuestConfirm)).Leads(t, guestPages)
	var number, id string
	read := w.Host.DB.Read()
	if err := read.Row(t.Context(), `SELECT number FROM ticket WHERE guest_email = $1`, mina).Scan(&number); err != nil {
		t.Fatal(err)
	}
	answers(w.Server, noorAgain(w.Server), "/tickets/"+number, "Here.", w.attaches)
	if err := read.Row(t.Context(), `SELECT id FROM attachment ORDER BY id DESC LIMIT 1`).Scan(&id); err != nil {
		t.Fatal(err)
	}
	if p := g.Get(guestPages + "/files/" + id); p.Status != http.StatusNotFound {
		t.Errorf("the file: %d", p.Status)
	}
	if n := w.Count(`SELECT COUNT(*) FROM message WHERE recipient = $1 AND kind <> 'guest_confirm'`, mina); n != 0 {
		t.Errorf("%d mails to an address that a stranger may have typed", n)
	}
	g.Post(guestPages+"/confirm").Leads(t, guestPages+"?done=confirmed")
	g.Get(guestPages+"/files/"+id).Says(t, 200, "secret note's file")
}

// What comes with a preview, or with a form that is refused, is kept nowhere: it would fill the disk, and count for nobody.
func TestFilesOfWhatIsNotSentAreNotKept(t *testing.T) {
	t.Parallel()
	s := hosttest.Boot(t)
	b := ada(s)
	path := opens(b, "My site", "It is down.")
	contents := func() int {
		entries, err := os.ReadDir(filepath.Join(s.Host.DB.Folder(), attachment.Folder))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return len(entries)
	}
	before, files := contents(), func(what string) []file { return []file{{"log.txt", "Lines of " + what}} }
	for what, status := range map[string]int{"preview": http.StatusOK, "": http.StatusUnprocessableEntity} {
		message := map[bool]string{true: "Look", false: ""}[what != ""]
		for _, page := range []string{path, "/tickets/new"} {
			fields := []string{"message", message, "once", page, "subject", "s", "do", what, "account", accountOf(s, hosttest.Ada)}
			if p := sends(b, page, files(what+page), append(fields, "department", "support")...); p.Status != status {
				t.Errorf("%q to %s: %d", what, page, p.Status)
			}
		}
	}
	noor := s.Noor()
	for _, do := range []string{"preview", "send"} {
		p := sends(noor, "/desk"+path, files("desk "+do), "do", do, "kind", "reply", "body", "", "once", do)
		if p.Status != http.StatusUnprocessableEntity {
			t.Errorf("the desk, %s: %d", do, p.Status)
		}
	}
	limit := 0 // as many as are taken at once, and then one that is refused
	for i := range 60 {
		p := sends(b, path, files(strings.Repeat("x", i+1)), "message", "Again", "once", strings.Repeat("y", i+1))
		if p.Status == http.StatusTooManyRequests {
			limit = i
			break
		}
	}
	if n := contents(); limit == 0 || n != before+limit {
		t.Errorf("%d contents for %d messages", n-before, limit)
	}
	if n := s.Count(`SELECT COUNT(DISTINCT sha256) FROM attachment`); n != limit {
		t.Errorf("%d contents are named", n)
	}
}
