package main

import "syscall/js"

// renewAfter is how long autofill waits with one challenge, in milliseconds: the server forgets it soon after.
const renewAfter = 270_000

// passkeys asks the browser for a passkey in place of what a form marked data-passkey would have typed into it: "create"
// makes one, "get" answers with one. The answer goes into the form, and the form to the server.
type passkeys struct {
	api     js.Value // PublicKeyCredential; undefined where this browser can't
	current js.Value // the AbortController of what is under way; undefined for nothing
	renew   js.Func
	timer   js.Value
}

func newPasskeys() *passkeys {
	p := &passkeys{api: window.Get("PublicKeyCredential")}
	if !p.api.Truthy() || !p.api.Get("parseCreationOptionsFromJSON").Truthy() {
		p.api = js.Undefined()
		return p
	}
	p.renew = js.FuncOf(func(js.Value, []js.Value) any {
		p.stop()
		p.autofill()
		return nil
	})
	return p
}

// arrive shows what needs passkeys, and has the browser offer them where the page has a field for it. In a browser that
// has none it gives their place to what stands in for them.
func (p *passkeys) arrive() {
	if !p.api.Truthy() {
		each("[data-passkey], [data-needs-passkey]", func(element js.Value) { element.Call("remove") })
		each("[data-without-passkey]", func(element js.Value) { setHidden(element, false) })
		return
	}
	each("[data-passkey], [data-needs-passkey]", func(element js.Value) { setHidden(element, false) })
	if !autofillForm().Truthy() {
		p.stop() // a swap took the field away, and the browser would go on offering
	}
	p.autofill()
}

func autofillForm() js.Value { return document.Call("querySelector", "form[data-autofill]") }

// autofill lets the browser offer passkeys among what it fills into the e-mail field. Nothing is under way for it while
// nobody sees the page.
func (p *passkeys) autofill() {
	if p.api.IsUndefined() || p.current.Truthy() || document.Get("hidden").Bool() || !autofillForm().Truthy() ||
		!p.api.Get("isConditionalMediationAvailable").Truthy() {
		return
	}
	controller := p.begin()
	p.timer = window.Call("setTimeout", p.renew, renewAfter)
	go func() {
		available, _ := await(p.api.Call("isConditionalMediationAvailable"))
		if available.Truthy() {
			p.run(autofillForm, controller, false)
		}
		p.end(controller)
	}()
}

// submit takes over from a form that has no answer yet.
func (p *passkeys) submit(event js.Value) {
	form := event.Get("target")
	if !matches(form, "[data-passkey]") {
		return
	}
	if form.Get(answered).Truthy() {
		form.Delete(answered)
		return
	}
	event.Call("preventDefault")
	event.Call("stopImmediatePropagation")
	p.stop() // also a dialog that was never answered and never went away: whoever presses again is asked again
	controller := p.begin()
	say(form, "")
	go func() {
		words := p.run(func() js.Value { return form }, controller, true)
		if !controller.Get("signal").Get("aborted").Bool() {
			say(form, words)
		}
		p.end(controller)
	}()
}

// answered is the property of a form whose answer is on its way.
const answered = "latchkeyAnswered"

func (p *passkeys) begin() js.Value {
	p.current = window.Get("AbortController").New()
	return p.current
}

func (p *passkeys) end(controller js.Value) {
	if p.current.Equal(controller) {
		p.current = js.Undefined()
	}
}

// stop gives up what is under way.
func (p *passkeys) stop() {
	if p.timer.Truthy() {
		window.Call("clearTimeout", p.timer)
		p.timer = js.Undefined()
	}
	if p.current.Truthy() {
		p.current.Call("abort")
		p.current = js.Undefined()
	}
}

// run asks the server for a challenge, the browser for the answer, and submits it; asked says that the person has pressed a
// button for it. It returns which of the form's words say why nothing came of it: "" for none.
func (p *passkeys) run(find func() js.Value, controller js.Value, asked bool) (words string) {
	defer func() {
		if recover() != nil { // JavaScript threw: options that this browser does not understand
			words = "data-failed"
		}
	}()
	form, signal := find(), controller.Get("signal")
	response, ok := await(window.Call("fetch", attribute(form, "data-options"), map[string]any{
		"method": "POST", "signal": signal, "body": window.Get("URLSearchParams").New(window.Get("FormData").New(form)),
	}))
	if ok && response.Get("status").Int() == unprocessable { // it says what is wrong when it gets the form itself
		p.end(controller)
		send(form, "")
		return ""
	}
	if !ok || !response.Get("ok").Bool() {
		return "data-failed"
	}
	if response.Get("redirected").Bool() { // something has to be proved first
		window.Get("location").Call("assign", response.Get("url"))
		return ""
	}
	options, ok := await(response.Call("json"))
	if !ok {
		return "data-failed"
	}
	method, parse := "get", "parseRequestOptionsFromJSON"
	if attribute(form, "data-passkey") == "create" {
		method, parse = "create", "parseCreationOptionsFromJSON"
	}
	request := map[string]any{"publicKey": p.api.Call(parse, options), "signal": signal}
	if !asked {
		request["mediation"] = "conditional"
	}
	credential, ok := await(window.Get("navigator").Get("credentials").Call(method, request))
	if !ok {
		return wordsFor(credential.Get("name").String())
	}
	p.end(controller)
	if form = find(); !form.Truthy() || !form.Get("isConnected").Bool() {
		return ""
	}
	send(form, window.Get("JSON").Call("stringify", credential).String())
	return ""
}

const unprocessable = 422

// send submits a form with its answer, past submit.
func send(form js.Value, answer string) {
	form.Get("elements").Get("answer").Set("value", answer)
	form.Set(answered, true)
	form.Call("requestSubmit")
}

// wordsFor says which words fit a DOMException of this name.
func wordsFor(name string) string {
	switch name {
	case "AbortError":
		return ""
	case "NotAllowedError": // cancelled, timed out or not there: the browser does not tell which
		return "data-cancelled"
	case "InvalidStateError":
		return "data-taken"
	}
	return "data-failed"
}

// say shows words of a form in its alert; "" takes them away.
func say(form js.Value, words string) {
	alert := form.Call("querySelector", "[data-says]")
	if !alert.Truthy() {
		return
	}
	alert.Call("querySelector", "p").Set("textContent", attribute(form, words))
	setHidden(alert, words == "")
}

// await waits until a promise is settled. It blocks, so it is not for an event's own handler.
func await(promise js.Value) (result js.Value, kept bool) {
	done := make(chan struct{})
	settle := func(with bool) js.Func {
		return js.FuncOf(func(_ js.Value, args []js.Value) any {
			result, kept = args[0], with
			close(done)
			return nil
		})
	}
	onKept, onBroken := settle(true), settle(false)
	promise.Call("then", onKept, onBroken)
	<-done
	onKept.Release()
	onBroken.Release()
	return result, kept
}
