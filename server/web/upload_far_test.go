package web

import (
	"strconv"
	"strings"
	"testing"
)

// Files that are far too large are not waited for: the fields before them are known, and the sizes are said. A text that is
// too long is not taken for a file.
func TestAFormWithFarTooMuchIsReadUpToItsFiles(t *testing.T) {
	d := takesFiles(t)
	d.set("attachment.size", "1")
	d.set("attachment.total", "2")
	huge := strings.Repeat("x", 51<<20)
	const said = "kept||Nothing was sent. What you attached has more than "
	typed := field("text", "kept")
	got := d.said(filled(typed, file("a", huge), field("text", "lost")))
	if !strings.HasPrefix(got, said+"51 MiB. A file can be up to 1 MiB") {
		t.Errorf("announced: %.200q", got)
	}
	if got := d.said(filled(typed, field("more", huge))); got != "413" {
		t.Errorf("a text: %.200q", got)
	}
	body := filled(typed, file("a", huge))
	head, _, _ := strings.Cut(carrying("/tickets/1", "", "Connection: close", "Transfer-Encoding: chunked"), "\r\n\r\n")
	head = strings.Replace(head, "Content-Length: 0\r\n", "", 1)
	a := d.sendRaw(head + "\r\n\r\n" + strconv.FormatInt(int64(len(body)), 16) + "\r\n" + body + "\r\n0\r\n\r\n")
	if len(a) != 1 || !strings.HasPrefix(a[0].body, said+"50 MiB.") {
		t.Errorf("in chunks: %.300v", a)
	}
	if left := d.left(); left != nil {
		t.Errorf("left: %v", left)
	}
}
