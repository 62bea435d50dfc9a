package security

import "latchkey/server/web"

type route func(path string, handle func(*web.Request) error) web.Route

// methodRoutes are the pages of single methods and of their set-up. What has a name
// of its own stands before what is named by an id.
func (p *Pages) methodRoutes(get, post route) []web.Route {
	const at = "/security/methods"
	return []web.Route{
		get(at+"/new", p.choose),
		post(at+"/new", p.chosen),
		get(emailPath, p.sentSetUp),
		post(emailPath, p.checkSetUp),
		get(phonePath, p.phone),
		post(phonePath, p.beginPhone),
		get(phoneCodePath, p.sentSetUp),
		post(phoneCodePath, p.checkSetUp),
		get(at+"/send", web.To(at+"/new")),
		post(at+"/send", p.sendSetUpAgain),
		get(at+"/delivery", p.setUpDelivery),
		get(at+"/:id", p.method),
		post(at+"/:id", p.renameMethod),
		get(at+"/:id/prefer", toMethod),
		post(at+"/:id/prefer", p.preferMethod),
		get(at+"/:id/remove", p.askRemove),
		post(at+"/:id/remove", p.removeMethod),
	}
}

// proofRoutes are the pages that ask for a second step again.
func (p *Pages) proofRoutes(get, post route) []web.Route {
	return []web.Route{
		get("/confirm", p.confirm),
		post("/confirm", p.checkConfirm),
		get("/confirm/ways", p.confirmWays),
		get("/confirm/send", web.To("/confirm")),
		post("/confirm/send", p.confirmSend),
		get("/confirm/delivery", p.confirmDelivery),
		get(disablePath, p.disable),
		post(disablePath, p.checkDisable),
		get(disablePath+"/ways", p.disableWays),
		get(disablePath+"/send", web.To(disablePath)),
		post(disablePath+"/send", p.disableSend),
		get(disablePath+"/delivery", p.disableDelivery),
		get(disablePath+"/confirm", p.confirmDisable),
		post(disablePath+"/confirm", p.applyDisable),
	}
}
