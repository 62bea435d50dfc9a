package host

import (
	"net/url"

	"latchkey/server/web"
)

// authority is a base URL's host as browsers write it in Host and Origin: in lower
// case, without the port that goes without saying (RFC 3986, section 6.2.3).
func authority(base *url.URL) string {
	return web.PlainHost(base.Scheme, base.Host)
}
