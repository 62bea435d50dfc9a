package messagetest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// posted is what the documentation says of a template message, and nothing else.
type posted struct {
	Product   string `json:"messaging_product"`
	Recipient string `json:"recipient_type"`
	To        string `json:"to"`
	Type      string `json:"type"`
	Callback  string `json:"biz_opaque_callback_data"`
	Template  struct {
		Name     string `json:"name"`
		Language struct {
			Code string `json:"code"`
		} `json:"language"`
		Components []struct {
			Type       string `json:"type"`
			SubType    string `json:"sub_type"`
			Index      string `json:"index"`
			Parameters []struct {
				Type string `json:"type"`
				Text string `json:"text"`
			} `json:"parameters"`
		} `json:"components"`
	} `json:"template"`
}

var international = regexp.MustCompile(`^[1-9][0-9]{6,14}$`)

// judge says what the documented API would complain of, with status and error number.
func judge(r *http.Request) (taken Taken, status, code int, problem string) {
	switch {
	case r.Method != http.MethodPost || r.URL.Path != "/"+Version+"/"+PhoneID+"/messages" || r.URL.RawQuery != "":
		return taken, 400, 100, "unsupported request: " + r.Method + " " + r.URL.String()
	case r.Header.Get("Authorization") != "Bearer "+Token:
		return taken, 401, 190, "invalid access token"
	case r.Header.Get("Content-Type") != "application/json":
		return taken, 400, 100, "content type " + r.Header.Get("Content-Type")
	}
	var p posted
	decoder := json.NewDecoder(http.MaxBytesReader(nil, r.Body, 64<<10))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil {
		return taken, 400, 100, err.Error()
	}
	switch {
	case p.Product != "whatsapp" || p.Recipient != "individual" || p.Type != "template":
		return taken, 400, 100, "messaging_product, recipient_type or type"
	case !international.MatchString(p.To):
		return taken, 400, 131009, "to is no international number in digits: " + p.To
	case p.Callback == "" || len(p.Callback) > 512:
		return taken, 400, 131009, "biz_opaque_callback_data"
	case templates[p.Template.Name] == nil || !slices.Contains(templates[p.Template.Name], p.Template.Language.Code):
		return taken, 404, 132001, fmt.Sprintf("template name (%s) does not exist in %s", p.Template.Name, p.Template.Language.Code)
	}
	taken = Taken{Callback: p.Callback, To: p.To, Template: p.Template.Name, Language: p.Template.Language.Code}
	code, problem = components(p, &taken)
	return taken, 400, code, problem
}

// components wants the body's one text and, of an authentication template, the same code in its button.
func components(p posted, taken *Taken) (code int, problem string) {
	buttons := 0
	for _, c := range p.Template.Components {
		if len(c.Parameters) != 1 || c.Parameters[0].Type != "text" || c.Parameters[0].Text == "" {
			return 132000, "number of parameters does not match the expected number of params"
		}
		text := c.Parameters[0].Text
		switch {
		case c.Type == "body" && taken.Text == "":
			taken.Text = text
		case c.Type == "button" && c.SubType == "url" && c.Index == "0" && p.Template.Name == authentication:
			buttons++
			taken.Code = text
		default:
			return 132018, "component " + c.Type + " " + c.SubType
		}
		if strings.ContainsAny(text, "\n\t") || strings.Contains(text, "     ") {
			return 132018, "param text cannot have new-line/tab characters or more than 4 consecutive spaces"
		}
	}
	if taken.Text == "" {
		return 131008, "required parameter is missing: body"
	}
	if p.Template.Name != authentication {
		return 0, ""
	}
	switch {
	case buttons != 1:
		return 131008, "required parameter is missing: buttons: button at index 0 of type url"
	case taken.Code != taken.Text:
		return 132018, "the code stands differently in body and button"
	case len(taken.Code) > 15:
		return 132018, "the code is longer than 15 characters"
	}
	taken.Text = ""
	return 0, ""
}
