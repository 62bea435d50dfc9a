package security

import (
	"latchkey/components/ui"
	"latchkey/internal/credential"
	"latchkey/internal/factor"
	"latchkey/server/web"
)

// nextName is what the name of a further method begins with, where there is one of its kind: "Authenticator app 2".
func nextName(r *web.Request, state factor.State, k factor.Kind) string {
	same := 0
	for _, m := range state.Methods {
		if m.Kind == k {
			same++
		}
	}
	if same == 0 {
		return ""
	}
	return r.Locale.T("method.next_"+string(k), "Number", r.Locale.Number(same+1))
}

// firstAnswer is what a form says that completes a set-up. A person's first method takes no name: it needs to be told from no other.
func firstAnswer(r *web.Request, k factor.Kind, adding bool) credential.FirstAnswer {
	a := credential.FirstAnswer{Kind: k, Input: r.Form("code")}
	if adding {
		a.Name = r.Form("name")
	}
	return a
}

func badName(r *web.Request) ui.Form {
	form := r.Beside("name", "refused.method_name")
	form.Values = map[string]string{"name": r.Form("name")}
	return form
}
