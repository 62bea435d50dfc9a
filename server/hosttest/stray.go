package hosttest

import "net/http"

// Strays opens the page of one link, has another site send the browser to another link of the same kind, and then sends the form of
// the page that stands open, with these fields, to action. It fails the test unless the answer says that nothing was done.
func (b *Browser) Strays(link, other, action string, fields ...string) Page {
	b.T.Helper()
	shown := b.Get(b.Get(link).Location)
	if shown.Status != http.StatusOK {
		b.T.Fatalf("the page of the link answers %d", shown.Status)
	}
	form := shown.Form()
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	b.Header.Set("Sec-Fetch-Site", "cross-site")
	b.Get(other)
	b.Header.Del("Sec-Fetch-Site")
	answer := b.Send(http.MethodPost, action, form)
	answer.Says(b.T, http.StatusUnprocessableEntity, "Another link was opened in this browser")
	return answer
}
