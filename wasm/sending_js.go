package main

import (
	"strings"
	"syscall/js"
)

const (
	// stalled is for how long, in milliseconds, nothing of a form may go up or come back before it is given up.
	stalled = 30_000
	// spoken is in which steps of percent a screen reader is told: a voice that counts to a hundred says nothing.
	spoken = 25
)

// sendFiles has a form with files go up by a request that tells how far it has come, which htmx's own does not.
func sendFiles(event js.Value) {
	form := event.Get("target")
	if !matches(form, "form[hx-encoding]") || !carriesFiles(form) {
		return
	}
	c := event.Get("detail").Get("ctx")
	c.Get("request").Set("timeout", 0) // what keeps coming is waited for
	s := &sending{box: form.Call("querySelector", "[data-sending]")}
	c.Set("fetch", js.FuncOf(s.fetch))
}

func carriesFiles(form js.Value) bool {
	fields := form.Call("querySelectorAll", "input[type=file]")
	for i := range fields.Length() {
		if fields.Index(i).Get("files").Length() > 0 {
			return true
		}
	}
	return false
}

// sending is a form on its way up.
type sending struct {
	box   js.Value // what shows it; null where the form shows nothing
	said  int      // the percent that a screen reader was told last
	xhr   js.Value
	timer js.Value

	giveUp js.Func
	calls  []js.Func // that go once the form has gone up
}

// fetch stands in for the browser's function of that name.
func (s *sending) fetch(_ js.Value, args []js.Value) any {
	return window.Get("Promise").New(js.FuncOf(func(_ js.Value, settle []js.Value) any {
		s.send(args[0], args[1], settle[0], settle[1])
		return nil
	}))
}

func (s *sending) send(url, request, resolve, reject js.Value) {
	s.xhr, s.said = window.Get("XMLHttpRequest").New(), 0
	s.xhr.Call("open", request.Get("method"), url)
	s.xhr.Set("responseType", "blob")
	headers := window.Get("Object").Call("entries", request.Get("headers"))
	for i := range headers.Length() {
		s.xhr.Call("setRequestHeader", headers.Index(i).Index(0), headers.Index(i).Index(1))
	}
	s.on(s.xhr.Get("upload"), "progress", func(e js.Value) {
		s.wait()
		if total := e.Get("total").Float(); total > 0 {
			s.show(int(e.Get("loaded").Float() * 100 / total))
		}
	})
	s.on(s.xhr, "progress", func(js.Value) { s.wait() })
	s.on(s.xhr, "load", func(js.Value) { resolve.Invoke(response(s.xhr)) })
	s.on(s.xhr, "error", func(js.Value) { reject.Invoke(window.Get("TypeError").New("Failed to fetch")) })
	s.on(s.xhr, "abort", func(js.Value) { reject.Invoke(window.Get("DOMException").New("given up", "AbortError")) })
	s.on(s.xhr, "loadend", func(js.Value) { s.end() })
	s.giveUp = js.FuncOf(func(js.Value, []js.Value) any {
		reject.Invoke(window.Get("TypeError").New("Failed to fetch"))
		s.xhr.Call("abort")
		return nil
	})
	s.calls = append(s.calls, s.giveUp)
	if signal := request.Get("signal"); signal.Truthy() {
		s.on(signal, "abort", func(js.Value) { s.xhr.Call("abort") })
	}
	s.wait()
	s.show(0)
	s.xhr.Call("send", request.Get("body"))
}

func (s *sending) on(target js.Value, event string, do func(event js.Value)) {
	call := js.FuncOf(func(_ js.Value, args []js.Value) any {
		do(args[0])
		return nil
	})
	s.calls = append(s.calls, call)
	target.Call("addEventListener", event, call)
}

// wait gives the sender time from now on. Whoever has come to a stop is told as of a connection that was lost.
func (s *sending) wait() {
	window.Call("clearTimeout", s.timer)
	s.timer = window.Call("setTimeout", s.giveUp, stalled)
}

func (s *sending) end() {
	window.Call("clearTimeout", s.timer)
	calls := s.calls
	s.calls = nil
	for _, c := range calls {
		c.Release()
	}
}

// show draws how many percent are on their way, and says it now and then.
func (s *sending) show(percent int) {
	if !s.box.Truthy() {
		return
	}
	bar, words := s.box.Call("querySelector", "progress"), s.box.Call("querySelector", "[role=status]")
	figure := s.box.Call("querySelector", "[aria-hidden]")
	in := func(n int) string {
		return strings.Replace(attribute(s.box, "data-percent"), "#", written(n, attribute(s.box, "data-digits")), 1)
	}
	figure.Set("textContent", in(min(percent, 99)))
	switch {
	case percent >= 100: // the server has the rest to do, and nobody knows how long that takes
		bar.Call("removeAttribute", "value")
		words.Set("textContent", attribute(s.box, "data-sent"))
		figure.Set("textContent", attribute(s.box, "data-sent"))
	case percent == 0:
		words.Set("textContent", attribute(s.box, "data-begun"))
		bar.Set("value", 0)
	default:
		bar.Set("value", percent)
		if step := percent / spoken * spoken; step > s.said {
			s.said = step
			words.Set("textContent", in(step))
		}
	}
}

// response is the answer as fetch would have it.
func response(xhr js.Value) js.Value {
	headers := window.Get("Headers").New()
	for line := range strings.SplitSeq(xhr.Call("getAllResponseHeaders").String(), "\r\n") {
		if name, value, found := strings.Cut(line, ": "); found {
			headers.Call("append", name, value)
		}
	}
	status, body := xhr.Get("status").Int(), xhr.Get("response")
	if status == 204 || status == 205 || status == 304 {
		body = js.Null()
	}
	answer := window.Get("Response").New(body, map[string]any{"status": status, "headers": headers})
	window.Get("Object").Call("defineProperty", answer, "url", map[string]any{"value": xhr.Get("responseURL")})
	return answer
}
