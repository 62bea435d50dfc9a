package security

import "latchkey/server/web"

// methodRoutes are the pages of single methods and of their set-up. What has a name
// of its own stands before what is named by an id.
func (p *Pages) methodRoutes() []web.Route {
	const at = "/security/methods"
	return []web.Route{
		web.SignedIn.Get(at+"/new", p.choose),
		web.SignedIn.Post(at+"/new", p.chosen),
		web.SignedIn.Get(emailPath, p.sentSetUp),
		web.SignedIn.Post(emailPath, p.checkSetUp),
		web.SignedIn.Get(phonePath, p.phone),
		web.SignedIn.Post(phonePath, p.beginPhone),
		web.SignedIn.Get(phoneCodePath, p.sentSetUp),
		web.SignedIn.Post(phoneCodePath, p.checkSetUp),
		web.SignedIn.Get(at+"/send", web.To(at+"/new")),
		web.SignedIn.Post(at+"/send", p.sendSetUpAgain),
		web.SignedIn.Get(at+"/delivery", p.setUpDelivery),
		web.SignedIn.Get(at+"/:id", p.method),
		web.SignedIn.Post(at+"/:id", p.renameMethod),
		web.SignedIn.Get(at+"/:id/prefer", toMethod),
		web.SignedIn.Post(at+"/:id/prefer", p.preferMethod),
		web.SignedIn.Get(at+"/:id/remove", p.askRemove),
		web.SignedIn.Post(at+"/:id/remove", p.removeMethod),
	}
}

// proofRoutes are the pages that ask for a second step again.
func (p *Pages) proofRoutes() []web.Route {
	return []web.Route{
		web.SignedIn.Get("/confirm", p.confirm),
		web.SignedIn.Post("/confirm", p.checkConfirm),
		web.SignedIn.Get("/confirm/ways", p.confirmWays),
		web.SignedIn.Get("/confirm/send", web.To("/confirm")),
		web.SignedIn.Post("/confirm/send", p.confirmSend),
		web.SignedIn.Get("/confirm/delivery", p.confirmDelivery),
		web.SignedIn.Get(disablePath, p.disable),
		web.SignedIn.Post(disablePath, p.checkDisable),
		web.SignedIn.Get(disablePath+"/ways", p.disableWays),
		web.SignedIn.Get(disablePath+"/send", web.To(disablePath)),
		web.SignedIn.Post(disablePath+"/send", p.disableSend),
		web.SignedIn.Get(disablePath+"/delivery", p.disableDelivery),
		web.SignedIn.Get(disablePath+"/confirm", p.confirmDisable),
		web.SignedIn.Post(disablePath+"/confirm", p.applyDisable),
	}
}
