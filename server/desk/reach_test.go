package desk_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"latchkey/server/hosttest"
	"latchkey/server/web"
)

// attaches sends the form of a ticket with a file.
func attaches(t *testing.T, b *hosttest.Browser, at, name, content string, form map[string]string) hosttest.Page {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, value := range form {
		if err := w.WriteField(field, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("files", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPost, b.Server.URL+at, &body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", w.FormDataContentType())
	request.Header.Set("Origin", b.Server.URL)
	return b.Do(request)
}

func TestFilesOfATicketAreDownloads(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number, other := s.asks("One", "First."), s.asks("Two", "Second.")
	noor := s.Noor()
	at := "/desk/tickets/" + number
	form := hosttest.Page{Body: hosttest.Between(t, noor.Get(at).Body, `id="answering"`, "</form>")}.Form()
	fields := map[string]string{"do": "send", "kind": "reply", "body": "See the file.", "once": form.Get("once"), "seen": form.Get("seen")}
	attaches(t, noor, at, `"><script>alert(1)</script>.html`, "<script>alert(1)</script>", fields).Leads(t, at+"?done=sent")
	page := noor.Get(at)
	if strings.Contains(page.Body, "<script>alert") {
		t.Error("the name of a file is read as HTML")
	}
	file := at + "/files/" + hosttest.Between(t, page.Body, at+"/files/", `"`)
	got := noor.Get(file)
	if got.Status != 200 || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") ||
		!strings.Contains(got.Header.Get("Content-Security-Policy"), "sandbox") || strings.Contains(got.Header.Get("Content-Type"), "html") {
		t.Errorf("%d with %v", got.Status, got.Header)
	}
	noor.Get(strings.Replace(file, number, other, 1)).Says(t, 404, "")
	noor.Get(at+"/files/none").Says(t, 404, "")
	if p := s.Browser().Get(file); !strings.HasPrefix(p.Location, "/sign-in") {
		t.Errorf("a stranger gets %d", p.Status)
	}
}

// Whatever stands in an address or a form, no page of the desk breaks, and what is for others is not there.
func TestNoPageOfTheDeskBreaksOrOpensToOthers(t *testing.T) {
	t.Parallel()
	s := withTickets(t)
	number := s.asks("One", "First.")
	client := s.Browser()
	client.SignIn()
	noor := s.Noor()
	before := s.stored(number)
	for _, route := range s.Site.Routes() {
		if !strings.HasPrefix(route.Path, "/desk") {
			continue
		}
		for _, value := range []string{"none", "T-0000000", "%27%22%3E%3Cscript%3E", "..%2f..%2fkey", strings.Repeat("9", 300), "0"} {
			path := route.Path
			for _, part := range strings.Split(route.Path, "/") {
				if strings.HasPrefix(part, ":") {
					path = strings.Replace(path, part, value, 1)
				}
			}
			p := noor.Send(route.Method, path, nil)
			if p.Status >= 500 || strings.Contains(p.Body, `'"><script>`) {
				t.Errorf("%s %s answers support %d", route.Method, path, p.Status)
			}
			if route.Access == web.Administrator && p.Status == 200 {
				t.Errorf("%s %s opens to support", route.Method, path)
			}
			if got := client.Send(route.Method, path, nil); got.Status != 404 {
				t.Errorf("%s %s answers a client %d to %q", route.Method, path, got.Status, got.Location)
			}
			if path == route.Path {
				break
			}
		}
		path := strings.Replace(route.Path, ":number", number, 1)
		if strings.Contains(path, number) && !strings.Contains(path, ":") {
			if got := client.Send(route.Method, path, nil); got.Status != 404 {
				t.Errorf("%s %s answers the ticket's own client %d", route.Method, path, got.Status)
			}
		}
	}
	if after := s.stored(number); after != before {
		t.Errorf("the ticket became %+v", after)
	}
}
