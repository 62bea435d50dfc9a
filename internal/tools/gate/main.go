// Command gate stands between templ's reload proxy and the server that is being developed. While the server is built
// anew it holds requests back and passes them on the moment it answers; the proxy alone would try ever more rarely.
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8081", "address to listen on")
	server := flag.String("server", "127.0.0.1:8080", "address of the server")
	flag.Parse()
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: *server})
	proxy.Transport = &http.Transport{DialContext: dialPatiently, DisableKeepAlives: true}
	proxy.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	log.Fatal(http.ListenAndServe(*listen, proxy))
}

// dialPatiently tries until somebody listens or the browser has gone.
func dialPatiently(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	for {
		conn, err := dialer.DialContext(ctx, network, address)
		if err == nil {
			return conn, nil
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(20 * time.Millisecond):
		}
	}
}
